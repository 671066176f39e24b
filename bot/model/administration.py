"""Who administers a group and what the bot may do in it, as the platform tells (art. 5.1.5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.member import Sender


class Right(StrEnum):
    """What the bot needs an admin's right for."""

    READ = "read"
    """See all that is said."""
    HIDE = "hide"
    RESTRICT = "restrict"


class Untold(StrEnum):
    """What a platform does not tell, and what therefore is said to be unknown."""

    ANONYMOUS_ADMIN = "anonymous_admin"
    """There is an admin who writes as the group: who that is nobody can see."""
    MEMBERS = "members"
    """Who is in the group without ever having written."""
    OTHER_BOTS = "other_bots"
    HISTORY = "history"
    """Whether who joins can read what was said before."""


@dataclass(frozen=True, slots=True)
class Admin:
    sender: Sender
    owner: bool = False
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """The bot itself is left out of *admins*."""

    at: datetime
    admins: tuple[Admin, ...] = ()
    rights: frozenset[Right] = frozenset()
    """What the bot may do."""
    public: str = ""
    """The name under which anybody can find the group and join."""
    untold: frozenset[Untold] = frozenset()
