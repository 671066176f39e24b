"""How often the bot agrees with people who labelled the same messages."""

import heapq
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from math import sqrt
from typing import NamedTuple

from bot.check import ExportCheck
from bot.model.action import AlertCare, RemindInGroup, RemindPrivately
from bot.model.decision import Decided
from bot.model.event import Event, MessagePosted, NotUnderstood
from bot.model.finding import CareSignal, Finding, Reason, Rule, covered
from bot.model.ids import AccountRef, ChatRef, MessageRef, UserId
from bot.model.judgement import Topic
from bot.model.labels import LABELLED, Labels
from bot.model.member import Sender
from bot.model.message import MediaKind, Message, Span
from bot.ports import LabelledExport
from bot.pseudonyms import Pseudonyms

SAME_AS = {Rule.MEDIA: Rule.PRIVACY, Rule.HARASSMENT: Rule.RESPECT}
"""Rules of ours that people label as another: a photo of somebody is a matter of privacy."""

ERRORS_KEPT = 200
"""Of each kind; the worst ones."""

CONTEXT_LINES = 2

LONGEST = 1_000
"""Characters of a message that are kept."""

_PEOPLE_KEPT = 10_000
"""Whose names are hidden in what is shown."""

_Z = 1.959964
"""Standard deviations on both sides of 95 % of a normal distribution."""


class Interval(NamedTuple):
    """Where the truth lies with 95 % certainty."""

    low: float
    high: float


@dataclass(slots=True)
class Score:
    """Of one thing that can be said of a message. A share of nothing is None."""

    right: int = 0
    wrong: int = 0
    """The bot said it and people did not."""
    missed: int = 0
    """People said it and the bot did not."""

    def add(self, *, told: bool, seen: bool) -> None:
        self.right += told and seen
        self.wrong += seen and not told
        self.missed += told and not seen

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)

    @property
    def precision_interval(self) -> Interval:
        return wilson(self.right, self.right + self.wrong)

    @property
    def recall_interval(self) -> Interval:
        return wilson(self.right, self.right + self.missed)

    @property
    def f1_interval(self) -> Interval:
        """F1 is 2J / (1 + J); J: the share of right ones among all that either side said."""
        low, high = wilson(self.right, self.right + self.wrong + self.missed)
        return Interval(2 * low / (1 + low), 2 * high / (1 + high))


