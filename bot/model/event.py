"""What a chat platform or an export tells us."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.model.dealing import Dealing, known_by
from bot.model.ids import ChatRef, MessageId, MessageRef
from bot.model.member import Sender
from bot.model.message import Message


@dataclass(frozen=True, slots=True)
class MessagePosted:
    message: Message


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """The message as it reads now; judged again when its text changed."""

    message: Message
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    ref: MessageRef
    at: datetime


@dataclass(frozen=True, slots=True)
class GroupNotice:
    """The platform's own line in a group: created, joined, left, renamed."""

    chat: ChatRef
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class AdminsChanged:
    """Who administers a group from now on, the bot itself left out."""

    chat: ChatRef
    at: datetime
    admins: tuple[Sender, ...]


Event = MessagePosted | MessageEdited | MessageDeleted | GroupNotice | AdminsChanged | Dealing


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """What no rule of an export's format explains. Shown, never dropped in silence."""

    line: int
    """1-based: of the file, or of its messages where the file is no text."""
    text: str
    file: str = ""
    """Its name, once several files are read together."""


def chat_of(event: Event) -> ChatRef:
    match event:
        case MessagePosted(message) | MessageEdited(message):
            return message.ref.chat
        case MessageDeleted(ref):
            return ref.chat
        case GroupNotice(chat) | AdminsChanged(chat):
            return chat
        case _:
            return event.chat


def moment_of(event: Event) -> datetime:
    match event:
        case MessagePosted(message):
            return message.sent_at
        case MessageEdited(_, edited_at):
            return edited_at
        case MessageDeleted(_, at) | GroupNotice(_, at) | AdminsChanged(_, at):
            return at
        case _:
            return event.at


def identity(event: Event) -> str:
    """The same for two deliveries of the same event, different for any two events."""
    match event:
        case MessagePosted(message):
            what, when = message.ref.message_id, ""
        case MessageEdited(message, edited_at):
            # Platforms tell time in whole seconds, and somebody may edit twice in one.
            words = sha256(message.text.encode("utf-8", "surrogatepass")).hexdigest()
            what, when = message.ref.message_id, f"{edited_at.isoformat()} {words}"
        case MessageDeleted(ref):
            what, when = ref.message_id, ""
        case GroupNotice(_, at, text):
            what, when = MessageId(text), at.isoformat()
        case AdminsChanged(_, at, admins):
            who = sorted(f"{admin.account.platform} {admin.account.user_id}" for admin in admins)
            what, when = MessageId("\0".join(who)), at.isoformat()
        case _:
            what, when = MessageId(known_by(event)), ""
    chat = chat_of(event)
    parts = (type(event).__name__, chat.platform, chat.chat_id, what, when)
    return "\0".join(parts)
