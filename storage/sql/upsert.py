"""INSERT … ON CONFLICT, which SQLAlchemy spells for each database apart.

The same arguments give the same statement object, so that a `Batch` can gather rows by it.
"""

from collections.abc import Callable, Mapping
from functools import cache

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

_INSERT: Mapping[str, Callable[[Table], postgresql.Insert | sqlite.Insert]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def put(session: AsyncSession, table: Table, *keys: str) -> Executable:
    """Inserts a row, or gives the one with the same *keys* its other values."""
    return _put(session.get_bind().dialect.name, table, keys)


def first(session: AsyncSession, table: Table) -> Executable:
    """Inserts a row and returns a value, or neither when its key was there already.

    A returned value is surer than a count of rows, which each driver makes up in its own way.
    """
    return _first(session.get_bind().dialect.name, table)


def ensure(session: AsyncSession, table: Table) -> Executable:
    """Inserts the rows whose key is not there yet."""
    return _ensure(session.get_bind().dialect.name, table)


@cache
def _put(dialect: str, table: Table, keys: tuple[str, ...]) -> Executable:
    insert = _INSERT[dialect](table)
    others = [one.name for one in table.c if not one.primary_key and one.name not in keys]
    taken_over = {name: insert.excluded[name] for name in others}
    return insert.on_conflict_do_update(index_elements=keys, set_=taken_over)


@cache
def _first(dialect: str, table: Table) -> Executable:
    return _ensure(dialect, table).returning(*table.primary_key)


@cache
def _ensure(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return _INSERT[dialect](table).on_conflict_do_nothing()
