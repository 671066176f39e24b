"""What the bot said and will have to change or take back later."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.model.appeal import AppealId
from bot.model.ids import AccountRef, FlagId, MessageRef
from bot.model.outbox import Purpose

PostId = NewType("PostId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """No word of it: what it should read now is made from what it was about."""

    message: MessageRef
    """Where it stands."""
    purpose: Purpose
    at: datetime
    reader: AccountRef | None = None
    """Who alone sees it; None: everybody in that chat does."""
    about: FlagId | None = None
    appeal: AppealId | None = None
    take_back: datetime | None = None
    """When it is to be gone; None: it stays."""


@dataclass(frozen=True, slots=True)
class Post:
    post_id: PostId
    post: NewPost
