"""A school year as it is planned: people, classes, days, and what is going to be written when.

Everything hangs on the seed alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random

from bot.bootstrap.choices import rules_judge, settings
from bot.bootstrap.exporting import open_exports
from bot.conversations import Conversation
from bot.model.calendar import AMSTERDAM
from bot.model.conversation import TopicWindow
from bot.model.event import MessagePosted
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.timetable import Slot, SlotKind

EXPORTS = Path(__file__).parent.parent / "data" / "exports"
DAY = timedelta(days=1)
QUIET = time(22), time(7)
DIGEST_AT = time(16, 30)
WISHED = (time(15), time(17), time(21, 45))
"""What some of the staff wish instead."""
_IN_CLASS = 4
"""Groups of one teacher."""


@dataclass(frozen=True, slots=True)
class Size:
    groups: int
    pupils: int
    """Of each group."""
    messages: int
    first: date
    school_days: int
    upheld_until: date
    after: int
    """Days that the bot runs on when school is out."""
    outages: int
    absences: int
    flagged: float
    """Share of the messages, as of the next."""
    care: float
    by_staff: float
    deciding: float
    """Share of the flags that somebody decides some day, as of the next."""
    objecting: float
    """Share of those whose flag was upheld."""


SHORT = Size(
    groups=3,
    pupils=6,
    messages=500,
    first=date(2026, 10, 5),
    school_days=25,
    upheld_until=date(2026, 11, 13),
    after=4,
    outages=3,
    absences=2,
    flagged=0.05,
    care=0.006,
    by_staff=0.12,
    deciding=0.85,
    objecting=0.4,
)
FULL = Size(
    groups=40,
    pupils=25,
    messages=60_000,
    first=date(2026, 8, 31),
    school_days=200,
    upheld_until=date(2027, 7, 31),
    after=40,
    outages=20,
    absences=60,
    flagged=0.02,
    care=0.002,
    by_staff=0.05,
    deciding=0.95,
    objecting=0.15,
)

FREE = (
    (date(2026, 10, 17), date(2026, 10, 25)),
    (date(2026, 12, 19), date(2027, 1, 3)),
    (date(2027, 2, 20), date(2027, 2, 28)),
    (date(2027, 3, 29), date(2027, 3, 29)),
    (date(2027, 4, 24), date(2027, 5, 9)),
    (date(2027, 5, 17), date(2027, 5, 17)),
)
"""The autumn holiday ends on the day on which the clock goes back; Easter and Whit Monday are
public holidays, which nobody has to fill in."""


@dataclass(frozen=True, slots=True)
class Somebody:
    number: PersonId
    name: str
    role: Role
    at: time = DIGEST_AT
    """When they want their digest."""

    @property
    def account(self) -> AccountRef:
        return AccountRef(Platform.TELEGRAM, UserId(f"9{self.number}"))

    @property
    def sender(self) -> Sender:
        return Sender(self.account, self.name, self.role)


@dataclass(frozen=True, slots=True)
class SchoolClass:
    number: int
    mentor: Somebody
    teacher: Somebody
    lead: Somebody
    care: tuple[Somebody, ...]
    pupils: tuple[Somebody, ...]

    @property
    def name(self) -> str:
        return f"TL{self.number}"

    @property
    def chat(self) -> ChatRef:
        return ChatRef(Platform.TELEGRAM, ChatId(f"-100{self.number}"))

    @property
    def staff_chat(self) -> ChatRef | None:
        """Where the staff of some classes read their flags together."""
        return ChatRef(Platform.TELEGRAM, ChatId(f"-200{self.number}")) if self._is(2) else None

    @property
    def is_on_trial(self) -> bool:
        return self._is(1)

    def _is(self, rest: int) -> bool:
        return self.number % 5 == rest

    def group(self, begin: datetime) -> ClassGroup:
        return ClassGroup(
            self.chat,
            self.name,
            responsible=(self.mentor.account, self.teacher.account),
            team_lead=self.lead.account,
            care=tuple(one.account for one in self.care),
            announced=begin - DAY,
            stage=Stage.TRIAL if self.is_on_trial else Stage.ON,
            since=begin,
            staff_chat=self.staff_chat,
        )


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    by: Somebody
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A minute of a class's chat."""

    where: SchoolClass
    lines: tuple[Line, ...]

    @property
    def ended(self) -> datetime:
        return self.lines[-1].at + timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Outage:
    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Sick:
    who: Somebody
    since: datetime
    until: datetime
    deputy: Somebody | None


