"""What is remembered between messages, as the policy asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.action import Action
from bot.model.finding import Finding, Rule
from bot.model.ids import ArticleNumber, ChatRef, MessageRef
from bot.model.judgement import Judgement


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A member's reminders per rule, oldest first; withdrawn ones are not among them."""

    reminders: Mapping[Rule, tuple[datetime, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptReminder:
    """A reminder as it can still be read: which message it was about is only a hash by then."""

    chat: ChatRef
    rule: Rule
    article: ArticleNumber
    in_group: bool
    at: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class GroupRecord:
    last_reminded: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalendarMoment:
    """What the school's calendar says of one moment in one group."""

    quiet: bool = False
    """Nobody is disturbed with a reminder now; staff and care are still told."""
    testing: bool = False
    """A test of this group is running."""
    away: tuple[datetime, datetime] | None = None
    """Begin and end of the lesson that is running, where its teacher wants phones away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """What is kept of every judged message: labels and versions, never a word of it."""

    message: MessageRef
    at: datetime
    by_staff: bool
    judgement: Judgement
    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    rulebook: str
    testing: bool = False
    """A test of the group was running: then only layers that people wrote may have judged."""


@dataclass(frozen=True, slots=True)
class DayTally:
    """One group's day in numbers, for the digest."""

    chat: ChatRef
    messages: int
    topics: Mapping[str, int]
    """Topic -> messages, staff's left out."""
    rules: Mapping[Rule, int]
    reminders: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages of some group and time, and about what; no label is opened for it."""

    messages: int = 0
    topics: Mapping[str, int] = field(default_factory=dict)
    """Topic -> messages, staff's left out."""
