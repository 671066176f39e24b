"""Pictures of numbers: bars as shares of a width that only the page knows."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 150
"""Pixels from the line that the bars stand on to the top of the tallest."""
TICKS = 5
"""Labels under the bars: as many as stand beside each other on a phone."""
_GAP = 0.24
"""Of a bar's place that stays empty."""
_WIDEST = 9.0
"""Per cent of the width that a bar takes at most: three days are no three walls."""
_SEAM = 1.0
"""Pixels between two parts of one bar, so that they part without colour too."""
_FULL = 100.0
_ROUND = (2, 3, 4, 5, 6, 8, 10, 12, 16)


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle: *x* and *width* in per cent, *y* and *height* in pixels."""

    kind: str
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    text: str
    anchor: str
    """As SVG has it: start, middle or end."""


@dataclass(frozen=True, slots=True)
class Chart:
    """*name*: for anchors; *said* tells in words what the picture shows."""

    name: str
    title: str
    said: str
    parts: Sequence[Part]
    ticks: Sequence[Tick]
    top: int
    """What the highest line stands for."""
    legend: Sequence[tuple[str, str]] = ()
    """Kind of part and what it is called."""


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    stack: Sequence[tuple[str, int]]
    """Kind and number of each part, from the line up."""

    @property
    def total(self) -> int:
        return sum(number for _, number in self.stack)


def chart(
    name: str,
    title: str,
    said: str,
    columns: Sequence[Column],
    legend: Sequence[tuple[str, str]] = (),
) -> Chart:
    top = round_up(max((column.total for column in columns), default=0))
    place = _FULL / max(len(columns), 1)
    parts = [
        part
        for index, column in enumerate(columns)
        for part in _stacked(column, index * place, place, HEIGHT / top)
    ]
    return Chart(name, title, said, parts, _ticks(columns, place), top, legend)


def round_up(number: int) -> int:
    """The next round number, of which half is a whole number too."""
    unit = 1
    while True:
        for times in _ROUND:
            if number <= times * unit and times * unit % 2 == 0:
                return times * unit
        unit *= 10


def _stacked(column: Column, left: float, place: float, scale: float) -> list[Part]:
    width = min(place * (1 - _GAP), _WIDEST)
    x = left + (place - width) / 2
    parts: list[Part] = []
    y = float(HEIGHT)
    for kind, number in column.stack:
        if number:
            height = number * scale
            y -= height
            seam = _SEAM if parts and height > 2 * _SEAM else 0.0
            parts.append(_part(kind, x, width, y, height - seam))
    return parts


def _part(kind: str, x: float, width: float, y: float, height: float) -> Part:
    return Part(kind, round(x, 2), round(width, 2), round(y, 2), round(max(height, 0.5), 2))


def _ticks(columns: Sequence[Column], place: float) -> list[Tick]:
    """The first, the last, and some at equal distances between them."""
    last = len(columns) - 1
    if last < TICKS:
        shown = list(range(last + 1))
    else:
        shown = sorted({round(step * last / (TICKS - 1)) for step in range(TICKS)})
    ticks: list[Tick] = []
    for index in shown:
        wide = place > _WIDEST * 2
        edge = not wide and len(columns) > 1
        if edge and index == 0:
            ticks.append(Tick(0.0, columns[index].label, "start"))
        elif edge and index == last:
            ticks.append(Tick(_FULL, columns[index].label, "end"))
        else:
            ticks.append(Tick(round((index + 0.5) * place, 2), columns[index].label, "middle"))
    return ticks
