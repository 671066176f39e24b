"""Two who both call names and both laugh are playing; anybody who sounds hurt is not."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.model.conversation import Heard
from bot.model.finding import Rule
from bot.model.member import Role
from tests.support.builders import NOON, a_message, a_scene, a_sender, heard
from tests.support.detectors import INSULTS

DETECTOR = INSULTS
FLAGGED_FROM = 0.6
"""As the shipped rulebook has it for respect."""


def said(*lines: tuple[str, str], minutes_ago: float = 2) -> list[Heard]:
    """Each by a member, oldest first."""
    at = NOON - timedelta(minutes=minutes_ago)
    return [
        heard(text, user_id=who, message_id=f"m-{place}", at=at)
        for place, (who, text) in enumerate(lines)
    ]


def certainty(text: str, earlier: Sequence[Heard], rule: Rule = Rule.RESPECT) -> float:
    """Of what A says now."""
    message = a_message(text, sender=a_sender(user_id="A"))
    seen = DETECTOR.look(a_scene(message=message, earlier=earlier))
    return max((one.certainty for one in seen if one.rule is rule), default=0)


PLAY = said(("A", "ha sukkel"), ("B", "zelf een sukkel jij 😂"))


@pytest.mark.parametrize(
    "text", ["jij bent een loser haha", "jij trut 😂", "gij zijt ne kluns lol"]
)
def test_play_is_shown_to_nobody(text: str) -> None:
    assert certainty(text, ()) >= 0.5
    assert certainty(text, PLAY) < FLAGGED_FROM


@pytest.mark.parametrize(
    "earlier",
    [
        said(("B", "jij bent zelf een sukkel")),
        said(("B", "hahaha wat grappig")),
        said(("B", "jij bent een sukkel 😂"), ("B", "stop daarmee")),
        said(("B", "jij bent een sukkel 😂"), ("B", "ik vind dit niet leuk")),
        said(("B", "jij bent een sukkel haha"), ("B", "doe normaal man")),
        said(("B", "jij bent een sukkel 😂"), ("C", "jij ook 😂")),
        said(("A", "wat een sukkel 😂"), ("A", "zelf sukkel 😂")),
        said(("B", "zelf een sukkel jij 😂"), minutes_ago=40),
    ],
    ids=[
        "who does not laugh", "who calls nothing back", "who says stop", "who says it is not fun",
        "who says behave", "two against one", "nobody else", "long ago",
    ],
)  # fmt: skip
def test_anything_else_is_no_play(earlier: Sequence[Heard]) -> None:
    assert certainty("jij bent een sukkel haha", earlier) >= FLAGGED_FROM


def test_one_who_does_not_laugh_is_not_playing() -> None:
    earlier = said(("A", "hoi"), ("B", "zelf een sukkel jij 😂"))
    assert certainty("jij bent een sukkel", earlier) >= FLAGGED_FROM


REMINDED_FROM = 0.9
"""As the shipped rulebook has it for respect."""


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("ja hoer", said(("B", "hoer ik ben er bijna 😘"))),
        ("sukkel", said(("A", "jij bent echt een idioot haha"), ("B", "zelf idioot 😂"))),
        ("hoer 😂", said(("B", "haha sukkel"), ("C", "trut 😂"), ("D", "hahaha ik ga stuk"))),
    ],
    ids=["two of whom one sends a kiss", "two friends", "four friends"],
)
def test_nobody_is_reminded_where_all_laugh(text: str, earlier: Sequence[Heard]) -> None:
    assert certainty(text, ()) >= REMINDED_FROM
    assert certainty(text, earlier) < REMINDED_FROM


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("hoer 😂", said(("B", "haha sukkel"), ("C", "hou op"))),
        ("hoer 😂", said(("B", "haha sukkel"), ("C", "wat is er"))),
        ("hoer", said(("B", "haha sukkel"), ("C", "trut 😂"))),
        ("@Lisa hoer 😂", said(("B", "haha sukkel"), ("C", "trut 😂"))),
        ("hoer 😂", said(("B", "hahaha"), ("C", "lol"))),
    ],
    ids=["who wants it to end", "who is silent", "who does not laugh", "whom it is for",
         "who only laughs along"],
)  # fmt: skip
def test_one_who_does_not_join_in_makes_it_no_play(text: str, earlier: Sequence[Heard]) -> None:
    assert certainty(text, earlier) >= REMINDED_FROM


def test_nobody_plays_with_staff() -> None:
    earlier = [heard("zelf een sukkel jij 😂", user_id="B", role=Role.TEACHER)]
    assert certainty("jij bent een sukkel haha", earlier) >= FLAGGED_FROM


@pytest.mark.parametrize(
    "text", ["krijg kanker haha", "jij moet dood haha", "vieze sukkel kys haha"]
)
def test_a_curse_is_no_play(text: str) -> None:
    assert certainty(text, PLAY) == certainty(text, ())


def test_hate_is_no_play() -> None:
    text = "jij bent een mongool haha"
    for rule in (Rule.RESPECT, Rule.DISCRIMINATION):
        assert certainty(text, PLAY, rule) == certainty(text, (), rule)
