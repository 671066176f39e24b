"""Whose digest is due, of which day, and by which ways it goes. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.digest.days import school_day_before
from bot.model.calendar import SchoolCalendar
from bot.model.digest import Channel, DigestChoice, Wish

_MORNING = time(7)
"""What is caught up comes no sooner."""
_IN_TIME = timedelta(hours=1)
_RECENT = 5
"""School days."""


@dataclass(frozen=True, slots=True)
class When:
    calendar: SchoolCalendar
    choice: DigestChoice

    def days(self, now: datetime) -> tuple[date, date]:
        """Today, and the school day before."""
        today = now.astimezone(self.calendar.timezone).date()
        return today, school_day_before(self.calendar, today)

    def recent(self, now: datetime) -> tuple[date, date]:
        """The first and the last day of which one can still be sent by hand: the last few school
        days and today."""
        today = first = now.astimezone(self.calendar.timezone).date()
        for _ in range(_RECENT):
            first = school_day_before(self.calendar, first)
        return first, today

    def day_of(self, wish: Wish, now: datetime, earlier: Collection[Channel]) -> date | None:
        """Of which day a digest is to go now; None: of no day. *earlier*: how that of the school
        day before went."""
        today, before = self.days(now)
        if not self.calendar.is_school_day(today):
            return None
        due = self.time(wish, today)
        if now >= due:
            return today if now - due < _IN_TIME or self._may_disturb(now) else None
        return before if not earlier and self._may_disturb(now) else None

    def time(self, wish: Wish, day: date) -> datetime:
        return datetime.combine(day, wish.at or self.choice.at, self.calendar.timezone)

    def ways(self, wish: Wish) -> frozenset[Channel]:
        """By mail only to an address to which the school sends it, whatever it did before."""
        ways = frozenset(wish.channels or self.choice.channels)
        if not self.choice.mails_to(wish.address):
            ways -= {Channel.MAIL}
        return ways or frozenset({Channel.CHAT})

    def _may_disturb(self, now: datetime) -> bool:
        local = now.astimezone(self.calendar.timezone)
        return local.time() >= _MORNING and not self.calendar.moment(now).quiet
