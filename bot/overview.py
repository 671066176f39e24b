"""What a chat export shows: counted while it streams by, with a bounded memory."""

import sys
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo

from bot.model.decision import Decided
from bot.model.event import NotUnderstood
from bot.model.finding import CareSignal, Finding, Reason, Rule, covered
from bot.model.ids import AccountRef, ArticleNumber, ChatRef
from bot.model.judgement import Topic
from bot.model.member import Sender
from bot.model.message import MediaKind, Message, Span

KEPT = 200
"""Cases told in full per article; the rest are counted."""

CARE_KEPT = 2_000
"""Care signals told in full per group: more than any school has, and memory has an end."""

SENDERS_KEPT = 10_000
"""People told apart per group; who is staff is always known."""

DAYS_KEPT = 4_000
"""Days counted apart per group, which is eleven years; what else was written is counted whole."""

AROUND = 2
"""Messages kept of the conversation before a case, and as many after it."""

ALL = sys.maxsize

_LONGEST_QUOTE = 4_000
"""Characters of a case that are kept: a message may be a million long."""

_BESIDE = 400
"""Characters kept on each side of it, and of a message around it: more than is ever shown."""

_LONGEST_LINE = 1_000
"""Characters kept of a line that was not understood."""


@dataclass(frozen=True, slots=True)
class Said:
    """The beginning of one message of the conversation around a case, personal data covered."""

    at: datetime
    sender: Sender
    text: str
    media: MediaKind | None
    care: bool
    """Somebody may be in need: these words belong to no other case than one of care."""


@dataclass(frozen=True, slots=True)
class Case:
    """One finding of one message. Personal data in *text* are covered: nobody repeats them.

    *text* is the part of the message around *span*.
    """

    at: datetime
    sender: Sender
    text: str
    span: Span
    reason: Reason
    probability: float
    media: MediaKind | None = None
    forwarded: bool = False
    """*text* is what the sender passed on."""
    before: tuple[Said, ...] = ()
    after: list[Said] = field(default_factory=list)
    """Grows while the export streams by; at most `AROUND`."""


@dataclass(slots=True)
class Cases:
    """What was found about one article."""

    count: int = 0
    told: list[Case] = field(default_factory=list)

    def add(self, case: Case, most: int = KEPT) -> bool:
        """Whether it is told, not only counted."""
        self.count += 1
        told = len(self.told) < most
        if told:
            self.told.append(case)
        return told


def surest_first(cases: Cases) -> Cases:
    """The same; of equals, the earliest first."""
    return Cases(cases.count, sorted(cases.told, key=lambda case: -case.probability))


@dataclass(slots=True)
class Day:
    """What one day of a group held."""

    messages: int = 0
    findings: int = 0
    topics: Counter[Topic] = field(default_factory=Counter)
    """Of members who are not staff."""


