"""SQLite: how a database file is guarded."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

from storage import visits
from storage.errors import our_errors

DRIVER = "sqlite+aiosqlite"
_IN_MEMORY = ":memory:"
_NO_TRANSACTION = "klaswacht_no_transaction"

_PRAGMAS = (
    "busy_timeout = 30000",  # another process, such as a command beside the running bot
    "journal_mode = WAL",
    "synchronous = FULL",  # a platform is told "received" only for what survives a power cut
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten, not only unlinked
    "temp_store = MEMORY",  # no copies in temporary files
)


def url_of(path: Path) -> URL:
    return URL.create(DRIVER, database=str(path))


def guard(engine: Engine) -> None:
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _connect(
    dialect: Dialect, _: ConnectionPoolEntry, args: Sequence[Any], options: Mapping[str, Any]
) -> DBAPIConnection:
    if not options.get("uri") and args[0] != _IN_MEMORY:
        _make_file(args[0])
    # Fails here where it would fail: the driver leaves a thread behind after a failed opening,
    # which prints a traceback of its own when the event loop has gone.
    sqlite3.connect(*args, **options).close()
    return visits.over(dialect.connect(*args, **options))


def _make_file(path: str) -> None:
    """A new database is its owner's alone, and SQLite makes the files beside it alike.

    One that is there is not even opened: closing it would let go of the locks that other
    connections of this process hold on it. What cannot be made, SQLite says better.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


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


async def checkpoint(engine: AsyncEngine) -> None:
    """Move the write-ahead log into the database and empty it, so that nothing deleted stays.

    Does what it can and returns when another process is reading. Does nothing on PostgreSQL,
    where the server looks after its log and its pages.
    """
    if engine.url.drivername != DRIVER:
        return
    with our_errors():
        async with engine.connect() as connection:
            plain = await connection.execution_options(**{_NO_TRANSACTION: True})
            await plain.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
