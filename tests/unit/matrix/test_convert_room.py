"""Who comes and goes, who governs, and what becomes of a room."""

from typing import Any

import pytest

from adapters.matrix.notices import SENT as UNREAD_KINDS
from adapters.matrix.notices import STATE
from adapters.matrix.room import Room
from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    GroupMoved,
    GroupRenamed,
    MemberChanged,
    NotRead,
    Presence,
)
from bot.model.event import AdminsChanged, GroupNotice
from bot.model.ids import ChatId, ChatRef, Platform
from tests.unit.matrix.rooms import (
    BOT,
    BOT_IS,
    CHAT,
    PRIVATE,
    ROOM_ID,
    SEM,
    SEM_IS,
    SENT,
    VERA,
    VERA_IS,
    Json,
    a_room,
    event,
    one,
    state,
    told,
    who,
)


def change(old: str | None, new: str, of: str = SEM, by: str = VERA, **more: Any) -> Any:
    before = {} if old is None else {"unsigned": {"prev_content": {"membership": old}}}
    read = told("m.room.member", {"membership": new}, state_key=of, sender=by, **before, **more)
    return read[0] if read else None


@pytest.mark.parametrize(
    ("old", "new", "was", "now"),
    [
        pytest.param("invite", "join", Presence.AWAY, Presence.MEMBER, id="came"),
        pytest.param("join", "leave", Presence.MEMBER, Presence.AWAY, id="left or removed"),
        pytest.param("join", "ban", Presence.MEMBER, Presence.AWAY, id="banned"),
        pytest.param(
            None, "leave", Presence.MEMBER, Presence.AWAY, id="left, and before not said"
        ),
    ],
)
def test_what_somebody_became(old: str | None, new: str, was: Presence, now: Presence) -> None:
    event_ = MemberChanged(chat=CHAT, at=SENT, member=SEM_IS, was=was, now=now, by=VERA_IS)

    assert change(old, new) == event_


@pytest.mark.parametrize(
    ("old", "unapproved"),
    [("invite", False), ("leave", True), ("knock", True), ("ban", True), (None, True)],
)
def test_who_was_let_in_by_nobody(old: str | None, unapproved: bool) -> None:
    assert change(old, "join", by=SEM).unapproved is unapproved


def test_who_goes_is_not_unapproved() -> None:
    assert change("join", "leave", by=SEM).unapproved is False


def test_an_admin_came() -> None:
    assert change("invite", "join", of=VERA, by=VERA).now is Presence.ADMIN


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        pytest.param("leave", "invite", "invited", id="invited"),
        pytest.param("leave", "knock", "join_request", id="asks to join"),
        pytest.param("invite", "leave", "m.room.member", id="declined"),
        pytest.param("leave", "ban", "m.room.member", id="banned from afar"),
        pytest.param("ban", "leave", "m.room.member", id="no longer banned"),
    ],
)
def test_who_neither_came_nor_went(old: str, new: str, text: str) -> None:
    assert change(old, new) == GroupNotice(CHAT, SENT, text)


def test_another_name_is_no_news() -> None:
    assert change("join", "join") is None


def test_in_private_nobody_comes_or_goes() -> None:
    assert change("invite", "join", room=PRIVATE) is None
    assert change("invite", "join", of=BOT, by=BOT, room=PRIVATE) is None


def test_a_newcomer_is_called_as_the_server_says() -> None:
    read = told(
        "m.room.member",
        {"membership": "join", "displayname": "Nova"},
        state_key="@nova:school.test",
        sender="@nova:school.test",
    )

    assert isinstance(read[0], MemberChanged)
    assert read[0].member == who("@nova:school.test", "Nova")


def test_the_bot_came_because_somebody_invited_it() -> None:
    unsigned = {"prev_content": {"membership": "invite"}, "prev_sender": VERA}
    content = {"membership": "join"}
    (read,) = told("m.room.member", content, state_key=BOT, sender=BOT, unsigned=unsigned)

    assert read == BotAdded(chat=CHAT, at=SENT, name="TL3B", by=VERA_IS)


def test_the_bot_came_and_nobody_says_why() -> None:
    read = change("invite", "join", of=BOT, by=BOT)

    assert read == BotAdded(chat=CHAT, at=SENT, name="TL3B", by=BOT_IS)


