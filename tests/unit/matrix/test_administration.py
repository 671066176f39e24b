"""Who administers a room, what the bot may do there, and how open it is."""

from typing import Any

import pytest

from adapters.matrix.administration import Open, Openness, openness, read
from bot.model.administration import Admin, Administration, Right, Untold
from tests.unit.matrix.rooms import (
    BOT,
    NOW,
    ROOM_ID,
    SEM,
    SEM_IS,
    VERA,
    VERA_IS,
    Json,
    a_room,
    state,
)

EVERYTHING = frozenset({Right.READ, Right.HIDE, Right.RESTRICT})


def seen(*more: Json, admin_level: int = 50, **room: Any) -> Administration:
    return read(ROOM_ID, a_room(*more, **room), BOT, NOW, admin_level=admin_level)


def opened(*more: Json) -> frozenset[Open]:
    return openness(a_room(*more)).open


def test_a_class_with_its_teacher() -> None:
    assert seen() == Administration(
        at=NOW,
        admins=(Admin(VERA_IS, owner=True),),
        rights=EVERYTHING,
        untold=frozenset({Untold.OTHER_BOTS}),
    )


@pytest.mark.parametrize(
    ("users", "admins"),
    [
        pytest.param({VERA: 100, SEM: 50}, [(SEM, False), (VERA, True)], id="a pupil too"),
        pytest.param({VERA: 100, SEM: 49}, [(VERA, True)], id="just not"),
        pytest.param({VERA: 50, SEM: 50}, [(SEM, True), (VERA, True)], id="nobody above either"),
        pytest.param({VERA: 50, BOT: 100}, [(VERA, False)], id="the bot above all"),
        pytest.param({"@weg:school.test": 100, VERA: 50}, [(VERA, True)], id="who left"),
        pytest.param({}, [], id="nobody"),
    ],
)
def test_who_administers(users: Json, admins: list[tuple[str, bool]]) -> None:
    found = seen(users=users).admins

    assert [(one.sender.account.user_id, one.owner) for one in found] == admins


def test_whoever_made_a_new_room_administers_it() -> None:
    assert seen(version="12", users={SEM: 100}).admins == (
        Admin(SEM_IS),
        Admin(VERA_IS, owner=True),
    )


def test_everybody_administers_where_everybody_may() -> None:
    assert {one.sender for one in seen(users={}, users_default=50).admins} == {SEM_IS, VERA_IS}


def test_the_level_from_which_somebody_is_an_admin() -> None:
    assert seen(users={SEM: 50}, admin_level=51).admins == ()


@pytest.mark.parametrize(
    ("power", "rights"),
    [
        pytest.param({}, EVERYTHING, id="moderator"),
        pytest.param({"users": {}}, {Right.READ}, id="member"),
        pytest.param({"redact": 51}, {Right.READ, Right.RESTRICT}, id="may not redact"),
        pytest.param(
            {"events": {"m.room.redaction": 51}},
            {Right.READ, Right.RESTRICT},
            id="may not send a redaction",
        ),
        pytest.param(
            {"events": {"m.room.power_levels": 100}}, {Right.READ, Right.HIDE}, id="may not mute"
        ),
        pytest.param({"kick": 51}, {Right.READ, Right.HIDE}, id="may not remove"),
        pytest.param({"users": {BOT: "50"}}, EVERYTHING, id="in digits"),
    ],
)
def test_what_the_bot_may_do(power: Json, rights: set[Right]) -> None:
    assert seen(**power).rights == rights


def test_the_bot_may_do_nothing_where_it_is_not() -> None:
    gone = state("m.room.member", {"membership": "leave"}, BOT)

    assert seen(gone).rights == frozenset()


@pytest.mark.parametrize(
    ("more", "public"),
    [
        pytest.param([], "", id="not said"),
        pytest.param([state("m.room.join_rules", {"join_rule": "invite"})], "", id="invited"),
        pytest.param(
            [state("m.room.join_rules", {"join_rule": "public"})], ROOM_ID, id="without a name"
        ),
        pytest.param(
            [
                state("m.room.join_rules", {"join_rule": "public"}),
                state("m.room.canonical_alias", {"alias": "#tl3b:school.test"}),
            ],
            "#tl3b:school.test",
            id="public",
        ),
    ],
)
def test_the_name_by_which_anybody_joins(more: list[Json], public: str) -> None:
    assert seen(*more).public == public


@pytest.mark.parametrize(
    ("kind", "rule", "told"),
    [
        pytest.param("join_rules", {"join_rule": "public"}, {Open.ANYBODY_JOINS}, id="public"),
        pytest.param("join_rules", {"join_rule": "knock"}, set(), id="knock"),
        pytest.param("join_rules", {"join_rule": "restricted"}, set(), id="members of a space"),
        pytest.param("join_rules", {"join_rule": "x"}, {Open.UNKNOWN}, id="new rule"),
        pytest.param("join_rules", {"join_rule": ["public"]}, set(), id="no word"),
        pytest.param(
            "history_visibility",
            {"history_visibility": "world_readable"},
            {Open.ANYBODY_READS},
            id="all the world",
        ),
        pytest.param(
            "history_visibility", {"history_visibility": "x"}, {Open.UNKNOWN}, id="new visibility"
        ),
        pytest.param("guest_access", {"guest_access": "can_join"}, {Open.GUESTS}, id="guests"),
        pytest.param("guest_access", {"guest_access": "forbidden"}, set(), id="no guests"),
    ],
)
def test_what_staff_are_told_of_the_doors(kind: str, rule: Json, told: set[Open]) -> None:
    assert opened(state(f"m.room.{kind}", rule)) - {Open.EARLIER_WORDS} == told


@pytest.mark.parametrize(
    ("visibility", "earlier"),
    [("joined", False), ("invited", False), ("shared", True), ("world_readable", True)],
)
def test_whether_newcomers_read_what_was_said_before(visibility: str, earlier: bool) -> None:
    said = state("m.room.history_visibility", {"history_visibility": visibility})

    assert (Open.EARLIER_WORDS in opened(said)) is earlier


def test_what_nobody_said_of_the_doors() -> None:
    assert openness(a_room(version="12")) == Openness("12", frozenset({Open.EARLIER_WORDS}))
    assert openness(None) == Openness("", frozenset({Open.EARLIER_WORDS}))
