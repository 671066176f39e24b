"""Names of people inside what others say, and a pseudonym in the place of each."""

import re
from collections.abc import Callable, Iterable, Iterator

from bot.detectors.normalize import fold
from bot.model.member import Sender

_SHORTEST_PART = 2
_SHORT = 4
_TOGETHER = 8
"""Words of a name that are looked for as one; of a longer name only the parts are."""
_WORD = re.compile(r"[^\W_]+")
_NO_NAMES = frozenset(
    {"mevr", "mevrouw", "meneer", "meester", "juffrouw", "miss", "moeder", "vader"}
    | {"papa", "mama", "van", "der", "den", "de", "het", "ten", "ter", "te", "la", "le", "du"}
    | {"mw", "dr", "mr", "ms"}
)


class Called:
    """What people are called by: their name, or a part of it.

    A short name is only told from a word by its capital (Al, Bo); others are known however they
    are written. A text is gone through once, however many people there are.
    """

    def __init__(self, senders: Iterable[Sender], pseudonym: Callable[[Sender], str]) -> None:
        self._given: dict[str, str] = {}
        people = [(sender.name, pseudonym(sender)) for sender in senders]
        for name, given in people:
            self._given.setdefault(_key(name), given)
        for name, given in people:
            for part in _parts(name):
                self._given.setdefault(_key(part), given)

    def hidden_in(self, text: str) -> str:
        """*text* with the pseudonym for each name, the longest first."""
        words = [word.span() for word in _WORD.finditer(text)]
        shown: list[str] = []
        done = place = 0
        while place < len(words):
            start = words[place][0]
            for last in reversed(range(place, min(place + _TOGETHER, len(words)))):
                end = words[last][1]
                if given := self._given.get(_key(text[start:end])):
                    shown += text[done:start], given
                    done, place = end, last
                    break
            place += 1
        return "".join((*shown, text[done:]))


def _key(name: str) -> str:
    return name if len(name) < _SHORT else fold(name)


def _parts(name: str) -> Iterator[str]:
    for word in _WORD.findall(name):
        told = word[0].isupper() or len(word) >= _SHORT - 1
        if told and len(word) >= _SHORTEST_PART and fold(word) not in _NO_NAMES:
            yield word