@dataclass(slots=True)
class GroupOverview:
    """One group of an export. A day is one in *zone*."""

    name: str
    zone: tzinfo = UTC
    messages: int = 0
    topics: Counter[Topic] = field(default_factory=Counter)
    """Of members who are not staff."""
    first: datetime | None = None
    last: datetime | None = None
    senders: dict[AccountRef, Sender] = field(default_factory=dict)
    crowded: bool = False
    """More people wrote than *senders* holds."""
    articles: dict[ArticleNumber, Cases] = field(default_factory=dict)
    care: Cases = field(default_factory=Cases)
    rules: Counter[Rule] = field(default_factory=Counter)
    """Findings about others than staff."""
    surest: dict[Rule, float] = field(default_factory=dict)
    """The highest probability among them; of what was only passed on 0."""

    days: dict[date, Day] = field(default_factory=dict)
    undated: int = 0
    """Messages of days that *days* has no room for."""
    _recent: deque[Said] = field(default_factory=lambda: deque(maxlen=AROUND))
    _open: list[Case] = field(default_factory=list)
    """Told cases that still wait for what was said after them."""

    def add(self, one: Decided) -> None:
        text = covered(one.message.text, one.judgement.findings)
        said = _said(one, text)
        for case in self._open:
            case.after.append(said)
        if self._open:
            self._open = [case for case in self._open if len(case.after) < AROUND]
        day = self._count(one.message, one.judgement.topic.topic)
        if day is not None:
            day.findings += len(one.decision.findings)
        if one.decision.findings or one.judgement.care is not None:
            self._tell(one, text)
        self._recent.append(said)

    def _tell(self, one: Decided, text: str) -> None:
        before, care = tuple(self._recent), one.judgement.care
        for finding in one.decision.findings:
            self._count_rule(finding, by_staff=one.message.sender.role.is_staff)
            case = _case(one, text, finding, before)
            if self.articles.setdefault(finding.article, Cases()).add(case):
                self._open.append(case)
        if care is not None and not one.decision.findings and one.decision.actions:
            case = _case(one, text, care, before)
            if self.care.add(case, CARE_KEPT):
                self._open.append(case)

    def _count_rule(self, finding: Finding, *, by_staff: bool) -> None:
        if by_staff:
            return
        self.rules[finding.rule] += 1
        sure = 0.0 if finding.forwarded else finding.probability
        self.surest[finding.rule] = max(sure, self.surest.get(finding.rule, 0.0))

    @property
    def findings(self) -> int:
        return sum(cases.count for cases in self.articles.values())

    @property
    def staff(self) -> Sequence[Sender]:
        return [sender for sender in self.senders.values() if sender.role.is_staff]

    def share(self, topic: Topic) -> int:
        """Per cent of what was written by others than staff."""
        total = self.topics.total()
        return round(100 * self.topics[topic] / total) if total else 0

    @property
    def people(self) -> str:
        """How many wrote: "23", or "10000+"."""
        return f"{len(self.senders)}{'+' if self.crowded else ''}"

    def _count(self, message: Message, topic: Topic) -> Day | None:
        """The day it is counted on, where there is room for it."""
        sender, at = message.sender, message.sent_at
        day = self._day(at)
        if day is None:
            self.undated += 1
        else:
            day.messages += 1
        self.messages += 1
        if self.first is None or at < self.first:
            self.first = at
        if self.last is None or at > self.last:
            self.last = at
        if sender.account not in self.senders:
            self._meet(sender)
        if not sender.role.is_staff:
            self.topics[topic] += 1
            if day is not None:
                day.topics[topic] += 1
        return day

    def _day(self, at: datetime) -> Day | None:
        on = local_date(at, self.zone)
        day = self.days.get(on)
        if day is None and len(self.days) < DAYS_KEPT:
            day = self.days[on] = Day()
        return day

    def _meet(self, sender: Sender) -> None:
        if len(self.senders) < SENDERS_KEPT or sender.role.is_staff:
            self.senders[sender.account] = sender
        else:
            self.crowded = True


@dataclass(slots=True)
class ExportOverview:
    """Everything that was read: group by group, and what could not be read."""

    zone: tzinfo = UTC
    groups: dict[ChatRef, GroupOverview] = field(default_factory=dict)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    not_understood_count: int = 0
    unjudged: int = 0
    """Messages that the judge failed on: a mistake of ours, never hidden."""
    repeated: int = 0
    """Messages under the id of an earlier one: not judged again."""

    def add(self, one: Decided | NotUnderstood) -> None:
        if isinstance(one, Decided):
            chat = one.message.ref.chat
            group = self.groups.get(chat)
            if group is None:
                group = self.groups[chat] = GroupOverview(one.message.group, self.zone)
            group.add(one)
            return
        self.not_understood_count += 1
        if len(self.not_understood) < KEPT:
            self.not_understood.append(replace(one, text=one.text[:_LONGEST_LINE]))

    @property
    def messages(self) -> int:
        return sum(group.messages for group in self.groups.values())

    @property
    def senders(self) -> Sequence[Sender]:
        return [sender for group in self.groups.values() for sender in group.senders.values()]


def local_date(at: datetime, zone: tzinfo) -> date:
    """The day of *at* in *zone*; its own at the two ends of time, where there is no other."""
    if at.tzinfo is zone:
        return at.date()
    try:
        return at.astimezone(zone).date()
    except OverflowError:
        return at.date()


def _said(one: Decided, text: str) -> Said:
    message, care = one.message, one.judgement.care is not None
    return Said(message.sent_at, message.sender, text[:_BESIDE], message.media, care)


def _case(one: Decided, text: str, seen: Finding | CareSignal, before: tuple[Said, ...]) -> Case:
    """*text*: what the sender wrote, covered."""
    message = one.message
    if seen.forwarded:
        text = covered(message.forwarded, one.judgement.findings, forwarded=True)
    start, end = seen.span.start, min(seen.span.end, seen.span.start + _LONGEST_QUOTE)
    low = max(0, start - _BESIDE)
    return Case(
        message.sent_at,
        message.sender,
        text[low : end + _BESIDE],
        Span(start - low, end - low),
        seen.reason,
        seen.probability,
        message.media,
        seen.forwarded,
        before,
    )
