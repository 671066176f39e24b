"""All rows of a database as lines of text, the same from both databases and for both.

A line with the name of a table and its columns, then a line for each of its rows; last, what was
counted. Values are as the database has them, so that what is sealed stays so.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    TableClause,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from storage import numbering
from storage.columns import Chat, HashedKey, PlainText, SealedText, UtcDateTime
from storage.sealed_file import Damaged
from storage.tables import Base, CodeRow, InboxRow, OutboxRow, table_of

_BATCH = 1000

_BYTES, _TEXT, _NUMBER, _TRUTH, _MOMENT, _DAY = "bytes", "text", "whole", "truth", "moment", "day"
_KINDS: Sequence[tuple[str, tuple[type[TypeEngine[Any]], ...]]] = (
    (_BYTES, (SealedText, HashedKey, LargeBinary)),
    (_TEXT, (PlainText, Chat, String)),
    (_MOMENT, (UtcDateTime,)),
    (_DAY, (Date,)),
    (_TRUTH, (Boolean,)),
    (_NUMBER, (Integer,)),
)
_PLAIN: dict[str, TypeEngine[Any]] = {
    _BYTES: LargeBinary(),
    _TEXT: String(),
    _MOMENT: UtcDateTime(),
    _DAY: Date(),
    _TRUTH: Boolean(),
    _NUMBER: BigInteger(),
}
_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    _BYTES: b64decode,
    _MOMENT: datetime.fromisoformat,
    _DAY: date.fromisoformat,
}

_INBOX, _OUTBOX = table_of(InboxRow), table_of(OutboxRow)
_NOT_KEPT = {_INBOX.name, table_of(CodeRow).name}
"""Messages that wait, innocent ones too; and codes that could be used a second time."""

Rows = Sequence[Sequence[Any]]


@dataclass(slots=True)
class Counted:
    rows: dict[str, int] = field(default_factory=dict)
    messages_left_out: int = 0
    deliveries_left_out: int = 0
    latest: Mapping[str, int] = field(default_factory=dict)
    """See `storage.numbering`."""


async def dump(connection: AsyncConnection, write: Callable[[bytes], None]) -> Counted:
    """Give *write* all lines. In one transaction, or what it reads does not fit together."""
    counted = Counted(
        messages_left_out=await _count(connection, select(func.count()).select_from(_INBOX)),
        deliveries_left_out=await _count(
            connection, select(func.count()).where(_OUTBOX.c.effect.is_not(None))
        ),
        latest=await numbering.latest(connection),
    )
    for one in Base.metadata.sorted_tables:
        if one.name not in _NOT_KEPT:
            kinds = {each.name: _kind(each) for each in one.columns}
            write(_line({"table": one.name, "columns": kinds}))
            counted.rows[one.name] = 0
            async for rows in _rows(connection, one, kinds):
                write(b"".join(_line([_to_text(value) for value in row]) for row in rows))
                counted.rows[one.name] += len(rows)
    write(_line(asdict(counted)))
    return counted


async def load(connection: AsyncConnection, lines: Iterable[bytes]) -> Counted:
    """Into the tables that *lines* were read from, all of them empty.

    Raises `Damaged` when they are not the lines that `dump` wrote.
    """
    into, kinds, counted = table(""), dict[str, str](), None
    for is_rows, batch in _batches(lines):
        if is_rows:
            await connection.execute(insert(into), [_values(kinds, row) for row in batch])
            continue
        for head in batch:
            if "table" in head:
                kinds = head["columns"]
                into = _table(head["table"], kinds)
            else:
                counted = Counted(**head)
    if counted is None:
        raise Damaged
    await numbering.go_on_from(connection, counted.latest)
    return counted


def count(lines: Iterable[bytes]) -> Counted:
    """What *lines* hold, looked through to the last. Raises `Damaged` as `load` does."""
    found, name, counted = dict[str, int](), "", None
    for line in lines:
        match json.loads(line):
            case {"table": str(name)}:
                found[name] = 0
            case list():
                found[name] += 1
            case last:
                counted = Counted(**last)
    if counted is None or counted.rows != found:
        raise Damaged
    return counted


def _batches(lines: Iterable[bytes]) -> Iterator[tuple[bool, list[Any]]]:
    for is_rows, run in groupby(map(json.loads, lines), lambda value: isinstance(value, list)):
        batch = []
        for value in run:
            batch.append(value)
            if len(batch) == _BATCH:
                yield is_rows, batch
                batch = []
        if batch:
            yield is_rows, batch


async def _rows(
    connection: AsyncConnection, one: Table, kinds: dict[str, str]
) -> AsyncIterator[Rows]:
    plain = _table(one.name, kinds)
    query = select(plain).order_by(*(plain.c[each.name] for each in one.primary_key))
    if one is _OUTBOX:
        query = query.where(plain.c.effect.is_(None))
    async with connection.stream(query) as found:
        async for rows in found.partitions(_BATCH):
            yield rows


async def _count(connection: AsyncConnection, query: Select[Any]) -> int:
    return int(await connection.scalar(query) or 0)


def _table(name: str, kinds: dict[str, str]) -> TableClause:
    return table(name, *(column(each, _PLAIN[kind]) for each, kind in kinds.items()))


def _kind(one: Column[Any]) -> str:
    for kind, types in _KINDS:
        if isinstance(one.type, types):
            return kind
    raise TypeError(f"{one} has a type that no backup knows")


def _to_text(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value  # a moment is a date too


def _values(kinds: dict[str, str], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: _FROM_TEXT[kind](value) if kind in _FROM_TEXT and value is not None else value
        for (name, kind), value in zip(kinds.items(), row, strict=True)
    }


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
