"""A chat message as every detector sees it, whatever platform it came from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.model.ids import MessageId, MessageRef
from bot.model.member import Sender


class MediaKind(StrEnum):
    """What hangs on a message. The media itself is never opened."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    POLL = "poll"
    CONTACT = "contact"
    UNKNOWN = "unknown"
    """There was media, but the export does not say what."""


class Span(NamedTuple):
    """Part of a message's raw text: `text[start:end]`, in code points.

    Empty only where a message has no words: what was seen is then the media or the sender's name.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, with what the sender wrote kept apart from what they quoted or forwarded."""

    ref: MessageRef
    group: str
    """The group's name, for showing."""
    sender: Sender
    sent_at: datetime
    """Aware."""
    text: str
    """Authored by the sender. For a poll: the question, then one option a line."""
    quoted: str = ""
    forwarded: str = ""
    reply_to: MessageId | None = None
    media: MediaKind | None = None
    edited: bool = False
    topic: MessageId | None = None
    """The thread inside the group; None: it has none, or it is the main one."""
    album: str = ""
    """Messages that the platform shows as one have the same; "": it stands alone."""
    others: tuple[MessageId, ...] = ()
    """The rest of its album, once that was put together."""
