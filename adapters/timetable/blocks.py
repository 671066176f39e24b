"""A calendar file as its parts, each with its line, before anything of it is understood."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.errors import InputError

LARGEST = 32 << 20
"""Bytes. A year of all lessons of a large school is less."""
MOST_EVENTS = 120_000

_DEEPEST = 4
"""Calendar, event, alarm; nothing stands inside that."""
_TAKEN = frozenset({"VEVENT", "VTIMEZONE"})


@dataclass(slots=True)
class Block:
    """A part of a file from its BEGIN to its END."""

    name: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\r\n".join(self.lines) + "\r\n"


@dataclass(slots=True)
class Blocks:
    path: Path
    zones: list[Block] = field(default_factory=list)
    events: list[Block] = field(default_factory=list)
    zone: str = ""
    """Of the whole file, as Google and others write it; their moments in UTC mean that zone."""
    _within: list[str] = field(default_factory=list)
    _block: Block | None = None

    def take(self, number: int, line: str) -> None:
        """Raises `InputError` for a line that does not belong there."""
        name = name_of(line)
        if name == "BEGIN":
            self._begin(number, value_of(line).upper())
        elif not self._within and line.strip():
            raise self._wrong(number)
        if self._block is not None:
            self._block.lines.append(line)
        elif name == "X-WR-TIMEZONE" and is_zone(value_of(line)):
            self.zone = value_of(line)
        if name == "END":
            self._end(number, value_of(line).upper())

    def finish(self, number: int) -> None:
        if self._within:
            raise InputError("error.timetable.breaks_off", where=self.path, line=number)
        if not self.events:
            raise InputError("error.timetable.empty", where=self.path)

    def _begin(self, number: int, name: str) -> None:
        self._within.append(name)
        if self._within[0] != "VCALENDAR" or len(self._within) > _DEEPEST:
            raise self._wrong(number)
        if name in _TAKEN and self._block is None and len(self._within) > 1:
            self._block = Block(name, number)

    def _end(self, number: int, name: str) -> None:
        if not self._within or self._within.pop() != name:
            raise self._wrong(number)
        block = self._block
        if block is None or block.name != name or len(self._within) > 1:
            return
        self._block = None
        (self.events if name == "VEVENT" else self.zones).append(block)
        if len(self.events) > MOST_EVENTS:
            values = {"most": MOST_EVENTS, "line": number}
            raise InputError("error.timetable.too_many", where=self.path, **values)

    def _wrong(self, number: int) -> InputError:
        return InputError("error.timetable.no_calendar", where=self.path, line=number)


def read_blocks(path: Path) -> Blocks:
    """Raises `InputError` for what is no calendar, breaks off, or is too much."""
    blocks, number = Blocks(path), 1
    for number, line in _unfolded(_text(path)):
        blocks.take(number, line)
    blocks.finish(number)
    return blocks


def name_of(line: str) -> str:
    """Of a property, without its parameters."""
    end = min((place for mark in ":;" if (place := line.find(mark)) >= 0), default=len(line))
    return line[:end].strip().upper()


def value_of(line: str) -> str:
    return line.partition(":")[2].strip()


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise InputError("error.toml.not_found", where=path) from None
    except (OSError, ValueError):  # a path with a NUL in it is a ValueError
        raise InputError("error.toml.unreadable", where=path) from None
    if len(raw) > LARGEST:
        raise InputError("error.timetable.too_large", where=path, most=LARGEST >> 20)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("error.timetable.not_utf8", where=path) from None


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their number. One that begins with a blank goes on with the line before."""
    first, parts = 1, list[str]()
    # Not `splitlines`: other characters that it breaks at may stand inside a title.
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.removesuffix("\r")
        if line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield first, "".join(parts)
        first, parts = number, [line]
    yield first, "".join(parts)