def wilson(hits: int, of: int) -> Interval:
    """Wilson's score interval for a share, 95 % (E. B. Wilson, JASA 22, 1927)."""
    if not of:
        return Interval(0.0, 1.0)
    share, square = hits / of, _Z * _Z
    middle = share + square / (2 * of)
    reach = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return Interval(max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


class Told(NamedTuple):
    """The beginning of a message, personal data covered."""

    name: str
    text: str
    media: MediaKind | None


@dataclass(frozen=True, slots=True)
class Mistake:
    """*rule*: None for care. *probability*: the bot's own. *span*, *reason*: None for a miss.

    *text*: personal data covered; a part around *span*, or the beginning.
    """

    message: MessageRef
    group: str
    at: datetime
    name: str
    text: str
    media: MediaKind | None
    rule: Rule | None
    probability: float
    span: Span | None
    reason: Reason | None
    before: Sequence[Told]
    """Oldest first."""

    @property
    def false(self) -> bool:
        return self.span is not None

    @property
    def weight(self) -> tuple[bool, float]:
        """Care first; then how sure the bot was of what is wrong."""
        return self.rule is None, self.probability if self.false else 1 - self.probability


@dataclass(slots=True)
class _Worst:
    """The heaviest mistakes; of equals, the first."""

    kept: list[tuple[tuple[bool, float], int, Mistake]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)

    def add(self, mistake: Mistake) -> None:
        heapq.heappush(self.kept, (mistake.weight, -next(self._number), mistake))
        if len(self.kept) > ERRORS_KEPT:
            heapq.heappop(self.kept)

    def told(self) -> Sequence[Mistake]:
        return [mistake for _, _, mistake in sorted(self.kept, key=lambda one: one[:2])[::-1]]


@dataclass(slots=True)
class Evaluation:
    """Staff are left out: the bot is not there for them, and nobody labels them."""

    messages: int = 0
    by_staff: int = 0
    rules: dict[Rule, Score] = field(default_factory=dict)
    any_rule: Score = field(default_factory=Score)
    care: Score = field(default_factory=Score)
    topics: dict[Topic, Score] = field(default_factory=lambda: {topic: Score() for topic in Topic})
    outside: Counter[Rule] = field(default_factory=Counter)
    """Findings of rules that nobody labels: they are counted, and no part of any score."""
    care_reminded: int = 0
    """Cries for help that brought a reminder: must be 0."""
    people: dict[AccountRef, Sender] = field(default_factory=dict)
    """Who wrote, by their own names; only where these were masked."""
    not_understood: int = 0
    unjudged: int = 0
    repeated: int = 0
    _false: _Worst = field(default_factory=_Worst)
    _missed: _Worst = field(default_factory=_Worst)
    _before: dict[ChatRef, deque[Told]] = field(default_factory=dict)

    def add(self, one: Decided, labels: Labels) -> None:
        before = self._before.setdefault(one.message.ref.chat, deque(maxlen=CONTEXT_LINES))
        if one.message.sender.role.is_staff:
            self.by_staff += 1
        else:
            self.messages += 1
            self._score(one, labels, tuple(before))
        message = one.message
        text = covered(message.text, one.judgement.findings)[:LONGEST]
        before.append(Told(message.sender.name, text, message.media))

    def _score(self, one: Decided, labels: Labels, before: Sequence[Told]) -> None:
        seen: set[Rule] = set()
        for finding in one.decision.findings:
            rule = SAME_AS.get(finding.rule, finding.rule)
            if rule not in LABELLED:
                self.outside[rule] += 1
                continue
            seen.add(rule)
            if rule not in labels.rules:
                self._false.add(_mistake(one, rule, finding.probability, before, finding))
        for rule in seen | labels.rules:
            score = self.rules.setdefault(rule, Score())
            score.add(told=rule in labels.rules, seen=rule in seen)
        self.any_rule.add(told=bool(labels.rules), seen=bool(seen))
        self._misses(one, labels.rules - seen, before)
        self._care(one, told=labels.care, before=before)
        for topic, score in self.topics.items():
            score.add(told=labels.topic is topic, seen=one.judgement.topic.topic is topic)

    def _misses(self, one: Decided, missed: Iterable[Rule], before: Sequence[Told]) -> None:
        thought = {
            SAME_AS.get(finding.rule, finding.rule): finding.probability
            for finding in reversed(one.judgement.findings)
        }
        for rule in sorted(missed):
            self._missed.add(_mistake(one, rule, thought.get(rule, 0.0), before))

    def _care(self, one: Decided, *, told: bool, before: Sequence[Told]) -> None:
        actions = one.decision.actions
        seen = any(isinstance(action, AlertCare) for action in actions)
        self.care.add(told=told, seen=seen)
        reminded = any(isinstance(action, RemindInGroup | RemindPrivately) for action in actions)
        self.care_reminded += told and reminded
        signal, probability = one.judgement.care, one.judgement.care_probability
        if seen and not told:
            self._false.add(_mistake(one, None, probability, before, signal))
        if told and not seen:
            self._missed.add(_mistake(one, None, probability, before))

    @property
    def false_alarms(self) -> Sequence[Mistake]:
        """The worst first."""
        return self._false.told()

    @property
    def misses(self) -> Sequence[Mistake]:
        """The worst first."""
        return self._missed.told()

    @property
    def topic_macro_f1(self) -> float | None:
        """Over the topics that people or the bot named."""
        known = [score.f1 for score in self.topics.values() if score.f1 is not None]
        return sum(known) / len(known) if known else None


def _mistake(
    one: Decided,
    rule: Rule | None,
    probability: float,
    before: Sequence[Told],
    seen: Finding | CareSignal | None = None,
) -> Mistake:
    """*seen*: what the bot saw and people did not; None for a miss."""
    message, forwarded = one.message, seen is not None and seen.forwarded
    whole = message.forwarded if forwarded else message.text
    text = covered(whole, one.judgement.findings, forwarded=forwarded)
    begin = max(0, seen.span.start - LONGEST // 2) if seen else 0
    span = None
    if seen:
        end = min(seen.span.end - begin, LONGEST)
        span = Span(seen.span.start - begin, max(end, seen.span.start - begin))
    return Mistake(
        message.ref,
        message.group,
        message.sent_at,
        message.sender.name,
        text[begin : begin + LONGEST],
        message.media,
        rule,
        probability,
        span,
        seen.reason if seen else None,
        before,
    )


async def evaluate(
    checker: ExportCheck, exports: Iterable[LabelledExport], masks: Pseudonyms | None
) -> Evaluation:
    """*masks*: what senders are called instead of by their names, so that nobody is judged by who
    they are. Raises `bot.errors.ExportError`."""
    evaluation = Evaluation()
    for export in exports:
        labels: dict[MessageRef, Labels] = {}
        async for one in checker.run(_events(export, masks, labels, evaluation.people)):
            if isinstance(one, NotUnderstood):
                evaluation.not_understood += 1
            else:
                evaluation.add(one, labels.pop(one.message.ref))
    evaluation.unjudged, evaluation.repeated = checker.unjudged, checker.repeated
    return evaluation


def _events(
    export: LabelledExport,
    masks: Pseudonyms | None,
    labels: dict[MessageRef, Labels],
    people: dict[AccountRef, Sender],
) -> Iterator[Event | NotUnderstood]:
    """The export's events; what was said of each is put down in *labels*, and who was masked in
    *people*."""
    for read in export.labelled():
        if isinstance(read, NotUnderstood):
            yield read
            continue
        message, told = read
        labels.setdefault(message.ref, told)
        if masks is not None:
            if len(people) < _PEOPLE_KEPT:
                people.setdefault(message.sender.account, message.sender)
            message = _masked(message, masks)
        yield MessagePosted(message)


def _masked(message: Message, masks: Pseudonyms) -> Message:
    name = masks.sender(message.sender)
    account = AccountRef(message.sender.account.platform, UserId(name))
    return replace(message, sender=replace(message.sender, account=account, name=name))
