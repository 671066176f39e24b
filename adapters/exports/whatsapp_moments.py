"""The time in a WhatsApp head as a moment."""

from datetime import date, datetime, timedelta, tzinfo

from adapters.exports.whatsapp_layout import Order

_NOON = 12


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

    def at(self, day: str, hour: str, minute: str, second: str, half: str) -> datetime | None:
        """None where there is no such moment."""
        if day != self._text:
            self._text, self._date = day, self._order.read(day)
        if (on := self._date) is None:
            return None
        hours = _of_24(int(hour), half) if half else int(hour)
        try:
            moment = datetime(
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
        return self._in_round(moment)

    def _in_round(self, moment: datetime) -> datetime:
        # Two times of one zone are compared as the clock showed them.
        if self._again or moment < self._last:
            self._again = moment.date() == self._last.date() and _comes_twice(moment)
        self._last = moment
        return moment.replace(fold=1) if self._again else moment


def _comes_twice(moment: datetime) -> bool:
    first, second = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    return (first or timedelta()) > (second or timedelta())


def _of_24(hours: int, half: str) -> int:
    """Noon and midnight are 12 on a clock of twelve hours; 13 p.m. is no time, and stays none."""
    if hours > _NOON:
        return 24
    return hours % _NOON + (_NOON if half in "pP" else 0)
