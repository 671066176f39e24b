"""Moments as the page says them."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bot.report.page import Moment
from bot.report.periods import TimeUnit
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Dates:
    texts: Texts
    zone: tzinfo

    def moment(self, at: datetime, beside: datetime | None = None) -> Moment:
        """Only the time where it is the same day as *beside*."""
        local = self._local(at)
        iso = local.isoformat(timespec="minutes")
        time = f"{local:%H:%M}"
        if beside is not None and local.date() == self._local(beside).date():
            return Moment(iso, time)
        words = self.texts(
            "report.moment",
            weekday=self.texts(f"report.weekday.{local.isoweekday()}"),
            day=local.day,
            month=self._month(local),
            year=local.year,
            time=time,
        )
        return Moment(iso, words)

    def day(self, at: datetime | date) -> str:
        day = self._local(at).date() if isinstance(at, datetime) else at
        return self.texts("report.day", day=day.day, month=self._month(day), year=day.year)

    def period(self, begin: date, unit: TimeUnit) -> str:
        match unit:
            case TimeUnit.DAY | TimeUnit.WEEK:
                return self.day(begin)
            case TimeUnit.MONTH:
                return self.texts("report.month", month=self._month(begin), year=begin.year)
            case TimeUnit.YEAR:
                return str(begin.year)

    def tick(self, begin: date, unit: TimeUnit) -> str:
        """As `period`, without the year where little room is."""
        if unit in {TimeUnit.DAY, TimeUnit.WEEK}:
            return self.texts("report.day.short", day=begin.day, month=self._month(begin))
        return self.period(begin, unit)

    def _month(self, day: date) -> str:
        return self.texts(f"report.month.{day.month}")

    def _local(self, at: datetime) -> datetime:
        try:
            return at.astimezone(self.zone)
        except OverflowError:
            return at
