"""Many words and phrases looked up in one pass."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick

from bot.detectors.guess import Guesser
from bot.detectors.match import Match
from bot.detectors.normalize import View, words_of

T = TypeVar("T")

_LONG = 6
"""Fewest letters of a word that is still told when it is broken in two."""
_SHORT = 4
"""Fewest letters of one that is vaguely told then."""
_LONGEST = 40
"""Most letters of a word that other spellings are learnt of: there are as many as letters."""
_MOST_GUESSES = 1000
"""Words of a text that are guessed; a person hides a few, a machine could hide them all."""
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
    vaguely: bool = False
    """A word that is also found where little tells it (`Hit.vague`)."""
    whole: bool = False
    """A word that is not looked for in two pieces."""


class Hit(NamedTuple, Generic[T]):
    """*first*, *last*: the words of the view that it was found in, by their indices.

    A tuple, because a message may make dozens and a frozen dataclass costs three times as much.
    """

    entry: Entry[T]
    first: int
    last: int
    vague: bool = False
    """Three consonants (slt), or broken in two of which one is a word itself (huf ter)."""


_Found = Sequence[tuple[int, int]]
"""Number of the pattern among its lexicon's own, and where it starts."""


class Vocabulary:
    """The patterns of several lexicons, found together: a pass costs most by being one more."""

    def __init__(self) -> None:
        self._patterns: list[str] = []
        self._whose: list[int] = []
        """Of each pattern: the number of its lexicon."""
        self._begins: list[int] = []
        """Of each lexicon: the number of its first pattern."""
        self._automaton: AhoCorasick | None = None

    def add(self, patterns: Sequence[str]) -> int:
        """The number that the lexicon of *patterns* gets."""
        self._automaton = None
        number = len(self._begins)
        self._begins.append(len(self._patterns))
        self._patterns += patterns
        self._whose += [number] * len(patterns)
        return number

    def find(self, view: View, number: int) -> _Found:
        """What is of the lexicon of that *number*; all lexicons' is found at the first call."""
        if view.searched_for is not self:
            view.searched_for, view.found = self, self._by_lexicon(view.words)
        return view.found.get(number, ())

    def _by_lexicon(self, words: str) -> dict[int, list[tuple[int, int]]]:
        if self._automaton is None:
            self._automaton = AhoCorasick(self._patterns)
        whose, begins = self._whose, self._begins
        found = dict[int, list[tuple[int, int]]]()
        for index, start, _ in self._automaton.find_matches_as_indexes(words, overlapping=True):
            number = whose[index]
            one = (index - begins[number], start)
            if number in found:
                found[number].append(one)
            else:
                found[number] = [one]
        return found


class Lexicon(Generic[T]):
    """Entries, found in a view in one linear pass whatever their number.

    Lexicons that share a *vocabulary* share that pass.

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
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self._told: list[tuple[Entry[T], int, int, bool]] = []
        """Of each pattern: its entry, where its first word begins, how many more it has, and
        whether it tells the entry vaguely."""
        self._lines: list[tuple[str, Entry[T]]] = []
        """What each entry looks for."""
        patterns: list[str] = []
        for entry in entries:
            words = words_of(entry.text)
            if not words:
                raise ValueError(f"no letters in {entry.text!r}")
            line = " ".join(words)
            self._lines.append((line, entry))
            before, after = entry.match.borders
            # One of each for all spellings of an entry: there are tens of thousands of them.
            told = (entry, len(before), len(words) - 1, False)
            patterns.append(f"{before}{line}{after}")
            self._told.append(told)
            if entry.match is Match.WORD and len(words) == 1 and not entry.whole:
                broken = _breaks(line, common, vaguely=entry.vaguely)
                surely, perhaps = (entry, 1, 1, False), (entry, 1, 1, True)
                patterns += [f" {form} " for form in broken]
                self._told += [perhaps if vague else surely for vague in broken.values()]
            if entry.doubled:
                doubled = _doubled(line, real)
                patterns += [f"{before}{form}{after}" for form in doubled]
                self._told += [told] * len(doubled)
        if not patterns:
            raise ValueError("an empty word list")
        self._vocabulary = vocabulary or Vocabulary()
        self._number = self._vocabulary.add(patterns)

    @cached_property
    def _guesser(self) -> Guesser[Entry[T]]:
        """Made when something is guessed: it takes as long as all else, and few texts need it."""
        guesser: Guesser[Entry[T]] = Guesser()
        for line, entry in self._lines:
            guesser.learn(line, entry.match, entry, vaguely=entry.vaguely)
        return guesser

    def find(self, view: View) -> Iterable[Hit[T]]:
        """In the order of their ends; of those that end together, the longest first."""
        found = self._vocabulary.find(view, self._number)
        return self._hits(found, view) if found or view.guesses else ()

    def meanings(self, view: View) -> Sequence[T]:
        """What `find` finds, for who need not know where."""
        told = self._told
        found = self._vocabulary.find(view, self._number)
        meanings = [told[index][0].meaning for index, _ in found if not told[index][3]]
        if view.guesses:
            meanings += [hit.entry.meaning for hit in self._guesses(view) if not hit.vague]
        return meanings

    def _hits(self, found: _Found, view: View) -> Iterator[Hit[T]]:
        starts, told = view.starts, self._told
        for index, start in found:
            entry, border, more, vague = told[index]
            first = bisect_right(starts, start + border) - 1
            yield Hit(entry, first, first + more, vague)
        yield from self._guesses(view)

    def _guesses(self, view: View) -> Iterator[Hit[T]]:
        for guess in islice(view.guesses, _MOST_GUESSES):
            for entry in self._guesser.guess(view.each[guess]):
                yield Hit(entry, guess, guess)
            for entry in self._guesser.vague(view.each[guess]):
                yield Hit(entry, guess, guess, vague=True)


def _breaks(word: str, common: frozenset[str], *, vaguely: bool) -> dict[str, bool]:
    """A word broken in two, and whether that tells it but vaguely: a short one, or one of which
    a half is a word itself (*ten*). Two common words are just those."""
    if not common or not _SHORT <= len(word) <= _LONGEST:
        return {}
    halves = [(word[:place], word[place:]) for place in range(2, len(word) - 1)]
    vague = {
        f"{front} {back}": len(word) < _LONG or front in common or back in common
        for front, back in halves
        if front not in common or back not in common
    }
    return vague if vaguely else {form: False for form, unsure in vague.items() if not unsure}


def _doubled(word: str, real: frozenset[str]) -> set[str]:
    """A word with one letter twice; three in a row are undone where a text is read."""
    if not _DOUBLED <= len(word) <= _LONGEST:
        return set()
    forms = {f"{word[:place]}{word[place]}{word[place:]}" for place in range(len(word))}
    return {form for form in forms if form not in real and not _REPEATED.search(form)}
