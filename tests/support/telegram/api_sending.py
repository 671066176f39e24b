"""Sending."""

from typing import Any

from aiogram.methods import SendDocument, SendMessage, SendPhoto
from pydantic import BaseModel

from tests.support.telegram import entities, render
from tests.support.telegram.errors import bad
from tests.support.telegram.state import Chat, Json, Message
from tests.support.telegram.world import World

WHISPER_WITHIN = 15  # seconds
Sends = SendMessage | SendPhoto | SendDocument
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def send_message(world: World, call: SendMessage) -> Json:
    chat = world.chat_of(call.chat_id)
    return _send(world, chat, call, text_of(call.text, call.parse_mode, call.entities))


def send_photo(world: World, call: SendPhoto) -> Json:
    chat = world.chat_of(call.chat_id)
    size = _file(world, str(call.photo)) | {"width": 90, "height": 90}
    return _send(world, chat, call, {"photo": [size]} | _caption(call))


def send_document(world: World, call: SendDocument) -> Json:
    chat = world.chat_of(call.chat_id)
    return _send(
        world, chat, call, {"document": _file(world, str(call.document))} | _caption(call)
    )


def text_of(text: str | None, mode: Any, given: list[Any] | None) -> Json:
    if not text:
        raise bad("message text is empty")
    read = entities.read(text, mode if isinstance(mode, str) else None, _plain(given))
    if not read["text"]:
        raise bad("message must be non-empty")
    if entities.units(read["text"]) > 4096:
        raise bad("message is too long")
    return read


def _caption(call: SendPhoto | SendDocument) -> Json:
    if not call.caption:
        return {}
    mode = call.parse_mode if isinstance(call.parse_mode, str) else None
    read = entities.read(call.caption, mode, _plain(call.caption_entities))
    if entities.units(read["text"]) > 1024:
        raise bad("message caption is too long")
    found = {"caption": read["text"]}
    return found | ({"caption_entities": read["entities"]} if "entities" in read else {})


def _file(world: World, file_id: str) -> Json:
    if file_id not in world.files:
        raise bad("wrong file identifier/HTTP URL specified")
    size = len(world.files[file_id])
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size}


def _plain(models: list[Any] | None) -> list[Json] | None:
    return [model.model_dump(exclude_none=True) for model in models] if models else None


def markup_of(markup: BaseModel | None) -> Json | None:
    if markup is None:
        return None
    plain = markup.model_dump(exclude_none=True, by_alias=True, warnings=False)
    return plain if plain.get("inline_keyboard") else None


def _send(world: World, chat: Chat, call: Sends, content: Json) -> Json:
    world.must_write(chat)
    receiver, query = _receiver(call)
    if receiver is not None:
        return _whisper(world, chat, call, content, (receiver, query))
    message = world.post(
        chat,
        world.bot,
        _quoted(call, content),
        reply_to=_answered(chat, call),
        thread=_topic(chat, call.message_thread_id),
        markup=markup_of(call.reply_markup),
    )
    message.silent = bool(call.disable_notification)
    return render.message(message)


def _receiver(call: Sends) -> tuple[int | None, str | None]:
    if given := call.ephemeral_message_parameters:
        return given.receiver_user_id, given.callback_query_id
    return call.receiver_user_id, call.callback_query_id


def _whisper(
    world: World, chat: Chat, call: Sends, content: Json, to: tuple[int, str | None]
) -> Json:
    receiver, query = to
    user = world.user_of(receiver)
    if chat.kind not in {"group", "supergroup"}:
        raise bad("ephemeral messages can be sent only to groups and supergroups")
    if query is not None and query not in world.queries:
        raise bad(TOO_OLD)
    if user.is_bot or not chat.member(user).present:
        raise bad("USER_NOT_PARTICIPANT")
    if not chat.member(world.bot).is_admin and not _just_asked(world, chat, call, to):
        raise bad("CHAT_ADMIN_REQUIRED")
    message = world.whisper(chat, world.bot, user, content)
    message.reply_to = _answered(chat, call)
    message.markup = markup_of(call.reply_markup)
    return render.message(message)


def _just_asked(world: World, chat: Chat, call: Sends, to: tuple[int, str | None]) -> bool:
    """Who is no admin only answers, and at once."""
    receiver, query = to
    since = world.clock.exact() - WHISPER_WITHIN
    pressed = world.queries.get(query or "")
    number = call.reply_parameters.ephemeral_message_id if call.reply_parameters else None
    asked = chat.ephemeral.get(number or 0)
    by_button = pressed is not None and pressed.user.id == receiver and pressed.at >= since
    return by_button or (
        asked is not None and asked.sender.id == receiver and asked.date >= int(since)
    )


def _answered(chat: Chat, call: Sends) -> Message | None:
    asked = call.reply_parameters
    if asked is None or asked.message_id is None:
        return None
    found = chat.history.get(asked.message_id)
    if found is not None and not found.deleted:
        return found
    if asked.allow_sending_without_reply is True:
        return None
    raise bad("message to be replied not found")


def _quoted(call: Sends, content: Json) -> Json:
    asked = call.reply_parameters
    if asked is None or not asked.quote:
        return content
    quote = {"text": asked.quote, "position": asked.quote_position or 0, "is_manual": True}
    return content | {"quote": quote}


def _topic(chat: Chat, thread: int | None) -> int | None:
    known = set(chat.topics) | {message.thread for message in chat.messages}
    if thread is None or (chat.is_forum and thread == 1):
        return None
    if thread not in known:
        raise bad("message thread not found")
    return thread
