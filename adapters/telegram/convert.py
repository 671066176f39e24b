"""What Telegram tells, as our events. Pure, and nothing that arrives makes it raise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.fields import Json, Strange, number, part, word
from adapters.telegram import members, messages, people
from adapters.telegram.fields import chat_ref, is_private, message_id, moment
from bot.model.dealing import ButtonPressed, NotRead
from bot.model.event import Event
from bot.model.ids import ChatId, ChatRef, Platform

KINDS = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
)
"""What is asked for: all else Telegram keeps to itself."""


@dataclass(frozen=True, slots=True)
class Converter:
    username: str
    """The bot's own, by which commands in a group are addressed to it."""

    def events(self, update: object, now: datetime) -> list[Event]:
        """*now* stands for the moment where Telegram tells none."""
        of = update if isinstance(update, dict) else {}
        kind = next((kind for kind in KINDS if kind in of), "")
        try:
            event = self._read(kind, part(of, kind), now)
        except Strange as strange:
            return [_not_read(of, kind, str(strange), now)]
        except Exception as error:  # noqa: BLE001 - one update must not stop the others
            return [_not_read(of, kind, type(error).__name__, now)]
        return [event] if event else []

    def _read(self, kind: str, body: Json, now: datetime) -> Event | None:
        match kind:
            case "message":
                return messages.posted(body, now, self.username)
            case "edited_message":
                return messages.edited(body, now)
            case "":
                raise Strange("of no kind that was asked for")
            case _:
                return _READ[kind](body, now)


def _pressed(query: Json, now: datetime) -> ButtonPressed:
    """Of a message that is too old or gone Telegram still tells chat and number."""
    message = part(query, "message")
    chat = part(message, "chat")
    press = word(query, "id")
    if not press:
        raise Strange("no press")
    return ButtonPressed(
        chat=chat_ref(chat),
        at=now,
        press=press,
        message_id=message_id(message),
        by=people.user(part(query, "from"), chat),
        data=word(query, "data"),
        private=is_private(chat),
    )


_READ: dict[str, Callable[[Json, datetime], Event | None]] = {
    "callback_query": _pressed,
    "my_chat_member": members.of_the_bot,
    "chat_member": members.changed,
    "chat_join_request": members.asks_to_join,
}


def _not_read(update: Json, kind: str, why: str, now: datetime) -> NotRead:
    body = part(update, kind)
    chat = part(body, "chat") or part(part(body, "message"), "chat")
    own, update_id = number(chat, "id"), number(update, "update_id")
    return NotRead(
        chat=ChatRef(Platform.TELEGRAM, ChatId("" if own is None else str(own))),
        at=moment(body, "date", now),
        number="" if update_id is None else str(update_id),
        why=f"{kind or 'update'}: {why}",
    )
