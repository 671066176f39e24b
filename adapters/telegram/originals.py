"""Where a message stands, and which other it answers or passes on."""

from datetime import datetime

from adapters.fields import Json, number, part, word
from adapters.telegram import content, people
from adapters.telegram.fields import chat_ref, message_id, moment
from bot.model.dealing import Original
from bot.model.ids import ChatRef, MessageId

_MAIN_TOPIC = 1


def topic_of(message: Json) -> MessageId | None:
    thread = number(message, "message_thread_id")
    if thread is None or thread == _MAIN_TOPIC or message.get("is_topic_message") is not True:
        return None
    return MessageId(str(thread))


def _replied(message: Json) -> Json:
    """In a topic, whatever replies to nothing is said to reply to the line that began it."""
    reply = part(message, "reply_to_message")
    own = number(reply, "message_id")
    began = topic_of(message) is not None and own == number(message, "message_thread_id")
    return {} if own is None or began else reply


def reply_to(message: Json) -> MessageId | None:
    reply, elsewhere = _replied(message), part(message, "external_reply")
    if reply:
        return message_id(reply)
    same = number(part(elsewhere, "chat"), "id") == number(part(message, "chat"), "id")
    return message_id(elsewhere) if same and number(elsewhere, "message_id") else None


def passed_on(message: Json, now: datetime) -> Original | None:
    if "forward_origin" not in message:
        return None
    return _elsewhere(part(message, "forward_origin"), {}, content.words(message), now)


def answered(message: Json, now: datetime) -> Original | None:
    reply, elsewhere = _replied(message), part(message, "external_reply")
    if reply:
        return Original(
            message_id=message_id(reply),
            sender=people.author(reply),
            text=content.words(reply),
            at=moment(reply, "date", now),
            chat=chat_ref(part(message, "chat")),
        )
    if not elsewhere:
        return None
    quoted = word(part(message, "quote"), "text")
    return _elsewhere(part(elsewhere, "origin"), elsewhere, quoted, now)


def _elsewhere(origin: Json, reply: Json, text: str, now: datetime) -> Original:
    """Only of a channel or a supergroup does Telegram tell chat and number."""
    where = part(reply, "chat") or part(origin, "chat")
    own = number(reply, "message_id") or number(origin, "message_id")
    return Original(
        message_id=MessageId("" if own is None else str(own)),
        sender=people.origin(origin),
        text=text,
        at=moment(origin, "date", now),
        chat=_chat(where),
    )


def _chat(chat: Json) -> ChatRef | None:
    return None if number(chat, "id") is None else chat_ref(chat)
