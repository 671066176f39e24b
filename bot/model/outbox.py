"""What waits to be said or done on a platform, and what became of it."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.model.action import (
    HideMessage,
    LiftMute,
    Measure,
    MuteMember,
    RemoveMember,
    WarnMember,
)
from bot.model.appeal import AppealId
from bot.model.button import Buttons
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageId, MessageRef, Platform

OutboxId = NewType("OutboxId", int)


class Queue(StrEnum):
    """What one sender sends, one thing after the other: a server for mail that hangs holds up no
    chat."""

    CHAT = "chat"
    MAIL = "mail"


STALE_AFTER = timedelta(hours=1)
"""How long a reminder or a notice is of use: a late reprimand helps nobody."""


class Purpose(StrEnum):
    """Why something is sent; it decides what happens when a send may or may not have arrived."""

    REMINDER = "reminder"
    DIGEST = "digest"
    FLAG = "flag"
    ALERT = "alert"
    CARE = "care"
    MEASURE = "measure"
    NOTICE = "notice"
    RULING = "ruling"
    """What was decided on an appeal, for whoever made it."""
    ANSWER = "answer"
    """To a button that somebody waits on, or to a command."""
    AMEND = "amend"
    """Change or take back what the bot itself said: doing it twice is doing it once."""

    @property
    def at_least_once(self) -> bool:
        """True: better twice (marked so) than not at all. False: better not at all than twice."""
        return self in _MUST_ARRIVE

    @property
    def for_staff(self) -> bool:
        """True: it is not settled because its reader cannot be reached."""
        return self in {Purpose.FLAG, Purpose.ALERT, Purpose.CARE, Purpose.DIGEST}


_MUST_ARRIVE = frozenset(
    {
        Purpose.FLAG,
        Purpose.ALERT,
        Purpose.CARE,
        Purpose.MEASURE,
        Purpose.RULING,
        Purpose.AMEND,
    }
)


MOST_OF_A_PICTURE = 200_000
"""Bytes: it lies in the outbox until it is sent."""


@dataclass(frozen=True, slots=True)
class Picture:
    """*base64*: a PNG. *alt*: the same in words, for who does not see it."""

    base64: str
    alt: str

    @classmethod
    def of(cls, png: bytes, alt: str) -> "Picture":
        """Raises `ValueError` for one that is too large."""
        if len(png) > MOST_OF_A_PICTURE:
            raise ValueError("too large a picture")
        return cls(b64encode(png).decode(), alt)

    @property
    def png(self) -> bytes:
        return b64decode(self.base64)


PICTURE_CID = "beeld@klaswacht"
"""As what the HTML of a letter calls its picture."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a text is beside itself where it goes by mail."""

    subject: str
    html: str
    reader: AccountRef | None = None
    """Whose digest it is."""


@dataclass(frozen=True, slots=True)
class Say:
    """A text to a group (*to* is a chat) or to one person in private (*to* is an account)."""

    to: ChatRef | AccountRef
    text: str
    reply_to: MessageId | None = None
    buttons: Buttons = ()
    within: ChatRef | None = None
    """Of a text to a person: the group where only they are to see it, where the platform can."""
    instead: str = ""
    """What *within* reads in reply when the person can be reached in no other way; "": nothing."""
    topic: MessageId | None = None
    take_back_after: timedelta | None = None
    """For how long it is to stand in the group; None: it stays."""
    appeal: AppealId | None = None
    """The appeal that staff are told of: it is remembered, and changes when that is decided."""
    picture: Picture | None = None
    """Where people chat the text is what stands under it; in a letter it is inside."""
    letter: Letter | None = None
    """Of what goes to an address."""


@dataclass(frozen=True, slots=True)
class Change:
    """Another text for what the bot said at *message*."""

    message: MessageRef
    text: str
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class TakeBack:
    """What stands at *message* disappears: the bot's own words, or a command somebody gave."""

    message: MessageRef


@dataclass(frozen=True, slots=True)
class Answer:
    """To whoever pressed a button, and nobody else."""

    platform: Platform
    press: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    chat: ChatRef


Delivery = Say | Change | TakeBack | Answer | Leave | Measure


def is_for(delivery: Delivery, account: AccountRef) -> bool:
    """Whether it is said to *account* in private, or done to it."""
    match delivery:
        case Say(to, letter=letter):
            return account in {to, letter.reader if letter else to}
        case HideMessage() | Change() | TakeBack() | Answer() | Leave():
            return False
        case WarnMember(whom) | MuteMember(_, whom) | LiftMute(_, whom) | RemoveMember(_, whom):
            return whom == account


class Outcome(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    """Handed to the platform, answer not recorded yet."""
    DONE = "done"
    ALREADY_GONE = "already_gone"
    GROUP_GONE = "group_gone"
    """Of a measure: the group is not there any more, or the bot is not in it."""
    NO_PERMISSION = "no_permission"
    UNSUPPORTED = "unsupported"
    """The platform has no such thing in this kind of group."""
    IS_ADMIN = "is_admin"
    """To whoever administers the group, a platform lets nobody do it."""
    SIMULATED = "simulated"
    UNKNOWN = "unknown"
    """The process ended between sending and recording: it may have arrived or not."""
    FAILED = "failed"
    EXPIRED = "expired"
    """It came too late to be of use, and was not sent."""
    NOT_ALLOWED = "not_allowed"
    """By the time it was to be sent, its reader might not see it any more."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a platform made of a text. *message*: where it stands; None: it does not say."""

    outcome: Outcome
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class NewOutboxItem:
    purpose: Purpose
    effect: Delivery
    not_before: datetime
    expires: datetime | None = None
    """After this moment it is not sent any more; None: never too late."""
    about: FlagId | None = None
    """The flag that it tells of: at the moment of sending its reader must still have the right to
    see it, and it goes when the flag goes."""


@dataclass(frozen=True, slots=True)
class OutboxItem:
    outbox_id: OutboxId
    item: NewOutboxItem
    attempts: int = 0
    maybe_double: bool = False
    """An earlier attempt may have arrived; the text says so."""
