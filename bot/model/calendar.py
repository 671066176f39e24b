"""When there is school: lessons, tests, free days, and hours in which nobody is disturbed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.record import CalendarMoment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From *begin* to *end*, local time; past midnight when *end* is the earlier of the two."""

    begin: time
    end: time

    def hold(self, local: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end


@dataclass(frozen=True, slots=True)
class TestWindow:
    """A test, from *begin* up to *end* (aware), of the *groups* of these names; of all if none."""

    __test__ = False  # pytest takes every Test* for its own

    begin: datetime
    end: datetime
    groups: frozenset[str] = frozenset()

    def hold(self, at: datetime, group: str) -> bool:
        return self.begin <= at < self.end and (not self.groups or group in self.groups)


@dataclass(frozen=True, slots=True)
class Lesson:
    """From *begin* up to *end* (aware), of the *groups* of these names; of all if none. *phones*:
    whether its teacher lets pupils use phones and social media."""

    begin: datetime
    end: datetime
    groups: frozenset[str] = frozenset()
    phones: bool = True

    def hold(self, at: datetime, group: str) -> bool:
        return self.begin <= at < self.end and (not self.groups or group in self.groups)


@dataclass(frozen=True, slots=True)
class FreeDays:
    """From *begin* to *end*, both included, the school is closed: holidays, a day of study…"""

    begin: date
    end: date
    name: str = ""


_SATURDAY = 5
_LONGEST = 366
"""Days that are looked ahead for the next school day: a calendar may be filled in wrongly."""


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    timezone: ZoneInfo = AMSTERDAM
    quiet: QuietHours | None = None
    tests: tuple[TestWindow, ...] = ()
    free: tuple[FreeDays, ...] = ()
    lessons: tuple[Lesson, ...] = ()

    def is_school_day(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and self.free_days(day) is None

    def free_days(self, day: date) -> FreeDays | None:
        """Those that *day* is one of; a weekend is none."""
        return next((free for free in self.free if free.begin <= day <= free.end), None)

    def school_day_after(self, day: date, count: int = 1) -> date:
        """The *count*th school day after *day*. Where a whole year is free, the day after."""
        found = day
        for _ in range(count):
            ahead = (found + timedelta(days=number) for number in range(1, _LONGEST + 1))
            found = next(filter(self.is_school_day, ahead), found + timedelta(days=1))
        return found

    def moment(
        self, at: datetime, group: str = "", own: tuple[TestWindow, ...] = ()
    ) -> CalendarMoment:
        """*group*: its name, for the tests that are only some groups'; *own*: further ones."""
        return CalendarMoment(
            quiet=self.quiet is not None and self.quiet.hold(at.astimezone(self.timezone).time()),
            testing=any(test.hold(at, group) for test in (*self.tests, *own)),
        )
