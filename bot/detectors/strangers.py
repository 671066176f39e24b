"""Names of people who never wrote here: whoever is silent is spoken of by name alone."""

from collections.abc import Iterator

from bot.detectors.around import Page
from bot.detectors.base import Scene
from bot.detectors.normalize import words_of
from bot.detectors.somebody import Somebody, Whose
from bot.detectors.wordlists import wordlist

_SOMEBODY = Somebody()
_NAMES = frozenset(wordlist("people")["names"])
_READ = 60
"""Words that are looked at."""
_SHORTEST = 3
_LONGEST = 20
"""Letters of a name that is kept."""


def _owns(word: str) -> bool:
    """*sannes fiets*: of somebody, not to them."""
    return word not in _NAMES and word[-1] == "s" and word[:-1] in _NAMES


def strangers(scene: Scene) -> Iterator[tuple[str, int]]:
    """First names that are nobody's here, and the word of the message that each is.

    Nobody's who is famous, staff, or of the sender's own family. Costs time in proportion to the
    group.
    """
    view = scene.reading.views[0]
    page = Page(scene.message.text, view)
    named = [
        place
        for place, word in enumerate(page.words[:_READ])
        if _SHORTEST <= len(word) <= _LONGEST
        and word.isalpha()
        and not _owns(word)
        and _SOMEBODY.at(page, place, 0) is Whose.NAMED
    ]
    if not named:
        return
    known = {*words_of(scene.message.sender.name), *words_of(scene.message.group)}
    for sender in scene.context.people.values():
        known.update(words_of(sender.name))
    for place in named:
        if page.words[place] not in known:
            yield page.words[place], place
