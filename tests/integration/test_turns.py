"""Two processes over one database, such as a command beside the running bot, take turns."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import AlreadyDecided, StorageError
from bot.model.flag import FlagState, Verdict
from bot.model.ids import FlagId
from bot.model.outbox import OutboxId
from storage import postgresql, sqlite
from storage.engine import create_engine
from storage.master import MasterKey
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.contract.builders import MENTOR, a_flag, a_verdict, an_item
from tests.support.builders import NOON

VAULT = Vault(MasterKey((bytes(32),)))


@pytest.fixture
async def other(url: URL, engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """A second engine on the database of `engine`, as another process has one."""
    assert engine.url.database == url.database
    other = create_engine(url)
    yield other
    await other.dispose()


@pytest.fixture
async def hasty(url: URL, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncEngine]:
    """One that waits for its turn no longer than a moment."""
    server = postgresql.OPTIONS["connect_args"]["server_settings"]
    monkeypatch.setitem(server, "lock_timeout", "20ms")
    monkeypatch.setattr(sqlite, "_PRAGMAS", ("busy_timeout = 20",))
    hasty = create_engine(url)
    yield hasty
    await hasty.dispose()


async def test_only_one_of_two_claims_a_digest(engine: AsyncEngine, other: AsyncEngine) -> None:
    async def claim(own: AsyncEngine) -> bool:
        async with SqlUnitOfWork(own, VAULT) as uow:
            latest = await uow.digests.latest(MENTOR)
            claimed = await uow.digests.claim(MENTOR, NOON.date(), NOON)
            await uow.commit()
        assert claimed == (latest is None)  # what was read stayed true until it was written
        return claimed

    assert sorted(await asyncio.gather(claim(engine), claim(other))) == [False, True]


async def test_only_one_of_two_decides_a_flag(engine: AsyncEngine, other: AsyncEngine) -> None:
    async def decide(own: AsyncEngine, number: FlagId, verdict: Verdict) -> Verdict | None:
        try:
            async with SqlUnitOfWork(own, VAULT) as uow:
                await uow.flags.decide(a_verdict(number, verdict))
                await uow.commit()
        except AlreadyDecided:
            return None
        return verdict

    async with SqlUnitOfWork(engine, VAULT) as uow:
        number = await uow.flags.add(a_flag())
        await uow.commit()
    upheld, dismissed = await asyncio.gather(
        decide(engine, number, Verdict.UPHELD), decide(other, number, Verdict.DISMISSED)
    )
    assert (upheld is None) != (dismissed is None)
    async with SqlUnitOfWork(engine, VAULT) as uow:
        flag = await uow.flags.get(number)
    assert flag is not None
    assert flag.state is FlagState(upheld or dismissed or "")


async def test_an_item_of_the_outbox_is_handed_to_only_one(
    engine: AsyncEngine, other: AsyncEngine
) -> None:
    async def drain(own: AsyncEngine) -> list[OutboxId]:
        claimed: list[OutboxId] = []
        while True:
            async with SqlUnitOfWork(own, VAULT) as uow:
                items = await uow.outbox.claim(NOON, 1)
                await uow.commit()
            if not items:
                return claimed
            claimed += [item.outbox_id for item in items]

    async with SqlUnitOfWork(engine, VAULT) as uow:
        numbers = [await uow.outbox.add(an_item()) for _ in range(12)]
        await uow.commit()
    one, two = await asyncio.gather(drain(engine), drain(other))
    assert sorted([*one, *two]) == numbers


async def test_who_waits_in_vain_is_told_so_and_can_try_again(
    hasty: AsyncEngine, engine: AsyncEngine
) -> None:
    async def put(own: AsyncEngine) -> None:
        async with SqlUnitOfWork(own, VAULT) as uow:
            await uow.cursors.put("telegram", "42")
            await uow.commit()

    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.cursors.get("telegram")
        with pytest.raises(StorageError, match="lock"):
            await put(hasty)
    await put(hasty)
    async with SqlUnitOfWork(engine, VAULT) as uow:
        assert await uow.cursors.get("telegram") == "42"
