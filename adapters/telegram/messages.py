"""A message as an event: in a group or in private, said to all or to the bot."""

from dataclasses import replace
from datetime import datetime

from adapters.fields import Json, Strange, part, word
from adapters.telegram import content, people
from adapters.telegram.commands import command
from adapters.telegram.fields import chat_ref, is_hidden, is_private, message_id, moment
from adapters.telegram.notices import notice
from adapters.telegram.originals import answered, passed_on, reply_to, topic_of
from bot.model.dealing import PrivateMessage
from bot.model.event import Event, MessageEdited, MessagePosted
from bot.model.ids import MessageRef
from bot.model.message import Message


def posted(message: Json, now: datetime, username: str) -> Event | None:
    event = notice(message, now) or command(message, now, username)
    if event or is_hidden(message):
        return event
    if is_private(part(message, "chat")):
        return _in_private(message, now)
    return MessagePosted(_message(message, now))


def edited(message: Json, now: datetime) -> Event | None:
    """Telegram also calls an edit what changes no word. No edit orders anything: a command is
    given once, and what is made one afterwards are words like any other."""
    if is_hidden(message):
        return None
    edited_at = moment(message, "edit_date", now)
    if is_private(part(message, "chat")):
        return replace(_in_private(message, now), edited_at=edited_at)
    return MessageEdited(_message(message, now, edited=True), edited_at)


def _message(message: Json, now: datetime, *, edited: bool = False) -> Message:
    sender, media, words = people.sender(message), content.media(message), content.words(message)
    if media is None and not words:
        raise Strange("neither words nor media")
    chat = part(message, "chat")
    origin = people.origin(part(message, "forward_origin"))
    # Who passes on their own words has said them.
    others = "forward_origin" in message and (not origin or origin.account != sender.account)
    return Message(
        ref=MessageRef(chat_ref(chat), message_id(message)),
        group=word(chat, "title"),
        sender=sender,
        sent_at=moment(message, "date", now),
        text="" if others else words,
        quoted=word(part(message, "quote"), "text"),
        forwarded=words if others else "",
        reply_to=reply_to(message),
        media=media,
        edited=edited,
        topic=topic_of(message),
        album=word(message, "media_group_id"),
    )


def _in_private(message: Json, now: datetime) -> PrivateMessage:
    forwarded = passed_on(message, now)
    return PrivateMessage(
        chat=chat_ref(part(message, "chat")),
        at=moment(message, "date", now),
        message_id=message_id(message),
        sender=people.sender(message),
        text="" if forwarded else content.words(message),
        forwarded=forwarded,
        reply_to=answered(message, now),
    )
