"""Where a word stands: its clause and its message. Windows are bounded, so that a long message
full of hits takes no more time a word than a short one."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from bot.detectors.normalize import View
from bot.model.message import Span

_CLAUSE = 40
"""Words of a clause that are looked at, on each side of a hit."""
_QUOTES = {'"': '"', "“": "”", "„": "”", "«": "»", "‘": "’", "'": "'"}
_MARKS = "".join({*_QUOTES, *_QUOTES.values()})
_PAUSES = frozenset({"", ",", "!", ".", "\n"})
_HALF = 3
"""Fewest letters of the other half of a word."""
_BESIDE = 8
"""Words on each side of a quotation that may say who said it."""
_FAR = 300
"""Characters in which the other quotation mark or the end of a clause is looked for."""

_STOPS = re.compile(r"[.!?;…]+|\n[ \t\r]*\n")
"""A line that ends goes on in the next one; after a blank line something else begins."""
_DOTS = frozenset(".…")
_UNFINISHED = re.compile(r"\b(?:een|zo['’]?n|bent|an?)\W{0,4}$|['’]n\W{0,4}$", re.IGNORECASE)
"""No sentence ends here: what comes is still meant (*je bent een... hoer*)."""
_LONGEST = 10
"""Characters of such a word with the signs around it."""
_LAUGH = re.compile(
    r"[😂🤣😜😝😛😹😉😆😅😭💀]|(?:ha){2}|\blol\b|\bjk\b|;\)|:p\b|xd\b", re.IGNORECASE
)
_LOVE = frozenset("❤💕💖💗💙💚🧡💜🥰🫶😘😍💋")


def laughs(text: str) -> bool:
    return _LAUGH.search(text) is not None


def loves(text: str) -> bool:
    """A heart or a kiss stands in it."""
    return not _LOVE.isdisjoint(text)


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
        return laughs(self.raw)

    @cached_property
    def kindly(self) -> bool:
        """A heart stands in the message."""
        return loves(self.raw)

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
    comma: bool
    """A comma or the end of the sentence follows the word."""


def around(page: Page, first: int, last: int) -> Around:
    start, end = page.span(first, last)
    raw, words = page.raw, page.words
    opened = _last_stop(raw, start)
    closed = _next_stop(raw, end)
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
        comma=raw[end : end + 2].lstrip(_MARKS)[:1] in _PAUSES,
    )


def _last_stop(raw: str, start: int) -> int:
    stops = list(_STOPS.finditer(raw, max(0, start - _FAR), start))
    return next((stop.end() - 1 for stop in reversed(stops) if _ends(raw, stop)), -1)


def _next_stop(raw: str, end: int) -> int:
    high = end + _FAR
    stops = _STOPS.finditer(raw, end, high)
    return next((stop.start() for stop in stops if _ends(raw, stop)), high)


def _ends(raw: str, stop: re.Match[str]) -> bool:
    """A sentence ends here: no dot inside a word, no pause before the word that matters."""
    following = raw[stop.end() : stop.end() + 2]
    if _DOTS.issuperset(stop[0]) and following[:1].isalnum() and not following[0].isupper():
        return False
    start = stop.start()
    if following.strip()[:1].isupper() and not following[:1].isalnum():
        return True
    return _UNFINISHED.search(raw, max(0, start - _LONGEST), start) is None


def _first_after(page: Page, place: int, low: int, high: int) -> int:
    """Index of the first word from *low* that starts after the raw *place*; *high* at most."""
    spans = page.view.spans
    return next((i for i in range(low, high) if spans[i].start > place), high)


def quotation(raw: str, span: Span) -> Span | None:
    """Where the quotation around *span* stands, its marks included; `None` if nothing is outside.

    An apostrophe opens nothing.
    """
    for opening, closing in _QUOTES.items():
        at = raw.rfind(opening, max(0, span.start - _FAR), span.start)
        end = raw.find(closing, span.end, span.end + _FAR)
        if (
            0 <= at < end
            and closing not in raw[at + 1 : span.start]
            and not (at and raw[at - 1].isalnum())
        ):
            outside = raw[max(0, at - _FAR) : at] + raw[end : end + _FAR]
            return Span(at, end + 1) if any(map(str.isalpha, outside)) else None
    return None


def outside(page: Page, span: Span) -> tuple[Sequence[str], Sequence[str]]:
    """The few words before and behind a quotation."""
    spans = page.view.spans
    first = bisect_left(spans, span.start, key=attrgetter("start"))
    last = bisect_left(spans, span.end, key=attrgetter("start"))
    return page.words[max(0, first - _BESIDE) : first], page.words[last : last + _BESIDE]


def part_of_more(raw: str, span: Span) -> bool:
    """Half of another word (*sukkel-gedrag*)."""
    other = raw[span.end + 1 : span.end + 1 + _HALF]
    return raw[span.end : span.end + 1] == "-" and len(other) == _HALF and other.isalpha()


def part_of_link(raw: str, span: Span) -> bool:
    """Part of an address on the web."""
    link = raw.rfind("://", max(0, span.start - _FAR), span.start)
    return link >= 0 and not any(map(str.isspace, raw[link : span.start]))
