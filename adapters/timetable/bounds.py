"""What may come back how often, so that going through it ends."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_RULES = 5
"""Of one event."""
MOST_DATES = 1000
"""On which one event takes place besides, or does not."""
MOST_OF_ONE = 2000
"""Exceptions of what comes back."""
EARLIEST = 2000
"""The year in which something that comes back may have begun at the earliest: every day since then
is gone through."""

_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS = frozenset(
    {
        "FREQ",
        "UNTIL",
        "COUNT",
        "INTERVAL",
        "BYDAY",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYMONTH",
        "BYSETPOS",
        "WKST",
    }
)
_ENDLESS = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
"""With these a rule of every day or week can be one that never comes, which takes ages to find."""
_MOST_VALUES = 400
_A_WEEK = 7

Rule = Mapping[str, Sequence[object]]


class Unusable(Exception):
    """An event cannot be used. Its text is the key of the sentence that says why."""


def rules_of(component: Any) -> Sequence[Rule]:
    given = component.get("RRULE", [])
    return given if isinstance(given, list) else [given]


def must_end(event: Any) -> None:
    """Raises `Unusable`."""
    began, ended, rules = event["DTSTART"].dt, event.get("DTEND"), rules_of(event)
    if ended is not None and ended.dt < began:  # the library would turn it around
        raise Unusable("timetable.left.ends_first")
    for rule in rules:
        must_be_bounded(rule)
    if any(_dates_in(event.get(name, [])) > MOST_DATES for name in ("RDATE", "EXDATE")):
        raise Unusable("timetable.left.rule")
    if len(rules) > MOST_RULES or "EXRULE" in event or (rules and began.year < EARLIEST):
        raise Unusable("timetable.left.rule")


def must_be_few(series: Sequence[object]) -> None:
    """Raises `Unusable`."""
    if len(series) > MOST_OF_ONE:
        raise Unusable("timetable.left.rule")


def _dates_in(given: Any) -> int:
    return sum(len(one.dts) for one in (given if isinstance(given, list) else [given]))


def must_be_bounded(rule: Rule) -> None:
    """Raises `Unusable` for what comes back within a day, or whose next time may never be found:
    an interval of nothing comes no further."""
    often = {str(one).upper() for one in rule.get("FREQ", ())}
    if len(often) != 1:
        raise Unusable("timetable.left.rule")
    if not often <= _FREQUENCIES:
        raise Unusable("timetable.left.too_often")
    names = {name.upper() for name in rule}
    intervals = [int(str(one)) for one in rule.get("INTERVAL", ())]
    wrong = (
        names - _PARTS
        or any(one < 1 for one in intervals)
        or any(len(values) > _MOST_VALUES for values in rule.values())
        or (often & {"DAILY", "WEEKLY"} and names & _ENDLESS)
        or ("DAILY" in often and "BYDAY" in names and any(one % _A_WEEK == 0 for one in intervals))
    )
    if wrong:
        raise Unusable("timetable.left.rule")


def must_be_yearly(rule: Rule) -> None:
    """As the clock changes. Raises `Unusable`."""
    must_be_bounded(rule)
    if {str(one).upper() for one in rule["FREQ"]} != {"YEARLY"}:
        raise Unusable("timetable.left.rule")
