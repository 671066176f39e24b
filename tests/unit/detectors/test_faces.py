"""Emoji that somebody is compared with."""

import pytest

from bot.detectors.faces import FACES
from bot.model.finding import Rule
from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

DETECTOR = INSULTS


def shown(text: str) -> list[str]:
    found = list(DETECTOR.look(a_scene(text)))
    assert {each.rule for each in found} <= {Rule.RESPECT}
    return [text[slice(*each.span)] for each in found if each.certainty >= 0.6]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("je bent een 🐖", "je bent een 🐖"),
        ("haha nee, je bent een 🤡", ""),
        ("jij bent echt een 💩", "jij bent echt een 💩"),
        ("lisa = varken 🐷", "varken"),
        ("lisa = 🐷", "lisa = 🐷"),
        ("lisa is een 🤡", "lisa is een 🤡"),
        ("@Lisa 🐷🐷🐷", "🐷🐷🐷"),
    ],
)
def test_somebody_compared_with_one_is_insulted_unless_with_a_laugh(text: str, span: str) -> None:
    assert shown(text) == ([span] if span else [])


@pytest.mark.parametrize(
    "text",
    [
        "hij had een 🐷 op de kinderboerderij",
        "je bent een 🌞",
        "je bent een 🐷❤️",
        "ik ben een 🐷",
        "@Lisa 🐶🐶🐶",
        "@Lisa 🎂🎂🎂",
        "@Lisa kijk 🐷🐷🐷 op de boerderij",
        "lisa is 🐷 aan het voeren",
        "asinus = ezel",
        "varken = pig",
        "🐷 = varken",
        "max = varken in het toneelstuk",
        "in ons toneelstuk: je bent een 🐷",
        "hij zei je bent een 🐷",
        "",
    ],
)
def test_an_emoji_by_itself_insults_nobody(text: str) -> None:
    assert shown(text) == []


def test_a_text_of_nothing_but_faces_is_read() -> None:
    assert shown("".join(sorted(FACES)) * 3000) == []
