"""A pupil objects. A different member of staff than the one who decided looks at it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.ids import AccountRef, ChatRef, FlagId

AppealId = NewType("AppealId", int)
DraftId = NewType("DraftId", int)


class AppealState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    """Gegrond."""
    DENIED = "denied"
    """Niet gegrond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppeal:
    chat: ChatRef
    """The group in which it happened."""
    by: AccountRef
    at: datetime
    why: str
    """In their own words."""
    about: FlagId | None = None
    """On whose words it is. None: against a reminder without a flag, or the bot as such."""
    reminder: datetime | None = None
    """When they got the reminder that it is against; None: it is against a verdict, or the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One named staff member's answer to an appeal."""

    appeal: AppealId
    state: AppealState
    """Never open."""
    by: AccountRef
    at: datetime
    why: str
    """In plain words: whoever objected reads it."""


@dataclass(frozen=True, slots=True)
class Appeal:
    appeal_id: AppealId
    filed: NewAppeal
    state: AppealState = AppealState.OPEN
    ruling: Ruling | None = None
    chased: int = 0
    """How often staff were reminded of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """A ruling that somebody is about to give: its reason was asked for, or is shown to them."""

    appeal: AppealId
    state: AppealState
    """Never open."""
    by: AccountRef
    at: datetime
    why: str = ""
    """"": not written yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    draft_id: DraftId
    written: NewDraft
