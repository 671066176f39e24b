"""Names of people inside what others say, and a pseudonym in the place of each."""

import re
from collections.abc import Callable, Iterable, Iterator

from bot.detectors.normalize import fold
from bot.detectors.wordlists import wordlist
from bot.model.member import Sender

_SHORTEST_PART = 2
_SHORTEST_OWNER = 3
"""Letters of a name that is told with an s behind it: *sems*."""
_TOGETHER = 8
"""Words of a name that are looked for as one; of a longer name only the parts are."""
_WORD = re.compile(r"[^\W_]+")
_NO_NAMES = frozenset(
    {"mevr", "mevrouw", "meneer", "meester", "juffrouw", "miss", "moeder", "vader"}
    | {"papa", "mama", "van", "der", "den", "de", "het", "ten", "ter", "te", "la", "le", "du"}
    | {"mw", "dr", "mr", "ms", "mam", "pap", "oma", "opa", "zus", "juf", "mum", "mom", "dad"}
)
_WORDS = frozenset(wordlist("called")["common"])
"""So common that they are only a name with a capital: hiding each would leave nothing to read."""


class Called:
    """What people are called by: their name, or a part of it.

    A name that is also one of the commonest words is told from it by its capital (Al, Dan);
    others are known however they are written, because pupils seldom write a capital. A text is
    gone through once, however many people there are.
    """

    def __init__(self, senders: Iterable[Sender], pseudonym: Callable[[Sender], str]) -> None:
        self._given: dict[str, str] = {}
        people = [(sender.name, pseudonym(sender)) for sender in senders]
        for name, given in people:
            self._given.setdefault(_known(name), given)
        for name, given in people:
            for part in _parts(name):
                self._given.setdefault(_known(part), given)

    def hidden_in(self, text: str) -> str:
        """*text* with the pseudonym for each name, the longest first."""
        words = [word.span() for word in _WORD.finditer(text)]
        shown: list[str] = []
        done = place = 0
        while place < len(words):
            start = words[place][0]
            for last in reversed(range(place, min(place + _TOGETHER, len(words)))):
                end = words[last][1]
                if given := self._for(text[start:end]):
                    shown += text[done:start], given
                    done, place = end, last
                    break
            place += 1
        return "".join((*shown, text[done:]))

    def _for(self, said: str) -> str | None:
        """*sem*, and what is *sems*."""
        if given := self._given.get(_key(said)):
            return given
        name, end = said[:-1], said[-1]
        told = said[0].isupper() or not _common(said)
        if told and end in "sS" and len(name) >= _SHORTEST_OWNER:
            owner = self._given.get(_key(name))
            return owner and f"{owner}{end}"
        return None


def _key(said: str) -> str:
    return said if _common(said) else fold(said)


def _known(name: str) -> str:
    """The key under which *name* is found."""
    return fold(name).capitalize() if _common(name) else fold(name)


def _common(said: str) -> bool:
    return len(said) < _SHORTEST_PART or fold(said) in _WORDS


def _parts(name: str) -> Iterator[str]:
    for word in _WORD.findall(name):
        told = word[0].isupper() or (len(word) > _SHORTEST_PART and not _common(word))
        if told and len(word) >= _SHORTEST_PART and fold(word) not in _NO_NAMES:
            yield word
