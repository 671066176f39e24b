"""The school's calendar as it is known now: the config's, with what was imported beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.model.calendar import ByClass, FreeDays, Lesson, SchoolCalendar, TestWindow
from bot.model.timetable import Slot, SlotKind
from bot.ports import Clock, UnitOfWork

TIMETABLE = "timetable"
"""The cursor that marks the latest change, also for a bot that runs elsewhere."""

BEHIND, AHEAD = timedelta(days=8), timedelta(days=2)
"""Of lessons and tests: a message is held against the hour in which it was written, and none is
older than a week."""
LONG_AGO, YEARS = timedelta(days=120), timedelta(days=800)
"""Of free days: school days are counted a long way."""

_NEVER = timedelta(microseconds=1)


@dataclass(slots=True)
class Timetable:
    """*calendar*: as of the last time that it was asked for."""

    own: SchoolCalendar
    clock: Clock
    calendar: SchoolCalendar = field(init=False)
    _read: tuple[str | None, date] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.calendar = self.own

    async def now(self, uow: UnitOfWork) -> SchoolCalendar:
        """Read anew when somebody changed it, and every day."""
        today = self.clock().astimezone(self.own.timezone).date()
        read = (await uow.cursors.get(TIMETABLE), today)
        if read != self._read:
            self.calendar = await self._with_slots(uow)
            self._read = read
        return self.calendar

    async def _with_slots(self, uow: UnitOfWork) -> SchoolCalendar:
        now, own = self.clock(), self.own
        near = await uow.timetable.between(now - BEHIND, now + AHEAD)
        far = await uow.timetable.between(now - LONG_AGO, now + YEARS, SlotKind.FREE)
        return replace(
            own,
            free=(*own.free, *(self._free(slot) for slot in far)),
            planned=ByClass(
                TestWindow(slot.begin, slot.end, slot.classes)
                for slot in near
                if slot.kind is SlotKind.TEST
            ),
            lessons=ByClass(_lesson(slot, phones=own.phones) for slot in _lessons(near)),
        )

    def _free(self, slot: Slot) -> FreeDays:
        zone = self.own.timezone
        last = slot.end.astimezone(zone) - _NEVER
        return FreeDays(slot.begin.astimezone(zone).date(), last.date())


def _lessons(slots: Sequence[Slot]) -> Sequence[Slot]:
    return [slot for slot in slots if slot.kind is SlotKind.LESSON]


def _lesson(slot: Slot, *, phones: bool) -> Lesson:
    allowed = phones if slot.phones is None else slot.phones
    return Lesson(slot.begin, slot.end, slot.classes, allowed)
