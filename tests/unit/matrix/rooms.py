"""Events in the shapes of the client-server API, and what they are to become."""

from datetime import UTC, datetime
from typing import Any

from adapters.matrix.commands import Commands
from adapters.matrix.convert import Converter
from adapters.matrix.reactions import Reaction
from adapters.matrix.room import Room
from bot.model.event import Event, MessageEdited, MessagePosted
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, Platform, UserId
from bot.model.member import Identity, Role, Sender
from bot.model.message import Message

Json = dict[str, Any]

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
STAMP = int(SENT.timestamp() * 1000)
EDITED = datetime(2026, 11, 23, 10, 31, tzinfo=UTC)
EDIT_STAMP = STAMP + 60_000

BOT = "@klaswacht:school.test"
SEM = "@sem:school.test"
VERA = "@vera:school.test"
ROOM_ID = "!tl3b:school.test"
CHAT = ChatRef(Platform.MATRIX, ChatId(ROOM_ID))


def who(user_id: str, name: str, identity: Identity = Identity.PERSON) -> Sender:
    account = AccountRef(Platform.MATRIX, UserId(user_id))
    return Sender(account, name, Role.STUDENT, identity)


SEM_IS, VERA_IS = who(SEM, "Sem de Vries"), who(VERA, "Vera")
BOT_IS = who(BOT, "Klaswacht", Identity.BOT)


def state(kind: str, content: object, state_key: str = "", sender: str = VERA) -> Json:
    return {"type": kind, "state_key": state_key, "sender": sender, "content": content}


def joined(user_id: str, name: str) -> Json:
    return state("m.room.member", {"membership": "join", "displayname": name}, user_id, user_id)


def a_room(*more: Json, version: str = "10", **power: Any) -> list[Json]:
    """State of a class: Vera made it, the bot is a moderator. *more* replaces what it repeats."""
    levels = {"users": {VERA: 100, BOT: 50}} | power
    return [
        state("m.room.create", {"room_version": version, "creator": VERA}),
        state("m.room.power_levels", levels),
        state("m.room.name", {"name": "TL3B"}),
        joined(VERA, "Vera"),
        joined(SEM, "Sem de Vries"),
        joined(BOT, "Klaswacht"),
        *more,
    ]


ROOM = Room.read(ROOM_ID, a_room())
PRIVATE = Room.read(ROOM_ID, a_room(), private=True)


def event(kind: str = "m.room.message", content: object = None, **more: Any) -> Json:
    return {
        "type": kind,
        "event_id": "$42",
        "sender": SEM,
        "origin_server_ts": STAMP,
        "content": {} if content is None else content,
    } | more


def text(body: str, **content: Any) -> Json:
    return {"msgtype": "m.text", "body": body} | content


def formatted(body: str, html: object, **content: Any) -> Json:
    return text(body, format="org.matrix.custom.html", formatted_body=html, **content)


def answering(event_id: str = "$40") -> Json:
    return {"m.in_reply_to": {"event_id": event_id}}


def edit(new: Json, body: str = "*", of: str = "$40") -> Json:
    about = {"rel_type": "m.replace", "event_id": of}
    return text(body) | {"m.new_content": new, "m.relates_to": about}


def convert(raw: object, room: Room = ROOM, **flags: Any) -> list[Event | Reaction]:
    converter = Converter(BOT, Commands(frozenset({"meld", "bezwaar"})))
    return converter.events(raw, room, NOW, **({"encrypted": False, "state": False} | flags))


def one(raw: object, room: Room = ROOM, **flags: Any) -> Event | Reaction:
    (read,) = convert(raw, room, **flags)
    return read


def told(kind: str, content: object, **more: Any) -> list[Event | Reaction]:
    """What the server says of the room."""
    room = more.pop("room", ROOM)
    return convert(
        event(kind, content, **({"state_key": "", "sender": VERA} | more)), room, state=True
    )


def posted(content: object, kind: str = "m.room.message", **flags: Any) -> Message:
    read = one(event(kind, content), **flags)
    assert isinstance(read, MessagePosted)
    return read.message


def edited(content: object, first: object, **flags: Any) -> MessageEdited:
    raw = event(content=content, event_id="$43", origin_server_ts=EDIT_STAMP)
    read = one(raw, known={"$40": first}, **flags)
    assert isinstance(read, MessageEdited)
    return read


def number(value: int) -> MessageId:
    return MessageId(f"${value}")
