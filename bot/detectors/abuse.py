"""The insults that ship with the bot, and what each of them needs before it counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.detectors.lexicon import Entry, Match
from bot.detectors.normalize import read
from bot.detectors.violence import Violence, words_by_kind
from bot.model.finding import Rule

ANYTHING = "*"
"""In a phrase: up to three words."""
END = "$"
"""In a phrase: the end of the clause."""

_BOTH = (Rule.RESPECT, Rule.DISCRIMINATION)


class Kind(StrEnum):
    """What a word is. Whether it is aimed at somebody decides the rest."""

    INSULT = "insult"
    MILD = "mild"
    """Banter as often as not."""
    FIGURE = "figure"
    """Animals and things that people are compared with."""
    TRAIT = "trait"
    """What somebody is said to be: stupid, ugly."""
    SLUR = "slur"
    IDENTITY = "identity"
    ROLE = "role"
    PHRASE = "phrase"
    VIOLENCE = "violence"
    """A word that may be part of a threat."""


@dataclass(frozen=True, slots=True)
class Meaning:
    kind: Kind
    rules: tuple[Rule, ...]
    certainty: float = 0.0
    """Of a phrase; that of a word depends on its aim."""
    rest: tuple[str, ...] = ()
    """What must follow a phrase's first words: `ANYTHING`, `END` or words."""
    reason: str = ""
    compound: bool = False
    violence: Violence | None = None


_PHRASES: Mapping[str, tuple[tuple[Rule, ...], float]] = {
    "wish": ((Rule.RESPECT,), 0.92),
    "threat": ((Rule.RESPECT,), 0.88),
    "curse": ((Rule.RESPECT,), 0.8),
    "dismiss": ((Rule.RESPECT,), 0.55),
    "exclude": ((Rule.RESPECT,), 0.78),
    "hate": ((Rule.DISCRIMINATION,), 0.82),
}


def threats(lists: Mapping[str, Any]) -> Iterator[Entry[Meaning]]:
    """Every word that a threat is found by."""
    for word, kind in words_by_kind(lists).items():
        meaning = Meaning(Kind.VIOLENCE, (Rule.RESPECT,), reason="threat", violence=kind)
        yield Entry(word, Match.WORD, meaning)


def entries(lists: Mapping[str, Any], extra: Sequence[str]) -> Iterator[Entry[Meaning]]:
    """Every entry of the shipped *lists* and of a school's own insults (*extra*)."""
    yield from _words(lists, Kind.INSULT, (Rule.RESPECT,))
    yield from _words(lists, Kind.MILD, (Rule.RESPECT,))
    yield from _words(lists, Kind.SLUR, _BOTH)
    yield from _plain(lists, Kind.FIGURE, (Rule.RESPECT,))
    yield from _plain(lists, Kind.TRAIT, (Rule.RESPECT,))
    yield from _plain(lists, Kind.IDENTITY, _BOTH)
    yield from _plain(lists, Kind.ROLE, (Rule.RESPECT,))
    yield from _compounds(lists["compound"])
    for name, (rules, certainty) in _PHRASES.items():
        for phrase in lists["phrase"][name]:
            yield _phrase(phrase, rules, certainty, name)
    for word in extra:
        own = Meaning(Kind.INSULT, (Rule.RESPECT,))
        yield Entry(word, Match.WORD, own, doubled=" " not in word)


def _words(
    lists: Mapping[str, Any], kind: Kind, rules: tuple[Rule, ...]
) -> Iterator[Entry[Meaning]]:
    meaning = Meaning(kind, rules)
    for word in _with_plurals(lists[kind]["word"]):
        yield Entry(word, Match.WORD, meaning, doubled=" " not in word)
    for word in lists[kind].get("suffix", ()):
        yield Entry(word, Match.SUFFIX, meaning)


def _plain(
    lists: Mapping[str, Any], kind: Kind, rules: tuple[Rule, ...]
) -> Iterator[Entry[Meaning]]:
    for word in lists[kind]["word"]:
        yield Entry(word, Match.WORD, Meaning(kind, rules))


def _with_plurals(words: Iterable[str]) -> Iterator[str]:
    known: dict[str, None] = {}
    for word in words:
        known[word] = None
        if " " in word or word.endswith(("s", "en")):
            continue
        known[f"{word}s"] = None
        if not word.endswith(("er", "el", "e")):  # *negeren* and *wandelen* are verbs
            known[f"{word}en"] = None
            known[f"{word}{word[-1]}en"] = None
    return iter(known)


def _compounds(table: Mapping[str, Sequence[str]]) -> Iterator[Entry[Meaning]]:
    for name, kind, rules in (
        ("insult", Kind.INSULT, (Rule.RESPECT,)),
        ("slur", Kind.SLUR, _BOTH),
    ):
        meaning = Meaning(kind, rules, compound=True)
        for front in table["front"]:
            for back in table[name]:
                yield Entry(f"{front}{back}", Match.WORD, meaning, doubled=True)


def _phrase(phrase: str, rules: tuple[Rule, ...], certainty: float, name: str) -> Entry[Meaning]:
    parts = phrase.split()
    plain = next((i for i, part in enumerate(parts) if part in {ANYTHING, END}), len(parts))
    rest = tuple(
        part if part in {ANYTHING, END} else read(part).words[0] for part in parts[plain:]
    )
    return Entry(
        " ".join(parts[:plain]),
        Match.WORD,
        Meaning(Kind.PHRASE, rules, certainty, rest, name),
    )
