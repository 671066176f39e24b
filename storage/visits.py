"""A statement in one visit to the thread in which SQLite works.

The driver makes four: for a cursor, the statement, its rows, the end. Between two threads that is
most of what a small statement costs, and the more so the busier the machine is.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from typing_extensions import override


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Made when there is something to execute, and at its end as soon as all is read."""

    __slots__ = ()

    @override
    def _make_new_cursor(self, connection: Any) -> Any:
        return None

    @override
    def _aenter_cursor(self, cursor: Any) -> Any:
        return None

    @override
    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._visit(lambda cursor: cursor.execute(operation, parameters or ()))

    @override
    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._visit(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _visit(self, execute: Callable[[sqlite3.Cursor], object]) -> None:
        driver = self._connection

        def there() -> tuple[sqlite3.Cursor, Sequence[Any]]:
            cursor = driver._conn.cursor()  # noqa: SLF001 - as the class that this one stands in for
            execute(cursor)
            return cursor, cursor.fetchall()

        async with self._adapt_connection._execute_mutex:  # noqa: SLF001 - as above
            self._cursor, rows = await driver._execute(there)  # noqa: SLF001 - as above
        self._rows = deque(rows)

    @override
    async def _async_soft_close(self) -> None:
        """There is nothing left to close."""

    @override
    def close(self) -> None:
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    """What is read as it streams by goes as the driver does it: it may not fit in memory."""

    __slots__ = ()
    _cursor_cls = _Cursor


def over(made: DBAPIConnection) -> DBAPIConnection:
    """*made*: as SQLAlchemy makes it."""
    connection: Any = made
    return cast("DBAPIConnection", _Connection(connection.dbapi, connection.driver_connection))
