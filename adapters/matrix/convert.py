"""What a homeserver tells, as our events. Pure, and nothing that arrives makes it raise.

Only words come out of ciphertext. Who is in a room, who governs it and what was taken back is for
the server to say: any member can encrypt an event that claims it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapters.fields import Strange, part, word
from adapters.matrix import members, messages, notices
from adapters.matrix.administration import ADMIN, REDACTION
from adapters.matrix.commands import Commands
from adapters.matrix.content import MESSAGE, POLLS, STICKER
from adapters.matrix.levels import POWER
from adapters.matrix.reactions import Reaction, reaction
from adapters.matrix.room import MEMBER, Room
from adapters.matrix.told import Told
from bot.model.dealing import NotRead
from bot.model.event import Event

REACTION = "m.reaction"
_ENCRYPTED = "m.room.encrypted"
_NAME = "m.room.name"
_TOMBSTONE = "m.room.tombstone"
_CLAIM = "not for a member to say"
_NO_KIND = "of no kind that is read"
_SAID = notices.SENT | {MESSAGE, STICKER, *POLLS, REACTION}
_STATE = notices.STATE | {MEMBER, POWER, _NAME, _TOMBSTONE}
_KINDS = _SAID | _STATE | {REDACTION, _ENCRYPTED}


@dataclass(frozen=True, slots=True)
class Converter:
    me: str
    """The bot's own user id."""
    commands: Commands = field(default_factory=Commands)
    admin_level: int = ADMIN

    def events(
        self,
        raw: object,
        room: Room,
        now: datetime,
        *,
        encrypted: bool,
        state: bool,
        known: Mapping[str, object] | None = None,
    ) -> list[Event | Reaction]:
        """*encrypted*: it was, on its way. *state*: the server has it as state of the room; what
        is inside an encrypted event says nothing about that. *known*: see `Told`. *now* stands
        for the moment where the server tells none."""
        event = raw if isinstance(raw, dict) else {}
        told = Told(raw=event, room=room, me=self.me, now=now, known=known or {})
        try:
            read = self._read(told, encrypted=encrypted, state=state)
        except Strange as strange:
            return [_not_read(told, str(strange))]
        except Exception as error:  # noqa: BLE001 - one event must not stop the others
            return [_not_read(told, type(error).__name__)]
        # Other clients show such words all the same, so they are judged as well.
        claim = [_not_read(told, _CLAIM)] if encrypted and "state_key" in event else []
        return [read, *claim] if read else [*claim]

    def _read(self, told: Told, *, encrypted: bool, state: bool) -> Event | Reaction | None:
        """None: the bot's own words, or what was taken back before it was read."""
        if encrypted and told.kind not in _SAID:
            raise Strange(_CLAIM if told.kind in _KINDS else _NO_KIND)
        if not encrypted and _is_gone(told):
            return None
        if told.kind in _SAID or told.kind == _ENCRYPTED:
            return None if told.is_mine else self._said(told)
        if told.kind == REDACTION:
            return notices.taken_back(told)
        if told.kind in _STATE and not state:
            raise Strange("not said by the server")
        return self._governed(told)

    def _said(self, told: Told) -> Event | Reaction:
        if told.kind == _ENCRYPTED:
            raise Strange("nobody could decrypt it")
        if told.kind == REACTION:
            return reaction(told)
        if told.kind in notices.SENT:
            return notices.notice(told)
        return messages.read(told, self.commands)

    def _governed(self, told: Told) -> Event | None:
        match told.kind:
            case "m.room.member":
                return members.changed(told, self.admin_level)
            case "m.room.power_levels":
                return notices.governed(told, self.admin_level)
            case "m.room.name":
                return notices.renamed(told)
            case "m.room.tombstone":
                return notices.moved(told)
            case kind if kind in notices.STATE:
                return notices.notice(told)
            case _:
                raise Strange(_NO_KIND)


def _is_gone(told: Told) -> bool:
    """The server empties what was taken back. Inside an encrypted event anybody can write so."""
    return bool(part(part(told.raw, "unsigned"), "redacted_because")) and not told.content


def _not_read(told: Told, why: str) -> NotRead:
    kind = told.kind if told.kind in _KINDS else "event"
    return NotRead(
        chat=told.chat,
        at=told.at,
        number=word(told.raw, "event_id"),
        why=f"{kind}: {why}",
    )
