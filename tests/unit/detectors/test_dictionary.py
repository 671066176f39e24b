"""Dutch words are not insults: a word list says how many the detector takes for one."""

import tomllib
from pathlib import Path

import pytest

from bot.detectors.abuse import entries
from bot.detectors.wordlists import wordlist
from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

DATA = Path(__file__).parents[2] / "data"
DICTIONARY = Path("/usr/share/dict/dutch")
"""Of Debian's package wdutch: 413,000 words."""

FLAGGED_FROM = 0.5
"""Less certain than this is shown to nobody, whatever the rule."""
ONE_IN = 20

DETECTOR = INSULTS
WORDS = {entry.text for entry in entries(wordlist("insults"), ())} | set(
    tomllib.loads(DATA.joinpath("evasion.toml").read_text(encoding="utf-8"))["also_insults"]
)


def seen(text: str) -> bool:
    return any(s.certainty >= FLAGGED_FROM for s in DETECTOR.look(a_scene(text)))


def taken_for_an_insult(words: list[str]) -> list[str]:
    """Those that are one are left out, and `word` counts once however it is said."""
    return [
        word for word in words if word not in WORDS and (seen(word) or seen(f"je bent een {word}"))
    ]


def test_words_that_look_like_an_insult_are_none() -> None:
    lines = DATA.joinpath("risky_words.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    assert len(words) > 3000
    false = taken_for_an_insult(words)
    assert len(false) <= 0.002 * len(words), false


@pytest.mark.skipif(not DICTIONARY.exists(), reason="no Dutch word list here: apt install wdutch")
def test_two_in_a_thousand_words_of_a_dictionary_at_most_are_taken_for_an_insult() -> None:
    words = DICTIONARY.read_text(encoding="utf-8").split()[::ONE_IN]
    false = taken_for_an_insult(words)
    assert len(false) <= 0.002 * len(words), false
