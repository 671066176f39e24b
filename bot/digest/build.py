"""From what the stores know to a digest. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.compliance import drifts_of
from bot.digest.days import Days, dates, midnight, school_days
from bot.digest.ledger import Ledger
from bot.model.administration import Administration
from bot.model.appeal import Appeal, AppealId
from bot.model.audit import Head
from bot.model.calendar import SchoolCalendar, TestWindow
from bot.model.digest import (
    USUAL_DAYS,
    ArticleFlags,
    Chart,
    ChartDay,
    Coming,
    Decisions,
    Digest,
    Doubt,
    Downtime,
    Gap,
    GroupDay,
    OpenAppeal,
    Usual,
)
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ArticleNumber, ChatRef, FlagId
from bot.model.judgement import Topic
from bot.model.outbox import Outcome
from bot.model.record import Counts
from bot.model.retention import Kind

Told = Mapping[FlagId, Collection[AccountRef]]
"""Who is told of each flag, as `bot.rights` says now."""

AHEAD = timedelta(days=7)
"""Of what is coming."""
_DAY = timedelta(days=1)
_ENOUGH = 5
"""School days: with fewer there is nothing to compare with."""
_FRIDAY = 4
_NOTHING = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What happened from *since* on, in the whole school."""

    since: datetime
    until: datetime
    counts: Mapping[ChatRef, Counts] = field(default_factory=dict)
    reminders: Mapping[ChatRef, int] = field(default_factory=dict)
    undelivered: Mapping[Outcome, int] = field(default_factory=dict)
    unjudged: int = 0
    gaps: Sequence[tuple[Gap, Mapping[ChatRef, int]]] = ()
    """When the bot was off, and what was read late of each chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the stores know of the whole school; read once, for everybody's digests.

    *open_flags*: oldest first. *raised*: those of the longest period that a digest tells of.
    *told*: of all of these. *days* are those of *counts*.
    """

    calendar: SchoolCalendar
    open_flags: Sequence[Flag] = ()
    raised: Sequence[Flag] = ()
    unopened: Mapping[FlagId, ChatRef] = field(default_factory=dict)
    """Flags that nobody can open any more, each with its group."""
    told: Told = field(default_factory=dict)
    taken_up: Collection[FlagId] = ()
    repeated: Mapping[FlagId, int] = field(default_factory=dict)
    """How often whoever gave a care signal gave one like it again, and no flag was raised."""
    appeals: Sequence[Appeal] = ()
    days: Days
    counts: Mapping[ChatRef, Sequence[Counts]] = field(default_factory=dict)
    planned: Sequence[TestWindow] = ()
    """Tests of the timetable that are near."""
    ledger: Ledger = field(default_factory=Ledger)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody of the staff, with the *groups* they answer for. *account*: where they read.
    *theirs*: the flags that they are in themselves."""

    account: AccountRef
    accounts: frozenset[AccountRef]
    groups: Sequence[ClassGroup]
    theirs: Collection[FlagId] = ()
    decides: Collection[AppealId] = ()
    """The open appeals that they may decide."""


def build(
    reader: Reader,
    day: date,
    period: Period,
    known: Known,
    *,
    doubts: Sequence[Doubt] = (),
    head: Head | None = None,
) -> Digest:
    """A matter that is about the receiver, or for other eyes, is not in it. A care signal that
    nobody could be told of is counted for everyone: it may not lie unseen."""
    return _Building(reader, day, period, known).digest(doubts, head)


@dataclass(frozen=True, slots=True)
class _Building:
    reader: Reader
    day: date
    period: Period
    known: Known

    def digest(self, doubts: Sequence[Doubt], head: Head | None) -> Digest:
        reader, period = self.reader, self.period
        names = {group.chat: group.name for group in reader.groups}
        here = [one for one in self.known.open_flags if one.raised.message.chat in names]
        mine = [one for one in here if self._is_told(one.flag_id)]
        mine.sort(key=lambda one: not one.raised.urgent)
        care = [one for one in here if one.raised.care is not None and self._counts(one)]
        swept = self.known.ledger.swept(period.since)
        return Digest(
            day=self.day,
            since=period.since,
            until=period.until,
            school_days=self._school_days,
            open_flags=tuple(
                (one, names[one.raised.message.chat]) for one in mine if one.raised.care is None
            ),
            open_appeals=tuple(self._appeals(names)),
            open_care=self._signals(care),
            care_untouched=self._signals(
                one for one in care if one.flag_id not in self.known.taken_up
            ),
            undelivered=period.undelivered,
            doubts=tuple(doubts),
            unjudged=period.unjudged,
            unopened=tuple(
                sorted(one for one, chat in self.known.unopened.items() if chat in names)
            ),
            downtimes=tuple(self._downtimes()),
            groups=tuple(self._groups()),
            astray={group.name: seen for group in reader.groups if (seen := _astray(group))},
            swept=swept.total(),
            never_decided=swept[Kind.UNDECIDED],
            coming=self._coming(),
            chart=self._chart(),
            head=head,
        )

    def _signals(self, flags: Iterable[Flag]) -> int:
        return sum(1 + self.known.repeated.get(one.flag_id, 0) for one in flags)

    @property
    def _school_days(self) -> int:
        return school_days(self.known.calendar, self.period.since, self.period.until)

    def _is_told(self, flag_id: FlagId) -> bool:
        return not self.reader.accounts.isdisjoint(self.known.told.get(flag_id, ()))

    def _counts(self, flag: Flag) -> bool:
        whose = self.known.told[flag.flag_id]
        unseen = not whose and self.reader.accounts.isdisjoint(flag.raised.parties)
        return self._is_told(flag.flag_id) or unseen

    def _appeals(self, names: Mapping[ChatRef, str]) -> Iterator[OpenAppeal]:
        for one in self.known.appeals:
            filed = one.filed
            if filed.chat in names and one.appeal_id in self.reader.decides:
                yield OpenAppeal(one.appeal_id, names[filed.chat], filed.at, filed.about)

    def _downtimes(self) -> Iterator[Downtime]:
        for gap, late in self.period.gaps:
            yield Downtime(gap, sum(late.get(group.chat, 0) for group in self.reader.groups))

    def _groups(self) -> Iterator[GroupDay]:
        period, ledger = self.period, self.known.ledger
        raised = self._raised()
        flags, flagged = _by_article(raised), Counter(one.raised.message.chat for one in raised)
        for group in self.reader.groups:
            chat = group.chat
            yield GroupDay(
                group.name,
                period.counts.get(chat, _NOTHING),
                period.reminders.get(chat, 0),
                flags.get(chat, {}),
                flagged[chat],
                ledger.decisions(chat, period.since, period.until, self.reader.theirs),
                self._usual(chat),
                ledger.answers(chat, period.since, period.until, self.reader.theirs),
            )

    def _raised(self) -> Sequence[Flag]:
        """In this time, as far as the reader is told of them; care left out."""
        return [
            flag
            for flag in self.known.raised
            if flag.raised.care is None and self._is_told(flag.flag_id)
            if self.period.since <= (flag.raised.raised_at or flag.raised.sent_at)
            if (flag.raised.raised_at or flag.raised.sent_at) < self.period.until
        ]

    def _usual(self, chat: ChatRef) -> Usual | None:
        """The four weeks before, from the first day on which anything was written."""
        days, counts = self.known.days, self.known.counts.get(chat, ())
        end = self.period.since.astimezone(days.zone).date()
        before = [
            (day, counts[days.place(day)])
            for day in dates(end - USUAL_DAYS * _DAY, end)
            if counts and 0 <= days.place(day) < len(counts)
        ]
        while before and not before[0][1].messages:
            before.pop(0)
        taught = sum(self.known.calendar.is_school_day(day) for day, _ in before)
        if taught < _ENOUGH:
            return None
        begin, until = midnight(before[0][0], days.zone), midnight(end, days.zone)
        ledger, theirs = self.known.ledger, self.reader.theirs
        judged = sum(one.topics.get(topic, 0) for _, one in before for topic in Topic)
        offtopic = sum(one.topics.get(Topic.OFFTOPIC, 0) for _, one in before)
        return Usual(
            messages=sum(one.messages for _, one in before) / taught,
            offtopic=offtopic / judged if judged else None,
            flags=len(ledger.flags(chat, begin, until, theirs)) / taught,
            decided=ledger.decisions(chat, begin, until, theirs),
        )

    def _chart(self) -> Chart:
        days, mine = self.known.days, [group.chat for group in self.reader.groups]
        last = self.day + _DAY
        shown = [
            (day, [self._counted(chat, days.place(day)) for chat in mine])
            for day in dates(last - USUAL_DAYS * _DAY, last)
        ]
        begin, end = midnight(shown[0][0], days.zone), midnight(last, days.zone)
        articles = Counter(
            article
            for chat in mine
            for one in self.known.ledger.flags(chat, begin, end, self.reader.theirs)
            for article in {*one.articles}
        )
        return Chart(
            tuple(
                ChartDay(
                    day,
                    sum(one.messages for one in counts),
                    sum(one.topics.get(Topic.OFFTOPIC, 0) for one in counts),
                )
                for day, counts in shown
            ),
            tuple(sorted(articles.items(), key=lambda one: (-one[1], one[0]))),
        )

    def _counted(self, chat: ChatRef, place: int) -> Counts:
        counts = self.known.counts.get(chat, ())
        return counts[place] if 0 <= place < len(counts) else _NOTHING

    def _coming(self) -> Coming:
        calendar, until = self.known.calendar, self.period.until
        tests: dict[TestWindow, list[str]] = {}
        for group in self.reader.groups:
            for test in {*calendar.tests, *self.known.planned, *group.tests}:
                if until <= test.begin <= until + AHEAD and _is_of(test, group):
                    tests.setdefault(test, []).append(group.name)
        soon = [*dates(self.day + _DAY, self.day + AHEAD + _DAY)]
        free = dict.fromkeys(found for day in soon if (found := calendar.free_days(day)))
        following = calendar.school_day_after(self.day)
        return Coming(
            tuple(
                (test, ", ".join(names))
                for test, names in sorted(tests.items(), key=lambda one: one[0].begin)
            ),
            tuple(free),
            None if following == _next_weekday(self.day) else following,
        )


def _by_article(
    raised: Iterable[Flag],
) -> Mapping[ChatRef, Mapping[ArticleNumber, ArticleFlags]]:
    found = defaultdict[tuple[ChatRef, ArticleNumber], Counter[FlagState]](Counter)
    for flag in raised:
        for article in {finding.article for finding in flag.raised.findings}:
            found[flag.raised.message.chat, article][flag.state] += 1
    flags = defaultdict[ChatRef, dict[ArticleNumber, ArticleFlags]](dict)
    for (chat, article), states in sorted(found.items(), key=lambda one: one[0][1]):
        decided = Decisions(states[FlagState.UPHELD], states[FlagState.DISMISSED])
        flags[chat][article] = ArticleFlags(states[FlagState.OPEN], decided)
    return flags


def _is_of(test: TestWindow, group: ClassGroup) -> bool:
    """Names of classes are the same in whatever case."""
    names = {name.casefold() for name in test.groups}
    return not names or group.name.casefold() in names


def _next_weekday(day: date) -> date:
    following = day + _DAY
    while following.weekday() > _FRIDAY:
        following += _DAY
    return following


def _astray(group: ClassGroup) -> Administration | None:
    seen = group.administration if group.is_read else None
    return seen if seen is not None and any(drifts_of(seen)) else None
