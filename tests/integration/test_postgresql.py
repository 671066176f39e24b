"""What is PostgreSQL's own; what both databases do is in the contract tests."""

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StorageError
from storage.engine import create_engine, is_fresh, upgrade
from storage.master import MasterKey
from storage.sqlite import checkpoint
from storage.tables import Base
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.contract.builders import posted
from tests.support.builders import NOON
from tests.support.databases import ONLY_HERE, empty, on_the_server

pytestmark = ONLY_HERE
VAULT = Vault(MasterKey((bytes(32),)))


@pytest.fixture
async def engine(postgresql: URL) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(postgresql)
    await empty(engine)
    yield engine
    await engine.dispose()


async def test_the_migrations_make_exactly_the_tables_of_the_code(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_every_number_has_64_bits(engine: AsyncEngine) -> None:
    query = text(
        "SELECT DISTINCT data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND data_type IN ('smallint','integer','bigint')"
    )
    async with engine.connect() as connection:
        assert list(await connection.scalars(query)) == ["bigint"]


async def test_a_second_upgrade_changes_nothing(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.cursors.put("telegram", "42")
        await uow.commit()
    await upgrade(engine)
    async with SqlUnitOfWork(engine, VAULT) as uow:
        assert await uow.cursors.get("telegram") == "42"


async def test_two_that_start_at_once_make_the_tables_once(blank: str) -> None:
    engines = [create_engine(blank) for _ in range(2)]
    await asyncio.gather(*(upgrade(engine) for engine in engines))
    assert not await is_fresh(engines[0])
    for engine in engines:
        await engine.dispose()


async def test_a_moment_is_right_in_whatever_zone_somebody_looks(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.digests.claim(posted().message.sender.account, NOON.date(), NOON)
        await uow.commit()
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL TIME ZONE 'Asia/Tokyo'"))
        query = text("SELECT at, at::text FROM digest_claim")
        ((at, shown),) = await connection.execute(query)
    assert at == NOON
    assert datetime.fromisoformat(shown).astimezone(UTC) == NOON


@pytest.mark.parametrize("verdict", [None, 999])
async def test_the_database_itself_refuses_a_strike_without_a_verdict(
    engine: AsyncEngine, verdict: int | None
) -> None:
    strike = text(
        "INSERT INTO strike (account, rule, article, at, verdict_id) "
        "VALUES ('sanne', 'respect', '4.1', now(), :verdict)"
    )
    async with engine.connect() as connection:
        with pytest.raises(IntegrityError, match="no upheld verdict"):
            await connection.execute(strike, {"verdict": verdict})


async def test_a_number_is_not_given_again_when_its_row_is_gone(engine: AsyncEngine) -> None:
    numbers = []
    for name in ("m1", "m2"):
        async with SqlUnitOfWork(engine, VAULT) as uow:
            await uow.inbox.add(posted(name), lane=0)
            (row,) = await uow.inbox.take(0, 1, NOON)
            await uow.inbox.done(row.inbox_id)
            await uow.commit()
        numbers.append(row.inbox_id)
    assert numbers == [1, 2]


async def test_there_is_no_log_of_ours_to_empty(engine: AsyncEngine) -> None:
    await checkpoint(engine)
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined] # a queue, which counts


async def put(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.cursors.put("telegram", "42")


async def server_process(engine: AsyncEngine) -> int:
    """The one that serves the one connection of *engine*."""
    async with engine.connect() as connection:
        number: int = (await connection.scalars(text("SELECT pg_backend_pid()"))).one()
    return number


async def test_a_connection_that_was_lost_is_made_again(engine: AsyncEngine) -> None:
    await put(engine)
    await on_the_server(f"SELECT pg_terminate_backend({await server_process(engine)})")
    await put(engine)


async def test_a_connection_lost_in_mid_transaction_is_an_error_of_ours(
    engine: AsyncEngine,
) -> None:
    async def lose() -> None:
        async with SqlUnitOfWork(engine, VAULT) as uow:
            await uow.cursors.put("telegram", "41")
            await on_the_server(f"SELECT pg_terminate_backend({number})")
            await uow.cursors.put("telegram", "42")

    number = await server_process(engine)
    with pytest.raises(StorageError):
        await lose()
    async with SqlUnitOfWork(engine, VAULT) as uow:
        assert await uow.cursors.get("telegram") is None


def closed_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@pytest.mark.parametrize("way", [upgrade, is_fresh, put])
async def test_a_server_that_is_down_is_an_error_of_ours_without_the_password(way: Any) -> None:
    engine = create_engine(f"postgresql://bot:geheim@127.0.0.1:{closed_port()}/school")
    with pytest.raises(StorageError, match="Connect call failed") as caught:
        await way(engine)
    await engine.dispose()
    assert "geheim" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"database": "klaswacht_nergens"}, "does not exist"),
        ({"username": "klaswacht_niemand", "password": "geheim"}, "klaswacht_niemand"),
        ({"password": "geheim", "query": {"sslmode": "require"}}, "sslmode"),
    ],
)
async def test_a_server_that_refuses_is_an_error_of_ours_without_the_password(
    postgresql: URL, change: dict[str, Any], why: str
) -> None:
    engine = create_engine(postgresql.set(**change))
    with pytest.raises(StorageError, match=why) as caught:
        await put(engine)
    await engine.dispose()
    assert "geheim" not in "".join(traceback.format_exception(caught.value))
