"""The last messages of a group, as a detector may use them. In memory only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.finding import Finding
from bot.model.ids import AccountRef, MessageId, Target
from bot.model.judgement import Topic
from bot.model.member import Role, Sender
from bot.model.message import MediaKind


@dataclass(frozen=True, slots=True)
class Heard:
    """An earlier message of the same group."""

    message_id: MessageId
    account: AccountRef
    role: Role
    text: str
    shown: str
    """*text* as other people may see it again: personal data covered."""
    topic: Topic
    at: datetime
    care: bool = False
    """Somebody may be in need: these words are shown to nobody but the care contacts."""
    name: str = ""
    """As shown when it was said; a display name never identifies."""
    findings: tuple[Finding, ...] = ()
    """What the judge made of it, unsure ones included."""
    media: MediaKind | None = None
    settled: bool = False
    """A later message took it back, or laughed it off: see `Judgement.settled`."""


@dataclass(frozen=True, slots=True)
class Hurt:
    """Somebody hurt somebody: who whom and when, never a word of it.

    Whoever never wrote has no account here: only then is the target a first name, which stays in
    the mark until that one writes or the mark goes.
    """

    at: datetime
    message_id: MessageId
    by: AccountRef
    target: Target
    settled: bool = False
    """Taken back by its sender, or laughed at by its target: it counts no longer."""


@dataclass(frozen=True, slots=True)
class Context:
    """What was said before. *earlier*: oldest first, at most 20. *parent*: what is replied to.

    *people*: who wrote in the group so far, as they were last called; the sender of the message
    itself only when they wrote before. *testing*: a test of this group is running. *hurts*: who
    hurt whom, in the order it was heard, at most 50, in memory only.
    """

    earlier: Sequence[Heard] = ()
    parent: Heard | None = None
    complete: bool = True
    people: Mapping[AccountRef, Sender] = field(default_factory=dict)
    testing: bool = False
    hurts: Sequence[Hurt] = ()


@dataclass(frozen=True, slots=True)
class TopicMark:
    """One judged message of a conversation window: a label, no text."""

    at: datetime
    topic: Topic


@dataclass(frozen=True, slots=True)
class TopicWindow:
    """The labels of a group's running conversation, oldest first.

    Talk is off topic when the conversation is, never because of one stray message: at least
    *least* marks about something else, and *share* of all marks that are about anything.
    """

    marks: tuple[TopicMark, ...] = ()
    size: int = 8
    pause: timedelta = timedelta(minutes=30)
    least: int = 3
    share: float = 0.75

    def then(self, mark: TopicMark) -> "TopicWindow":
        """The window after one more message; a long pause begins a new conversation."""
        kept = self.marks
        if kept and mark.at - kept[-1].at > self.pause:
            kept = ()
        marks = (*kept, mark)[-self.size :]
        return TopicWindow(marks, self.size, self.pause, self.least, self.share)

    def instead(self, was: TopicMark, mark: TopicMark) -> "TopicWindow":
        """The window once the message of *was* reads otherwise; the same when it is not in it."""
        if was not in self.marks:
            return self
        place = self.marks.index(was)
        marks = (*self.marks[:place], mark, *self.marks[place + 1 :])
        return TopicWindow(marks, self.size, self.pause, self.least, self.share)

    @property
    def offtopic(self) -> bool:
        about = [mark.topic for mark in self.marks if mark.topic is not Topic.NEUTRAL]
        away = about.count(Topic.OFFTOPIC)
        return away >= self.least and away / len(about) >= self.share
