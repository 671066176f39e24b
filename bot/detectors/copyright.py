"""Whole books, answer books and leaked tests, offered or asked for."""

from collections.abc import Iterable, Iterator

from bot.detectors.around import Page
from bot.detectors.base import Scene
from bot.detectors.frames import Frames
from bot.detectors.lexicon import Vocabulary
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting

_MANY = 60
"""Pages that are no handout but a book."""
_PAGES = frozenset(
    {"blz", "bladzijden", "bladzijdes", "pagina", "paginas", "pages", "pp", "kantjes"}
)
_DIGITS = 4


class CopyrightDetector:
    """Staff may share what their school has a licence for: what they send is not judged."""

    rules = frozenset({Rule.COPYRIGHT})

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._frames = Frames(wordlist("copyright"), vocabulary, _ALSO)

    def look(self, scene: Scene) -> Iterable[Sighting]:
        if scene.message.sender.role.is_staff:
            return ()
        surest = self._frames.surest(scene.reading)
        if surest is None:
            return ()
        reason = Reason(f"reason.copyright.{surest.frame.why}")
        return (Sighting(Rule.COPYRIGHT, surest.span, reason, surest.certainty),)


def _many_pages(page: Page) -> Iterator[tuple[int, int]]:
    """*312 blz*."""
    for at, word in enumerate(page.words[:-1]):
        number = word.isascii() and word.isdigit() and len(word) <= _DIGITS
        if number and int(word) >= _MANY and page.words[at + 1] in _PAGES:
            yield at, at + 1


def _choices(page: Page) -> Iterator[tuple[int, int]]:
    """*vraag 1 is B*: not *vraag 1 is moeilijk*."""
    words = page.words
    for at, word in enumerate(words[:-3]):
        item = word in _ITEMS and words[at + 1].isdigit() and words[at + 2] in _IS
        if item and (words[at + 3] in _LETTERS or words[at + 3].isdigit()):
            yield at, at + 3


_ITEMS = frozenset({"vraag", "opgave", "som", "nr", "nummer", "question"})
_IS = frozenset({"is", "was"})
_LETTERS = frozenset("abcde")
_ALSO = {"many": _many_pages, "choices": _choices}
