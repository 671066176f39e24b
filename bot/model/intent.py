"""A measure that somebody is about to order: shown to them, and not ordered yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.model.action import MeasureKind
from bot.model.ids import AccountRef, FlagId

IntentId = NewType("IntentId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIntent:
    """*text*: what the member would read, to the letter; "": whoever orders it has to write
    something first. *until*: of a mute."""

    flag: FlagId
    kind: MeasureKind
    by: AccountRef
    at: datetime
    until: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    intent_id: IntentId
    meant: NewIntent
