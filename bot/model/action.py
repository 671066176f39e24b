"""What the bot may do of its own accord, and what only a staff member's verdict can order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.finding import Rule
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    ChatRef,
    FlagId,
    MessageId,
    MessageRef,
    VerdictId,
)


class Audience(StrEnum):
    """Which staff an action goes to."""

    RESPONSIBLE = "responsible"
    """The staff admins of the group."""
    TEAM_LEAD = "team_lead"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class RemindInGroup:
    rule: Rule
    article: ArticleNumber


@dataclass(frozen=True, slots=True)
class RemindPrivately:
    rule: Rule
    article: ArticleNumber


@dataclass(frozen=True, slots=True)
class FlagToStaff:
    """Staff look at it when they look at their flags; *urgent* ones are told at once."""

    audience: Audience
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class AlertCare:
    """The care contacts are told, nobody else, and nothing is said in the group."""


Action = RemindInGroup | RemindPrivately | FlagToStaff | AlertCare


@dataclass(frozen=True, slots=True)
class Order:
    """Which flag a measure is about and who ordered it: they hear when it was not done."""

    flag: FlagId
    by: AccountRef


@dataclass(frozen=True, slots=True)
class HideMessage:
    message: MessageRef
    verdict: VerdictId
    others: tuple[MessageId, ...] = ()
    """The rest of its album."""
    order: Order | None = None
    """None: ordered before the bot kept that."""


@dataclass(frozen=True, slots=True)
class WarnMember:
    """*text* is said to the member in private, or to them alone *within* the group."""

    account: AccountRef
    article: ArticleNumber
    text: str
    verdict: VerdictId
    within: ChatRef | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class MuteMember:
    chat: ChatRef
    account: AccountRef
    until: datetime
    verdict: VerdictId
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class LiftMute:
    """What *verdict* ordered ends before its time."""

    chat: ChatRef
    account: AccountRef
    verdict: VerdictId
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class RemoveMember:
    chat: ChatRef
    account: AccountRef
    verdict: VerdictId
    order: Order | None = None


Measure = HideMessage | WarnMember | MuteMember | LiftMute | RemoveMember
"""Each names the verdict that ordered it; there is no measure without one."""


class MeasureKind(StrEnum):
    """What a staff member may order when a flag is right."""

    HIDE = "hide"
    WARN = "warn"
    MUTE = "mute"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Terms:
    """What whoever orders a measure chose of it. *until*: of a mute; None: a day. *text*: what the
    member is to read, as it was shown to them; "": the bot's own words."""

    until: datetime | None = None
    text: str = ""
