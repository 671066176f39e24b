"""PostgreSQL: the same discipline as on SQLite, where the database itself does not ask for it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StorageError
from storage.errors import our_errors

DRIVER = "postgresql+asyncpg"

OPTIONS: dict[str, Any] = {
    # A transaction that waited for its turn has to see what the one before it committed.
    "isolation_level": "READ COMMITTED",
    "pool_pre_ping": True,  # a night without messages may cost a connection
    "connect_args": {
        "server_settings": {"application_name": "klaswacht", "lock_timeout": "30s"},
    },
}

_TURN = int.from_bytes(b"klaswach")
"""The advisory lock of ours; such locks are a database's own, so two schools do not meet."""


def guard(engine: Engine) -> None:
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "begin", _on_begin)


async def write_anew(engine: AsyncEngine, table: str) -> None:
    """Leave no earlier versions of rows in the file of a small table, but for those that another
    transaction may still look at: the next time leaves those out. Does nothing on SQLite, which
    overwrites them itself."""
    if engine.dialect.name != "postgresql":
        return
    with our_errors():
        async with engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.exec_driver_sql(f"VACUUM (FULL) {table}")


def _connect(
    dialect: Dialect, _: ConnectionPoolEntry, args: Sequence[Any], options: dict[str, Any]
) -> DBAPIConnection:
    try:
        return dialect.connect(*args, **options)
    except (
        ArgumentError,
        ArithmeticError,
        AttributeError,
        OSError,
        TypeError,
        ValueError,
    ) as error:
        # A server that is not there, or an option in the URL that the driver does not know.
        raise StorageError(f"{type(error).__name__}: {error}") from error


def _on_begin(connection: Connection) -> None:
    # Transactions take turns, those of another process too, such as a command beside the running
    # bot: stores read and then write what follows from it, and numbers rise in the order of
    # commits. It is what BEGIN IMMEDIATE is on SQLite, so that whatever holds there holds here. A
    # school's groups do not write so much that turns would be slow. The lock ends with its
    # transaction, also when the process dies.
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock($1)", (_TURN,))
