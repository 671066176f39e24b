"""Comments and live chats in a Google Takeout of YouTube: `comments.csv`, `live chats.csv`.

Shape: the samples of open parsers, from 2022 on. A Takeout holds what one account wrote, below any
video, and no words of others: there is no conversation, and no group. The names of columns are in
the language of the account; one that is not known here is read by what the columns hold, and then
messages have no ids.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from adapters.exports.post import Format, Post, Row, Start, Talk, iso, read_each
from adapters.exports.source import LONGEST, Source
from bot.errors import ExportError
from bot.model.ids import Platform

_NAMES = {
    "comment id": "id",
    "live chat id": "id",
    "channel id": "channel",
    "comment create timestamp": "time",
    "live chat create timestamp": "time",
    "parent comment id": "parent",
    "comment text": "text",
    "live chat text": "text",
}
_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", re.ASCII)
_RUNS = re.compile(r'\s*\{\s*"(?:text|takeoutSegments)".*', re.DOTALL)
_ALL_OF_IT = "YouTube"

_Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class _Table:
    width: int
    places: dict[str, int]
    """What stands in which column: id, channel, time, parent, text."""
    channel: str
    """The first; nearly always all are the same."""

    def cell(self, cells: _Cells, what: str) -> str:
        return cells[self.places[what]] if what in self.places else ""


def _recognises(start: Start) -> bool:
    return _table(start.text) is not None


def _read(source: Source) -> Iterator[Row]:
    table = _table(source.start().decode(errors="replace"))
    if table is None:
        raise ExportError("error.export.csv_broken", where=source.path, line=1)
    return read_each(_rows(source, table), partial(_row, table))


def _table(text: str) -> _Table | None:
    """By the beginning of a file, which may end inside a cell."""
    rows: list[_Cells] = []
    with suppress(csv.Error):
        rows.extend(filter(None, csv.reader(io.StringIO(text), strict=True)))
    if not rows:
        return None
    heads, *rest = rows
    rest = [row for row in rest if len(row) == len(heads)]
    places = _by_name(heads)
    if not places.keys() >= {"channel", "time", "text"}:
        places = _by_content(rest)
        if len(places) != len({"channel", "time", "text"}):
            return None
    channels = (row[places["channel"]] for row in rest)
    return _Table(len(heads), places, next(filter(None, channels), _ALL_OF_IT))


def _by_name(heads: _Cells) -> dict[str, int]:
    names = (" ".join(head.split()).casefold() for head in heads)
    return {_NAMES[name]: place for place, name in enumerate(names) if name in _NAMES}


def _by_content(rows: Sequence[_Cells]) -> dict[str, int]:
    places = {}
    for place, column in enumerate(zip(*rows, strict=True)):
        if all(map(_CHANNEL.fullmatch, column)):
            places["channel"] = place
        elif all(map(_TIME.fullmatch, column)):
            places["time"] = place
        elif any(map(_RUNS.fullmatch, column)):
            places["text"] = place
    return places


def _rows(source: Source, table: _Table) -> Iterator[tuple[Talk, _Cells]]:
    rows = _records(source)
    next(rows, None)
    for cells in rows:
        whole = len(cells) == table.width
        channel = (whole and table.cell(cells, "channel")) or table.channel
        yield Talk(channel, _ALL_OF_IT), cells


def _records(source: Source) -> Iterator[_Cells]:
    """What is no blank line. Raises `ExportError`."""
    csv.field_size_limit(LONGEST)
    length = begin = 0

    def lines() -> Iterator[str]:
        nonlocal length, begin
        for number, line in enumerate(source.lines(), 1):
            begin = begin if length else number
            length += len(line) + 1
            if length > LONGEST:
                raise ExportError("error.export.too_long", where=source.path, line=begin)
            yield f"{line}\n"

    try:
        for cells in csv.reader(lines(), strict=True):
            length = 0
            if cells and not "".join(cells).isspace():
                yield cells
    except csv.Error as error:
        raise ExportError("error.export.csv_broken", where=source.path, line=begin) from error


def _row(table: _Table, talk: Talk, place: int, cells: _Cells) -> Row:
    if len(cells) != table.width or "\0" in "".join(cells):
        raise ValueError("a damaged line")
    return Post(
        talk=talk,
        place=place,
        own_id=table.cell(cells, "id"),
        account=talk.own_id,
        name=talk.own_id,
        at=iso(table.cell(cells, "time")),
        text=_said(table.cell(cells, "text")),
        reply_to=table.cell(cells, "parent"),
    )


def _said(cell: str) -> str:
    """Pieces, the older ones in a list, or plain words."""
    try:
        pieces = json.loads(f"[{cell}]")
        if len(pieces) == 1:
            pieces = pieces[0].get("takeoutSegments", pieces)
        said = "".join(piece["text"] for piece in pieces)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return cell
    return said.encode(errors="replace").decode()  # half a character is none


FORMAT = Format("YouTube Takeout", Platform.YOUTUBE, _recognises, _read)
