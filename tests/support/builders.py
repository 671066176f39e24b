"""Short ways to make what tests talk about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.detectors.base import Scene
from bot.detectors.normalize import read
from bot.model.conversation import Context, Heard
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, MessageRef, Platform, UserId
from bot.model.judgement import Topic
from bot.model.member import Role, Sender
from bot.model.message import MediaKind, Message

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLASS_2B = ChatRef(Platform.MEMORY, ChatId("klas-2b"))


def an_account(user_id: str = "leerling-1") -> AccountRef:
    return AccountRef(Platform.MEMORY, UserId(user_id))


def a_sender(name: str = "Sanne", role: Role = Role.STUDENT, user_id: str | None = None) -> Sender:
    return Sender(an_account(user_id or name), name, role)


def a_message(
    text: str = "hoi",
    *,
    message_id: str = "m1",
    sender: Sender | None = None,
    chat: ChatRef = CLASS_2B,
    at: datetime = NOON,
    quoted: str = "",
    forwarded: str = "",
    reply_to: str | None = None,
    media: MediaKind | None = None,
) -> Message:
    return Message(
        ref=MessageRef(chat, MessageId(message_id)),
        group="2B",
        sender=sender or a_sender(),
        sent_at=at,
        text=text,
        quoted=quoted,
        forwarded=forwarded,
        reply_to=None if reply_to is None else MessageId(reply_to),
        media=media,
    )


def heard(
    text: str = "hoi",
    *,
    topic: Topic = Topic.NEUTRAL,
    message_id: str = "m0",
    user_id: str = "leerling-2",
    role: Role = Role.STUDENT,
    at: datetime = NOON - timedelta(minutes=1),
) -> Heard:
    return Heard(MessageId(message_id), an_account(user_id), role, text, topic, at)


def a_scene(
    text: str = "hoi",
    *,
    earlier: Sequence[Heard] = (),
    parent: Heard | None = None,
    message: Message | None = None,
) -> Scene:
    message = message or a_message(text)
    return Scene(message, read(message.text), Context(earlier, parent))
