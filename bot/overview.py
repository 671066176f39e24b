"""What a chat export shows: counted while it streams by, with a bounded memory."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.model.decision import Decided
from bot.model.event import NotUnderstood
from bot.model.finding import CareSignal, Finding, Reason, Rule, covered
from bot.model.ids import AccountRef, ArticleNumber, ChatRef
from bot.model.judgement import Topic
from bot.model.member import Sender
from bot.model.message import Message, Span

KEPT = 200
"""Cases told in full per article; the rest are counted."""

CARE_KEPT = 2_000
"""Care signals told in full per group: more than any school has, and memory has an end."""

SENDERS_KEPT = 10_000
"""People told apart per group; who is staff is always known."""

ALL = sys.maxsize

_LONGEST_QUOTE = 4_000
"""Characters of a case that are kept: a message may be a million long."""

_BESIDE = 100
"""Characters kept on each side of it: more than is ever shown."""

_LONGEST_LINE = 1_000
"""Characters kept of a line that was not understood."""


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


@dataclass(slots=True)
class Cases:
    """What was found about one article."""

    count: int = 0
    told: list[Case] = field(default_factory=list)

    def add(self, case: Case, most: int = KEPT) -> None:
        self.count += 1
        if len(self.told) < most:
            self.told.append(case)


@dataclass(slots=True)
class GroupOverview:
    """One group of an export."""

    name: str
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

    def add(self, one: Decided) -> None:
        self._count(one.message, one.judgement.topic.topic)
        care = one.judgement.care
        if care is None and not one.decision.findings:
            return
        text = covered(one.message.text, one.judgement.findings)
        for finding in one.decision.findings:
            self.rules[finding.rule] += not one.message.sender.role.is_staff
            cases = self.articles.setdefault(finding.article, Cases())
            cases.add(_case(one.message, text, finding))
        if care is not None and not one.decision.findings and one.decision.actions:
            self.care.add(_case(one.message, text, care), CARE_KEPT)

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

    def _count(self, message: Message, topic: Topic) -> None:
        sender, at = message.sender, message.sent_at
        self.messages += 1
        if self.first is None or at < self.first:
            self.first = at
        if self.last is None or at > self.last:
            self.last = at
        if sender.account not in self.senders:
            self._meet(sender)
        if not sender.role.is_staff:
            self.topics[topic] += 1

    def _meet(self, sender: Sender) -> None:
        if len(self.senders) < SENDERS_KEPT or sender.role.is_staff:
            self.senders[sender.account] = sender
        else:
            self.crowded = True


@dataclass(slots=True)
class ExportOverview:
    """Everything that was read: group by group, and what could not be read."""

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
                group = self.groups[chat] = GroupOverview(one.message.group)
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


def _case(message: Message, text: str, seen: Finding | CareSignal) -> Case:
    start, end = seen.span.start, min(seen.span.end, seen.span.start + _LONGEST_QUOTE)
    low = max(0, start - _BESIDE)
    return Case(
        message.sent_at,
        message.sender,
        text[low : end + _BESIDE],
        Span(start - low, end - low),
        seen.reason,
        seen.probability,
    )
