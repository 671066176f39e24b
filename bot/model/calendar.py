"""When there is school: lessons, tests, free days, and hours in which nobody is disturbed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Generic, Protocol, TypeVar
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

    def begin_after(self, at: datetime, timezone: ZoneInfo) -> datetime:
        """The next time that they begin."""
        local = at.astimezone(timezone)
        begins = datetime.combine(local.date(), self.begin, timezone)
        return begins if begins > local else begins + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TestWindow:
    """A test, from *begin* up to *end* (aware), of the *groups* of these names, in whatever case;
    of all if none."""

    __test__ = False  # pytest takes every Test* for its own

    begin: datetime
    end: datetime
    groups: frozenset[str] = frozenset()

    def hold(self, at: datetime, group: str) -> bool:
        return self.begin <= at < self.end and self.is_of(group)

    def is_of(self, group: str) -> bool:
        names = {name.casefold() for name in self.groups}
        return not names or group.casefold() in names


@dataclass(frozen=True, slots=True)
class Lesson:
    """From *begin* up to *end* (aware), of the *groups* of these names; of all if none. *phones*:
    whether its teacher lets pupils use phones and social media."""

    begin: datetime
    end: datetime
    groups: frozenset[str] = frozenset()
    phones: bool = True


@dataclass(frozen=True, slots=True)
class FreeDays:
    """From *begin* to *end*, both included, the school is closed: holidays, a day of study…"""

    begin: date
    end: date
    name: str = ""


class PublicHoliday(StrEnum):
    """Days on which a Dutch school may be closed, as a config names them."""

    NEW_YEAR = "nieuwjaarsdag"
    GOOD_FRIDAY = "goede vrijdag"
    EASTER = "pasen"
    KINGS_DAY = "koningsdag"
    LIBERATION_DAY = "bevrijdingsdag"
    """Every year."""
    LIBERATION_JUBILEE = "bevrijdingsdag om de vijf jaar"
    ASCENSION = "hemelvaart"
    PENTECOST = "pinksteren"
    CHRISTMAS = "kerst"


class _Window(Protocol):
    @property
    def begin(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def groups(self) -> frozenset[str]: ...


_W = TypeVar("_W", bound=_Window)


class ByClass(Generic[_W]):
    """Many windows, found by class and day: a message is not held against a year of lessons.
    Names of classes are the same in whatever case."""

    def __init__(self, windows: Iterable[_W] = ()) -> None:
        found = defaultdict[tuple[str, date], list[_W]](list)
        for window in windows:
            for name in window.groups or ("",):
                for day in _days(window):
                    found[name.casefold(), day].append(window)
        self._found = {key: tuple(those) for key, those in found.items()}

    def __bool__(self) -> bool:
        return bool(self._found)

    def on(self, at: datetime, group: str) -> tuple[_W, ...]:
        """Those of that group on that day, which is one of UTC: no school is open at its
        midnight."""
        if not self._found:
            return ()
        day = at.astimezone(UTC).date()
        return self._found.get((group.casefold(), day), ()) + self._found.get(("", day), ())

    def knows(self, group: str) -> bool:
        return any(name in ("", group.casefold()) for name, _ in self._found)

    def at(self, at: datetime, group: str) -> list[_W]:
        return [one for one in self.on(at, group) if one.begin <= at < one.end]


def _days(window: _Window) -> Iterator[date]:
    day, last = window.begin.astimezone(UTC).date(), window.end.astimezone(UTC).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _never(_: date) -> str:
    return ""


LessonHours = Mapping[int, tuple[tuple[time, time], ...]]
"""By weekday, Monday is 0: when lessons begin and end, local time."""

_SATURDAY = 5
_LONGEST = 366
"""Days that are looked ahead for the next school day: a calendar may be filled in wrongly."""


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """*tests* and *free* are of the config, *planned* and *lessons* of the timetable. *holiday*:
    the name of the public holiday for which the school is closed on a day, or nothing."""

    timezone: ZoneInfo = AMSTERDAM
    quiet: QuietHours | None = None
    tests: tuple[TestWindow, ...] = ()
    free: tuple[FreeDays, ...] = ()
    planned: ByClass[TestWindow] = field(default_factory=ByClass[TestWindow])
    lessons: ByClass[Lesson] = field(default_factory=ByClass[Lesson])
    hours: LessonHours = field(default_factory=dict)
    """Where a class has no lessons of its own in the timetable of a day."""
    phones: bool = True
    """Where nobody says whether they are allowed in a lesson."""
    holiday: Callable[[date], str] = _never

    def is_school_day(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and self.free_days(day) is None

    def free_days(self, day: date) -> FreeDays | None:
        """Those that *day* is one of; a weekend is none."""
        named = next((free for free in self.free if free.begin <= day <= free.end), None)
        if named is None and (name := self.holiday(day)):
            return FreeDays(day, day, name)
        return named

    def school_day_after(self, day: date, count: int = 1) -> date:
        """The *count*th school day after *day*. Where a whole year is free, the day after."""
        found = day
        for _ in range(count):
            ahead = (found + timedelta(days=number) for number in range(1, _LONGEST + 1))
            found = next(filter(self.is_school_day, ahead), found + timedelta(days=1))
        return found

    def school_hours(self, day: date) -> tuple[datetime, datetime] | None:
        """From the first lesson hour of *day* to its last; None: it has none."""
        hours = self.hours.get(day.weekday(), ())
        if not hours:
            return None
        return self._local(day, min(hours)[0]), self._local(day, max(end for _, end in hours))

    def lesson(self, at: datetime, group: str, own: tuple[Lesson, ...] = ()) -> Lesson | None:
        """What runs in that group, with what its teacher says of phones; None: no lesson that
        anybody knows of. *own*: what teachers said in the chat; the last to speak is right."""
        said = [one for one in own if one.begin <= at < one.end]
        return said[-1] if said else self._by_timetable(at, group)

    def knows_lessons(self, group: str) -> bool:
        return bool(self.hours) or self.lessons.knows(group)

    def moment(
        self,
        at: datetime,
        group: str = "",
        own: tuple[TestWindow, ...] = (),
        lessons: tuple[Lesson, ...] = (),
    ) -> CalendarMoment:
        """*group*: its name, for the tests that are only some groups'; *own* and *lessons*:
        further ones."""
        lesson = self.lesson(at, group, lessons)
        return CalendarMoment(
            quiet=self.quiet is not None and self.quiet.hold(at.astimezone(self.timezone).time()),
            testing=any(test.hold(at, group) for test in (*self.tests, *own))
            or bool(self.planned.at(at, group)),
            away=None if lesson is None or lesson.phones else (lesson.begin, lesson.end),
        )

    def _by_timetable(self, at: datetime, group: str) -> Lesson | None:
        of_today = self.lessons.on(at, group)
        running = [one for one in of_today if one.begin <= at < one.end]
        if not running and (of_today or not self.hours):
            return None
        local = at.astimezone(self.timezone)
        if self.free_days(local.date()) is not None:
            return None
        if not running:
            return self._by_hours(local)
        latest = max(running, key=lambda one: one.end)  # several at once: of parts of the class
        phones = any(one.phones for one in running)
        return Lesson(latest.begin, latest.end, latest.groups, phones)

    def _by_hours(self, local: datetime) -> Lesson | None:
        day, now = local.date(), local.time()
        for begin, end in self.hours.get(day.weekday(), ()) if self.is_school_day(day) else ():
            if begin <= now < end:
                return Lesson(self._local(day, begin), self._local(day, end), phones=self.phones)
        return None

    def _local(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.timezone)
