"""A message as sentences: its words, and where something ends."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from bot.detectors.around import Page
from bot.detectors.normalize import Reading
from bot.model.message import Span

_STOPS = frozenset("!?;\n…")


class Sentence(NamedTuple):
    """*first*: the index of its first word among all of the message."""

    first: int
    words: Sequence[str]


def gap(reading: Reading, place: int) -> str:
    """What stands between the word at *place* and the next, or the end."""
    spans = reading.views[0].spans
    end = spans[place + 1].start if place + 1 < len(spans) else len(reading.raw)
    return reading.raw[spans[place].end : end]


def pauses(reading: Reading, place: int) -> bool:
    """Something ends behind the word at *place*: there is a mark, an emoji, or nothing more."""
    return place + 1 >= len(reading.words) or not gap(reading, place).isspace()


def ends(between: str, before: str, abbreviated: Collection[str] = ()) -> bool:
    """Whether a sentence ends behind the word *before*, with *between* up to the next word.

    The point of a number, of an initial or of an *abbreviated* word ends none.
    """
    if between == " ":
        return False
    if not _STOPS.isdisjoint(between):
        return True
    pointed = "." in between and len(between) > 1 and before not in abbreviated
    return pointed and (len(before) > 1 or between != ". ")


def starts(page: Page) -> list[int]:
    """Where each sentence begins, by the index of its first word in the page's view."""
    spans, raw, words = page.view.spans, page.raw, page.words
    behind = (
        place
        for place in range(1, len(words))
        if ends(raw[spans[place - 1].end : spans[place].start], words[place - 1])
    )
    return [0, *behind] if words else []


def sentences(reading: Reading, *, abbreviated: Collection[str] = ()) -> Iterator[Sentence]:
    """*abbreviated*: words whose full stop ends nothing (*mevr.*)."""
    words, begin = reading.words, 0
    for place, word in enumerate(words):
        if place + 1 == len(words) or ends(gap(reading, place), word, abbreviated):
            yield Sentence(begin, words[begin : place + 1])
            begin = place + 1
    if begin < len(words):
        yield Sentence(begin, words[begin:])


def paired(words: Sequence[str], first: str, second: str, within: int) -> bool:
    """*first*, and within so many words behind it *second*."""
    return first in words and any(
        second in words[place + 1 : place + 1 + within]
        for place, word in enumerate(words)
        if word == first
    )


def covering(reading: Reading, first: int, last: int) -> Span:
    """The raw span from the word at *first* to the word at *last*."""
    return reading.views[0].span(first, last)
