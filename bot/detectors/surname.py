"""Some people are called as others are abused: *mevrouw De Hoer*, *Johan Flikkers*."""

from collections.abc import Mapping, Sequence

from bot.detectors.around import Around, Page

_PAUSES = frozenset(",.!?;:\n")


class Surnames:
    """The words beside a name, from `[name]` of `words/insults.toml`."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._titles = frozenset(lists["title"])
        self._particles = frozenset(lists["particle"])
        self._no_names = frozenset(lists["no_name"])

    def is_one(self, around: Around) -> bool:
        """With a capital, behind a title or behind a first name with a capital."""
        page, words = around.page, around.page.words
        if not _capital(page, around.first):
            return False
        place = around.first - 1
        while place >= 0 and words[place] in self._particles:
            place -= 1
        return place >= 0 and (words[place] in self._titles or self._given(page, place, around))

    def _given(self, page: Page, place: int, around: Around) -> bool:
        """A first name, and no comma or full stop up to the surname."""
        spans = page.view.spans
        between = page.raw[spans[place].end : spans[around.first].start]
        named = _capital(page, place) and page.words[place] not in self._no_names
        return named and _PAUSES.isdisjoint(between)


def _capital(page: Page, word: int) -> bool:
    """*Flikkers*, not *FLIKKERS*."""
    start, end = page.view.spans[word]
    return page.raw[start:end].istitle()
