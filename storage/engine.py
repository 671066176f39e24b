"""The database itself: how it is opened and brought up to date."""

from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    AsyncAdaptedQueuePool,
    Connection,
    column,
    event,
    inspect,
    make_url,
    select,
    table,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import ConfigError
from storage import postgresql, sqlite
from storage.errors import from_the_driver, our_errors
from storage.tables import Base

_REVISION = "alembic_version"
"""Alembic's own table: a row that says which migration was the last."""


def create_engine(url: str | URL) -> AsyncEngine:
    """An engine for one database: SQLite or PostgreSQL. Raises `ConfigError` for any other kind.

    It holds one connection: transactions take turns on both, and waiting for one's turn in the
    pool is fair and cheap, where waiting for a lock is neither.
    """
    checked = _checked(url)
    match checked.drivername:
        case sqlite.DRIVER:
            engine = _engine(checked)
            sqlite.guard(engine.sync_engine)
        case "postgresql" | postgresql.DRIVER:
            engine = _engine(checked.set(drivername=postgresql.DRIVER), **postgresql.OPTIONS)
            postgresql.guard(engine.sync_engine)
        case _:
            raise ConfigError("error.database.kind")
    event.listen(engine.sync_engine, "handle_error", from_the_driver)
    return engine


def _checked(url: str | URL) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ArithmeticError, ValueError):
        # Not chained: the error of the library may quote a part of the password.
        raise ConfigError("error.database.kind") from None


def _engine(url: URL, **options: Any) -> AsyncEngine:
    return create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,  # an error in a log shows no values
        **options,
    )


async def is_fresh(engine: AsyncEngine) -> bool:
    """Whether the database has no table of ours, nor one of the same name.

    Raises `StorageError` when it cannot be opened.
    """
    with our_errors():
        async with engine.connect() as connection:
            return await connection.run_sync(has_no_tables)


def has_no_tables(connection: Connection) -> bool:
    """Of ours, nor of the same name."""
    there = inspect(connection).get_table_names()
    return {*Base.metadata.tables, _REVISION}.isdisjoint(there)


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to this version's tables; nothing happens when it already has them.

    Raises `StorageError` when it cannot be opened, or was made by a newer version.
    """
    with our_errors():
        async with engine.begin() as connection:
            await connection.run_sync(migrate)


def newest() -> str:
    """The revision that this version's tables have: of the last migration there is."""
    return max(Path(__file__).parent.glob("migrations/versions/r*.py")).stem.removeprefix("r")


def revision_of(connection: Connection) -> str | None:
    """Which tables the database has; None: none of ours."""
    if not inspect(connection).has_table(_REVISION):
        return None
    return connection.scalar(select(column("version_num")).select_from(table(_REVISION)))


def migrate(connection: Connection, to: str | None = None) -> None:
    """As `upgrade`, inside a transaction, and to a certain revision."""
    have = revision_of(connection)
    if have != newest() or to not in {None, have}:
        # Loading Alembic takes a fifth of a second, for what is seldom to do.
        from storage.migrating import move  # noqa: PLC0415

        move(connection, have, to or newest())
