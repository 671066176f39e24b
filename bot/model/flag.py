"""What staff look at and decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.action import Audience
from bot.model.finding import CareSignal, Finding, Rule
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    FlagId,
    MessageId,
    MessageRef,
    VerdictId,
)
from bot.model.member import Sender
from bot.model.message import MediaKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a flag rests on, and the few lines before them under pseudonyms."""

    text: str
    context: tuple["Line", ...] = ()
    media: MediaKind | None = None
    """What hung on the message; the media itself is never kept."""
    forwarded: str = ""
    """What the sender passed on, where a finding or a signal is about it."""
    others: tuple[MessageId, ...] = ()
    """The rest of the album that the message begins: what hides it hides them too."""

    @property
    def before(self) -> tuple[str, ...]:
        """The lines of *context* as staff read them."""
        return tuple(line.shown for line in self.context)


@dataclass(frozen=True, slots=True)
class Line:
    """An earlier message, *shown* as staff read it; whose it is, so that it can go with them."""

    account: AccountRef
    shown: str


class FlagState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFlag:
    """A flag as the pipeline raises it, before the store gives it a number."""

    message: MessageRef
    sender: Sender
    sent_at: datetime
    audience: Audience
    urgent: bool
    findings: tuple[Finding, ...]
    care: CareSignal | None
    """Set on a care signal; such a flag carries no findings and can never become a strike."""
    evidence: Evidence
    rulebook: str
    target: AccountRef | None = None
    """Whom the words were aimed at, where that one has an account here."""
    reported: AccountRef | None = None
    """Whom somebody complained about, where that is not the sender."""
    raised_at: datetime | None = None
    """When the bot saw it, from which its term counts: an old message may be edited, and what was
    written while the bot was off is read late. None: when it was sent."""

    @property
    def parties(self) -> frozenset[AccountRef]:
        """Whose matter it is: they neither see nor decide it."""
        others = (self.target, self.reported)
        return frozenset({self.sender.account, *(one for one in others if one is not None)})


@dataclass(frozen=True, slots=True)
class Flag:
    flag_id: FlagId
    raised: NewFlag
    state: FlagState = FlagState.OPEN


class Verdict(StrEnum):
    UPHELD = "upheld"
    """Terecht."""
    DISMISSED = "dismissed"
    """Onterecht."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVerdict:
    """One named staff member's decision on one flag."""

    flag_id: FlagId
    verdict: Verdict
    by: AccountRef
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Strike:
    """A recorded warning. Only a verdict makes one: it does not exist without its id."""

    account: AccountRef
    rule: Rule
    article: ArticleNumber
    at: datetime
    verdict: VerdictId


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder given to a member, or to the group because of what a member wrote."""

    message: MessageRef
    account: AccountRef
    rule: Rule
    article: ArticleNumber
    in_group: bool
    at: datetime


class StepKind(StrEnum):
    """The values are stored: never rename one."""

    TOLD = "told"
    TAKEN_UP = "taken_up"
    """Somebody said that they look after it; of a care signal, that a person has read it."""
    PASSED_ON = "passed_on"
    """To the next who may be told, because nobody took it up or somebody asked for it."""
    LATER = "later"
    APPEALED = "appealed"
    """Somebody objected to it, or to a reminder of the same words."""
    GRANTED = "granted"
    """That was upheld."""
    DENIED = "denied"
    SEEN = "seen"
    """Somebody opened it; of each person only the first time."""
    CHANGED = "changed"
    """Its message was edited after it was seen; a later flag may be on those words."""
    REMINDED = "reminded"
    """Nobody decided it in time, and staff were reminded."""
    ESCALATED = "escalated"
    """They still did not, and the team lead was told."""
    HELD = "held"
    """Two people keep its evidence for a report to the police; a step of each."""
    RELEASED = "released"
    """They no longer do."""
    MORE = "more"
    """Of a care signal: its sender wrote something like it once more, and no flag was raised."""
    MUTED = "muted"
    """Somebody ordered it, until then."""
    LIFTED = "lifted"
    """The mute ends before its time."""
    REMOVED = "removed"
    PARENTS = "parents"
    """Somebody talked with the parents."""
    NOT_DONE = "not_done"
    """What somebody ordered could not be carried out, or perhaps not."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a flag's history, beside its verdict."""

    kind: StepKind
    at: datetime
    by: AccountRef | None = None
    """None: the bot itself."""
    until: datetime | None = None
    """Of what lasts a time."""


def holders(steps: Iterable[Step]) -> tuple[AccountRef, ...]:
    """Who keeps the evidence for a report to the police; nobody: it is not kept for one."""
    found: list[AccountRef] = []
    for step in steps:
        if step.kind is StepKind.RELEASED:
            found.clear()
        elif step.kind is StepKind.HELD and step.by is not None:
            found.append(step.by)
    return tuple(dict.fromkeys(found))
