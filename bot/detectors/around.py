"""Where a word stands: its clause and its message. Windows are bounded, so that a long message
full of hits takes no more time a word than a short one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.detectors.normalize import View
from bot.model.message import Span

_CLAUSE = 40
"""Words of a clause that are looked at, on each side of a hit."""
_NEAR = 6
_FAR = 300
"""Characters in which the other quotation mark or the end of a clause is looked for."""

_STOPS = re.compile(r"[.!?\n;…]")
_QUOTES = {'"': '"', "“": "”", "„": "”", "«": "»", "‘": "’", "'": "'"}
_LAUGH = re.compile(
    r"[😂🤣😜😝😛😹😉😆😅😭💀]|(?:ha){2}|\blol\b|\bjk\b|;\)|:p\b|xd\b", re.IGNORECASE
)
_LOVE = frozenset("❤💕💖💗💙💚🧡💜🥰🫶")


class Page:
    """One view of one message, with what is true of the whole of it (worked out once)."""

    def __init__(self, raw: str, view: View) -> None:
        self.raw = raw
        self.view = view
        self.words: Sequence[str] = view.words.split()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def mention(self) -> bool:
        """An @name stands in the message."""
        return "@" in self.raw

    @cached_property
    def laughing(self) -> bool:
        return _LAUGH.search(self.raw) is not None

    @cached_property
    def kindly(self) -> bool:
        """A heart stands in the message."""
        return not _LOVE.isdisjoint(self.raw)

    def span(self, first: int, last: int) -> Span:
        return Span(self.view.spans[first].start, self.view.spans[last].end)


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a hit."""

    page: Page
    first: int
    last: int
    before: Sequence[str]
    """Of the same clause, nearest last."""
    near: Sequence[str]
    """Of *before*, what follows its last comma."""
    after: Sequence[str]
    """Of the same clause."""
    earlier: Sequence[str]
    """The few words before, whatever their clause."""
    comma: bool
    """A comma or the end of the sentence follows the word."""


def around(page: Page, first: int, last: int) -> Around:
    start, end = page.span(first, last)
    raw, words = page.raw, page.words
    opened = _last_stop(raw, start)
    closing = _STOPS.search(raw, end, end + _FAR)
    closed = closing.start() if closing else end + _FAR
    left = _first_after(page, opened, max(0, first - _CLAUSE), first)
    pause = _first_after(page, raw.rfind(",", max(0, start - _FAR), start), left, first)
    right = _first_after(page, closed, last + 1, min(len(words), last + 1 + _CLAUSE))
    return Around(
        page=page,
        first=first,
        last=last,
        before=words[left:first],
        near=words[pause:first],
        after=words[last + 1 : right],
        earlier=words[max(0, first - _NEAR) : first],
        comma=end == len(raw) or raw[end] in ",!.\n",
    )


def _last_stop(raw: str, start: int) -> int:
    near = raw[max(0, start - _FAR) : start]
    stops = [stop.start() for stop in _STOPS.finditer(near)]
    return start - len(near) + stops[-1] if stops else -1


def _first_after(page: Page, place: int, low: int, high: int) -> int:
    """Index of the first word from *low* that starts after the raw *place*; *high* at most."""
    spans = page.view.spans
    return next((i for i in range(low, high) if spans[i].start > place), high)


def quoted(raw: str, span: Span) -> bool:
    """Between quotation marks, with words of the sender's own outside them."""
    for opening, closing in _QUOTES.items():
        at = raw.rfind(opening, max(0, span.start - _FAR), span.start)
        end = raw.find(closing, span.end, span.end + _FAR)
        if (
            0 <= at < end
            and closing not in raw[at + 1 : span.start]
            and not (at and raw[at - 1].isalnum())  # an apostrophe
        ):
            return any(map(str.isalpha, raw[max(0, at - _FAR) : at] + raw[end : end + _FAR]))
    return False


def part_of_more(raw: str, span: Span) -> bool:
    """Half of another word (*sukkel-gedrag*) or part of an address on the web."""
    link = raw.rfind("://", max(0, span.start - _FAR), span.start)
    return (
        raw[span.end : span.end + 1] == "-" and raw[span.end + 1 : span.end + 2].isalpha()
    ) or (link >= 0 and not any(map(str.isspace, raw[link : span.start])))
