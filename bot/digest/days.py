"""The days of a school's own time: from midnight to midnight, 23, 24 or 25 hours. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.calendar import SchoolCalendar

_DAY = timedelta(days=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def school_day_before(calendar: SchoolCalendar, day: date) -> date:
    """Where there is none within a year, the day before."""
    earlier = (day - number * _DAY for number in range(1, 366))
    return next(filter(calendar.is_school_day, earlier), day - _DAY)


def begin_of(calendar: SchoolCalendar, day: date) -> datetime:
    """From when the first digest of somebody tells: the days since the school day before."""
    return midnight(school_day_before(calendar, day) + _DAY, calendar.timezone)


def school_days(calendar: SchoolCalendar, since: datetime, until: datetime) -> int:
    """How many had their beginning or their digest within that time; at least one."""
    first, last = (one.astimezone(calendar.timezone) for one in (since, until))
    begin = first.date() if first.time() == time() else first.date() + _DAY
    return max(1, sum(map(calendar.is_school_day, dates(begin, last.date() + _DAY))))


def dates(first: date, last: date) -> Iterator[date]:
    """*last* not among them."""
    return (first + number * _DAY for number in range((last - first).days))


@dataclass(frozen=True, slots=True)
class Days:
    """*count* days from *first* on."""

    first: date
    count: int
    zone: ZoneInfo

    @property
    def bounds(self) -> Sequence[datetime]:
        """Their midnights, and the one after the last."""
        return [
            midnight(self.first + number * _DAY, self.zone) for number in range(self.count + 1)
        ]

    @property
    def all(self) -> Sequence[date]:
        return [*dates(self.first, self.first + self.count * _DAY)]

    def place(self, day: date) -> int:
        return (day - self.first).days
