"""One event, with all that has to be known to read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.fields import Json, Strange, part, word
from adapters.matrix.fields import moment
from adapters.matrix.room import Room
from bot.model.ids import ChatRef, MessageId
from bot.model.member import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    raw: Json
    room: Room
    me: str
    now: datetime
    known: Mapping[str, object]
    """Events that this one may replace or answer, by their id, as they are once decrypted."""

    @property
    def kind(self) -> str:
        return word(self.raw, "type")

    @property
    def content(self) -> Json:
        return part(self.raw, "content")

    @property
    def chat(self) -> ChatRef:
        return self.room.chat

    @property
    def at(self) -> datetime:
        return moment(self.raw, "origin_server_ts", self.now)

    @property
    def message_id(self) -> MessageId:
        own = word(self.raw, "event_id")
        if not own:
            raise Strange("no event id")
        return MessageId(own)

    @property
    def sender_id(self) -> str:
        own = word(self.raw, "sender")
        if not own:
            raise Strange("no sender")
        return own

    @property
    def sender(self) -> Sender:
        return self.somebody(self.sender_id)

    @property
    def is_mine(self) -> bool:
        return self.sender_id == self.me

    def other(self, event_id: str) -> Json:
        """Empty: it is not known."""
        return part(self.known, event_id)

    def somebody(self, user_id: str, name: str = "") -> Sender:
        return self.room.somebody(user_id, self.me, name)
