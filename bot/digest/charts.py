"""The picture of a digest. The only module that knows matplotlib; see `bot.digest.pictures`.

It can be read without colours: what is told apart has another pattern, and says its number. All is
drawn straight onto the picture, bars of a kind as one shape, because hundreds are drawn at once
and axes cost more than everything in them.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.transforms import IdentityTransform

from bot.model.digest import Chart, ChartDay

MOST_ARTICLES = 6
WIDTH, HEIGHT = 800, 460
"""Pixels; all places below count from the left and from below."""
_DPI = 100
_DARK, _LIGHT, _INK, _LINE = "#1f3a5f", "#ffffff", "#1a1a1a", "#c8c8c8"
_STRIPES, _DOTS = "////", "...."
_LEFT, _RIGHT, _FLOOR, _TALL = 60.0, 785.0, 230.0, 130.0
_FIRST_ROW, _ROW, _NAMES, _LONGEST = 133.0, 26.0, 95.0, 620.0
_STEPS = (1, 2, 5)
_LINES = 4

Bar = tuple[float, float, float, float]
"""Left, bottom, width, height."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the picture."""

    messages: str
    other: str
    offtopic: str
    flags: str
    no_flags: str


def drawn(chart: Chart, words: Words) -> bytes:
    """As a PNG."""
    sheet = _Sheet(Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor="white"))
    canvas = FigureCanvasAgg(sheet.figure)
    sheet.text(_LEFT, 412, words.messages, size=11, bold=True)
    _legend(sheet, words)
    _messages(sheet, chart.days)
    sheet.text(_LEFT, 156, words.flags, size=11, bold=True)
    _flags(sheet, chart.articles[:MOST_ARTICLES], words)
    into = io.BytesIO()
    canvas.print_png(into)  # type: ignore[no-untyped-call]
    return into.getvalue()


@dataclass(frozen=True, slots=True)
class _Sheet:
    figure: Figure

    def text(
        self, x: float, y: float, text: str, *, size: float, at: str = "left", bold: bool = False
    ) -> None:
        self.figure.text(
            x / WIDTH,
            y / HEIGHT,
            text,
            ha=at,
            va="baseline",
            fontsize=size,
            fontweight="bold" if bold else "normal",
            color=_INK,
            parse_math=False,
        )

    def bars(self, bars: Iterable[Bar], colour: str, hatch: str = "", edge: str = _INK) -> None:
        corners = [
            [(left, low), (left + wide, low), (left + wide, low + high), (left, low + high)]
            for left, low, wide, high in bars
            if wide and high
        ]
        shape = PolyCollection(corners, facecolor=colour, edgecolor=edge, linewidth=0.7)
        shape.set_hatch(hatch)
        shape.set_transform(IdentityTransform())
        self.figure.add_artist(shape)


def _legend(sheet: _Sheet, words: Words) -> None:
    other = _LEFT + 30
    second = other + 8 * len(words.other) + 24
    sheet.bars([(_LEFT, 388, 24, 9)], _DARK)
    sheet.bars([(second, 388, 24, 9)], _LIGHT, _STRIPES)
    sheet.text(other, 388, words.other, size=9)
    sheet.text(second + 30, 388, words.offtopic, size=9)


def _messages(sheet: _Sheet, days: Sequence[ChartDay]) -> None:
    """The most and the latest have their number, each Monday its date."""
    most, last = max((one.messages for one in days), default=0), len(days) - 1
    step, tall = (_RIGHT - _LEFT) / max(1, len(days)), _TALL / max(1, most)
    lines = [(number, _FLOOR + number * tall) for number in _scale(most)]
    sheet.bars([(_LEFT, y, _RIGHT - _LEFT, 0.4) for _, y in lines], _LINE, edge=_LINE)
    for number, y in lines:
        sheet.text(_LEFT - 6, y - 4, str(number), size=8, at="right")
    left = [_LEFT + (place + 0.1) * step for place in range(len(days))]
    wide = step * 0.8
    rest = [
        (x, _FLOOR, wide, tall * (one.messages - one.offtopic))
        for x, one in zip(left, days, strict=True)
    ]
    off = [
        (x, _FLOOR + bar[3], wide, tall * one.offtopic)
        for x, one, bar in zip(left, days, rest, strict=True)
    ]
    sheet.bars(rest, _DARK)
    sheet.bars(off, _LIGHT, _STRIPES)
    busiest = max(range(len(days)), key=lambda place: days[place].messages, default=0)
    for place, one in enumerate(days):
        middle = left[place] + wide / 2
        if one.messages and place in {busiest, last}:
            top = _FLOOR + tall * one.messages
            sheet.text(middle, top + 4, str(one.messages), size=9, at="center")
        if place == last or (one.day.weekday() == 0 and last - place > 1):
            sheet.text(middle, _FLOOR - 14, _label(one.day), size=8, at="center")


def _flags(sheet: _Sheet, articles: Sequence[tuple[str, int]], words: Words) -> None:
    if not articles:
        sheet.text(_LEFT, _FIRST_ROW - 4, words.no_flags, size=10)
    long = _LONGEST / max((count for _, count in articles), default=1)
    rows = [(_FIRST_ROW - 10 - place * _ROW * 0.9) for place in range(len(articles))]
    bars = [(_NAMES, y, long * count, 16.0) for y, (_, count) in zip(rows, articles, strict=True)]
    sheet.bars(bars, _LIGHT, _DOTS)
    for y, (article, count) in zip(rows, articles, strict=True):
        sheet.text(_NAMES - 7, y + 4, f"art. {article}", size=9, at="right")
        sheet.text(_NAMES + long * count + 7, y + 4, str(count), size=9)


def _scale(most: int) -> Sequence[int]:
    """Round numbers up to *most*, few enough to read, 0 among them."""
    step, power = 1, 1
    while most // step > _LINES:
        step = next((one * power for one in _STEPS if most // (one * power) <= _LINES), step)
        power *= 10
    return range(0, most + 1, step)


def _label(day: date) -> str:
    return f"{day.day}-{day.month}"
