"""Databases for tests: SQLite in a file, and PostgreSQL where there is a server."""

import os

import pytest
from sqlalchemy import URL, delete, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.engine import create_engine, upgrade
from storage.tables import Base

SERVER = make_url(
    os.environ.get("KLASWACHT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
).set(drivername="postgresql+asyncpg")
ONLY_HERE = pytest.mark.allow_hosts(["127.0.0.1", "localhost"])
KINDS = ["sqlite", pytest.param("postgresql", marks=ONLY_HERE)]


async def on_the_server(*statements: str) -> None:
    """What cannot be said in a transaction, such as CREATE DATABASE."""
    engine = create_async_engine(SERVER, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()


async def migrate(url: URL) -> None:
    engine = create_engine(url)
    await upgrade(engine)
    await engine.dispose()


async def empty(engine: AsyncEngine) -> None:
    """No rows, and the numbers from 1 again; in one statement, because it is asked a thousand
    times. TRUNCATE costs a quarter of a second, this none."""
    deletes = " ".join(f"{delete(table)};" for table in Base.metadata.sorted_tables)
    async with engine.begin() as connection:
        # Without the triggers that keep the audit for ever, and those that look for references.
        await connection.exec_driver_sql(
            f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {deletes}"
            " PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'; END $$"
        )
