"""Who may do what, as the server itself decides it."""

import math
from typing import Any

import pytest

from adapters.matrix.levels import Levels, indexed
from tests.unit.matrix.rooms import BOT, SEM, VERA, a_room, state


def levels(*more: dict[str, Any], version: str = "10", **power: Any) -> Levels:
    return Levels.read(indexed(a_room(*more, version=version, **power)))


def made_by(by: str, **content: Any) -> Levels:
    """Of a room where nobody gave out levels."""
    return Levels.read(indexed([state("m.room.create", content, sender=by)]))


@pytest.mark.parametrize("version", ["1", "6", "10", "11"])
def test_who_made_an_older_room_is_somebody_like_any_other(version: str) -> None:
    assert levels(version=version, users={BOT: 50}).of(VERA) == 0


@pytest.mark.parametrize("version", ["12", "13", "org.matrix.hydra.11", "²", "9" * 5000])
def test_who_made_a_newer_room_has_all_power_for_ever(version: str) -> None:
    seen = levels(version=version, users={BOT: 50})

    assert (seen.of(VERA), seen.of(BOT), seen.of(SEM)) == (math.inf, 50, 0)


@pytest.mark.parametrize(
    ("more", "level"),
    [
        pytest.param([SEM], math.inf, id="one more"),
        pytest.param([None, 5, SEM], math.inf, id="beside what is none"),
        pytest.param(SEM, 0, id="no list"),
        pytest.param({SEM: 1}, 0, id="object"),
    ],
)
def test_who_was_named_a_creator_too(more: object, level: float) -> None:
    content = {"room_version": "12", "additional_creators": more}

    assert levels(state("m.room.create", content)).of(SEM) == level


def test_before_version_12_nobody_can_be_named_a_creator_too() -> None:
    content = {"room_version": "11", "additional_creators": [SEM]}

    assert levels(state("m.room.create", content)).of(SEM) == 0


@pytest.mark.parametrize(
    ("content", "creator"),
    [
        pytest.param({"creator": VERA}, VERA, id="no version"),
        pytest.param({"creator": VERA, "room_version": "10"}, VERA, id="10"),
        pytest.param({"creator": VERA, "room_version": "11"}, SEM, id="11: whoever sent it"),
        pytest.param({"creator": [VERA], "room_version": "10"}, SEM, id="creator of no kind"),
    ],
)
def test_without_levels_only_the_creator_has_one(content: dict[str, Any], creator: str) -> None:
    seen = made_by(SEM, **content)

    assert seen.of(creator) == 100
    assert seen.of(VERA if creator == SEM else SEM) == 0


def test_who_is_taken_out_of_the_levels_has_none() -> None:
    """matrix-nio keeps the level of before."""
    demoted = state("m.room.power_levels", {"users": {VERA: 100}})

    assert levels(users={SEM: 50}).of(SEM) == 50
    assert levels(demoted, users={SEM: 50}).of(SEM) == 0


@pytest.mark.parametrize(
    ("value", "level"),
    [
        pytest.param(50, 50, id="number"),
        pytest.param(-1, -1, id="muted"),
        pytest.param("50", 50, id="digits"),
        pytest.param(" +50 ", 50, id="digits with more"),
        pytest.param(50.9, 50, id="fraction"),
        pytest.param(10**400, 1 << 53, id="huge"),
        pytest.param("9" * 5000, 7, id="too many digits"),
        pytest.param(math.inf, 7, id="infinite"),
        pytest.param(math.nan, 7, id="no number"),
        pytest.param(None, 7, id="null"),
        pytest.param(True, 7, id="true"),
        pytest.param([50], 7, id="list"),
        pytest.param({"50": 50}, 7, id="object"),
        pytest.param("veel", 7, id="words"),
    ],
)
def test_a_level_of_any_kind(value: object, level: int) -> None:
    seen = levels(users={SEM: value}, users_default=7)

    assert seen.of(SEM) == level


@pytest.mark.parametrize("users", [None, [], [SEM], "x", 5])
def test_levels_that_name_nobody(users: object) -> None:
    assert levels(users=users, users_default=3).of(SEM) == 3


def test_what_is_needed_where_the_levels_do_not_say() -> None:
    seen = levels()

    assert [seen.to("redact"), seen.to("kick"), seen.to("ban"), seen.to("invite")] == [
        50,
        50,
        50,
        0,
    ]
    assert seen.to_set("m.room.topic") == 50
    assert seen.to_send("m.room.redaction") == 0


def test_what_is_needed_where_there_are_no_levels() -> None:
    seen = made_by(VERA)

    assert [seen.to("redact"), seen.to("kick"), seen.to("ban"), seen.to("invite")] == [
        50,
        50,
        50,
        0,
    ]
    assert (seen.to_set("m.room.topic"), seen.to_send("m.room.message")) == (0, 0)


def test_what_is_needed_where_the_levels_do_say() -> None:
    seen = levels(
        redact=60,
        kick="70",
        ban=None,
        invite=20,
        state_default=80,
        events_default=10,
        events={"m.room.power_levels": 100, "m.room.redaction": 5, "m.room.name": None},
    )

    assert [seen.to("redact"), seen.to("kick"), seen.to("ban"), seen.to("invite")] == [
        60,
        70,
        50,
        20,
    ]
    assert (seen.to_set("m.room.power_levels"), seen.to_set("m.room.name")) == (100, 80)
    assert (seen.to_send("m.room.redaction"), seen.to_send("m.room.message")) == (5, 10)


@pytest.mark.parametrize("value", [None, 5, "x", [], [None, [], 7], {}, {"a": 1}], ids=repr)
def test_a_state_of_any_kind(value: object) -> None:
    assert Levels.read(indexed(value)) == Levels()


@pytest.mark.parametrize("value", [None, 5, "x", [], [7], {"users": []}], ids=repr)
@pytest.mark.parametrize("kind", ["m.room.create", "m.room.power_levels"])
def test_a_content_of_any_kind(kind: str, value: object) -> None:
    seen = levels(state(kind, value))

    assert seen.of(SEM) == 0
    assert seen.to("redact") == 50


def test_what_has_no_state_key_is_no_state() -> None:
    smuggled = {"type": "m.room.power_levels", "sender": SEM, "content": {"users": {SEM: 100}}}

    assert levels(smuggled).of(SEM) == 0
    assert levels(smuggled | {"state_key": 5}).of(SEM) == 0
    assert levels(smuggled | {"state_key": SEM}).of(SEM) == 0
