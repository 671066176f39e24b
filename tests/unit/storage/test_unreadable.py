"""A row of the inbox that this version cannot read any more is in nobody's way."""

import logging

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import UnitOfWorkFactory
from storage.master import MasterKey
from storage.sql.inbox import BODY
from storage.tables import InboxRow
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.contract.builders import posted
from tests.support.builders import NOON
from tests.support.school import open_school

VAULT = Vault(MasterKey((bytes(32),)))
SECRET = "geheim"  # noqa: S105 - a word to look for
UNREADABLE = [f'gif {{"text": "{SECRET}"}}', f'posted {{"message": "{SECRET}"}}', "posted"]


@pytest.fixture
def unit_of_work(engine: AsyncEngine) -> UnitOfWorkFactory:
    return lambda: SqlUnitOfWork(engine, VAULT)


async def leave(engine: AsyncEngine, *texts: str, lane: int = 0) -> None:
    """What another version left waiting."""
    async with engine.begin() as connection:
        for text in texts:
            row = insert(InboxRow).values(lane=lane, body=VAULT.seal_for_today(text, BODY))
            await connection.execute(row)


async def add(unit_of_work: UnitOfWorkFactory, *message_ids: str) -> None:
    async with unit_of_work() as uow:
        for message_id in message_ids:
            await uow.inbox.add(posted(message_id), lane=0)
        await uow.commit()


@pytest.mark.parametrize("limit", [1, 2, 50])
async def test_unreadable_rows_are_buried_and_the_rest_is_taken(
    engine: AsyncEngine, unit_of_work: UnitOfWorkFactory, limit: int
) -> None:
    await leave(engine, UNREADABLE[0])
    await add(unit_of_work, "m1")
    await leave(engine, *UNREADABLE[1:])
    await add(unit_of_work, "m2")
    taken = []
    async with unit_of_work() as uow:
        while rows := await uow.inbox.take(0, limit, NOON):
            taken += [row.event for row in rows]
            for row in rows:
                await uow.inbox.done(row.inbox_id)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.inbox.waiting() == 0
        assert await uow.inbox.buried() == await uow.inbox.buried(NOON) == 3
    assert taken == [posted("m1"), posted("m2")]


async def test_the_reason_is_logged_and_no_word_of_the_message(
    engine: AsyncEngine,
    unit_of_work: UnitOfWorkFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await leave(engine, *UNREADABLE)
    with caplog.at_level(logging.ERROR):
        async with unit_of_work() as uow:
            assert await uow.inbox.take(0, 50, NOON) == []
            await uow.commit()
    assert "a stored posted cannot be read" in caplog.text
    assert SECRET not in caplog.text


async def test_a_lane_of_nothing_but_unreadable_rows_does_not_stop_the_work(
    engine: AsyncEngine, unit_of_work: UnitOfWorkFactory
) -> None:
    school = await open_school(unit_of_work=unit_of_work)
    for lane in range(8):
        await leave(engine, UNREADABLE[0], lane=lane)
    school.post("hoi")
    decided = await school.turn()
    assert [one.message.text for one in decided] == ["hoi"]
    async with unit_of_work() as uow:
        assert (await uow.inbox.waiting(), await uow.inbox.buried()) == (0, 8)
