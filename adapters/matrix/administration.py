"""Who administers a room and what the bot may do in it; and how open it is to others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adapters.fields import Json, part, word
from adapters.matrix.levels import POWER, Levels, State, indexed
from adapters.matrix.room import Room, alias
from bot.model.administration import Admin, Administration, Right, Untold

ADMIN = 50
"""What Matrix calls a moderator."""
REDACTION = "m.room.redaction"


class Open(StrEnum):
    """What staff are told of a room's doors and windows."""

    ANYBODY_JOINS = "anybody_joins"
    ANYBODY_READS = "anybody_reads"
    """Also who is not in it."""
    EARLIER_WORDS = "earlier_words"
    """Who joins reads what was said before."""
    GUESTS = "guests"
    """Who has no account may come in."""
    UNKNOWN = "unknown"
    """A rule that this version does not know."""


@dataclass(frozen=True, slots=True)
class Openness:
    version: str
    """Of the room; "": not known."""
    open: frozenset[Open]


def read(
    room_id: str, state: object, me: str, at: datetime, *, admin_level: int = ADMIN
) -> Administration:
    """*state*: all of it, as a list of events. *me*: the bot."""
    by, room = indexed(state), Room.read(room_id, state)
    return Administration(
        at=at,
        admins=admins(room, me, admin_level),
        rights=frozenset(_rights(room, me)),
        public=_public(by, room_id),
        untold=frozenset({Untold.OTHER_BOTS}),
    )


def admins(room: Room, me: str, admin_level: int) -> tuple[Admin, ...]:
    """The bot left out. An owner is whoever has nobody above them: nobody can take that away."""
    levels = room.levels
    highest = max(map(levels.of, room.members), default=0)
    return tuple(
        Admin(room.somebody(user, me), owner=levels.of(user) >= highest)
        for user in levels.at_least(admin_level, room.members - {me})
    )


def openness(state: object) -> Openness:
    """*state*: all of it, as a list of events."""
    by = indexed(state)
    return Openness(Levels.read(by).version, frozenset(_open(by)))


def _rights(room: Room, me: str) -> Iterator[Right]:
    """People are muted by their level, and removed by a kick."""
    if me not in room.members:
        return
    levels, mine = room.levels, room.levels.of(me)
    yield Right.READ
    if mine >= max(levels.to("redact"), levels.to_send(REDACTION)):
        yield Right.HIDE
    if mine >= max(levels.to("kick"), levels.to_set(POWER)):
        yield Right.RESTRICT


def _public(state: State, room_id: str) -> str:
    """Empty: not everybody can join."""
    return (alias(state) or room_id) if _rule(state, "join_rules", "join_rule") == "public" else ""


def _open(state: State) -> Iterator[Open]:
    """Where nothing is said, servers let in who is invited, show them all, and keep guests out."""
    joins = _rule(state, "join_rules", "join_rule") or "invite"
    reads = _rule(state, "history_visibility", "history_visibility") or "shared"
    if joins == "public":
        yield Open.ANYBODY_JOINS
    elif joins not in {"invite", "knock", "restricted", "knock_restricted", "private"}:
        yield Open.UNKNOWN
    if reads == "world_readable":
        yield Open.ANYBODY_READS
    elif reads not in {"shared", "invited", "joined"}:
        yield Open.UNKNOWN
    if reads in {"shared", "world_readable"}:
        yield Open.EARLIER_WORDS
    if _rule(state, "guest_access", "guest_access") == "can_join":
        yield Open.GUESTS


def _rule(state: State, kind: str, key: str) -> str:
    event: Json = state.get((f"m.room.{kind}", ""), {})
    return word(part(event, "content"), key)
