"""Updates in the shapes of Bot API 10.x, and what they are to become."""

from datetime import UTC, datetime
from typing import Any

from adapters.telegram.convert import Converter
from bot.model.event import Event, MessageEdited, MessagePosted
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, Platform, UserId
from bot.model.member import Identity, Role, Sender
from bot.model.message import Message

Json = dict[str, Any]

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
DATE = int(SENT.timestamp())
EDITED = datetime(2026, 11, 23, 10, 31, tzinfo=UTC)

SEM: Json = {
    "id": 501,
    "is_bot": False,
    "first_name": "Sem",
    "last_name": "de Vries",
    "username": "vera_mentor",
    "language_code": "nl",
}
VERA: Json = {"id": 502, "is_bot": False, "first_name": "Vera", "username": "semdv"}
BOT: Json = {"id": 7001, "is_bot": True, "first_name": "Klaswacht", "username": "Klaswacht_bot"}
OTHER_BOT: Json = {"id": 7002, "is_bot": True, "first_name": "Quizbot", "username": "quiz_bot"}
ANONYMOUS: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
AS_CHANNEL: Json = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
GROUP: Json = {"id": -1001234567890, "type": "supergroup", "title": "TL3B"}
CHANNEL: Json = {"id": -1009876543210, "type": "channel", "title": "Winkler Prins"}
PRIVATE: Json = {"id": 501, "type": "private", "first_name": "Sem", "last_name": "de Vries"}

CHAT = ChatRef(Platform.TELEGRAM, ChatId("-1001234567890"))
IN_PRIVATE = ChatRef(Platform.TELEGRAM, ChatId("501"))


def who(
    number: int, name: str, identity: Identity = Identity.PERSON, language: str = ""
) -> Sender:
    account = AccountRef(Platform.TELEGRAM, UserId(str(number)))
    return Sender(account, name, Role.STUDENT, identity, language)


SEM_IS = who(501, "Sem de Vries", language="nl")
VERA_IS = who(502, "Vera")
THE_GROUP = who(-1001234567890, "TL3B", Identity.ANONYMOUS_ADMIN)


def message(**content: Any) -> Json:
    return {"message_id": 42, "from": SEM, "chat": GROUP, "date": DATE} | content


def private(**content: Any) -> Json:
    return message(chat=PRIVATE) | content


def command(text: str, **more: Any) -> Json:
    length = len(text.split(maxsplit=1)[0])
    return {
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": length}],
    } | more


def events(kind: str, body: object) -> list[Event]:
    return Converter("Klaswacht_bot").events({"update_id": 731, kind: body}, NOW)


def one(kind: str, body: object) -> Event:
    (event,) = events(kind, body)
    return event


def posted(**content: Any) -> Message:
    event = one("message", message(**content))
    assert isinstance(event, MessagePosted)
    return event.message


def edited(**content: Any) -> MessageEdited:
    event = one("edited_message", message(**content))
    assert isinstance(event, MessageEdited)
    return event


def number(value: int) -> MessageId:
    return MessageId(str(value))
