"""Who a word is said of: the sender, somebody spoken to, somebody else. A guess, by who stands
nearest before it."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from bot.detectors.around import Page
from bot.detectors.wordlists import wordlist

_BEFORE = 14
_BEHIND = 6
_FAR = 30


class Whose(Enum):
    OWN = auto()
    """The sender's, or of the sender's family."""
    YOU = auto()
    GENERAL = auto()
    """Of people in general, or of somebody everybody may talk about."""
    OTHER = auto()
    """*hij*, *die jongen*."""
    NAMED = auto()
    STAFF = auto()
    NOBODY = auto()
    """Nobody is named near it."""


_TIES = frozenset(
    {"heeft", "had", "is", "was", "zit", "van", "bij", "voor", "krijgt", "has", "of"}
)
"""*adhd heeft hij*, *het dossier van Stijn*."""
_POINTING = frozenset({"de", "die", "een", "the", "a"})
_MINE = frozenset({"mijn", "mn", "onze", "my", "our"})
"""*mijn Tim*, *onze zoon Tim*."""


OTHERS = frozenset({Whose.OTHER, Whose.NAMED, Whose.STAFF})
"""Whose matters are not the sender's to tell."""


class Somebody:
    """The words of `words/people.toml`."""

    def __init__(self, lists: Mapping[str, Sequence[str]] | None = None) -> None:
        lists = lists or wordlist("people")
        self._sets = {name: frozenset(words) for name, words in lists.items()}
        names, ambiguous = self._sets["names"], self._sets["ambiguous"]
        self._names = (names - ambiguous) | {f"{name}s" for name in names if name[-1] != "s"}
        self._any_name = self._names | names | ambiguous
        self._told = {
            word: who
            for who, name in (
                (Whose.OTHER, "third"),
                (Whose.OTHER, "person"),
                (Whose.STAFF, "staff"),
                (Whose.GENERAL, "general"),
                (Whose.GENERAL, "famous"),
                (Whose.YOU, "you"),
                (Whose.OWN, "own"),
            )
            for word in lists[name]
        }
        self._behind_name = self._sets["verb"] | self._sets["kin"]
        self._had = self._sets["had"] | self._sets["kin"]

    def whose(self, page: Page, first: int, last: int, begin: int, end: int) -> Whose:
        """Of the words *first* to *last*, in the sentence from *begin* up to *end*."""
        before = range(first - 1, max(begin, first - _BEFORE) - 1, -1)
        tied = not _TIES.isdisjoint(page.words[last + 1 : last + 2])
        behind = range(last + 1, min(end, last + 1 + _BEHIND)) if tied else range(0)
        for at in (*before, *behind):
            who = self.at(page, at, begin)
            if who is Whose.OTHER and self._of_own(page, at):
                return Whose.OWN
            if who is not Whose.NOBODY:
                return who
        return Whose.NOBODY

    def at(self, page: Page, at: int, begin: int) -> Whose:
        """Who the word at *at* means, if anybody; *begin*: where its sentence does."""
        word = page.words[at]
        if word in self._told:
            return self._told[word]
        if word in self._sets["his"]:
            owns = not self._had.isdisjoint(page.words[at + 1 : at + 2])
            return Whose.OTHER if owns else Whose.NOBODY
        if self._own_parent(page, at, begin):
            return Whose.OWN
        return self._name(page, at, begin)

    def sources(self, page: Page) -> Iterator[tuple[int, int]]:
        """*mijn moeder werkt daar*: where the sender has it from."""
        own, kin, tells = self._sets["own"], self._sets["kin"], self._sets["tells"]
        words = page.words
        for at in range(len(words) - 2):
            if words[at] in own and words[at + 1] in kin and words[at + 2] in tells:
                yield at, at + 2

    def named_before(self, page: Page, place: int, begin: int) -> bool:
        """Somebody is named before the word at *place*: who *ze* is need not be guessed.

        *begin*: where its sentence does.
        """
        return any(
            self.at(page, at, min(at, begin)) is Whose.NAMED
            for at in range(max(0, place - _FAR), place)
        )

    def _name(self, page: Page, at: int, begin: int) -> Whose:
        words, sets = page.words, self._sets
        word = words[at]
        if word not in self._names and not self._capital(page, at, begin):
            return Whose.NOBODY
        if at + 1 < len(words) and words[at + 1] in sets["famous"]:
            return Whose.GENERAL
        before = words[max(0, at - 2) : at]
        if not sets["staff"].isdisjoint(before):
            return Whose.STAFF
        if _MINE & {*before} and (before[-1] in _MINE or before[-1] in sets["kin"]):
            return Whose.OWN
        return Whose.NAMED

    def _capital(self, page: Page, at: int, begin: int) -> bool:
        """A word with a capital that may be a name."""
        start, end = page.view.spans[at]
        word = page.words[at]
        short = end - start == 1
        raw = page.raw[start:end]
        if short or not raw[0].isupper() or not raw[1:].islower() or word in self._sets["no_name"]:
            return False
        if at > begin or word in self._any_name:
            return True
        return not self._behind_name.isdisjoint(page.words[at + 1 : at + 2])

    def _own_parent(self, page: Page, at: int, begin: int) -> bool:
        """*mama*; not *haar mama*, *Sems mama*, *de mama van Sem*."""
        if page.words[at] not in self._sets["parent"]:
            return False
        if at == begin:
            return True
        before = page.words[at - 1]
        whose = self._told.get(before) or self._name(page, at - 1, begin)
        return not (before in _POINTING or before in self._sets["his"] or whose in OTHERS)

    def _of_own(self, page: Page, at: int) -> bool:
        """*mijn zusje is ziek, ze ...*: whom *ze* means was the sender's own."""
        words, own, kin = page.words, self._sets["own"], self._sets["kin"]
        return any(
            ((words[i] in own and words[i + 1] in kin) or self._own_parent(page, i + 1, 0))
            and self._sets["tells"].isdisjoint(words[i + 2 : i + 3])
            for i in range(max(0, at - _FAR), at - 1)
        )
