"""The database itself: how it is opened, brought up to date and tidied."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, Dialect, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import ConfigError, StorageError

DRIVER = "sqlite+aiosqlite"
_NO_TRANSACTION = "klaswacht_no_transaction"

_PRAGMAS = (
    "busy_timeout = 10000",  # another process, such as a command beside the running bot
    "journal_mode = WAL",
    "synchronous = FULL",  # a platform is told "received" only for what survives a power cut
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten, not only unlinked
    "temp_store = MEMORY",  # no copies in temporary files
)


def url_of(path: Path) -> URL:
    return URL.create(DRIVER, database=str(path))


def create_engine(url: str | URL) -> AsyncEngine:
    """An engine for one SQLite database. Raises `ConfigError` for any other kind.

    It holds one connection: SQLite has one writer anyway, and waiting for one's turn in the pool
    is fair and cheap, where waiting for a lock is neither.
    """
    engine = create_async_engine(
        _checked(url),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,  # an error in a log shows no values
    )
    event.listen(engine.sync_engine, "do_connect", _before_connect)
    event.listen(engine.sync_engine, "connect", _on_connect)
    event.listen(engine.sync_engine, "begin", _on_begin)
    return engine


def _checked(url: str | URL) -> URL:
    try:
        checked = make_url(url)
    except ArgumentError as error:
        raise ConfigError("error.database.not-sqlite") from error
    if checked.drivername != DRIVER:
        raise ConfigError("error.database.not-sqlite")
    return checked


def _before_connect(
    _: Dialect, __: ConnectionPoolEntry, args: Sequence[Any], options: Mapping[str, Any]
) -> None:
    # Fails here where it would fail: the driver leaves a thread behind after a failed opening,
    # which prints a traceback of its own when the event loop has gone.
    sqlite3.connect(*args, **options).close()


def _on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver begins no transactions of its own; `_on_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # At once as a writer: a reader that turns writer half-way may be refused without a wait.
    if not connection.get_execution_options().get(_NO_TRANSACTION):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def our_errors() -> Iterator[None]:
    """Turns what SQLAlchemy raises into `StorageError`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StorageError(f"{type(error).__name__}: {_first_line(error)}") from error


def _first_line(error: SQLAlchemyError) -> str:
    """Without the statement and its values, which SQLAlchemy adds below it."""
    origin = getattr(error, "orig", None)
    return str(origin or error).partition("\n")[0]


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to this version's tables; nothing happens when it already has them.

    Raises `StorageError` when it cannot be opened, or was made by a newer version.
    """
    with our_errors():
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    have = MigrationContext.configure(connection).get_current_revision()
    if have is not None and not _known(scripts, have):
        raise StorageError(f"the database was made by a newer version of this program ({have})")
    if have != scripts.get_current_head():
        command.upgrade(config, "head")


def _known(scripts: ScriptDirectory, revision: str) -> bool:
    try:
        return scripts.get_revision(revision) is not None
    except CommandError:
        return False


async def checkpoint(engine: AsyncEngine) -> None:
    """Move the write-ahead log into the database and empty it, so that nothing deleted stays.

    Does what it can and returns when another process is reading.
    """
    with our_errors():
        async with engine.connect() as connection:
            plain = await connection.execution_options(**{_NO_TRANSACTION: True})
            await plain.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
