"""How a WhatsApp export writes the head of a message.

The phone that made the export decides: Android writes `14-09-2026 07:55 - Noa: hoi`, an iPhone
`[14-09-2026 07:55:12] Noa: hoi`; the order of day, month and year, the separators and the clock
follow the region set on that phone.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from adapters.exports.whatsapp_notice import MARK

_SPACE = "[ \u00a0\u202f]"
_HALF = rf"{_SPACE}?[AaPp]\.?{_SPACE}?[Mm]\.?"
_ANY_HEAD = re.compile(
    rf"{MARK}?(\[)?((?:[0-9]{{4}}()|[0-9]{{1,2}})([-/.])[0-9]{{1,2}}\4[0-9]{{1,4}})(,)?{_SPACE}"
    rf"[0-9]{{1,2}}[:.][0-9]{{2}}(?:[:.][0-9]{{2}}())?({_HALF})?(?(1)\]|{_SPACE}[-–]) "
)
_BETWEEN = re.compile("[-/.]")
_CENTURY = 20
_CENTURIES = {2: _CENTURY * 100, 4: 0}
"""What is left out of a year of so many digits."""


class Order(Enum):
    """Where year, month and day stand in a date."""

    YEAR_FIRST = (0, 1, 2)
    DAY_FIRST = (2, 1, 0)
    MONTH_FIRST = (2, 0, 1)

    def read(self, text: str) -> date | None:
        """None where *text* is no date of this century in this order."""
        parts = _BETWEEN.split(text)
        year_at, month_at, day_at = self.value
        year = parts[year_at]
        century = _CENTURIES.get(len(year))
        if century is None:
            return None
        try:
            read = date(century + int(year), int(parts[month_at]), int(parts[day_at]))
        except ValueError:
            return None
        return read if read.year // 100 == _CENTURY else None


class Shape(NamedTuple):
    """The brackets, separators and clock that all heads of one export share."""

    brackets: bool
    year_first: bool
    between: str
    comma: bool
    seconds: bool
    halves: bool

    def head(self) -> re.Pattern[str]:
        """Groups: date and time."""
        between = re.escape(self.between)
        start = r"\[" if self.brackets else ""
        first = "[0-9]{4}" if self.year_first else "[0-9]{1,2}"
        comma = "," if self.comma else ""
        day = rf"({first}{between}[0-9]{{1,2}}{between}[0-9]{{1,4}}){comma}"
        second = "[:.][0-9]{2}" if self.seconds else ""
        half = _HALF if self.halves else ""
        end = r"\]" if self.brackets else f"{_SPACE}[-–]"
        time = f"([0-9]{{1,2}}[:.][0-9]{{2}}{second}{half})"
        return re.compile(f"{MARK}?{start}{day}{_SPACE}{time}{end} ")


class Opening(NamedTuple):
    """A line that starts as a head does, with a date that exists."""

    shape: Shape
    day: str
    capitals: bool
    """Its clock says AM or PM."""
    rest: str


@dataclass(frozen=True, slots=True)
class Layout:
    is_ios: bool
    head: re.Pattern[str]
    """As `Shape.head`."""
    order: Order
    group: str
    """The group's name as the chat itself says it, or empty."""
    system: str
    """On an iPhone, the sender that WhatsApp's own lines carry, or empty."""
    second: int | None
    """The line from which the file seems to be another export, pasted behind the first."""


def opening(line: str) -> Opening | None:
    """None where *line* starts no message, however the phone writes its heads."""
    found = _ANY_HEAD.match(line)
    if found is None or not exists(found[2]):
        return None
    shape = Shape(
        brackets=found[1] is not None,
        year_first=found[3] is not None,
        between=found[4],
        comma=found[5] is not None,
        seconds=found[6] is not None,
        halves=found[7] is not None,
    )
    capitals = not {*"AP"}.isdisjoint(found[7] or "")
    return Opening(shape, found[2], capitals, line[found.end() :])


@lru_cache(256)
def exists(day: str) -> bool:
    """Whether *day* is a date in some order."""
    return any(order.read(day) for order in Order)
