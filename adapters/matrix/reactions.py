"""A reaction: how staff decide on a flag. What the others react with is not judged."""

from dataclasses import dataclass
from datetime import datetime

from adapters.fields import Strange, part, word
from adapters.matrix.relations import annotated
from adapters.matrix.told import Told
from bot.model.ids import ChatRef, MessageId, MessageRef
from bot.model.member import Sender

_AS_PICTURE = "\ufe0f"
"""Some clients ask for the colourful form, others leave it to the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    chat: ChatRef
    at: datetime
    message_id: MessageId
    """Its own, by which it is taken back."""
    to: MessageRef
    by: Sender
    key: str
    """An emoji, mostly; any words, if its sender likes."""


def reaction(told: Told) -> Reaction:
    to = annotated(told.content)
    key = word(part(told.content, "m.relates_to"), "key").replace(_AS_PICTURE, "")
    if to is None or not key:
        raise Strange("no reaction to anything")
    return Reaction(
        chat=told.chat,
        at=told.at,
        message_id=told.message_id,
        to=MessageRef(told.chat, to),
        by=told.sender,
        key=key,
    )
