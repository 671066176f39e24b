"""Hacking, stolen logins, ways around the school's network or supervision of tests."""

from collections.abc import Iterable, Iterator

from bot.detectors.around import Page
from bot.detectors.base import Scene
from bot.detectors.frames import Frames
from bot.detectors.lexicon import Vocabulary
from bot.detectors.somebody import OTHERS, Somebody, Whose
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting

_OF = frozenset({"van", "vd", "of"})
_AS = frozenset({"als", "as"})
_LOGGED = frozenset({"log", "logt", "logde", "inloggen", "ingelogd", "logged", "inlogt"})
_MINE = frozenset({"mijn", "mn", "me", "m", "onze", "ons", "my", "our"})
_OWN = frozenset({"eigen", "hele", "own", "oude", "klas", "school", "team"})
_BY = frozenset({"met", "op", "via", "vanaf", "with", "on", "from"})
_CALLED = frozenset({"meneer", "mevrouw", "mevr", "mw", "dhr", "juf", "meester", "mr", "mrs"})
_NEAR = 5
_ARTICLES = frozenset({"de", "het", "die", "the", "t", "een"})


class HackingDetector:
    """Staff speak of passwords, filters and tests by trade: what they send is not judged."""

    rules = frozenset({Rule.HACKING})

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        lists = wordlist("hacking")
        self._somebody = Somebody()
        self._accounts = frozenset(lists["theirs"]["account"])
        self._shared = frozenset(lists["theirs"]["shared"])
        also = {
            "theirs_in": self._of_others,
            "as_other": self._as_others,
            "own_hacked": self._of_sender,
        }
        self._frames = Frames(lists, vocabulary, also)

    def look(self, scene: Scene) -> Iterable[Sighting]:
        if scene.message.sender.role.is_staff:
            return ()
        surest = self._frames.surest(scene.reading)
        if surest is None:
            return ()
        reason = Reason(f"reason.hacking.{surest.frame.why}")
        return (Sighting(Rule.HACKING, surest.span, reason, surest.certainty),)

    def _of_others(self, page: Page) -> Iterator[tuple[int, int]]:
        """*zijn magister*, *Sems account*, *het wachtwoord van mevrouw X*."""
        for at, word in enumerate(page.words):
            if word not in self._accounts:
                continue
            owner = self._owner(page, at)
            if owner is not None and self._theirs(page, at, owner):
                yield min(at, owner), max(at, owner)

    def _of_sender(self, page: Page) -> Iterator[tuple[int, int]]:
        """*mijn snap*: what was done to the sender; not *met mijn laptop*."""
        words = page.words
        for at, word in enumerate(words[:-1]):
            if word not in _MINE or (at and words[at - 1] in _BY):
                continue
            last = at + 1 + (words[at + 1] in _OWN)
            if last < len(words) and words[last] in self._accounts:
                yield at, last

    def _theirs(self, page: Page, at: int, owner: int) -> bool:
        who = self._somebody.at(page, owner, 0)
        if who is Whose.NAMED and owner < at:
            return page.words[owner].endswith("s")  # not *je Microsoft account*
        return who in OTHERS and not (who is Whose.STAFF and page.words[at] in self._shared)

    def _owner(self, page: Page, at: int) -> int | None:
        """Where it stands whose it is: before it, or behind *van*."""
        words = page.words
        if at + 2 < len(words) and words[at + 1] in _OF:
            return min(at + 2 + (words[at + 2] in _ARTICLES), len(words) - 1)
        return at - 1 if at else None

    def _as_others(self, page: Page) -> Iterator[tuple[int, int]]:
        """*log in als Tygo*; not *als Tygo inlogt*."""
        for at, word in enumerate(page.words[:-1]):
            if word not in _AS or _LOGGED.isdisjoint(page.words[max(0, at - _NEAR) : at]):
                continue
            who = self._somebody.at(page, at + 1, 0)
            if who is Whose.NAMED or (who is Whose.STAFF and page.words[at + 1] in _CALLED):
                yield at, at + 1
            elif page.words[at + 1] == "de" and self._is_staff(page, at + 2):
                yield at, at + 2

    def _is_staff(self, page: Page, at: int) -> bool:
        return at < len(page.words) and self._somebody.at(page, at, 0) is Whose.STAFF