@pytest.mark.parametrize("new", ["leave", "ban"])
def test_the_bot_was_removed(new: str) -> None:
    assert change("join", new, of=BOT) == BotRemoved(chat=CHAT, at=SENT, by=VERA_IS)


@pytest.mark.parametrize("new", ["geheim", "", None, 5, ["join"]])
def test_a_membership_that_is_none(new: Any) -> None:
    read = change("join", new)

    assert isinstance(read, NotRead)
    assert read.why == "m.room.member: no such membership"


# governing


@pytest.mark.parametrize(
    ("version", "users", "admins"),
    [
        pytest.param("10", {VERA: 100, BOT: 100}, (VERA_IS,), id="the bot left out"),
        pytest.param("10", {VERA: 100, SEM: 50}, (SEM_IS, VERA_IS), id="promoted"),
        pytest.param("10", {SEM: "50"}, (SEM_IS,), id="demoted"),
        pytest.param("12", {SEM: 50}, (SEM_IS, VERA_IS), id="whoever made it"),
        pytest.param("10", {}, (), id="nobody"),
        pytest.param("10", None, (), id="null"),
        pytest.param("10", {"@weg:school.test": 100}, (), id="who is not there"),
    ],
)
def test_who_governs_from_now_on(version: str, users: object, admins: tuple[object, ...]) -> None:
    room = Room.read(ROOM_ID, a_room(version=version, users={VERA: 100, SEM: 90}))

    assert told("m.room.power_levels", {"users": users}, room=room) == [
        AdminsChanged(CHAT, SENT, admins)  # type: ignore[arg-type]
    ]


def test_without_who_made_the_room_nobody_knows_who_governs() -> None:
    (read,) = told("m.room.power_levels", {"users": {}}, room=Room.read(ROOM_ID, []))

    assert isinstance(read, NotRead)
    assert read.why == "m.room.power_levels: nobody knows who made the room"


# what becomes of it


def test_another_name() -> None:
    assert told("m.room.name", {"name": "TL3C"}) == [GroupRenamed(chat=CHAT, at=SENT, name="TL3C")]


@pytest.mark.parametrize("name", ["", None, 5])
def test_no_name(name: object) -> None:
    assert told("m.room.name", {"name": name}) == [GroupNotice(CHAT, SENT, "m.room.name")]


def test_a_room_that_moves() -> None:
    to = ChatRef(Platform.MATRIX, ChatId("!nieuw"))

    assert told("m.room.tombstone", {"body": "weg", "replacement_room": "!nieuw"}) == [
        GroupMoved(chat=CHAT, at=SENT, to=to)
    ]


@pytest.mark.parametrize("content", [{}, {"replacement_room": 5}, None])
def test_a_room_that_moves_nowhere(content: object) -> None:
    (read,) = told("m.room.tombstone", content)

    assert isinstance(read, NotRead)
    assert read.why == "m.room.tombstone: nowhere to go"


@pytest.mark.parametrize("kind", sorted(STATE))
def test_what_else_the_server_says(kind: str) -> None:
    assert told(kind, {"topic": "geheim"}) == [GroupNotice(CHAT, SENT, kind)]


@pytest.mark.parametrize("kind", sorted(UNREAD_KINDS))
def test_what_has_no_words(kind: str) -> None:
    assert one(event(kind, {"body": "geheim"})) == GroupNotice(CHAT, SENT, kind)


# reading a room


def test_a_room_without_a_name_is_called_by_its_alias() -> None:
    named = state("m.room.canonical_alias", {"alias": "#tl3b:school.test"})

    assert Room.read(ROOM_ID, [named]).name == "#tl3b:school.test"
    assert Room.read(ROOM_ID, [*a_room(), named]).name == "TL3B"


def test_who_left_keeps_their_name_and_is_not_in_it() -> None:
    left: Json = {"membership": "leave", "displayname": "Sem"}
    room = Room.read(ROOM_ID, a_room(state("m.room.member", left, SEM)))

    assert (room.names[SEM], SEM in room.members) == ("Sem", False)


@pytest.mark.parametrize("value", [None, 5, "x", [None], [{}], [state("m.room.member", [])]])
def test_a_room_of_any_kind(value: object) -> None:
    assert Room.read(ROOM_ID, value) == Room(room_id=ROOM_ID)
