"""The time in a WhatsApp head as a moment."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from adapters.exports.whatsapp_layout import Order

_NOON = 12
_NUMBER = re.compile("[0-9]+")
_HALF = re.compile("[AaPp]")


class Moments:
    """Reads the groups of heads, in the order of the chat, as moments in *timezone*.

    In the hour that the clock lives twice in autumn, a time before the one above it is of the
    second round, and so is the rest of that hour.
    """

    def __init__(self, order: Order, timezone: tzinfo) -> None:
        self._order = order
        self._timezone = timezone
        self._text = ""
        self._date: date | None = None
        self._last = datetime.min.replace(tzinfo=timezone)
        self._again = False

    def at(self, day: str, time_of_day: str) -> datetime | None:
        """None where there is no such moment."""
        if day != self._text:
            self._text, self._date = day, self._order.read(day)
        on, when = self._date, _clock(time_of_day)
        if on is None or when is None:
            return None
        moment = datetime.combine(on, when, self._timezone)
        # Two times of one zone are compared as the clock showed them.
        if self._again or moment < self._last:
            self._again = moment.date() == self._last.date() and _comes_twice(moment)
        self._last = moment
        return moment.replace(fold=1) if self._again else moment


def _comes_twice(moment: datetime) -> bool:
    first, second = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    return (first or timedelta()) > (second or timedelta())


@lru_cache(4096)
def _clock(clock: str) -> time | None:
    """None where a day has no such time."""
    hour, minute, second, *_ = (*map(int, _NUMBER.findall(clock)), 0)
    if half := _HALF.search(clock):
        hour = _of_24(hour, half[0])
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _of_24(hours: int, half: str) -> int:
    """Noon and midnight are 12 on a clock of twelve hours; 13 p.m. is no time, and stays none."""
    if hours > _NOON:
        return 24
    return hours % _NOON + (_NOON if half in "pP" else 0)
