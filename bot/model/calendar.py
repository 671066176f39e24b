"""When a school does not want its pupils disturbed."""

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
class SchoolCalendar:
    timezone: ZoneInfo = AMSTERDAM
    quiet: QuietHours | None = None

    def moment(self, at: datetime) -> CalendarMoment:
        return CalendarMoment(
            quiet=self.quiet is not None and self.quiet.hold(at.astimezone(self.timezone).time()),
        )
