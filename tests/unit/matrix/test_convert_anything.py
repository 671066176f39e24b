"""Whatever arrives, the others are read, and what was not read leaves no word of it."""

from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from adapters.matrix import administration
from adapters.matrix.convert import Converter
from adapters.matrix.levels import Levels, indexed
from adapters.matrix.reactions import Reaction
from adapters.matrix.relations import points_at
from adapters.matrix.room import Room
from bot.model.dealing import NotRead
from bot.model.event import identity
from tests.unit.matrix.rooms import (
    BOT,
    CHAT,
    NOW,
    ROOM_ID,
    SEM,
    SENT,
    VERA,
    Json,
    a_room,
    answering,
    convert,
    edit,
    event,
    formatted,
    one,
    state,
    text,
)

MARK = "geheim"
POLL = {"question": {"m.text": [{"body": "x"}]}, "answers": [{"org.matrix.msc1767.text": "x"}]}
SEEN: list[Json] = [
    event(
        content=formatted("!klaswacht x", "<b>x</b>", **{"m.mentions": {"user_ids": [BOT]}})
        | {"m.relates_to": answering() | {"rel_type": "m.thread", "event_id": "$1"}}
    ),
    event(content=edit(text("x"), "> <@a:b> x\n\n* x")),
    event(content={"msgtype": "m.location", "m.location": {"description": "x"}, "url": "x"}),
    event(content={"msgtype": "m.audio", "m.voice": {}, "filename": "x", "file": {}}),
    event("m.sticker", {"body": "x"}),
    event("m.poll.start", {"m.poll": POLL, "m.text": [{"body": "x", "mimetype": "text/html"}]}),
    event("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "key": "x"}}),
    event("m.room.redaction", {"redacts": "$40"}, redacts="$40"),
    event(
        "m.room.member",
        {"membership": "join", "displayname": "x"},
        state_key=SEM,
        unsigned={"prev_content": {"membership": "invite"}, "prev_sender": VERA},
    ),
    event("m.room.power_levels", {"users": {SEM: 50}, "users_default": 0}, state_key=""),
    event("m.room.tombstone", {"replacement_room": "!x"}, state_key=""),
    event("m.room.name", {"name": "x"}, state_key="", unsigned={"redacted_because": {}}),
]
RULES = [
    state("m.room.join_rules", {"join_rule": "public"}),
    state("m.room.history_visibility", {"history_visibility": "joined"}),
    state("m.room.guest_access", {"guest_access": "can_join"}),
    state("m.room.canonical_alias", {"alias": "#x"}),
]
POWER = {"events": {"m.room.redaction": 5}, "redact": 1, "kick": "2", "state_default": 1.5}
STATE = a_room(*RULES, version="12", **POWER)


def names(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(names, value)) if value else set()
    if isinstance(value, dict):
        return set(value).union(*map(names, value.values()))
    return set()


WORDS = st.text(max_size=5).map(MARK.__add__) | st.sampled_from(
    ["m.room.message", "m.text", "m.image", "m.replace", "join", "ban", "12", "$40", SEM, "!x", ""]
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
KEYS = st.sampled_from(sorted(names(SEEN) | names(STATE))) | WORDS
ANY_JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6)
)


def spoiled(value: Any, spoil: Any) -> st.SearchStrategy[Any]:
    """*value* with some of it taken out or made into something else."""
    whole: st.SearchStrategy[Any] = st.just(value)
    if isinstance(value, dict):
        whole = st.fixed_dictionaries(
            {}, optional={key: spoiled(inner, spoil) for key, inner in value.items()}
        )
    elif isinstance(value, list):
        whole = st.tuples(*(spoiled(inner, spoil) for inner in value)).map(list)
    return st.integers(0, 12).flatmap(lambda chance: spoil if chance == 0 else whole)


A_STATE = spoiled(STATE, ANY_JSON)
AN_EVENT = st.sampled_from(SEEN).flatmap(lambda one: spoiled(one, ANY_JSON))


def check(raw: object, state_: object = STATE, known: object = None, **flags: bool) -> None:
    room = Room.read(ROOM_ID, state_, private=flags.pop("private", False))
    for read in Converter(BOT).events(raw, room, NOW, known={"$40": known, "$1": raw}, **flags):
        if not isinstance(read, Reaction):
            identity(read)
        if isinstance(read, NotRead):
            assert MARK not in read.why
    points_at(raw)


@given(ANY_JSON, st.booleans(), st.booleans(), st.booleans())
def test_any_json_at_all(raw: object, encrypted: bool, state_: bool, private: bool) -> None:
    check(raw, encrypted=encrypted, state=state_, private=private)


@given(st.sampled_from(SEEN), ANY_JSON, st.booleans())
def test_any_content_of_a_kind_that_is_read(seen: Json, content: object, encrypted: bool) -> None:
    check(seen | {"content": content}, encrypted=encrypted, state=True)


@given(AN_EVENT, A_STATE, st.booleans(), st.booleans(), st.booleans())
def test_events_with_something_else_in_them(
    raw: object, seen: object, encrypted: bool, state_: bool, private: bool
) -> None:
    check(raw, seen, encrypted=encrypted, state=state_, private=private)


@given(AN_EVENT, AN_EVENT, st.booleans())
def test_events_about_something_else(raw: object, known: object, private: bool) -> None:
    check(raw, known=known, encrypted=True, state=False, private=private)


@given(A_STATE | ANY_JSON)
def test_a_room_of_anything(seen: object) -> None:
    administration.read(ROOM_ID, seen, BOT, NOW)
    administration.openness(seen)
    levels = Levels.read(indexed(seen))
    assert levels.of(SEM) <= levels.of(SEM)
    assert levels.to_set("m.room.name") < float("inf") > levels.to("redact")


@given(AN_EVENT)
def test_whatever_is_in_it_ciphertext_governs_nothing(raw: object) -> None:
    kinds = {type(read).__name__ for read in convert(raw, encrypted=True, state=True)}

    assert kinds <= {
        "MessagePosted", "MessageEdited", "CommandGiven", "GroupNotice", "Reaction", "NotRead"
    }  # fmt: skip


class Broken(dict[str, object]):
    @override
    def get(self, key: object, default: object = None) -> NoReturn:
        raise RuntimeError(MARK)


def test_a_fault_of_our_own_stops_no_others() -> None:
    raw = event(content=edit(text(MARK)))

    assert convert(raw, known=Broken({"$40": {}})) == [
        NotRead(chat=CHAT, at=SENT, number="$42", why="m.room.message: RuntimeError")
    ]


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("kind", ["m.room.message", "m.poll.start", "m.reaction", "m.sticker"])
def test_nesting_without_end(kind: str, encrypted: bool) -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    content = {"body": deep, "m.poll": deep, "m.relates_to": deep, "m.text": deep}

    assert one(event(kind, content, unsigned=deep), encrypted=encrypted)
    assert convert(deep, encrypted=encrypted)
