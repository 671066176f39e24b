"""Words that leave letters out, guessed: a `*` for each letter (h*er), or all vowels (skkl)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from bot.detectors.disguise import HIDDEN
from bot.detectors.match import Match

T = TypeVar("T")

_LONG = 6
"""Fewest letters of a word whose consonants alone still tell it."""
_CONSONANTS = 4
_FEW_CONSONANTS = 3
_WITHOUT_VOWELS = str.maketrans("", "", "aeiouy")
_SHORTEST = 3


class Guesser(Generic[T]):
    """Candidates are few for each first letter and length: a guess does not scan the list."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, int], list[tuple[str, T]]] = defaultdict(list)
        self._starts: dict[str, list[tuple[str, T]]] = defaultdict(list)
        self._ends: dict[str, list[tuple[str, T]]] = defaultdict(list)
        self._skeletons: dict[str, list[T]] = defaultdict(list)
        self._vague: dict[str, list[T]] = defaultdict(list)

    def learn(self, word: str, match: Match, meaning: T, *, vaguely: bool = False) -> None:
        """*vaguely*: three consonants are enough to tell it by, and `vague` does."""
        if " " in word or len(word) < _SHORTEST:
            return
        if match is Match.PREFIX:
            self._starts[word[0]].append((word, meaning))
        elif match is Match.SUFFIX:
            self._ends[word[-1]].append((word, meaning))
        if match in {Match.WORD, Match.SUFFIX}:
            self._whole[word[0], len(word)].append((word, meaning))
        if match is Match.WORD and len(word) >= _LONG:
            self._learn_skeleton(word, meaning)
        if match is Match.WORD and vaguely:
            self._learn_vaguely(word, meaning)

    def _learn_skeleton(self, word: str, meaning: T) -> None:
        for spelled in dict.fromkeys((word, word.replace("ij", ""))):  # *ij* is one vowel or not
            skeleton = spelled.translate(_WITHOUT_VOWELS)
            if len(skeleton) >= _CONSONANTS:
                self._skeletons[skeleton].append(meaning)

    def _learn_vaguely(self, word: str, meaning: T) -> None:
        skeleton = word.translate(_WITHOUT_VOWELS)
        if len(skeleton) == _FEW_CONSONANTS:
            self._vague[skeleton].append(meaning)

    def vague(self, word: str) -> Sequence[T]:
        """What three consonants may be: too little where nobody is called anything."""
        return self._vague.get(word, ())

    def guess(self, word: str) -> Iterator[T]:
        if HIDDEN not in word:
            yield from self._skeletons.get(word, ())
            return
        for whole, meaning in self._whole.get((word[0], len(word)), ()):
            if _may_be(word, whole):
                yield meaning
        for start, meaning in self._starts.get(word[0], ()):
            if len(start) < len(word) and _may_be(word[: len(start)], start):
                yield meaning
        for end, meaning in self._ends.get(word[-1], ()):
            if len(end) < len(word) and _may_be(word[-len(end) :], end):
                yield meaning


def _may_be(written: str, word: str) -> bool:
    """Every letter that was written is right, two of them at least."""
    known = len(written) - written.count(HIDDEN)
    return known >= min(2, len(word)) and all(
        mine in {its, HIDDEN} for mine, its in zip(written, word, strict=True)
    )
