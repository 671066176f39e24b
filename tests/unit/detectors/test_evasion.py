"""What people do to a word so that no machine reads it, and whether it is read all the same."""

import tomllib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.model.finding import Rule
from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

DATA = tomllib.loads(
    Path(__file__).parents[2].joinpath("data", "evasion.toml").read_text(encoding="utf-8")
)
WORDS: list[str] = DATA["insults"]
FRAMES: list[str] = DATA["frames"]
DETECTOR = INSULTS

FLAGGED_FROM = 0.6
"""As the shipped rulebook has it for respect."""

VOWELS = "aeiou"
BOLD = {ord("a") + i: chr(0x1D41A + i) for i in range(26)}
WIDE = {ord("a") + i: chr(0xFF41 + i) for i in range(26)}


def one_gap(word: str) -> str:
    middle = len(word) // 2
    return f"{word[:middle]} {word[middle:]}"


def starred(word: str) -> str:
    """The first vowel that is not the first letter."""
    place = next(i for i, letter in enumerate(word) if i and letter in VOWELS)
    return f"{word[:place]}*{word[place + 1 :]}"


def doubled(word: str) -> str:
    """The last letter but one, as a finger that stays too long does."""
    return f"{word[:-1]}{word[-2:]}" if word[-2] != word[-3] else f"{word}{word[-1]}"


def diminutive(word: str) -> str:
    if word.endswith("je"):
        return f"{word}s"
    if word.endswith(("r", "l", "n")):
        return f"{word}tje"
    return f"{word}je"


def with_emoji(word: str) -> str:
    """Between all letters of an even word, once inside an odd one."""
    return "😂".join(word) if len(word) % 2 == 0 else f"{word[:2]}🔥{word[2:]}"


def bracketed(word: str) -> str:
    return "".join(f"[{c}]" for c in word) if len(word) % 2 else f"{word[:1]}({word[1]}){word[2:]}"


def mixed_case(word: str) -> str:
    return "".join(c.upper() if place % 2 else c for place, c in enumerate(word))


DISGUISES: dict[str, Callable[[str], str]] = {
    "leet": lambda w: w.translate(str.maketrans("aeiot", "@3107")),
    "spaced letters": " ".join,
    "one gap": one_gap,
    "dots": ".".join,
    "hyphens": "-".join,
    "repeated letters": lambda w: "".join(c * 4 if c in VOWELS else c for c in w),
    "a doubled letter": doubled,
    "Cyrillic": lambda w: w.translate(str.maketrans("aeoptcykm", "аеортсукм")),
    "Greek": lambda w: w.translate(str.maketrans("aiokvt", "αιοκντ")),
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "zalgo": lambda w: "".join(f"{c}\u0335\u0361\u0489" for c in w),
    "combining marks": lambda w: "".join(f"{c}\u0308" if c in VOWELS else c for c in w),
    "bold mathematical": lambda w: w.translate(BOLD),
    "full width": lambda w: w.translate(WIDE),
    "starred": starred,
    "dropped vowels": lambda w: "".join(c for c in w if c not in VOWELS),
    "reversed": lambda w: w[::-1],
    "compound": lambda w: f"kk{w}" if w.startswith(("kanker", "kut")) else f"kanker{w}",
    "diminutive": diminutive,
    "emoji": with_emoji,
    "brackets": bracketed,
    "mixed case": mixed_case,
}


def disguised(name: str) -> Iterator[str]:
    """Every insult in this disguise, the frames taking turns."""
    turn = count(list(DISGUISES).index(name))
    for word in WORDS:
        yield FRAMES[next(turn) % len(FRAMES)].format(DISGUISES[name](word))


def is_seen(text: str) -> bool:
    return any(
        sighting.rule is Rule.RESPECT and sighting.certainty >= FLAGGED_FROM
        for sighting in DETECTOR.look(a_scene(text))
    )


def missed(name: str) -> list[str]:
    return [text for text in disguised(name) if not is_seen(text)]


def test_there_are_as_many_as_promised() -> None:
    assert (len(set(WORDS)), len(DISGUISES)) == (25, 23)
    unchanged = [
        (name, word) for name, make in DISGUISES.items() for word in WORDS if make(word) == word
    ]
    assert unchanged == []


@pytest.mark.parametrize("frame", FRAMES)
def test_an_undisguised_insult_is_seen_in_every_sentence(frame: str) -> None:
    assert [word for word in WORDS if not is_seen(frame.format(word))] == []


@pytest.mark.parametrize("name", DISGUISES)
def test_no_disguise_hides_more_than_a_fifth(name: str) -> None:
    assert len(missed(name)) <= 0.2 * len(WORDS), missed(name)


def test_all_disguises_together_hide_at_most_one_in_twenty() -> None:
    every = [text for name in DISGUISES for text in missed(name)]
    assert len(every) <= 0.05 * len(WORDS) * len(DISGUISES), every
