"""The insults that ship with the bot, and what each of them needs before it counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.detectors.lexicon import Entry, Match
from bot.detectors.normalize import read
from bot.detectors.violence import Violence, words_by_kind
from bot.model.finding import Rule

ANYTHING = "*"
"""In a phrase: up to three words."""
ONE_OF = "@"
"""In a phrase: before the name of a list of `[context]`, any word of which may stand there."""
END = "$"
"""In a phrase: the end of the clause."""

_BOTH = (Rule.RESPECT, Rule.DISCRIMINATION)
_SHORTEST = 4
"""Letters of a word that may stand in another form."""


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
    REMARK = "remark"
    """*ruikt naar*, *lijkt op een*, *niemand wil naast*: what follows decides."""
    SAYING = "saying"
    """A word by which a row of `[saying]` is found."""
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
    reversed: bool = False
    """Written from back to front."""


_PHRASES: Mapping[str, tuple[tuple[Rule, ...], float]] = {
    "wish": ((Rule.RESPECT,), 0.92),
    "threat": ((Rule.RESPECT,), 0.88),
    "curse": ((Rule.RESPECT,), 0.8),
    "dismiss": ((Rule.RESPECT,), 0.55),
    "exclude": ((Rule.RESPECT,), 0.78),
    "hate": ((Rule.DISCRIMINATION,), 0.82),
}


def sayings(anchors: Iterable[str]) -> Iterator[Entry[Meaning]]:
    """The words by which rows of `[saying]` are found."""
    for word in anchors:
        yield Entry(word, Match.WORD, Meaning(Kind.SAYING, (Rule.RESPECT,)), whole=True)


def threats(lists: Mapping[str, Any]) -> Iterator[Entry[Meaning]]:
    """Every word that a threat is found by."""
    for word, kind in words_by_kind(lists).items():
        meaning = Meaning(Kind.VIOLENCE, (Rule.RESPECT,), reason="threat", violence=kind)
        yield Entry(word, Match.WORD, meaning)


def entries(lists: Mapping[str, Any], extra: Sequence[str]) -> Iterator[Entry[Meaning]]:
    """Every entry of the shipped *lists* and of a school's own insults (*extra*)."""
    real = frozenset((*lists["common"]["reversed"], *lists["trait"]["word"]))
    yield from _words(lists, Kind.INSULT, (Rule.RESPECT,), real)
    yield from _words(lists, Kind.MILD, (Rule.RESPECT,), real)
    yield from _words(lists, Kind.SLUR, _BOTH, real)
    yield from _plain(lists, Kind.FIGURE, (Rule.RESPECT,))
    yield from _plain(lists, Kind.TRAIT, (Rule.RESPECT,))
    yield from _plain(lists, Kind.IDENTITY, _BOTH)
    yield from _plain(lists, Kind.ROLE, (Rule.RESPECT,))
    yield from _compounds(lists["compound"], real)
    yield from _more_compounds(lists)
    for name, (rules, certainty) in _PHRASES.items():
        for phrase in lists["phrase"][name]:
            yield _phrase(phrase, rules, certainty, name)
    for name in ("smell", "likeness", "unwanted"):
        for phrase in lists["remark"][name]:
            yield Entry(phrase, Match.WORD, Meaning(Kind.REMARK, (Rule.RESPECT,), reason=name))
    for word in extra:
        own = Meaning(Kind.INSULT, (Rule.RESPECT,))
        yield Entry(word, Match.WORD, own, doubled=" " not in word, vaguely=True)


def _words(
    lists: Mapping[str, Any], kind: Kind, rules: tuple[Rule, ...], real: frozenset[str]
) -> Iterator[Entry[Meaning]]:
    meaning = Meaning(kind, rules)
    listed = lists[kind]["word"]
    for word in _with_plurals(listed):
        if word in real and word not in listed:
            continue  # *mongools* says how something is
        sure = " " not in word and kind is not Kind.MILD
        yield Entry(word, Match.WORD, meaning, doubled=" " not in word, vaguely=sure)
        if sure:
            yield from _reversed(word, meaning, real)
    for word in _diminutives(lists[kind]["word"]):
        yield Entry(word, Match.WORD, meaning, whole=True)
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


def _reversed(word: str, meaning: Meaning, real: frozenset[str]) -> Iterator[Entry[Meaning]]:
    """*reoh*; not *regen*, nor a word that reads the same from both ends."""
    back = word[::-1]
    if len(word) >= _SHORTEST and back != word and back not in real:
        yield Entry(back, Match.WORD, replace(meaning, reversed=True), whole=True)


def _diminutives(words: Iterable[str]) -> Iterator[str]:
    """*hoertje*, *mongooltje*, *klootzakje*."""
    known = set(words)
    for word in sorted(known):
        if " " in word or len(word) < _SHORTEST or word.endswith(("je", "s", "en", "e")):
            continue
        small = f"{word}tje" if word.endswith(("l", "n", "r", "w", "j")) else f"{word}je"
        for form in (small, f"{small}s"):
            if form not in known:
                yield form


def _compounds(
    table: Mapping[str, Sequence[str]], real: frozenset[str]
) -> Iterator[Entry[Meaning]]:
    for name, kind, rules in (
        ("insult", Kind.INSULT, (Rule.RESPECT,)),
        ("slur", Kind.SLUR, _BOTH),
    ):
        meaning = Meaning(kind, rules, compound=True)
        for front in table["front"]:
            for back in table[name]:
                word = f"{front}{back}"
                yield Entry(word, Match.WORD, meaning, doubled=True)
                yield from _reversed(word, meaning, real)
    for front in table["mocking"]:
        for back in table["mocked"]:
            yield Entry(f"{front}{back}", Match.WORD, Meaning(Kind.SLUR, _BOTH))


def _more_compounds(lists: Mapping[str, Any]) -> Iterator[Entry[Meaning]]:
    """A swear word before any insult: it is no likelier to be a word of its own."""
    table = lists["compound"]
    for kind, listed, rules in (
        (Kind.INSULT, "insult", (Rule.RESPECT,)),
        (Kind.SLUR, "slur", _BOTH),
    ):
        meaning = Meaning(kind, rules, compound=True)
        for back in lists[kind]["word"]:
            if " " in back or len(back) < _SHORTEST or back in table[listed]:
                continue
            for front in table["front"]:
                yield Entry(f"{front}{back}", Match.WORD, meaning, whole=True)


def _phrase(phrase: str, rules: tuple[Rule, ...], certainty: float, name: str) -> Entry[Meaning]:
    parts = phrase.split()
    plain = next(
        (i for i, part in enumerate(parts) if part[0] in {ANYTHING, END, ONE_OF}), len(parts)
    )
    rest = tuple(
        part if part[0] in {ANYTHING, END, ONE_OF} else read(part).words[0]
        for part in parts[plain:]
    )
    return Entry(
        " ".join(parts[:plain]),
        Match.WORD,
        Meaning(Kind.PHRASE, rules, certainty, rest, name),
    )