@dataclass(slots=True)
class Plan:
    seed: int
    size: Size
    rng: Random = field(init=False)
    staff: list[Somebody] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        count = self.size.groups
        leads = [self._staff(f"20{n}", f"L. Leider{n}", Role.TEAM_LEAD) for n in range(2)]
        care = tuple(self._staff(f"30{n}", f"C. Zorg{n}", Role.COUNSELLOR) for n in range(2))
        teachers = [
            self._staff(f"40{n}", f"D. Docent{n}", Role.TEACHER) for n in range(1 + count // 4)
        ]
        for number in range(count):
            wished = WISHED[number % 12 // 4] if number % 4 == 1 else DIGEST_AT
            mentor = self._staff(f"50{number}", f"M. Mentor{number}", Role.MENTOR, wished)
            pupils = tuple(
                Somebody(PersonId(f"6{number:03}{n:02}"), f"Leerling{n}", Role.STUDENT)
                for n in range(self.size.pupils)
            )
            teacher, lead = teachers[number // _IN_CLASS], leads[number % 2]
            self.classes.append(SchoolClass(number, mentor, teacher, lead, care, pupils))

    def _staff(self, number: str, name: str, role: Role, at: time = DIGEST_AT) -> Somebody:
        one = Somebody(PersonId(number), name, role, at)
        self.staff.append(one)
        return one

    def people(self) -> Iterator[tuple[Somebody, tuple[str, ...]]]:
        """With their classes."""
        for one in self.staff:
            theirs = (where.name for where in self.classes if one in (where.mentor, where.teacher))
            yield one, tuple(theirs)
        for where in self.classes:
            yield from ((one, (where.name,)) for one in where.pupils)

    # days

    @property
    def begin(self) -> datetime:
        return moment(self.size.first, time(6))

    @property
    def school_days(self) -> Sequence[date]:
        days, day = list[date](), self.size.first
        while len(days) < self.size.school_days:
            if is_school_day(day):
                days.append(day)
            day += DAY
        return days

    @property
    def days(self) -> Sequence[date]:
        """All of them, weekends and holidays too."""
        last = self.school_days[-1] + self.size.after * DAY
        return [self.size.first + n * DAY for n in range((last - self.size.first).days + 1)]

    # what happens

    def talks(self) -> Iterator[Talk]:
        """Most on school days, some at night."""
        innocent, flagged, care = sentences()
        last, written = self.school_days[-1], 0
        days = [day for day in self.days if day <= last]
        weights = [10 if is_school_day(day) else 3 for day in days]
        while written < self.size.messages:
            (day,) = self.rng.choices(days, weights)
            where, count = self.rng.choice(self.classes), self.rng.randint(3, 12)
            at = moment(day, time(self.rng.choice(_HOURS), self.rng.randrange(1, 29)))
            begin, lines = self.rng.randrange(len(innocent)), list[Line]()
            for place in range(count):
                by = self._writer(where)
                text = innocent[(begin + place) % len(innocent)]
                chance = self.rng.random()
                if chance < self.size.care and not by.role.is_staff:
                    text = self.rng.choice(care)
                elif chance < self.size.care + self.size.flagged:
                    text = self.rng.choice(flagged)
                lines.append(Line(at + timedelta(seconds=1 + 4 * place), by, text))
            written += count
            yield Talk(where, tuple(lines))

    def _writer(self, where: SchoolClass) -> Somebody:
        if self.rng.random() < self.size.by_staff:
            return self.rng.choice((where.mentor, where.teacher))
        return self.rng.choice(where.pupils)

    def slots(self) -> Iterator[Slot]:
        """Of the timetable: a test a fortnight in each class, and the autumn holiday."""
        for place, day in enumerate(self.school_days):
            for where in self.classes:
                if (place + where.number) % 10 == 0:
                    begin = moment(day, time(9))
                    until = begin + timedelta(minutes=100)
                    yield Slot(SlotKind.TEST, begin, until, frozenset({where.name}))
        first, last = FREE[0]
        yield Slot(SlotKind.FREE, moment(first, time()), moment(last + DAY, time()))

    def outages(self) -> Sequence[Outage]:
        """The process is gone: for a few hours, most often over the digests; the first for days,
        over a weekend."""
        friday = next(day for day in self.school_days[3:] if day.weekday() == 4)
        found = [Outage(moment(friday, time(12, 40)), moment(friday + 4 * DAY, time(10, 10)))]
        for day in self.rng.sample(self.school_days[10:], self.size.outages - 1):
            begin = moment(day, time(self.rng.choice((5, 13, 15, 16)), 35))
            end = begin + timedelta(hours=self.rng.choice((1, 2, 4, 9, 20)), minutes=7)
            if all(end < one.begin or begin > one.end for one in found):
                found.append(Outage(begin, end))
        return sorted(found, key=lambda one: one.begin)

    def refusals(self) -> Sequence[Outage]:
        """The platform lets nothing through."""
        found = []
        for day in self.rng.sample(self.school_days, self.size.outages):
            begin = moment(day, time(self.rng.choice((9, 16, 21)), 20))
            found.append(Outage(begin, begin + timedelta(minutes=self.rng.choice((15, 50, 170)))))
        return found

    def sickness(self) -> Sequence[Sick]:
        """Never two of the staff of the same class at once, nor somebody who stands in."""
        found = list[Sick]()
        for day in sorted(self.rng.sample(self.school_days[1:], self.size.absences)):
            where = self.rng.choice(self.classes)
            others = [one.mentor for one in self.classes if one.lead != where.lead]
            deputy = self.rng.choice([None, *others])
            since = moment(day, time(7, 40))
            back = moment(day + self.rng.randint(1, 9) * DAY, time(7, 20))
            if all(one.until + DAY < since for one in found[-1:]):
                found.append(Sick(where.mentor, since, back, deputy))
        return found


_HOURS = (7, 8, 10, 12, 13, 14, 15, 15, 16, 16, 17, 18, 19, 20, 20, 21, 21, 22, 23)


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, AMSTERDAM).astimezone(UTC)


def is_school_day(day: date) -> bool:
    weekend = day.weekday() > 4
    return not weekend and not any(first <= day <= last for first, last in FREE)


def school_day_after(day: date, count: int = 1) -> date:
    for _ in range(count):
        day += DAY
        while not is_school_day(day):
            day += DAY
    return day


def is_quiet(at: datetime) -> bool:
    local = at.astimezone(AMSTERDAM).time()
    return local >= QUIET[0] or local < QUIET[1]


@cache
def sentences() -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Of the conversations of the tests: what brings nothing, what brings a flag, and what brings
    somebody to the care contacts, each as it is judged by itself."""
    chosen = settings(config=None, rulebook_file=None)
    judge, found = rules_judge(chosen), (list[str](), list[str](), list[str]())
    for path in sorted(EXPORTS.glob("c*.txt")):
        for event in open_exports([path], chosen)[0]:
            if not isinstance(event, MessagePosted) or not event.message.text:
                continue
            message = event.message
            context = Conversation(TopicWindow(), True).context(message)
            judged = judge.judge(message, context)
            kind = 2 if judged.care else bool(judged.findings)
            if message.text not in found[kind]:
                found[kind].append(message.text)
    return found
