"""Import a timetable, show what is known of it, take it away. Who did is written down."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.errors import InputError
from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.model.calendar import SchoolCalendar
from bot.model.timetable import CalendarFile, EventWords, LeftOut, Slot, SlotKind, Source
from bot.planning.understand import NOTHING_ASSUMED, Assumed, Understanding, Understood
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, require
from bot.timetable import TIMETABLE

PAST, AHEAD = timedelta(days=7), timedelta(days=400)
"""What is taken over of a file: a school year, and what is needed of what was."""
LONGEST_NAME = 200
MOST_SOURCES = 200

Read = Callable[[date, date], CalendarFile]
"""Of a file, what happens from one day up to another."""


@dataclass(frozen=True, slots=True)
class Imported:
    """*before*: how many of each kind its source had; *classes*: how many slots each has."""

    slots: Counter[SlotKind]
    before: Counter[SlotKind]
    classes: Counter[str]
    left_out: Sequence[LeftOut]
    cancelled: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class Week:
    """*free*: its days on which there is no school, with why where that has a name."""

    slots: Sequence[Slot]
    free: Sequence[tuple[date, str]]
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningOffice:
    """Every method raises `Forbidden`. *calendar*: of the config alone."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    calendar: SchoolCalendar
    words: EventWords

    async def take(
        self,
        read: Read,
        source: str,
        *,
        by: Subject,
        assumed: Assumed = NOTHING_ASSUMED,
        dry_run: bool = False,
        empty: bool = False,
    ) -> Imported:
        """In the place of all that *source* brought before. Raises `InputError` for a file that
        cannot be read, a class that the school does not have, and, but with *empty*, for a file
        of which nothing would take the place of what there is."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_CALENDAR)
            classes = await _classes(uow)
        named = _known(assumed.classes, classes)
        file = read(self._today() - PAST, self._today() + AHEAD)  # takes long: not in a turn
        assumed = Assumed(assumed.kind, named, assumed.everybody)
        made = Understanding(self.words, classes, self.calendar, assumed).all(file.happenings)
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_CALENDAR)
            before = await uow.timetable.of(source)
            imported = _imported(made, before, file.left_out)
            if not dry_run:
                if before and not made.slots and not empty:
                    raise InputError("error.timetable.nothing", name=source, count=len(before))
                await self._must_fit(uow, source)
                await uow.timetable.put(source, made.slots, self.clock())
                facts: Facts = {"happened": "imported", **_facts(imported)}
                await self._changed(uow, by, source, facts)
        return imported

    async def remove(self, source: str, *, by: Subject) -> int:
        """Returns how many slots went. Raises `InputError` where there is no such source."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_CALENDAR)
            if source not in {one.name for one in await uow.timetable.sources()}:
                raise InputError("error.timetable.no_source", name=source[:LONGEST_NAME])
            gone = await uow.timetable.remove(source)
            await self._changed(uow, by, source, {"happened": "removed", "dropped": gone})
        return gone

    async def week(self, monday: date, *, by: Subject, school_class: str = "") -> Week:
        """Raises `InputError` for a class that nobody has."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_CALENDAR)
            zone = self.calendar.timezone
            begin = datetime.combine(monday, time(), zone)
            end = datetime.combine(monday + timedelta(days=7), time(), zone)
            slots = await uow.timetable.between(begin, end)
            sources = await uow.timetable.sources()
            wanted = school_class.casefold()
            if wanted and not any(_has(slot, wanted) for slot in slots):
                _known(frozenset({school_class}), await _classes(uow))
        return Week(
            [slot for slot in slots if not wanted or not slot.classes or _has(slot, wanted)],
            [*self._free(monday, slots)],
            sources,
        )

    def _free(self, monday: date, slots: Sequence[Slot]) -> Sequence[tuple[date, str]]:
        imported = [slot for slot in slots if slot.kind is SlotKind.FREE]
        found = []
        for day in (monday + timedelta(days=number) for number in range(7)):
            noon = datetime.combine(day, time(12), self.calendar.timezone)
            named = self.calendar.free_days(day)
            if named is not None or any(one.begin <= noon < one.end for one in imported):
                found.append((day, named.name if named else ""))
        return found

    async def _must_fit(self, uow: UnitOfWork, source: str) -> None:
        names = {one.name for one in await uow.timetable.sources()} | {source}
        if len(names) > MOST_SOURCES or not source.strip() or len(source) > LONGEST_NAME:
            raise InputError("error.timetable.sources", most=MOST_SOURCES, longest=LONGEST_NAME)

    async def _changed(self, uow: UnitOfWork, by: Subject, source: str, facts: Facts) -> None:
        """The running bot reads it anew when the mark is another."""
        now = self.clock()
        entry = NewEntry(at=now, what=Audited.CALENDAR, by=by, facts=facts, why=source)
        head = await uow.audit.append(entry)
        await uow.cursors.put(TIMETABLE, str(head.sequence))
        await uow.commit()

    def _today(self) -> date:
        return self.clock().astimezone(self.calendar.timezone).date()


async def _classes(uow: UnitOfWork) -> frozenset[str]:
    """Of the groups, and of the people: a timetable may come before the groups do."""
    of_groups = [group.name for group in await uow.groups.all() if group.name]
    known = {name.casefold(): name for one in await uow.people.all() for name in one.classes}
    return frozenset((known | {name.casefold(): name for name in of_groups}).values())


def _known(given: frozenset[str], classes: frozenset[str]) -> frozenset[str]:
    """Raises `InputError` for one that the school does not have."""
    by_name = {name.casefold(): name for name in classes}
    for name in sorted(given):
        if name.casefold() not in by_name:
            raise InputError("error.timetable.no_class", name=name[:LONGEST_NAME])
    return frozenset(by_name[name.casefold()] for name in given)


def _has(slot: Slot, wanted: str) -> bool:
    return wanted in {name.casefold() for name in slot.classes}


def _imported(made: Understood, before: Sequence[Slot], unreadable: Sequence[LeftOut]) -> Imported:
    now, then = set(made.slots), set(before)
    return Imported(
        slots=Counter(slot.kind for slot in made.slots),
        before=Counter(slot.kind for slot in before),
        classes=Counter(name for slot in made.slots for name in slot.classes),
        left_out=sorted((*unreadable, *made.left_out), key=lambda one: (one.line, one.key)),
        cancelled=made.cancelled,
        new=len(now - then),
        gone=len(then - now),
    )


def _facts(imported: Imported) -> Facts:
    return {
        "lessons": imported.slots[SlotKind.LESSON],
        "tests": imported.slots[SlotKind.TEST],
        "free": imported.slots[SlotKind.FREE],
        "left_out": len(imported.left_out),
        "new": imported.new,
        "dropped": imported.gone,
    }
