"""Words that are meant for the bot: `/name argument`."""

from datetime import datetime

from adapters.fields import Json, number, part, parts, word
from adapters.telegram import people
from adapters.telegram.content import prefix
from adapters.telegram.fields import chat_ref, is_hidden, is_private, message_id, moment
from adapters.telegram.originals import answered
from bot.model.dealing import CommandGiven


def command(message: Json, now: datetime, username: str) -> CommandGiven | None:
    given = _given(message, username)
    if given is None:
        return None
    chat = part(message, "chat")
    return CommandGiven(
        chat=chat_ref(chat),
        at=moment(message, "date", now),
        message_id=message_id(message),
        sender=people.sender(message),
        name=given[0],
        argument=given[1],
        private=is_private(chat),
        hidden=is_hidden(message),
        reply_to=answered(message, now),
    )


def _given(message: Json, username: str) -> tuple[str, str] | None:
    """Name and argument. What is passed on orders nothing, and other bots have their own."""
    marked = (each for each in parts(message, "entities") if word(each, "type") == "bot_command")
    first = next((each for each in marked if number(each, "offset") == 0), None)
    if first is None or "forward_origin" in message:
        return None
    text = word(message, "text")
    head = prefix(text, number(first, "length") or 0)
    name, _, addressed = head.removeprefix("/").partition("@")
    if not name or addressed.lower() not in {"", username.lower()}:
        return None
    return name.lower(), text[len(head) :].strip()
