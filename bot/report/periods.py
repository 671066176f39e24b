"""The days of a group put together, as many as fit in one picture."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bot.model.judgement import Topic
from bot.overview import Day

MOST = 40
"""Periods in one picture: more bars than these cannot be told apart on a phone."""


class TimeUnit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(slots=True)
class Period:
    """From *begin* on, one unit long."""

    begin: date
    messages: int = 0
    findings: int = 0
    topics: Counter[Topic] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Oldest first, without gaps. *cut*: what came before them is not shown."""

    unit: TimeUnit
    periods: Sequence[Period]
    cut: bool = False


def timeline(days: Mapping[date, Day]) -> Timeline:
    """By day, week, month or year: the first that fits in `MOST`, of years the latest."""
    if not days:
        return Timeline(TimeUnit.DAY, ())
    first, last = min(days), max(days)
    for unit in TimeUnit:
        begins = list(_latest(unit, first, last))
        if begins[-1] <= first or unit is TimeUnit.YEAR:
            return _filled(unit, begins[:MOST][::-1], days)
    raise AssertionError  # pragma: no cover - years always fit


def _filled(unit: TimeUnit, begins: Sequence[date], days: Mapping[date, Day]) -> Timeline:
    periods = {begin: Period(begin) for begin in begins}
    cut = False
    for day, counts in days.items():
        period = periods.get(_begin(unit, day))
        if period is None:
            cut = True
            continue
        period.messages += counts.messages
        period.findings += counts.findings
        period.topics += counts.topics
    return Timeline(unit, list(periods.values()), cut)


def _latest(unit: TimeUnit, first: date, last: date) -> Iterator[date]:
    """Beginnings of periods, the latest first: one more than fit at the most."""
    begin = _begin(unit, last)
    for _ in range(MOST):
        yield begin
        if begin <= first or begin == date.min:
            return
        begin = _begin(unit, begin - timedelta(days=1))


def _begin(unit: TimeUnit, day: date) -> date:
    match unit:
        case TimeUnit.DAY:
            return day
        case TimeUnit.WEEK:
            return day - timedelta(days=day.weekday())
        case TimeUnit.MONTH:
            return day.replace(day=1)
        case TimeUnit.YEAR:
            return day.replace(month=1, day=1)
