"""What was imported of the timetable, in memory, SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model.timetable import Slot, SlotKind, Source
from bot.ports import UnitOfWorkFactory
from tests.support.builders import NOON

HOUR = timedelta(hours=1)
LESSON = Slot(SlotKind.LESSON, NOON, NOON + HOUR, frozenset({"3B", "H4a"}), phones=False)
LATER = Slot(SlotKind.LESSON, NOON + 2 * HOUR, NOON + 3 * HOUR, frozenset({"3B"}))
TEST = Slot(SlotKind.TEST, NOON + HOUR, NOON + 2 * HOUR)
FREE = Slot(SlotKind.FREE, NOON - 12 * HOUR, NOON + 60 * HOUR)


async def imported(store: UnitOfWorkFactory, name: str, *slots: Slot) -> None:
    async with store() as uow:
        await uow.timetable.put(name, slots, NOON)
        await uow.commit()


async def test_slots_come_back_as_they_were_in_order(unit_of_work: UnitOfWorkFactory) -> None:
    await imported(unit_of_work, "rooster.ics", TEST, LATER, LESSON)
    async with unit_of_work() as uow:
        assert await uow.timetable.of("rooster.ics") == [LESSON, TEST, LATER]
        assert await uow.timetable.of("ander.ics") == []


async def test_a_source_that_comes_again_takes_the_place_of_itself_alone(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    await imported(unit_of_work, "rooster.ics", LESSON, TEST)
    await imported(unit_of_work, "vakanties.ics", FREE)
    async with unit_of_work() as uow:
        await uow.timetable.put("rooster.ics", [LATER], NOON + HOUR)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.timetable.of("rooster.ics") == [LATER]
        assert await uow.timetable.of("vakanties.ics") == [FREE]
        assert await uow.timetable.sources() == [
            Source("rooster.ics", NOON + HOUR, 1),
            Source("vakanties.ics", NOON, 1),
        ]


async def test_a_file_without_anything_is_a_source_too(unit_of_work: UnitOfWorkFactory) -> None:
    await imported(unit_of_work, "leeg.ics")
    async with unit_of_work() as uow:
        assert await uow.timetable.sources() == [Source("leeg.ics", NOON, 0)]


@pytest.mark.parametrize(
    ("begin", "end", "kind", "found"),
    [
        (NOON, NOON + HOUR, None, [FREE, LESSON]),
        (NOON + HOUR, NOON + 2 * HOUR, None, [FREE, TEST]),
        (NOON, NOON + 9 * HOUR, SlotKind.LESSON, [LESSON, LATER]),
        (NOON - HOUR, NOON, SlotKind.LESSON, []),
        (NOON + 59 * HOUR, NOON + 90 * HOUR, None, [FREE]),
    ],
)
async def test_what_has_a_part_in_a_time(
    unit_of_work: UnitOfWorkFactory,
    begin: datetime,
    end: datetime,
    kind: SlotKind | None,
    found: list[Slot],
) -> None:
    await imported(unit_of_work, "rooster.ics", LESSON, TEST, LATER)
    await imported(unit_of_work, "vakanties.ics", FREE)
    async with unit_of_work() as uow:
        assert await uow.timetable.between(begin, end, kind) == found


async def test_removed_with_all_it_had(unit_of_work: UnitOfWorkFactory) -> None:
    await imported(unit_of_work, "rooster.ics", LESSON, TEST)
    async with unit_of_work() as uow:
        assert await uow.timetable.remove("rooster.ics") == 2
        assert await uow.timetable.remove("rooster.ics") == 0
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.timetable.sources() == []
        assert await uow.timetable.between(NOON, NOON + HOUR) == []


async def test_what_ended_goes_and_its_source_stays(unit_of_work: UnitOfWorkFactory) -> None:
    await imported(unit_of_work, "rooster.ics", LESSON, TEST, LATER)
    async with unit_of_work() as uow:
        assert await uow.timetable.forget_before(NOON + 2 * HOUR) == 2
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.timetable.of("rooster.ics") == [LATER]
        assert await uow.timetable.sources() == [Source("rooster.ics", NOON, 1)]


async def test_what_is_not_committed_is_not_imported(unit_of_work: UnitOfWorkFactory) -> None:
    await imported(unit_of_work, "rooster.ics", LESSON)
    async with unit_of_work() as uow:
        await uow.timetable.put("rooster.ics", [TEST], NOON)
        await uow.timetable.put("nieuw.ics", [FREE], NOON)
    async with unit_of_work() as uow:
        assert [one.name for one in await uow.timetable.sources()] == ["rooster.ics"]
        assert await uow.timetable.of("rooster.ics") == [LESSON]


async def test_a_whole_school_s_year_fits(unit_of_work: UnitOfWorkFactory) -> None:
    many = [
        replace(LATER, begin=NOON + number * HOUR, end=NOON + (number + 1) * HOUR)
        for number in range(2500)
    ]
    await imported(unit_of_work, "jaar.ics", *many)
    async with unit_of_work() as uow:
        assert await uow.timetable.of("jaar.ics") == many
