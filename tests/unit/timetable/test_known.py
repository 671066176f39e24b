"""What was imported counts at once, also for a bot that runs elsewhere."""

from collections.abc import Sequence
from datetime import timedelta

from bot.model.calendar import FreeDays, SchoolCalendar
from bot.model.timetable import Slot, SlotKind
from bot.ports import UnitOfWorkFactory
from bot.timetable import TIMETABLE, Timetable
from tests.support.builders import NOON
from tests.support.school import SettableClock, in_memory

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LESSON = Slot(SlotKind.LESSON, NOON, NOON + HOUR, frozenset({"3B"}), phones=False)


async def imported(store: UnitOfWorkFactory, mark: str, slots: Sequence[Slot]) -> None:
    async with store() as uow:
        await uow.timetable.put("rooster.ics", slots, NOON)
        await uow.cursors.put(TIMETABLE, mark)
        await uow.commit()


async def now(store: UnitOfWorkFactory, timetable: Timetable) -> SchoolCalendar:
    async with store() as uow:
        return await timetable.now(uow)


async def test_an_import_is_noticed_and_read_once() -> None:
    store, timetable = in_memory(), Timetable(SchoolCalendar(), SettableClock())
    before = await now(store, timetable)
    assert before.moment(NOON, "3B").away is None
    await imported(store, "1", [LESSON])
    after = await now(store, timetable)
    assert after.moment(NOON, "3B").away == (NOON, NOON + HOUR)
    assert await now(store, timetable) is after
    await imported(store, "2", [])
    assert (await now(store, timetable)).moment(NOON, "3B").away is None


async def test_lessons_of_another_day_are_read_when_it_has_come() -> None:
    clock, later = SettableClock(), NOON + 30 * DAY
    store, timetable = in_memory(), Timetable(SchoolCalendar(), clock)
    await imported(store, "1", [Slot(SlotKind.TEST, later, later + HOUR)])
    assert not (await now(store, timetable)).moment(later, "3B").testing
    clock.now = later
    assert (await now(store, timetable)).moment(later, "3B").testing


async def test_imported_holidays_stand_beside_those_of_the_config() -> None:
    own = FreeDays(NOON.date() + 3 * DAY, NOON.date() + 3 * DAY, "Studiedag")
    midnight = NOON.astimezone(SchoolCalendar().timezone).replace(hour=0)
    week = Slot(SlotKind.FREE, midnight + 7 * DAY, midnight + 14 * DAY)
    store, timetable = in_memory(), Timetable(SchoolCalendar(free=(own,)), SettableClock())
    await imported(store, "1", [week])
    calendar, monday = await now(store, timetable), NOON.date()
    open_on = [calendar.is_school_day(monday + number * DAY) for number in (0, 3, 7, 11, 14)]
    assert open_on == [True, False, False, False, True]


async def test_where_a_lesson_says_nothing_the_school_does() -> None:
    store = in_memory()
    await imported(store, "1", [Slot(SlotKind.LESSON, NOON, NOON + HOUR, frozenset({"3B"}))])
    for phones in (True, False):
        timetable = Timetable(SchoolCalendar(phones=phones), SettableClock())
        assert ((await now(store, timetable)).moment(NOON, "3B").away is None) is phones
