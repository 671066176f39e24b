"""What hurts as a whole sentence and by no word of it: *laten we Bo allemaal blokkeren*."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.detectors.around import Around
from bot.detectors.templates import Templates

_CERTAINTY = {"wish": 0.9, "exclude": 0.78}
_NEAR = 6
"""Words behind a saying that may take it back."""


class Saying(NamedTuple):
    """*first*, *last*: words of the message."""

    name: str
    """`wish` or `exclude`."""
    certainty: float
    first: int
    last: int


class Sayings:
    """*lists*: `[saying]` of `words/insults.toml`. *names*: first names.
    *play*: words of games.
    """

    def __init__(
        self, lists: Mapping[str, Sequence[str]], names: frozenset[str], play: frozenset[str]
    ) -> None:
        known: dict[str, Iterable[str]] = {**lists, "name": names}
        known["you"] = frozenset((*lists["you"], *names))
        self._rows = Templates({name: lists[name] for name in _CERTAINTY}, known)
        self._undone = frozenset(lists["undone"])
        self._kind = play | frozenset(lists["kind"])
        self.anchors: frozenset[str] = self._rows.anchors

    def find(self, around: Around) -> Iterator[Saying]:
        """What the word is part of, within its clause."""
        at = len(around.before)
        words = (*around.before, *around.page.words[around.first : around.last + 1], *around.after)
        for found in self._rows.at(words, at):
            said = words[max(0, found.first - 2) : found.last + 1 + _NEAR]
            if not self._undone.isdisjoint(said) or not self._kind.isdisjoint(words):
                continue
            begin = around.first - at
            sure = _CERTAINTY[found.name]
            yield Saying(found.name, sure, begin + found.first, begin + found.last)
