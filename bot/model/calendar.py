"""When a school does not want its pupils disturbed, and when they sit a test."""

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
    """A test is running from *begin* until *end* (aware)."""

    begin: datetime
    end: datetime

    __test__ = False  # not one of pytest's

    def hold(self, at: datetime) -> bool:
        return self.begin <= at < self.end


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    timezone: ZoneInfo = AMSTERDAM
    quiet: QuietHours | None = None
    tests: tuple[TestWindow, ...] = ()

    def moment(self, at: datetime) -> CalendarMoment:
        return CalendarMoment(
            test=any(window.hold(at) for window in self.tests),
            quiet=self.quiet is not None and self.quiet.hold(at.astimezone(self.timezone).time()),
        )
