"""How one WhatsApp export writes its heads, found by reading it once from end to end.

The phone that made the export decides: Android writes `14-09-2026 07:55 - Noa: hoi`, an iPhone
`[14-09-2026 07:55:12] Noa: hoi`; the order of day, month and year, the separators and the clock
follow the region set on that phone. The layout is that of the first head whose date exists: a
phone starts its export with one, so a conversation pasted into a message cannot pass for heads.

Day first or month first is told apart by dates that only one order allows, then by the order in
which time does not run backwards. Where both fit, day goes first, but for what only the United
States write: `9/4/26` without noughts and a clock with AM or PM in capitals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from itertools import chain

from adapters.exports.source import LONGEST, Source
from adapters.exports.whatsapp_notice import MARK, names_group, split
from bot.errors import ExportError

_SPACE = "[ \u00a0\u202f]"
_HALF = rf"{_SPACE}?([AaPp])\.?{_SPACE}?[Mm]\.?"
_ANY_HEAD = re.compile(
    rf"{MARK}?(\[)?((?:[0-9]{{4}}()|[0-9]{{1,2}})([-/.])[0-9]{{1,2}}\4[0-9]{{1,4}})(,)?{_SPACE}"
    rf"[0-9]{{1,2}}[:.][0-9]{{2}}(?:[:.][0-9]{{2}}())?(?:{_HALF})?(?(1)\]|{_SPACE}[-–]) "
)
_CENTURY = 2000
_SHORT_YEAR, _LONG_YEAR = 2, 4  # digits
_NOON = 12


class Order(Enum):
    """Where year, month and day stand in a date."""

    YEAR_FIRST = (0, 1, 2)
    DAY_FIRST = (2, 1, 0)
    MONTH_FIRST = (2, 0, 1)

    def read(self, text: str) -> date | None:
        """None where *text* is no date of this century in this order."""
        parts = re.split("[-/.]", text)
        year, month, day = (parts[place] for place in self.value)
        if len(year) not in {_SHORT_YEAR, _LONG_YEAR}:
            return None
        century = _CENTURY if len(year) == _SHORT_YEAR else 0
        try:
            read = date(century + int(year), int(month), int(day))
        except ValueError:
            return None
        return read if _CENTURY <= read.year < _CENTURY + 100 else None


@dataclass(frozen=True, slots=True)
class Layout:
    is_ios: bool
    head: re.Pattern[str]
    """Groups: date, hour, minute, second, first letter of a.m. or p.m.; absent ones empty."""
    order: Order
    group: str
    """The group's name as the chat itself says it, or empty."""
    system: str
    """On an iPhone, the sender that WhatsApp's own lines carry, or empty."""


class Moments:
    """Reads the groups of a head as a moment in *timezone*; keeps the last date it read."""

    def __init__(self, order: Order, timezone: tzinfo) -> None:
        self._order = order
        self._timezone = timezone
        self._text = ""
        self._date: date | None = None

    def at(self, day: str, hour: str, minute: str, second: str, half: str) -> datetime | None:
        """None where there is no such moment."""
        if day != self._text:
            self._text, self._date = day, self._order.read(day)
        if (on := self._date) is None:
            return None
        hours = _of_24(int(hour), half) if half else int(hour)
        try:
            return datetime(
                on.year,
                on.month,
                on.day,
                hours,
                int(minute),
                int(second or 0),
                tzinfo=self._timezone,
            )
        except ValueError:
            return None


def _of_24(hours: int, half: str) -> int:
    """Noon and midnight are 12 on a clock of twelve hours; 13 p.m. is no time, and stays none."""
    if hours > _NOON:
        return 24
    return hours % _NOON + (_NOON if half in "pP" else 0)


def survey(source: Source) -> Layout | None:
    """The layout of the whole file, or None where no line starts as WhatsApp's do."""
    numbered = enumerate(source.lines(), 1)
    for number, line in numbered:
        shape = _opens(line)
        if shape is not None:
            return _survey(source, shape, chain([(number, line)], numbered))
    return None


