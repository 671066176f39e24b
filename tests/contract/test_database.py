"""What is done to a database as a whole."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.outbox import Outcome
from storage.database import SqlDatabase
from storage.day_keys import DayKeys
from storage.master import MasterKey
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.contract.builders import an_item, posted
from tests.support.builders import NOON


async def test_the_key_of_a_day_stays_as_long_as_anything_waits_under_it(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    days = [date(2026, 3, 2) + timedelta(days=number) for number in range(3)]
    keys = DayKeys(tmp_path / "klaswacht.daykeys", today=lambda: days[0])
    vault = Vault(MasterKey((bytes(32),)), keys)
    database = SqlDatabase(engine, vault)
    async with SqlUnitOfWork(engine, vault) as uow:
        await uow.inbox.add(posted(), lane=0)
        await uow.commit()
    days.pop(0)
    async with SqlUnitOfWork(engine, vault) as uow:
        item = await uow.outbox.add(an_item())
        await uow.commit()
    days.pop(0)
    assert await database.tidy() == 0
    async with SqlUnitOfWork(engine, vault) as uow:
        (row,) = await uow.inbox.take(0, 1, NOON)
        assert row.event == posted()
        await uow.inbox.done(row.inbox_id)
        await uow.commit()
    assert await database.tidy() == 1
    async with SqlUnitOfWork(engine, vault) as uow:
        assert len(await uow.outbox.claim(NOON, 1)) == 1
        await uow.outbox.settle(item, Outcome.DONE, NOON)
        await uow.commit()
    assert await database.tidy() == 1
    assert await database.tidy() == 0
