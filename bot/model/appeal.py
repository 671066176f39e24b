"""A pupil objects. A different member of staff than the one who decided looks at it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.ids import AccountRef, ChatRef, FlagId

AppealId = NewType("AppealId", int)


class AppealState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppeal:
    chat: ChatRef
    """The group in which it happened."""
    by: AccountRef
    at: datetime
    why: str
    """In their own words."""
    about: FlagId | None = None
    """None: against a reminder, or against the bot as such."""


@dataclass(frozen=True, slots=True)
class Appeal:
    appeal_id: AppealId
    filed: NewAppeal
    state: AppealState = AppealState.OPEN