def _survey(source: Source, shape: re.Match[str], numbered: Iterator[tuple[int, str]]) -> Layout:
    head = _head_like(shape)
    evidence = _Evidence(is_ios=shape[1] is not None, is_american=_is_american(shape))
    for rest, day in _heads(source, head, numbered):
        evidence.see(day, rest)
    order = Order.YEAR_FIRST if shape[3] is not None else evidence.order()
    return Layout(evidence.is_ios, head, order, evidence.group, evidence.system)


def _heads(
    source: Source, head: re.Pattern[str], numbered: Iterator[tuple[int, str]]
) -> Iterator[tuple[str, str]]:
    """What follows each head, and its date; a message longer than any chat's is refused."""
    size = 0
    for number, line in numbered:
        found = head.match(line)
        if found is not None:
            size = 0
            yield line[found.end() :], found[1]
        size += len(line)
        if size > LONGEST:
            raise ExportError("error.export.too_long", where=source.path, line=number)


def _opens(line: str) -> re.Match[str] | None:
    found = _ANY_HEAD.match(line)
    return found if found and any(order.read(found[2]) for order in Order) else None


def _is_american(shape: re.Match[str]) -> bool:
    return shape[4] == "/" and (shape[7] or "").isupper()


def _head_like(shape: re.Match[str]) -> re.Pattern[str]:
    """Only heads with the same brackets, separators and clock as *shape*."""
    between = re.escape(shape[4])
    start = r"\[" if shape[1] else ""
    first = "[0-9]{4}" if shape[3] is not None else "[0-9]{1,2}"
    day = rf"({first}{between}[0-9]{{1,2}}{between}[0-9]{{1,4}}){shape[5] or ''}"
    second = "()" if shape[6] is None else "[:.]([0-9]{2})"
    half = "()" if shape[7] is None else _HALF
    end = r"\]" if shape[1] else f"{_SPACE}[-–]"
    time = rf"([0-9]{{1,2}})[:.]([0-9]{{2}}){second}{half}"
    return re.compile(f"{MARK}?{start}{day}{_SPACE}{time}{end} ")


class _Evidence:
    """What the heads of a file say about the order of its dates and the name of its group."""

    def __init__(self, *, is_ios: bool, is_american: bool) -> None:
        self.is_ios = is_ios
        self.group = ""
        self.system = ""
        self._prefers_month = is_american
        self._day = ""
        self._against = {Order.DAY_FIRST: _Against(), Order.MONTH_FIRST: _Against()}

    def see(self, day: str, rest: str) -> None:
        if day != self._day:
            self._day = day
            self._prefers_month &= not (day.startswith("0") or "/0" in day)
            for order, against in self._against.items():
                against.see(order.read(day))
        if "gro" in rest or "end-to-end" in rest or "onderwerp" in rest or "subject" in rest:
            self._listen(rest)

    def order(self) -> Order:
        day, month = (self._against[order].score for order in self._against)
        if day == month:
            return Order.MONTH_FIRST if self._prefers_month else Order.DAY_FIRST
        return Order.DAY_FIRST if day < month else Order.MONTH_FIRST

    def _listen(self, rest: str) -> None:
        """WhatsApp's own lines name the group; on an iPhone they carry its name as sender."""
        sender, own = split(rest) or ("", rest)
        if sender and not (self.is_ios and own.startswith(MARK) and self.system in {"", sender}):
            return
        name = names_group(own)
        self.group = name or self.group
        if name or "end-to-end" in own:
            self.system = sender


class _Against:
    """What speaks against one order of dates."""

    def __init__(self) -> None:
        self._impossible = 0
        self._backwards = 0
        self._last = date.min

    @property
    def score(self) -> tuple[int, int]:
        return self._impossible, self._backwards

    def see(self, day: date | None) -> None:
        if day is None:
            self._impossible += 1
            return
        self._backwards += day < self._last
        self._last = day
