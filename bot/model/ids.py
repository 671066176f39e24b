"""Identifiers. Platform ids are opaque text: never parse them, never do arithmetic on them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from typing_extensions import override

ChatId = NewType("ChatId", str)
UserId = NewType("UserId", str)
MessageId = NewType("MessageId", str)
ArticleNumber = NewType("ArticleNumber", str)
"""As the school prints it, its list marks lettered: "4.1", "4.11e", "5.1.5"."""
PersonId = NewType("PersonId", str)
"""The school's own number of a person, as its administration has it."""
FlagId = NewType("FlagId", int)
VerdictId = NewType("VerdictId", int)


class Platform(StrEnum):
    """Where a chat lives, or which export it came from."""

    MEMORY = "memory"
    TELEGRAM = "telegram"
    MATRIX = "matrix"
    WHATSAPP = "whatsapp"
    DISCORD = "discord"
    META = "meta"
    """Instagram and Messenger: not every part of a conversation says of which."""
    SNAPCHAT = "snapchat"
    X = "x"
    YOUTUBE = "youtube"
    LABELLED = "labelled"
    OS = "os"
    """An account of the machine that the bot runs on: who types a command there."""
    EMAIL = "email"
    """An address to write to; nobody is known by it."""


@dataclass(frozen=True, slots=True)
class ChatRef:
    platform: Platform
    chat_id: ChatId

    @override
    def __str__(self) -> str:
        return f"{self.platform}:{self.chat_id}"


@dataclass(frozen=True, slots=True)
class AccountRef:
    """One account on one platform. A person may have several."""

    platform: Platform
    user_id: UserId

    @override
    def __str__(self) -> str:
        return f"{self.platform}:{self.user_id}"


PRIVATELY = "private/"
"""So begins the id of what somebody of a group wrote to the bot alone: it is not the group's."""

NOWHERE = f"{PRIVATELY}?/"
"""So it begins where nobody knows which group that is."""

Target = AccountRef | str
"""Whom words are aimed at: an account, or the first name of somebody who never wrote."""


@dataclass(frozen=True, slots=True)
class MessageRef:
    chat: ChatRef
    message_id: MessageId


def parts(written: str) -> tuple[Platform, str]:
    """The platform and the id of which `str()` made that. Raises `ValueError` for no platform."""
    platform, _, own = written.partition(":")
    return Platform(platform), own
