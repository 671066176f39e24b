"""Fifty messages are a handful of statements, not hundreds."""

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.master import MasterKey
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.contract.builders import a_decision, posted
from tests.support.builders import NOON


async def test_fifty_decisions_are_a_handful_of_statements(engine: AsyncEngine) -> None:
    vault = Vault(MasterKey((bytes(32),)))
    async with SqlUnitOfWork(engine, vault) as uow:
        for number in range(50):
            await uow.inbox.add(posted(f"m{number}"), lane=0)
        await uow.commit()
    statements: list[str] = []

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    async with SqlUnitOfWork(engine, vault) as uow:
        for row in await uow.inbox.take(0, 50, NOON):
            await uow.decisions.add(a_decision(f"m{row.inbox_id}"))
            await uow.inbox.done(row.inbox_id)
        await uow.commit()
    assert len(statements) <= 5, statements
    async with SqlUnitOfWork(engine, vault) as uow:
        assert await uow.inbox.waiting() == 0
