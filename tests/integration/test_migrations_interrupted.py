"""A migration that is killed half-way has not happened, and the next start does it."""

import asyncio
import os
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


def upgraded_to_0001(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001_initial")


async def as_0001_left_it(database: str, *rows: str) -> None:
    engine = create_engine(database)
    async with engine.begin() as connection:
        await connection.run_sync(upgraded_to_0001)
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
