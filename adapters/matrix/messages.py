"""A message as an event: in a group or in private, said to all or to the bot."""

from datetime import datetime

from adapters.fields import Json, part, word
from adapters.matrix.commands import Commands
from adapters.matrix.content import Said, say
from adapters.matrix.fields import moment
from adapters.matrix.relations import replaced, reply_to, topic_of
from adapters.matrix.told import Told
from bot.model.dealing import CommandGiven, Original, PrivateMessage
from bot.model.event import Event, MessageEdited, MessagePosted
from bot.model.ids import MessageId, MessageRef
from bot.model.message import Message


def read(told: Told, commands: Commands) -> Event:
    """An edit of what somebody else wrote, or of what is not known, is none: its words are new.
    No edit orders anything: a command is given once."""
    said = say(told.kind, told.content)
    if (before := _before(told)) is not None:
        return _edited(told, before, said)
    is_edit = replaced(told.content) is not None
    if not is_edit and (given := commands.given(told, said.text)) is not None:
        return CommandGiven(
            chat=told.chat,
            at=told.at,
            message_id=told.message_id,
            sender=told.sender,
            name=given[0],
            argument=given[1],
            private=told.room.private,
            reply_to=_original(told),
        )
    if told.room.private:
        return _in_private(told, said, told.message_id)
    return MessagePosted(_message(told, said, told.raw, told.message_id))


def _before(told: Told) -> Json | None:
    """What it edits: the sender's own first words, as all clients want it."""
    replaces = replaced(told.content)
    original = told.other(replaces) if replaces else {}
    if word(original, "sender") != told.sender_id or replaced(part(original, "content")):
        return None
    return original


def _edited(told: Told, before: Json, said: Said) -> MessageEdited | PrivateMessage:
    own = replaced(told.content) or told.message_id
    if told.room.private:
        return _in_private(told, said, own, told.at)
    return MessageEdited(_message(told, said, before, own, edited=True), told.at)


def _message(
    told: Told, said: Said, first: Json, own: MessageId, *, edited: bool = False
) -> Message:
    """*first*: the event that stands in the room; for an edit the one that it replaces."""
    placed = part(first, "content")
    return Message(
        ref=MessageRef(told.chat, own),
        group=told.room.name,
        sender=told.sender,
        sent_at=moment(first, "origin_server_ts", told.at),
        text=said.text,
        quoted=said.quoted,
        reply_to=reply_to(placed),
        media=said.media,
        edited=edited,
        topic=topic_of(placed),
    )


def _in_private(
    told: Told, said: Said, own: MessageId, edited_at: datetime | None = None
) -> PrivateMessage:
    return PrivateMessage(
        chat=told.chat,
        at=told.at,
        message_id=own,
        sender=told.sender,
        text=said.text,
        reply_to=_original(told),
        edited_at=edited_at,
    )


def _original(told: Told) -> Original | None:
    """Of an event that is not known nobody can say who wrote it."""
    answers = reply_to(told.content)
    if answers is None:
        return None
    event = told.other(answers)
    author = word(event, "sender")
    return Original(
        message_id=answers,
        sender=told.somebody(author) if author else None,
        text=say(word(event, "type"), part(event, "content"), empty=True).text,
        at=moment(event, "origin_server_ts", told.at),
        chat=told.chat,
    )
