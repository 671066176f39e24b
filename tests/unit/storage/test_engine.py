import asyncio
import os
import sqlite3
import stat
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import ConfigError, StorageError, WrongKey
from bot.model.ids import FlagId
from bot.model.outbox import Purpose
from storage.engine import create_engine, is_fresh, migrate, newest, upgrade
from storage.master import MasterKey
from storage.sqlite import checkpoint, url_of
from storage.tables import Base
from storage.unit_of_work import SqlUnitOfWork
from storage.urgency import urgency
from storage.vault import Vault
from tests.contract.builders import an_item, posted

VAULT = Vault(MasterKey((bytes(32),)))
ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def upgraded(url: str | URL) -> None:
    engine = create_engine(url)
    await upgrade(engine)
    await engine.dispose()


@contextmanager
def read(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def schema(path: Path) -> dict[str, str]:
    """Every table and index, each by what made it, Alembic's own table left out."""
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql NOT NULL"
    with read(path) as connection:
        found = dict(connection.execute(query).fetchall())
    return {name: sql for name, sql in found.items() if not name.startswith(("alembic", "sqlite"))}


async def test_the_migrations_make_exactly_the_tables_of_the_code(
    engine: AsyncEngine, path: Path, tmp_path: Path
) -> None:
    direct = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'direct.db'}")
    Base.metadata.create_all(direct)
    direct.dispose()
    assert engine.url.database == str(path)
    assert schema(path) == schema(tmp_path / "direct.db")


def test_the_newest_revision_is_the_one_that_alembic_ends_at() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    assert newest() == ScriptDirectory.from_config(config).get_current_head()


async def test_what_waited_before_hiding_and_answers_went_first_keeps_its_turn(path: Path) -> None:
    waits = (
        "INSERT INTO outbox (purpose, urgency, not_before, state, attempts, maybe_double) "
        "VALUES ('care', 0, '2026-03-02', 'pending', 0, 0)"
    )
    engine = create_engine(url_of(path))
    async with engine.begin() as connection:
        await connection.run_sync(migrate, "0002_trust")
        await connection.exec_driver_sql(waits)
    await upgrade(engine)
    await engine.dispose()
    with read(path) as connection:
        ((kept,),) = connection.execute("SELECT urgency FROM outbox").fetchall()
    assert kept == urgency(an_item(Purpose.CARE))


async def test_a_second_upgrade_changes_nothing(engine: AsyncEngine, path: Path) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.cursors.put("telegram", "42")
        await uow.commit()
    with read(path) as connection:
        before = "\n".join(connection.iterdump())
    await upgrade(engine)
    with read(path) as connection:
        assert "\n".join(connection.iterdump()) == before


async def test_a_database_of_a_newer_version_is_refused(engine: AsyncEngine, path: Path) -> None:
    with read(path) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
    with pytest.raises(StorageError, match="9999_later"):
        await upgrade(engine)


async def test_upgrading_does_not_depend_on_where_the_bot_was_started(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = create_engine(url_of(path))
    await upgrade(engine)
    await engine.dispose()
    assert "inbox" in schema(path)


async def upgrade_refused(path: Path, why: str) -> None:
    engine = create_engine(url_of(path))
    with pytest.raises(StorageError, match=why):
        await upgrade(engine)
    await engine.dispose()


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"dit is geen database " * 100)
    asyncio.run(upgrade_refused(path, "not a database"))
    assert path.read_bytes() == b"dit is geen database " * 100


async def test_a_database_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    await upgrade_refused(tmp_path / "nergens" / "school.db", "unable to open")


@pytest.mark.parametrize(
    "url",
    [
        "mysql+aiomysql://bot:geheim@db/school",
        "postgresql+psycopg://bot:geheim@db/school",
        "postgresql://bot:geh/eim",  # taken for a port
        "sqlite:///school.db",
        "?",
    ],
)
def test_another_kind_of_database_is_refused_without_telling_its_password(url: str) -> None:
    with pytest.raises(ConfigError, match="kind") as caught:
        create_engine(url)
    assert "eim" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("kind", ["postgresql", "postgresql+asyncpg"])
def test_postgresql_is_opened_by_the_one_driver_we_have(kind: str) -> None:
    engine = create_engine(f"{kind}://bot:geheim@db/school")
    assert engine.url.drivername == "postgresql+asyncpg"
    assert "geheim" not in repr(engine)


async def test_a_file_is_fresh_until_it_has_our_tables(path: Path) -> None:
    engine = create_engine(url_of(path))
    assert await is_fresh(engine)
    await upgrade(engine)
    assert not await is_fresh(engine)
    await engine.dispose()


async def test_a_number_that_fits_no_column_is_an_error_of_ours(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        with pytest.raises(StorageError, match="OverflowError"):
            await uow.flags.get(FlagId(2**70))


async def test_the_database_is_opened_with_all_its_guards(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        found = {
            pragma: (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar()
            for pragma in ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30000,
    }


async def test_a_checkpoint_empties_the_log(engine: AsyncEngine, path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.inbox.add(posted(), lane=0)
        await uow.commit()
    assert log.stat().st_size > 0
    await checkpoint(engine)
    assert log.stat().st_size == 0


@ON_POSIX
def test_a_new_database_and_what_stands_beside_it_is_its_owners_alone(path: Path) -> None:
    async def modes() -> dict[str, int]:
        engine = create_engine(url_of(path))
        await upgrade(engine)
        found = {file.name: mode(file) for file in path.parent.iterdir()}
        await engine.dispose()
        return found

    before = os.umask(0o022)
    try:
        found = asyncio.run(modes())
    finally:
        os.umask(before)
    assert found == dict.fromkeys(("school.db", "school.db-wal", "school.db-shm"), 0o600)


@ON_POSIX
def test_whoever_may_read_a_database_that_is_there_still_may(path: Path) -> None:
    path.touch()
    path.chmod(0o640)
    asyncio.run(upgraded(url_of(path)))
    assert mode(path) == 0o640


def test_a_database_in_memory_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asyncio.run(upgraded("sqlite+aiosqlite:///:memory:"))
    assert list(tmp_path.iterdir()) == []


async def test_what_another_key_sealed_is_an_error_of_ours(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.inbox.add(posted(), lane=0)
        await uow.commit()
    with pytest.raises(WrongKey):
        async with SqlUnitOfWork(engine, Vault(MasterKey((b"\x01" * 32,)))):
            pass


async def test_a_broken_database_is_an_error_of_ours(engine: AsyncEngine, path: Path) -> None:
    async def put() -> None:
        async with SqlUnitOfWork(engine, VAULT) as uow:
            await uow.cursors.put("telegram", "42")

    with read(path) as connection:
        connection.execute("DROP TABLE cursor")
    with pytest.raises(StorageError, match="no such table"):
        await put()


@pytest.mark.parametrize("verdict", [None, 999])
async def test_the_database_itself_refuses_a_strike_without_a_verdict(
    engine: AsyncEngine, path: Path, verdict: int | None
) -> None:
    row = (b"sanne", "respect", "4.1", "2026-03-02 12:00:00", verdict)
    statement = "INSERT INTO strike (account, rule, article, at, verdict_id) VALUES (?,?,?,?,?)"
    assert engine.url.database == str(path)
    with read(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement, row)
