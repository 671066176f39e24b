"""The words beside a picture or about one: of whom it is, and whether all is well with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from bot.detectors.names import RELATIVES, SAID, parse
from bot.detectors.normalize import Reading
from bot.detectors.sentences import paired
from bot.detectors.wordlists import wordlist
from bot.model.ids import AccountRef
from bot.model.member import Sender
from bot.model.message import MediaKind

_LISTS = wordlist("media")
_NOT_SETS = {
    "unknowing",
    "secret",
    "secret_far",
    "state_pairs",
    "against_pairs",
    "laughing_signs",
    "no_name",
}
SEEN, WHOM, FAIR, WHERE = (
    {name: frozenset(words) for name, words in _LISTS[table].items() if name not in _NOT_SETS}
    for table in ("seen", "whom", "fair", "where")
)
Pairs = Sequence[tuple[str, str]]


def _pairs(table: str, name: str) -> Pairs:
    return [(one, other) for one, other in _LISTS[table][name]]


UNKNOWING = _pairs("seen", "unknowing")
STATE = _pairs("seen", "state_pairs")
SECRET = _pairs("seen", "secret")
SECRET_FAR = _pairs("seen", "secret_far")
_AGAINST = _pairs("fair", "against_pairs")
_SIGNS = frozenset(_LISTS["seen"]["laughing_signs"])
_NO_NAME = frozenset(_LISTS["whom"]["no_name"])
_APART = 4
_MANY = 200
"""Words that are looked at: nobody says more of a picture."""
_KNOWN = 100
"""People whose names are known; a class is smaller."""


class Exposed(NamedTuple):
    """Where it is said, by the words' indices, the end of its reason's key, and how sure."""

    first: int
    last: int
    why: str
    certainty: float


@dataclass(frozen=True)
class Caption:
    """The words beside media of a *kind*, or about some: `None`."""

    reading: Reading
    kind: MediaKind | None
    people: Mapping[AccountRef, Sender]

    @cached_property
    def words(self) -> Sequence[str]:
        return self.reading.words[:_MANY]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(self.words)

    def has(self, words: frozenset[str]) -> bool:
        return not self.vocabulary.isdisjoint(words)

    def place(self, words: frozenset[str]) -> int:
        """Of the first of *words*; the beginning if there is none."""
        return next((place for place, word in enumerate(self.words) if word in words), 0)

    def says(self, pairs: Pairs, within: int = _APART) -> int:
        """Where the first of *pairs* is, its words at most *within* apart; or -1."""
        for first, second in pairs:
            known = first in self.vocabulary and second in self.vocabulary
            if known and paired(self.words, first, second, within):
                return self.words.index(first)
        return -1

    @cached_property
    def laughing(self) -> bool:
        return self.has(SEEN["laughing"]) or not _SIGNS.isdisjoint(self.reading.raw)

    @cached_property
    def fair(self) -> bool:
        """It is against it, tells of oneself, or has leave."""
        if self.has(FAIR["against"]) or self.says(_AGAINST) >= 0 or self._of_me():
            return True
        if self._done_to_me():
            return True
        return self.has(frozenset({"mij", "ons", "us"})) and self.has(SEEN["filming"])

    @cached_property
    def reported(self) -> bool:
        """Somebody else did it (*ze maakten stiekem foto's*), or it was done (*is gefilmd*)."""
        words = self.words
        shot = [i for i, word in enumerate(words) if word in SEEN["filming"] | SEEN["covert"]]
        passive = any(
            not SEEN["done"].isdisjoint(words[max(0, place - _APART) : place])
            or not SEEN["done"].isdisjoint(words[place + 1 : place + 2])
            for place in shot
        )
        return passive or any(
            (first in SEEN["doer"] and second in SEEN["does"])
            or (first in SEEN["does"] and second in SEEN["doer"])
            or (place == self.named and second in SEEN["does"])
            for place, (first, second) in enumerate(pairwise(words))
        )

    def _done_to_me(self) -> bool:
        """*ik ben gefilmd*, *ze hebben me gefilmd*; not *ik heb me vader gefilmd*."""
        words = self.words
        if not self.has(SEEN["filming"] | SEEN["picture"]):
            return False
        passive = any(
            {*words[place + 1 : place + 3]} & _AM or {*words[max(0, place - 1) : place]} & _AM
            for place, word in enumerate(words)
            if word in _SUBJECTS
        ) and self.has(_FILMED)
        return passive or any(
            word == "me" and (words[place + 1 : place + 2] or ("",))[0] not in RELATIVES
            for place, word in enumerate(words)
            if place and words[place - 1] in SEEN["does"] | SEEN["doer"]
        )

    def _of_me(self) -> bool:
        """*die foto van mij*, *mijn foto's*."""
        words = self.words
        return any(
            word in SEEN["picture"]
            and (_mine(words[place + 1 : place + 4]) or words[max(0, place - 1)] in {"mijn", "my"})
            for place, word in enumerate(words)
        )

    @cached_property
    def shown_for_school(self) -> bool:
        """A lesson's, or of a creature or a thing."""
        if self.has(FAIR["school"]) or _watched(self.words):
            return True
        return self.has(WHOM["creature"]) and (self.named < 0 or self.has(WHOM["own"]))

    @cached_property
    def pronoun(self) -> bool:
        """*d'r in* is no *haar*."""
        them = self.vocabulary & WHOM["them"]
        if them != {"dr"}:
            return bool(them)
        behind = self.words[self.words.index("dr") + 1 :]
        return bool(behind) and behind[0] not in _NOT_HERS

    @cached_property
    def named(self) -> int:
        """Where somebody else is named, by a title, a name or *die gast*; -1 if nobody is."""
        given = _Given(self)
        return next((place for place in range(len(self.words)) if given.at(place)), -1)

    @property
    def somebody(self) -> bool:
        return self.named >= 0 or self.pronoun


_SUBJECTS = frozenset({"ik", "wij", "we", "i"})
_AM = frozenset({"ben", "werd", "word", "was", "werden", "worden", "zijn", "am", "were", "got"})
_FILMED = frozenset({"gefilmd", "gefotografeerd", "opgenomen", "filmed", "recorded"})


def _mine(behind: Sequence[str]) -> bool:
    """*van mij*; *van me vader* is somebody else's."""
    if behind[:2] == ("van", "mij"):
        return True
    return behind[:2] == ("van", "me") and not RELATIVES.issuperset(behind[2:] or ("ma",))


def _watched(words: Sequence[str]) -> bool:
    """*die film*: not what somebody films."""
    return any(
        word == "film" and words[place - 1] in {"de", "die", "een", "deze", "welke", "the"}
        for place, word in enumerate(words)
        if place
    )


class _Given:
    """Whether a word of a caption stands for a person."""

    def __init__(self, caption: Caption) -> None:
        self._caption = caption
        self._words = caption.words
        known = islice(caption.people.values(), _KNOWN)
        names = (parse(sender.name).core for sender in known)
        self._names = frozenset(core[0] for core in names if core)

    def at(self, place: int) -> bool:
        word = self._words[place]
        before = self._words[place - 1] if place else ""
        after = self._words[place + 1] if place + 1 < len(self._words) else ""
        if word in WHOM["somebody"]:
            return before in _POINTING
        if word in SAID and before not in {"mijn", "mn"}:
            called = bool(after) and self._capital(place + 1)
            return called or before in _BEFORE_A_NAME or after in SEEN["state"]
        if word in self._names and before not in _ARTICLES:
            return word not in WHOM["word_name"] or (place > 0 and self._capital(place))
        return self._capital(place) and (after in _AFTER_A_NAME or before in _BEFORE_A_NAME)

    def _capital(self, place: int) -> bool:
        start, end = self._caption.reading.views[0].spans[place]
        raw = self._caption.reading.raw[start:end]
        if raw in _NO_NAME or len(raw) < len("Bo"):
            return False
        return raw[:1].isupper() and not raw.isupper()


_ARTICLES = frozenset({"de", "het", "een", "mijn", "the", "geen"})
"""Before these a name is a word: *de roos*."""
_POINTING = frozenset({"die", "de", "deze", "een", "twee", "the", "that", "this", "van"})
"""Without these *jongens* and *man* are called, not spoken of."""
_BEFORE_A_NAME = frozenset(
    {"van", "hoe", "die", "of", "was", "is", "heeft", "toen", "ook", "waar", "met", "kijk", "wat"}
)
_NOT_HERS = SEEN["no_fall"] | {"bij", "af", "aan", "van"}
"""Behind *d'r* these make it *er*."""
_AFTER_A_NAME = WHOM["whose"] | SEEN["state"] | {"die", "met"}
