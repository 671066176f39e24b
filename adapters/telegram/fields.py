"""What Telegram's JSON has in many places."""

from datetime import UTC, datetime

from adapters.fields import Json, Strange, number, part, word
from bot.model.ids import ChatId, ChatRef, MessageId, Platform


def moment(of: Json, key: str, otherwise: datetime) -> datetime:
    """Telegram tells whole seconds, and 0 where it does not tell."""
    seconds = number(of, key) or 0
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else otherwise
    except (OverflowError, ValueError, OSError):
        return otherwise


def is_private(chat: Json) -> bool:
    return word(chat, "type") == "private"


def is_hidden(message: Json) -> bool:
    """Only its sender and the bot see it."""
    return "ephemeral_message_id" in message


def chat_ref(chat: Json) -> ChatRef:
    own = number(chat, "id")
    if own is None:
        raise Strange("no chat")
    return ChatRef(Platform.TELEGRAM, ChatId(str(own)))


def message_id(message: Json) -> MessageId:
    """What only one reads has a number of its own, which says nothing without its reader."""
    own, whispered = number(message, "message_id"), number(message, "ephemeral_message_id")
    if whispered is not None:
        return MessageId(f"{number(part(message, 'receiver_user'), 'id')}/{whispered}")
    if own is None:
        raise Strange("no message id")
    return MessageId(str(own))
