"""What really happened in a simulated school year, and what must therefore be so.

Nothing here asks the bot what it thinks: it counts what was written, judged, sent and decided as
the year itself saw it.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.digest.build import Reader
from bot.digest.send import OF_USE
from bot.model.action import (
    Audience,
    HideMessage,
    Measure,
    MeasureKind,
    RemindInGroup,
    RemindPrivately,
    WarnMember,
)
from bot.model.appeal import AppealId, AppealState
from bot.model.calendar import AMSTERDAM
from bot.model.decision import Decided
from bot.model.digest import Digest, Gap, GroupDay
from bot.model.flag import Verdict
from bot.model.ids import AccountRef, ArticleNumber, ChatRef, FlagId, MessageRef
from bot.model.outbox import NewOutboxItem, Purpose, Say
from tests.support.year_plan import (
    DAY,
    Outage,
    Plan,
    SchoolClass,
    Somebody,
    is_quiet,
    is_school_day,
    moment,
    school_day_after,
)

STALE = timedelta(hours=1)
MORNING = time(7)
TERMS = {"undecided": 30, "dismissed": 7, "care": 30, "appeal": 7, "ruled": 14}
"""Days, as the school was told."""
OPEN = "open"


class Violated(AssertionError):
    """Names the day, the group and the invariant."""

    def __init__(self, at: datetime, group: str, what: str) -> None:
        super().__init__(f"{at.astimezone(AMSTERDAM):%a %d-%m-%Y %H:%M}, {group}: {what}")


@dataclass(slots=True)
class RaisedFlag:
    number: FlagId
    where: SchoolClass
    message: MessageRef
    sender: AccountRef
    parties: frozenset[AccountRef]
    audience: Audience
    articles: frozenset[ArticleNumber]
    at: datetime
    state: str = OPEN
    decided: datetime | None = None
    by: AccountRef | None = None
    appeals: set[AppealId] = field(default_factory=set)
    ruled: datetime | None = None

    @property
    def is_care(self) -> bool:
        return self.audience is Audience.CARE


@dataclass(slots=True)
class Objection:
    number: AppealId
    by: AccountRef
    about: FlagId | None
    at: datetime
    state: AppealState = AppealState.OPEN


@dataclass(frozen=True, slots=True)
class Built:
    """What later checks need of a digest."""

    since: datetime
    until: datetime
    quiet: bool
    classes: frozenset[str]
    gaps: tuple[Gap, ...]


@dataclass(slots=True)
class InClass:
    """What was judged in one class: when it was sent, when it was judged, about what."""

    judged: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    reminders: list[tuple[datetime, datetime]] = field(default_factory=list)

    def between(
        self, since: datetime, until: datetime
    ) -> Sequence[tuple[datetime, datetime, str]]:
        begin, end = (
            bisect_left(self.judged, at, key=lambda one: one[0]) for at in (since, until)
        )
        return self.judged[begin:end]


@dataclass(slots=True)
class Truth:
    plan: Plan
    classes: dict[ChatRef, InClass] = field(default_factory=lambda: defaultdict(InClass))
    flags: dict[FlagId, RaisedFlag] = field(default_factory=dict)
    """Those that must be there."""
    verdicts: list[tuple[datetime, RaisedFlag]] = field(default_factory=list)
    objections: dict[AppealId, Objection] = field(default_factory=dict)
    away: dict[AccountRef, AccountRef | None] = field(default_factory=dict)
    back: dict[AccountRef, datetime] = field(default_factory=dict)
    """When those who are away are there again."""
    on_trial: set[ChatRef] = field(default_factory=set)
    ordered: Counter[tuple[MeasureKind, object]] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    """How often what happened: for the report, and to see that the year is no empty one."""

    reminded: Counter[tuple[ChatRef, str]] = field(default_factory=Counter)
    built: dict[tuple[AccountRef, date], Built] = field(default_factory=dict)
    """Digests, by reader and day."""
    latest: dict[AccountRef, Built] = field(default_factory=dict)
    doubted: set[tuple[AccountRef, date]] = field(default_factory=set)
    """Digests of which a later one tells that they did not arrive, or perhaps not."""
    received: Counter[tuple[AccountRef, datetime]] = field(default_factory=Counter)
    """Digests that arrived, by the moment at which they were put in the outbox."""
    due: dict[tuple[AccountRef, date], datetime] = field(default_factory=dict)
    """Digests that must have been there when their time came."""

    # who is who

    def class_of(self, chat: ChatRef) -> SchoolClass:
        return next(one for one in self.plan.classes if one.chat == chat)

    @property
    def by_name(self) -> Mapping[str, SchoolClass]:
        return {one.name: one for one in self.plan.classes}

    def there(self, contacts: Collection[Somebody], audience: Audience) -> Iterator[AccountRef]:
        """Those who are not away, and who stands in for the others."""
        for one in contacts:
            if one.account not in self.away:
                yield one.account
            elif audience is not Audience.CARE:
                deputy = self.away[one.account]
                if deputy is not None and deputy not in self.away:
                    yield deputy

    def told(
        self, where: SchoolClass, audience: Audience, parties: Collection[AccountRef] = ()
    ) -> Sequence[AccountRef]:
        responsible, lead = (where.mentor, where.teacher), (where.lead,)
        turns = {
            Audience.RESPONSIBLE: (responsible, lead),
            Audience.TEAM_LEAD: (lead, responsible),
            Audience.CARE: (where.care,),
        }[audience]
        asked = [[*self.there(one, audience)] for one in turns]
        asked += [[person.account for person in one] for one in turns]
        for one in asked:
            told = [*dict.fromkeys(account for account in one if account not in parties)]
            if told:
                return told
        return ()

    def readers(self) -> Mapping[AccountRef, Collection[SchoolClass]]:
        """Of digests, now."""
        found = defaultdict[AccountRef, list[SchoolClass]](list)
        for where in self.plan.classes:
            for account in self.told(where, Audience.RESPONSIBLE):
                found[account].append(where)
        return found

    # what happens

    def was_judged(self, decided: Decided, now: datetime) -> bool:
        """Whether a reminder of it counts."""
        message = decided.message
        inside = self.classes[message.ref.chat]
        staff = message.sender.role.is_staff
        topic = "" if staff else str(decided.judgement.topic.topic)
        insort(inside.judged, (message.sent_at, now, topic))
        self.done["judged"] += 1
        self.done["read late"] += now - message.sent_at > STALE
        reminds = any(
            isinstance(one, RemindInGroup | RemindPrivately) for one in decided.decision.actions
        )
        if reminds and message.ref.chat not in self.on_trial:
            insort(inside.reminders, (message.sent_at, now))
        return reminds

    def was_raised(
        self, number: FlagId, decided: Decided, audience: Audience, now: datetime
    ) -> None:
        message, target = decided.message, decided.judgement.target
        sender = message.sender.account
        parties = {sender, target} if isinstance(target, AccountRef) else {sender}
        self.flags[number] = RaisedFlag(
            number,
            self.class_of(message.ref.chat),
            message.ref,
            sender,
            frozenset(parties),
            audience,
            frozenset(one.article for one in decided.decision.findings),
            now,
        )
        self.done[f"flag for {audience}"] += 1

    def was_decided(
        self,
        number: FlagId,
        verdict: Verdict,
        by: AccountRef,
        now: datetime,
    ) -> None:
        flag = self.flags[number]
        if by in flag.parties:
            raise Violated(now, flag.where.name, f"{by} decided flag {number}, their own matter")
        flag.state, flag.decided, flag.by = str(verdict), now, by
        self.verdicts.append((now, flag))
        self.done[f"{verdict}"] += 1

    def will_order(self, flag: RaisedFlag, measures: Collection[MeasureKind]) -> None:
        """With the verdict that is given now."""
        for kind in measures:
            about = flag.message if kind is MeasureKind.HIDE else flag.sender
            self.ordered[kind, about] += 1

    def was_ruled(self, objection: Objection, state: AppealState, now: datetime) -> None:
        objection.state = state
        self.done[f"appeals {state}"] += 1
        flag = self.flags.get(objection.about) if objection.about else None
        if flag is not None:
            flag.ruled = now
            if state is AppealState.GRANTED and flag.state == Verdict.UPHELD:
                flag.state = Verdict.DISMISSED

    @property
    def open_objections(self) -> set[AppealId]:
        states = self.objections.items()
        return {number for number, one in states if one.state is AppealState.OPEN}

    def is_away(self, who: Somebody, deputy: Somebody | None, until: datetime) -> None:
        self.away[who.account] = None if deputy is None else deputy.account
        self.back[who.account] = until
        self.done["sick"] += 1

    def are_back(self, now: datetime) -> None:
        for account, until in [*self.back.items()]:
            if until <= now:
                del self.away[account], self.back[account]

    # what arrives

    def was_said(self, item: NewOutboxItem, say: Say, now: datetime) -> None:
        self.done[f"said: {item.purpose}"] += 1
        if item.purpose is Purpose.REMINDER:
            self._must_be_a_fit_reminder(say, now)
        if item.purpose is Purpose.DIGEST and isinstance(say.to, AccountRef):
            key = (say.to, _put_at(item))
            self.received[key] += 1
            if self.received[key] > 1:
                raise Violated(now, str(say.to), "the same digest came twice")
        flag = None if item.about is None else self.flags.get(item.about)
        if flag is not None and isinstance(say.to, AccountRef) and say.to in flag.parties:
            raise Violated(
                now, flag.where.name, f"{say.to} is told of their own flag {item.about}"
            )
        if say.appeal is not None:
            self._must_be_fit_to_answer(say, say.appeal, now)

    def _must_be_a_fit_reminder(self, say: Say, now: datetime) -> None:
        chat = say.to if isinstance(say.to, ChatRef) else say.within
        assert chat is not None
        name = self.class_of(chat).name
        self.reminded[chat, str(say.reply_to)] += 1
        if self.reminded[chat, str(say.reply_to)] > 1:
            raise Violated(now, name, f"a second reminder of message {say.reply_to}")
        if is_quiet(now):
            raise Violated(now, name, "a reminder in quiet hours")
        if chat in self.on_trial:
            raise Violated(now, name, "a reminder in a trial")

    def _must_be_fit_to_answer(self, say: Say, number: AppealId, now: datetime) -> None:
        objection = self.objections.get(number)
        flag = self.flags.get(objection.about) if objection and objection.about else None
        if objection is not None and say.to == objection.by:
            raise Violated(now, str(say.to), f"told as staff of their own appeal {number}")
        if flag is not None and flag.by == say.to:
            raise Violated(now, flag.where.name, f"{say.to} is to answer for their own verdict")

    def was_carried_out(self, measure: Measure, now: datetime) -> None:
        self.done[f"measure: {type(measure).__name__}"] += 1
        match measure:
            case HideMessage():
                key: tuple[MeasureKind, object] = MeasureKind.HIDE, measure.message
            case WarnMember():
                key = MeasureKind.WARN, measure.account
            case _:
                raise Violated(now, "?", f"nobody ordered a {type(measure).__name__}")
        if not self.ordered[key]:
            raise Violated(now, str(key[1]), f"{key[0]} without a verdict that orders it")
        self.ordered[key] -= 1

    # retention

    def last_day(self, flag: RaisedFlag) -> date | None:
        """On which it may be kept; None: it has to stay for now."""
        if any(self.objections[one].state is AppealState.OPEN for one in flag.appeals):
            return None
        if flag.decided is None:
            return None if flag.is_care else _local(flag.at) + TERMS["undecided"] * DAY
        day = _local(flag.decided)
        if flag.is_care:
            last = day + TERMS["care"] * DAY
        elif flag.state == Verdict.DISMISSED:
            last = day + TERMS["dismissed"] * DAY
        else:
            last = max(self._year_ends(day), day + TERMS["appeal"] * DAY)
        ruled = None if flag.ruled is None else _local(flag.ruled) + TERMS["ruled"] * DAY
        return last if ruled is None else max(last, ruled)

    def _year_ends(self, day: date) -> date:
        end = self.plan.size.upheld_until
        return end if day <= end else end.replace(year=end.year + 1)

    def expire(self, today: date) -> None:
        for number, flag in [*self.flags.items()]:
            last = self.last_day(flag)
            if last is not None and last < today:
                del self.flags[number]
                self.done[f"expired: {'care' if flag.is_care else flag.state}"] += 1
                for one in flag.appeals:
                    del self.objections[one]
        for appeal in [*self.objections.values()]:
            about_nothing = appeal.about is None and appeal.state is not AppealState.OPEN
            if about_nothing and _local(appeal.at) + TERMS["ruled"] * DAY < today:
                del self.objections[appeal.number]

    # digests

    def was_built(self, reader: Reader, digest: Digest, now: datetime) -> None:
        """Just now, as it goes into the outbox: at its time, or as soon as it can be where the bot
        was off then or its reader was away."""
        who, day = reader.account, digest.day
        if (who, day) in self.built:
            raise Violated(now, str(who), f"a second digest of {day}")
        if not is_school_day(day) or not is_school_day(_local(now)):
            raise Violated(now, str(who), f"a digest of {day} on a free day")
        due = moment(day, self._wish(who))
        if now != self.due.get((who, day), now):
            raise Violated(now, str(who), f"the digest of {day} comes at another time than {due}")
        latest = moment(school_day_after(day), self._wish(who))
        if not due <= now < latest:
            raise Violated(now, str(who), f"the digest of {day} is out of time")
        self._must_follow(who, digest, now)
        self._must_tell_of_their_classes(reader, digest, now)
        for group in digest.groups:
            self._must_be_counted(reader, digest, group, now)
        self._must_be_open(reader, digest, now)
        self.built[who, day] = self.latest[who] = Built(
            digest.since,
            digest.until,
            digest.quiet,
            frozenset(group.name for group in digest.groups),
            tuple(one.gap for one in digest.downtimes),
        )
        self.doubted.update((who, doubt.day) for doubt in digest.doubts)
        self.done["digests"] += 1
        self.done["digests in doubt"] += len(digest.doubts)

    def _wish(self, account: AccountRef) -> time:
        return next(one.at for one in self.plan.staff if one.account == account)

    def _must_follow(self, who: AccountRef, digest: Digest, now: datetime) -> None:
        """Each begins where the one before ended."""
        if digest.until != now:
            raise Violated(now, str(who), f"the digest ends at {digest.until}")
        if who in self.latest and digest.since != self.latest[who].until:
            raise Violated(now, str(who), f"the digest begins at {digest.since}")

    def _must_tell_of_their_classes(self, reader: Reader, digest: Digest, now: datetime) -> None:
        theirs = {where.name for where in self.readers().get(reader.account, ())}
        if {group.name for group in digest.groups} != theirs:
            told = sorted(group.name for group in digest.groups)
            raise Violated(
                now, str(reader.account), f"the digest is of {told}, not {sorted(theirs)}"
            )

    def _must_be_counted(
        self, reader: Reader, digest: Digest, told: GroupDay, now: datetime
    ) -> None:
        where = self.by_name[told.name]
        inside = self.classes[where.chat]
        seen = inside.between(digest.since, digest.until)
        since, until = digest.since, digest.until
        counts = {
            "messages": (told.counts.messages, len(seen)),
            "topics": (
                {topic: count for topic, count in told.counts.topics.items() if count},
                dict(Counter(topic for _, _, topic in seen if topic)),
            ),
            "reminders": (
                told.reminders,
                sum(since <= sent < until for sent, _ in inside.reminders),
            ),
            "flags": (_as_told(told), self._flags_of(reader, where, since, until)),
            "decided": (
                (told.decided.upheld, told.decided.dismissed),
                self._decided_of(reader, where, since, until),
            ),
        }
        for what, (said, counted) in counts.items():
            if said != counted:
                raise Violated(
                    now, told.name, f"{what} in the digest of {reader.account}: {said}, {counted}"
                )

    def _flags_of(
        self, reader: Reader, where: SchoolClass, since: datetime, until: datetime
    ) -> Mapping[ArticleNumber, tuple[int, int, int]]:
        """By article: how many are open, upheld, dismissed."""
        found = defaultdict[ArticleNumber, Counter[str]](Counter)
        for flag in self.flags.values():
            theirs = flag.where == where and since <= flag.at < until
            if theirs and reader.account in self.told(where, flag.audience, flag.parties):
                for article in flag.articles:
                    found[article][flag.state] += 1
        states = (OPEN, Verdict.UPHELD, Verdict.DISMISSED)
        return {
            article: (one[states[0]], one[states[1]], one[states[2]])
            for article, one in found.items()
        }

    def _decided_of(
        self, reader: Reader, where: SchoolClass, since: datetime, until: datetime
    ) -> tuple[int, int]:
        begin = bisect_left(self.verdicts, since, key=lambda one: one[0])
        found = Counter(
            flag.state  # whose appeal was granted meanwhile was wrongly decided
            for at, flag in self.verdicts[begin:]
            if at < until and flag.where == where and flag.audience is Audience.RESPONSIBLE
            if reader.account not in flag.parties
        )
        return found[Verdict.UPHELD], found[Verdict.DISMISSED]

    def _must_be_open(self, reader: Reader, digest: Digest, now: datetime) -> None:
        said = {flag.flag_id for flag, _ in digest.open_flags}
        theirs = self.readers().get(reader.account, ())
        really = {
            number
            for number, flag in self.flags.items()
            if flag.state == OPEN and not flag.is_care and flag.where in theirs
            if reader.account in self.told(flag.where, flag.audience, flag.parties)
        }
        if said != really:
            raise Violated(
                now, str(reader.account), f"open flags: {said - really}, {really - said}"
            )

    def came_due(self, now: datetime) -> None:
        """The bot is on, and it is somebody's time."""
        day = _local(now)
        for account in self.readers() if is_school_day(day) else ():
            if moment(day, self._wish(account)) == now:
                self.due[account, day] = now

    # in the end

    def must_be_whole(self, outages: Sequence[Outage]) -> None:
        """No digest is missing, and of one that did not arrive the next one tells."""
        for (account, day), at in self.due.items():
            if (account, day) not in self.built:
                raise Violated(at, str(account), f"no digest of {day}")
        for (account, day), digest in self.built.items():
            arrived = self.received[account, digest.until] or (account, day) in self.doubted
            if not (arrived or digest.quiet or digest is self.latest[account]):
                raise Violated(digest.until, str(account), f"the digest of {day} never arrived")
        self._must_be_told_once(outages)

    def _must_be_told_once(self, outages: Sequence[Outage]) -> None:
        """Every message that was judged is in one digest of the mentor's class, or was read late
        after an outage that a digest tells of."""
        gaps = {gap for digest in self.built.values() for gap in digest.gaps}
        real = {(one.begin, one.end) for one in outages}
        if strange := {(gap.began, gap.ended) for gap in gaps} - real:
            raise Violated(
                min(strange)[0], "digests", f"tell of an outage that never was: {strange}"
            )
        for where in self.plan.classes:
            periods = sorted(
                (digest.since, digest.until)
                for (account, _), digest in self.built.items()
                if where.name in digest.classes
                if account == where.teacher.account
            )
            for sent, judged, _ in self.classes[where.chat].judged:
                inside = [until for since, until in periods if since <= sent < until]
                told = any(judged <= until for until in inside)
                late = any(gap.kept_from <= sent <= gap.ended for gap in gaps)
                if inside and not (told or late):
                    raise Violated(sent, where.name, "a message is in no digest")


def _as_told(told: GroupDay) -> Mapping[ArticleNumber, tuple[int, int, int]]:
    return {
        article: (one.open, one.decided.upheld, one.decided.dismissed)
        for article, one in told.flags.items()
    }


def _put_at(digest: NewOutboxItem) -> datetime:
    """When it was put in the outbox; each try puts its moment off, but not until when it is of
    use."""
    assert digest.expires is not None
    return digest.expires - OF_USE


def _local(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()
