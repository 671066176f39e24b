"""What a chat export shows: counted while it streams by, with a bounded memory."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
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

ALL = sys.maxsize
"""No care signal is ever only counted."""


@dataclass(frozen=True, slots=True)
class Case:
    """One finding of one message. Personal data in *text* are covered: nobody repeats them."""

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
    articles: dict[ArticleNumber, Cases] = field(default_factory=dict)
    care: Cases = field(default_factory=Cases)
    rules: Counter[Rule] = field(default_factory=Counter)
    """Findings about others than staff."""

    def add(self, one: Decided) -> None:
        self._count(one.message, one.judgement.topic.topic)
        text = covered(one.message.text, one.judgement.findings)
        for finding in one.decision.findings:
            self.rules[finding.rule] += not one.message.sender.role.is_staff
            cases = self.articles.setdefault(finding.article, Cases())
            cases.add(_case(one.message, text, finding))
        care = one.judgement.care
        if care is not None and not one.decision.findings and one.decision.actions:
            self.care.add(_case(one.message, text, care), ALL)

    @property
    def staff(self) -> Sequence[Sender]:
        return [sender for sender in self.senders.values() if sender.role.is_staff]

    def share(self, topic: Topic) -> int:
        """Per cent of what was written by others than staff."""
        total = self.topics.total()
        return round(100 * self.topics[topic] / total) if total else 0

    def _count(self, message: Message, topic: Topic) -> None:
        self.messages += 1
        self.first = min(self.first or message.sent_at, message.sent_at)
        self.last = max(self.last or message.sent_at, message.sent_at)
        self.senders.setdefault(message.sender.account, message.sender)
        if not message.sender.role.is_staff:
            self.topics[topic] += 1


@dataclass(slots=True)
class ExportOverview:
    """Everything that was read: group by group, and what could not be read."""

    groups: dict[ChatRef, GroupOverview] = field(default_factory=dict)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    not_understood_count: int = 0
    unjudged: int = 0
    """Messages that the judge failed on: a mistake of ours, never hidden."""

    def add(self, one: Decided | NotUnderstood) -> None:
        if isinstance(one, Decided):
            message = one.message
            self.groups.setdefault(message.ref.chat, GroupOverview(message.group)).add(one)
            return
        self.not_understood_count += 1
        if len(self.not_understood) < KEPT:
            self.not_understood.append(one)

    @property
    def messages(self) -> int:
        return sum(group.messages for group in self.groups.values())

    @property
    def senders(self) -> Sequence[Sender]:
        return [sender for group in self.groups.values() for sender in group.senders.values()]


def _case(message: Message, text: str, seen: Finding | CareSignal) -> Case:
    return Case(message.sent_at, message.sender, text, seen.span, seen.reason, seen.probability)
