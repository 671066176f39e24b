"""When a school does not want its pupils disturbed, and when they are tested."""

from dataclasses import dataclass
from datetime import datetime, time
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
class SchoolCalendar:
    timezone: ZoneInfo = AMSTERDAM
    quiet: QuietHours | None = None
    tests: tuple[TestWindow, ...] = ()

    def moment(
        self, at: datetime, group: str = "", own: tuple[TestWindow, ...] = ()
    ) -> CalendarMoment:
        """*group*: its name, for the tests that are only some groups'; *own*: further ones."""
        return CalendarMoment(
            quiet=self.quiet is not None and self.quiet.hold(at.astimezone(self.timezone).time()),
            testing=any(test.hold(at, group) for test in (*self.tests, *own)),
        )
