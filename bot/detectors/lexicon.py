"""Many words and phrases looked up in one pass."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick

from bot.detectors.guess import Guesser
from bot.detectors.match import Match
from bot.detectors.normalize import View, read

T = TypeVar("T")

_LONG = 6
"""Fewest letters of a word that is still told when it is broken in two."""
_REPEATED = re.compile(r"(.)\1\1")
_DOUBLED = 4
"""Fewest letters of a word that is still told with one of them doubled."""

__all__ = ["Entry", "Hit", "Lexicon", "Match"]


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A word or a phrase (words with spaces) and what it means to whoever looks for it."""

    text: str
    match: Match
    meaning: T
    doubled: bool = False
    """A word that is also found with one letter twice (hoerr)."""


class Hit(NamedTuple, Generic[T]):
    """*start*, *end*: in the view's `words`, the entry's own letters, without its borders.

    A tuple, because a message may make dozens and a frozen dataclass costs three times as much.
    """

    entry: Entry[T]
    start: int
    end: int


class Lexicon(Generic[T]):
    """Entries, found in a view in one linear pass whatever their number.

    A word that leaves letters out (h*er, skkl) is guessed among the entries of one word. Where
    *common* words are given, an entry of one long word is also found broken in two (ka nker),
    unless a half is such a word itself. A word with one letter twice is none of the *real* ones.

    Raises `ValueError` on an empty list or an entry without a letter: it would match everywhere
    or nowhere, and either is a rule that silently does not do what it says.
    """

    def __init__(
        self,
        entries: Iterable[Entry[T]],
        *,
        common: frozenset[str] = frozenset(),
        real: frozenset[str] = frozenset(),
    ) -> None:
        self._entries: list[Entry[T]] = []
        self._before: list[int] = []
        self._after: list[int] = []
        self._guesser: Guesser[Entry[T]] = Guesser()
        patterns: list[str] = []
        for entry in entries:
            words = " ".join(read(entry.text).words)
            if not words:
                raise ValueError(f"no letters in {entry.text!r}")
            self._guesser.learn(words, entry.match, entry)
            forms = [words]
            if entry.match is Match.WORD and " " not in words:
                forms += _breaks(words, common)
            if entry.doubled:
                forms += _doubled(words, real)
            patterns.extend(self._pattern(entry, form) for form in forms)
        if not patterns:
            raise ValueError("an empty word list")
        self._automaton = AhoCorasick(patterns)

    def _pattern(self, entry: Entry[T], form: str) -> str:
        pattern = entry.match.around(form)
        self._entries.append(entry)
        self._before.append(int(pattern[0] == " "))
        self._after.append(int(pattern[-1] == " "))
        return pattern

    def find(self, view: View) -> Iterator[Hit[T]]:
        for index, start, end in self._automaton.find_matches_as_indexes(
            view.words, overlapping=True
        ):
            yield Hit(self._entries[index], start + self._before[index], end - self._after[index])
        for guess in view.guesses:
            start = view.starts[guess]
            word = view.words[start : view.words.index(" ", start)]
            for entry in self._guesser.guess(word):
                yield Hit(entry, start, start + len(word))


def _breaks(word: str, common: frozenset[str]) -> Iterator[str]:
    """A long word broken in two; a half that is a word itself (*ten*) proves nothing."""
    if not common or len(word) < _LONG:
        return
    for place in range(2, len(word) - 1):
        if not common & {word[:place], word[place:]}:
            yield f"{word[:place]} {word[place:]}"


def _doubled(word: str, real: frozenset[str]) -> set[str]:
    """A word with one letter twice; three in a row are undone where a text is read."""
    if len(word) < _DOUBLED:
        return set()
    forms = {f"{word[:place]}{word[place]}{word[place:]}" for place in range(len(word))}
    return {form for form in forms if form not in real and not _REPEATED.search(form)}
