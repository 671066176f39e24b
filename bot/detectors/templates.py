"""Sentences written as rows of words: `{me} ga je ^pakken`, found by one of their words.

In a row stand words; `a|b` is one or the other, `{name}` a list of the same file, `word?` may be
missing, `#` is a number, `..` up to six words of any kind, `$` the end and `<` the beginning. One
word, or `a|b`, has a `^`: by that one the row is looked up, and only where it stands more is done.
Words that say nothing (*echt*, *even*) may stand anywhere between: the list `filler`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

_GAP = 6
_SKIPPED = 3
"""Words that say nothing, one after the other."""
_MOST = 200
"""Places of a text at which rows are tried: a text of nothing else must not take long."""
_EDGES = ("<", "$")
_FIGURES = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class _Step:
    words: frozenset[str] = frozenset()
    number: bool = False
    gap: bool = False
    edge: bool = False
    optional: bool = False

    def fits(self, word: str) -> bool:
        return word in self.words or (self.number and word[0] in _FIGURES)


class Row(NamedTuple):
    before: Sequence[_Step]
    """Nearest to the anchor first."""
    after: Sequence[_Step]
    name: str
    """Of the table that it stands in."""


class Found(NamedTuple):
    name: str
    first: int
    last: int


class Templates:
    """*rows*: sentences by a name. *lists*: what `{name}` stands for.

    Raises `ValueError` on a row without an anchor and `KeyError` on a list that is not there.
    """

    def __init__(
        self, rows: Mapping[str, Iterable[str]], lists: Mapping[str, Iterable[str]]
    ) -> None:
        known = {name: frozenset(words) for name, words in lists.items()}
        self._filler = known.get("filler", frozenset())
        self._rows: dict[str, list[Row]] = {}
        for name, sentences in rows.items():
            for sentence in sentences:
                self._learn(sentence, name, known)
        self.anchors = frozenset(self._rows)

    def _learn(self, sentence: str, name: str, lists: Mapping[str, frozenset[str]]) -> None:
        parts = sentence.split()
        at = next((place for place, part in enumerate(parts) if part.startswith("^")), -1)
        if at < 0:
            raise ValueError(f"no word to find {sentence!r} by")
        steps = [_step(part.removeprefix("^"), lists) for part in parts]
        row = Row(steps[:at][::-1], steps[at + 1 :], name)
        for word in steps[at].words:
            self._rows.setdefault(word, []).append(row)

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Every row that stands in *words*."""
        if self.anchors.isdisjoint(words):
            return
        places = (place for place, word in enumerate(words) if word in self._rows)
        for place in islice(places, _MOST):
            yield from self.at(words, place)

    def at(self, words: Sequence[str], place: int) -> Iterator[Found]:
        """Every row whose anchor is the word at *place*."""
        for row in self._rows.get(words[place], ()):
            first = self._walk(row.before, words, place - 1, -1)
            last = self._walk(row.after, words, place + 1, 1) if first is not None else None
            if first is not None and last is not None:
                yield Found(row.name, first + 1, last - 1)

    def _walk(self, steps: Sequence[_Step], words: Sequence[str], at: int, way: int) -> int | None:
        """Where the walk ends, one past its last word; `None` where the steps do not stand."""
        for number, step in enumerate(steps):
            if step.gap:
                return self._over(steps[number + 1 :], words, at, way)
            at = self._skip(step, words, at, way)
            inside = 0 <= at < len(words)
            if inside and step.fits(words[at]):
                at += way
            elif not (step.optional or (step.edge and not inside)):
                return None
        return at

    def _over(self, steps: Sequence[_Step], words: Sequence[str], at: int, way: int) -> int | None:
        for more in range(_GAP + 1):
            found = self._walk(steps, words, at + way * more, way)
            if found is not None or not 0 <= at + way * more < len(words):
                return found
        return None

    def _skip(self, step: _Step, words: Sequence[str], at: int, way: int) -> int:
        """Past words that say nothing, if what is looked for stands behind them."""
        for more in range(_SKIPPED + 1):
            here = at + way * more
            if not 0 <= here < len(words):
                return here if step.edge else at
            if step.fits(words[here]):
                return here
            if words[here] not in self._filler:
                return at
        return at


def _step(part: str, lists: Mapping[str, frozenset[str]]) -> _Step:
    if part == "..":
        return _Step(gap=True)
    optional = part.endswith("?")
    words: set[str] = set()
    each = part.removesuffix("?").split("|")
    for word in each:
        words |= lists[word[1:-1]] if word.startswith("{") else {word}
    return _Step(
        words=frozenset(words - {"#", *_EDGES}),
        number="#" in words,
        edge=not words.isdisjoint(_EDGES),
        optional=optional,
    )
