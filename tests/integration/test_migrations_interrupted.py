"""A migration that is killed half-way has not happened, and the next start does it."""

import asyncio
import os
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StorageError
from storage.engine import create_engine, is_fresh, upgrade
from storage.sqlite import url_of
from storage.tables import Base
from tests.support.databases import KINDS
from tests.support.dying import run_until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems kill otherwise")

UPGRADE = """
import asyncio
from storage.engine import create_engine, upgrade
asyncio.run(upgrade(create_engine(sys.argv[1])))
"""
TRIGGERS = {"strike_needs_verdict", "audit_never_changes", "audit_never_shrinks"}


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of one without tables."""
    if request.param == "postgresql":
        address: str = request.getfixturevalue("blank")
        return address
    return url_of(tmp_path / "school.db").render_as_string()


def upgraded_to(version: str, connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, version)


async def as_0001_left_it(database: str, *rows: str) -> None:
    await as_it_was("0001_initial", database, *rows)


async def as_it_was(version: str, database: str, *rows: str) -> None:
    engine = create_engine(database)
    async with engine.begin() as connection:
        await connection.run_sync(partial(upgraded_to, version))
        for row in rows:
            await connection.execute(text(row))
    await engine.dispose()


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def has_exactly_the_tables_of_the_code(database: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection)
        return list(compare_metadata(context, Base.metadata))

    engine = create_engine(database)
    await upgrade(engine)
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert set(await connection.scalars(text(catalogue))) == TRIGGERS
    await engine.dispose()


async def none_was_made(database: str) -> bool:
    engine = create_engine(database)
    fresh = await is_fresh(engine)
    await engine.dispose()
    return fresh


def test_one_that_is_killed_is_done_by_the_next(database: str) -> None:
    for point in (8, 30, 60):
        assert not run_until(point, UPGRADE, database)
        assert asyncio.run(none_was_made(database))
    asyncio.run(has_exactly_the_tables_of_the_code(database))


def test_from_an_earlier_version_too(database: str) -> None:
    asyncio.run(as_0001_left_it(database))
    for point in (12, 25):
        assert not run_until(point, UPGRADE, database)
    asyncio.run(has_exactly_the_tables_of_the_code(database))


def test_killed_anywhere_it_is_done_or_has_not_happened(tmp_path: Path) -> None:
    database = url_of(tmp_path / "school.db").render_as_string()
    point = 70
    while not run_until(point, UPGRADE, database):
        point += 3
    assert point > 70
    asyncio.run(has_exactly_the_tables_of_the_code(database))


ROWS = (
    "INSERT INTO buried (why, at) VALUES ('', '2026-03-02 12:00:00')",
    "INSERT INTO received (event, at) VALUES ('', '2026-03-02 12:00:00')",
    "INSERT INTO class_group (chat, body) VALUES ('memory:2b', '')",
    "INSERT INTO inbox (lane, body) VALUES (0, '')",
)


@pytest.mark.parametrize("row", ROWS)
async def test_a_database_with_rows_of_an_early_version_is_refused_and_left_as_it_was(
    database: str, row: str
) -> None:
    await as_0001_left_it(database, row)
    engine = create_engine(database)
    before = await tables(engine)
    with pytest.raises(StorageError, match="early version"):
        await upgrade(engine)
    assert await tables(engine) == before
    assert "person" not in before
    table = row.split()[2]
    async with engine.connect() as connection:
        assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 1  # noqa: S608 - our own tables
        version = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert version.scalar() == "0001_initial"
    await engine.dispose()


async def test_a_digest_that_went_before_is_that_of_whoever_has_the_account(
    database: str,
) -> None:
    await as_it_was(
        "0005_appeals",
        database,
        "INSERT INTO person (key, body) VALUES ('p', '')",
        "INSERT INTO account (key, body, person) VALUES ('a', '', 'p'), ('b', '', 'p')",
        "INSERT INTO account (key, body) VALUES ('c', '')",
        "INSERT INTO digest_claim (account, day, at) VALUES "
        "('a', '2026-03-02', '2026-03-02 15:30:00'), ('b', '2026-03-02', '2026-03-02 15:30:00'), "
        "('b', '2026-03-03', '2026-03-03 15:30:00'), ('c', '2026-03-02', '2026-03-02 15:30:00')",
    )
    engine = create_engine(database)
    await upgrade(engine)
    query = text(
        "SELECT count(*), count(DISTINCT account), count(person), count(DISTINCT day) "
        "FROM digest_claim WHERE channel = 'chat'"
    )
    async with engine.connect() as connection:
        found = (await connection.execute(query)).one()
    await engine.dispose()
    assert tuple(found) == (3, 3, 2, 2)  # two accounts of one person, and one of nobody
