"""Editing, deleting, answering, pinning."""

from typing import Any

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteEphemeralMessage,
    DeleteMessage,
    DeleteMessages,
    EditEphemeralMessageReplyMarkup,
    EditEphemeralMessageText,
    EditMessageReplyMarkup,
    EditMessageText,
    PinChatMessage,
)

from tests.support.telegram import render
from tests.support.telegram.api_sending import TOO_OLD, markup_of, text_of
from tests.support.telegram.clock import HOUR
from tests.support.telegram.errors import bad
from tests.support.telegram.state import Json, Message
from tests.support.telegram.world import World

SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
DELETABLE = 48 * HOUR


def _own(world: World, chat_id: Any, message_id: int | None, what: str) -> Message:
    chat = world.chat_of(chat_id)
    found = chat.history.get(message_id or 0)
    if found is None or found.deleted:
        raise bad(f"message to {what} not found")
    if found.sender is not world.bot:
        raise bad("message can't be edited")
    return found


def edit_message_text(world: World, call: EditMessageText) -> Json:
    message = _own(world, call.chat_id, call.message_id, "edit")
    content = text_of(call.text, call.parse_mode, call.entities)
    _alter(world, message, content, markup_of(call.reply_markup))
    return render.message(message)


def edit_message_reply_markup(world: World, call: EditMessageReplyMarkup) -> Json:
    message = _own(world, call.chat_id, call.message_id, "edit")
    _alter(world, message, message.content, markup_of(call.reply_markup))
    return render.message(message)


def _alter(world: World, message: Message, content: Json, markup: Json | None) -> None:
    if (content, markup) == (message.content, message.markup):
        raise bad(SAME)
    message.content, message.markup = content, markup
    message.edited = world.clock.now()


def delete_message(world: World, call: DeleteMessage) -> bool:
    chat = world.chat_of(call.chat_id)
    message = chat.history.get(call.message_id)
    if message is None or message.deleted:
        raise bad("message to delete not found")
    _may_delete(world, message)
    message.deleted = True
    return True


def _may_delete(world: World, message: Message) -> None:
    chat = message.chat
    mine = message.sender is world.bot
    admin = chat.member(world.bot).has("can_delete_messages")
    if chat.kind != "private" and not mine and not admin:
        raise bad("message can't be deleted")
    if {"supergroup_chat_created", "forum_topic_created"} & set(message.content):
        raise bad("message can't be deleted")
    if world.clock.now() - message.date > DELETABLE:
        raise bad("message can't be deleted for everyone")


def delete_messages(world: World, call: DeleteMessages) -> bool:
    chat = world.chat_of(call.chat_id)
    if not 1 <= len(call.message_ids) <= 100:
        raise bad("too many message identifiers specified")
    found = [chat.history[number] for number in call.message_ids if number in chat.history]
    for message in found:
        _may_delete(world, message)
    for message in found:
        message.deleted = True
    return True


def _whispered(world: World, chat_id: Any, receiver: int, number: int) -> Message:
    chat, user = world.chat_of(chat_id), world.user_of(receiver)
    found = chat.ephemeral.get(number)
    if found is None or found.deleted or found.seen_by is not user:
        raise bad("MESSAGE_ID_INVALID")
    return found


def edit_ephemeral_message_text(world: World, call: EditEphemeralMessageText) -> bool:
    at = (call.chat_id, call.receiver_user_id, call.ephemeral_message_id)
    content = text_of(call.text, call.parse_mode, call.entities)
    _alter(world, _whispered(world, *at), content, markup_of(call.reply_markup))
    return True


def edit_ephemeral_message_reply_markup(
    world: World, call: EditEphemeralMessageReplyMarkup
) -> bool:
    message = _whispered(world, call.chat_id, call.receiver_user_id, call.ephemeral_message_id)
    _alter(world, message, message.content, markup_of(call.reply_markup))
    return True


def delete_ephemeral_message(world: World, call: DeleteEphemeralMessage) -> bool:
    at = (call.chat_id, call.receiver_user_id, call.ephemeral_message_id)
    _whispered(world, *at).deleted = True
    return True


def answer_callback_query(world: World, call: AnswerCallbackQuery) -> bool:
    query = world.queries.get(call.callback_query_id)
    if query is None or query.answer is not None or query.until < world.clock.exact():
        raise bad(TOO_OLD)
    query.answer = {"text": call.text, "show_alert": bool(call.show_alert), "url": call.url}
    return True


def pin_chat_message(world: World, call: PinChatMessage) -> bool:
    chat = world.chat_of(call.chat_id)
    if not world.may(chat, world.bot, "can_pin_messages") and not chat.member(world.bot).has(
        "can_pin_messages"
    ):
        raise bad("not enough rights to manage pinned messages in the chat")
    message = chat.history.get(call.message_id)
    if message is None or message.deleted:
        raise bad("message to pin not found")
    chat.pinned.append(message)
    world.post(chat, world.bot, {"pinned_message": render.message(message, with_reply=False)})
    return True
