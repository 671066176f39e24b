"""How a message is worded: what each word says for a need or against it, by its pieces.

Pupils say what nobody wrote down before, in words that the phrases of `care.toml` do not have. A
word that was never seen still has pieces that were (*gesneeje* has *gesne*), so every word has a
weight.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import exp, fsum, log, sqrt
from typing import Any, Self

from bot.detectors.normalize import View

_SIZES = (3, 4, 5)
"""Letters of a piece, the borders of its word among them."""
_BORDER = "_"
_LONGEST = 40
"""A longer word is no word: only its beginning is read."""
_MOST = 30.0
"""Log odds either way: a text that repeats one word a thousand times proves no more."""
_REMEMBERED = 8192
"""Words whose weight is kept: a hostile text of new words must not fill the memory."""


class _Weights(dict[str, float]):
    """Word -> its weight; filled as words are met."""

    def __init__(self, pieces: Mapping[str, float], spellings: Mapping[str, str]) -> None:
        self._pieces = pieces
        self._spellings = spellings

    def __missing__(self, word: str) -> float:
        spelled = self._spellings.get(word, word)[:_LONGEST]
        weight = fsum([self._pieces.get(piece, 0.0) for piece in _pieces(spelled)])
        if len(self) < _REMEMBERED:
            self[word] = weight
        return weight


class Wording:
    """Weighs the words of a message (`words/care_wording.toml`)."""

    def __init__(
        self,
        *,
        pieces: Mapping[str, float],
        spellings: Mapping[str, str],
        start: float,
        least: int,
        of_signs: float,
    ) -> None:
        """*start*: the log odds of no words at all. *least*: a shorter text counts as so many
        letters. *of_signs*: how much the log odds of all other evidence count beside it."""
        self._of_signs = of_signs
        self._start = start
        self._least = least
        self._weights = _Weights(pieces, spellings)
        self._weight = self._weights.__getitem__

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            pieces={
                piece: float(weight)
                for weight, listed in data["pieces"].items()
                for piece in listed.split()
            },
            spellings={
                spelling: word
                for word, listed in data["spellings"].items()
                for spelling in listed.split()
            },
            start=data["start"],
            least=data["least"],
            of_signs=data["of_signs"],
        )

    @property
    def remembered(self) -> int:
        """Words whose weight is kept."""
        return len(self._weights)

    def surer(self, heard: float, view: View) -> float:
        """How likely a need is by the words, *heard*: by everything else. Neither is 0 or 1."""
        letters = len(view.words) - len(view.each) - 1
        worded = sum(map(self._weight, view.each)) / sqrt(max(letters, self._least))
        others = self._of_signs * log(heard / (1 - heard))
        odds = min(max(self._start + worded + others, -_MOST), _MOST)
        return 1 / (1 + exp(-odds))

    def loudest(self, view: View) -> tuple[int, int]:
        """First and last of the words that say most for a need; of a view that has words."""
        weights = list(map(self._weight, view.each))
        enough = max(weights) / 2
        loud = [index for index, weight in enumerate(weights) if weight >= enough]
        return (loud[0], loud[-1]) if enough > 0 else (0, len(weights) - 1)


def _pieces(word: str) -> Iterator[str]:
    """Every piece of a word; one that is shorter than a piece is one itself."""
    bordered = f"{_BORDER}{word}{_BORDER}"
    for size in _SIZES:
        yield from _of_size(bordered, size)
        if len(bordered) <= size:
            return


def _of_size(bordered: str, size: int) -> Sequence[str]:
    return [bordered[at : at + size] for at in range(max(1, len(bordered) - size + 1))]
