"""What people do with the bot itself on a live platform, and what happens to a group around it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from bot.model.ids import AccountRef, ChatRef, MessageId
from bot.model.member import Sender


class Presence(StrEnum):
    """What somebody is in a group, as the platform has it: never what they are to the school."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    AWAY = "away"
    """Left, was removed, or was never in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The message that somebody replies to, or passed on to the bot, as the platform shows it."""

    message_id: MessageId
    sender: Sender | None
    """None: the platform hides who wrote it."""
    text: str
    at: datetime
    chat: ChatRef | None = None
    """None: passed on, and the platform does not say from where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAdded:
    """The bot was put into a group by *by*. Until the group is bound to a class nothing that is
    said there is kept."""

    chat: ChatRef
    at: datetime
    name: str
    by: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRemoved:
    chat: ChatRef
    at: datetime
    by: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged:
    """Somebody joined, left, or became something else; the bot itself too."""

    chat: ChatRef
    at: datetime
    member: Sender
    was: Presence
    now: Presence
    by: Sender
    unapproved: bool = False
    """Came in by a link that no admin has to approve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMoved:
    """The platform gave the group another id; everything that is kept follows it."""

    chat: ChatRef
    at: datetime
    to: ChatRef


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRenamed:
    chat: ChatRef
    at: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGiven:
    """Words that are meant for the bot: `/name argument`, in a group or in private."""

    chat: ChatRef
    at: datetime
    message_id: MessageId
    sender: Sender
    name: str
    """In lower case, without slash or the bot's own name."""
    argument: str = ""
    private: bool = False
    hidden: bool = False
    """Only the bot saw it, though it was given in the group."""
    reply_to: Original | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateMessage:
    """Written to the bot alone, and no command."""

    chat: ChatRef
    at: datetime
    message_id: MessageId
    sender: Sender
    text: str
    forwarded: Original | None = None
    reply_to: Original | None = None
    edited_at: datetime | None = None
    """When it came to read as it does; None: it was not edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed:
    chat: ChatRef
    at: datetime
    press: str
    """By which the platform wants to be answered."""
    message_id: MessageId
    """Of the bot's message that the button is under."""
    by: Sender
    data: str
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """What came from the platform and could not be understood: no word of it, only why."""

    chat: ChatRef
    at: datetime
    number: str
    """The platform's own, of the update."""
    why: str


Dealing = (
    BotAdded
    | BotRemoved
    | MemberChanged
    | GroupMoved
    | GroupRenamed
    | CommandGiven
    | PrivateMessage
    | ButtonPressed
    | NotRead
)


def known_by(dealing: Dealing) -> str:
    """What tells it from any other dealing of its kind in its chat."""
    parts: tuple[str, ...]
    match dealing:
        case BotAdded(at=at) | BotRemoved(at=at) | GroupMoved(at=at):
            parts = (at.isoformat(),)
        case GroupRenamed(at=at, name=name):
            parts = (at.isoformat(), name)
        case MemberChanged(at=at, member=member, was=was, now=now):
            parts = (at.isoformat(), *_account(member.account), was, now)
        case CommandGiven(hidden=True, at=at, sender=sender):
            parts = (at.isoformat(), *_account(sender.account))
        case PrivateMessage(message_id=message_id, edited_at=datetime() as edited_at, text=text):
            # Platforms tell time in whole seconds, and somebody may edit twice in one.
            words = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            parts = (message_id, edited_at.isoformat(), words)
        case CommandGiven(message_id=message_id) | PrivateMessage(message_id=message_id):
            parts = (message_id,)
        case ButtonPressed(press=press):
            parts = (press,)
        case NotRead(number=number, at=at):
            parts = (number, at.isoformat())
    return " ".join(parts)


def _account(account: AccountRef) -> tuple[str, str]:
    return account.platform, account.user_id
