"""The numbers that a database gave to rows: none is ever given twice, also not after a restore."""

from collections.abc import Mapping

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Base

_GIVEN = {
    "sqlite": text("SELECT seq FROM sqlite_sequence WHERE name = :name AND :column <> ''"),
    "postgresql": text(
        "SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, :column)::regclass)"
    ),
}
_GO_ON = {
    "sqlite": [
        text("DELETE FROM sqlite_sequence WHERE name = :name AND :column <> ''"),
        text(
            "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :number FROM sqlite_master "
            "WHERE type = 'table' AND name = :name AND sql LIKE '%AUTOINCREMENT%'"
        ),
    ],
    "postgresql": [text("SELECT setval(pg_get_serial_sequence(:name, :column), :number)")],
}


async def latest(connection: AsyncConnection) -> Mapping[str, int]:
    """The highest number given, by "table.column"; those that gave none are not in it."""
    found = {}
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            names = {"name": table.name, "column": column.name}
            given = await connection.scalar(_GIVEN[connection.dialect.name], names)
            there = await connection.scalar(select(func.max(column)))
            found[f"{table.name}.{column.name}"] = max(given or 0, there or 0)
    return {name: number for name, number in found.items() if number}


SINCE_THE_BACKUP = 1_000
"""Numbers that may have been given after a backup was made. A message on somebody's phone may
still speak of them, so after a restore they are left out."""


async def go_on_from(connection: AsyncConnection, numbers: Mapping[str, int]) -> None:
    """The next row gets a number that none had since *numbers* were the latest."""
    for place, number in numbers.items():
        name, _, column = place.partition(".")
        said = {"name": name, "column": column, "number": number + SINCE_THE_BACKUP}
        for statement in _GO_ON[connection.dialect.name]:
            await connection.execute(statement, said)
