"""Words that mean something only together: an anchor, and what must stand beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from bot.detectors.around import Page
from bot.detectors.lexicon import Entry, Hit, Lexicon, Match, Vocabulary
from bot.detectors.normalize import Reading
from bot.detectors.sentences import starts
from bot.model.message import Span

_WITHIN = 10
"""Words that a frame takes at most, where it does not say."""
_MOST = 30
"""Hits of one meaning that are looked at in a sentence; a person does with few."""
_LEAST = 0.5
"""Less sure than this is no sighting."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One `[[frame]]` of a word list: meanings by the names of its lists."""

    why: str
    needs: tuple[frozenset[str], ...]
    """Of each set one must be there; the first holds anchors only."""
    unless: frozenset[str]
    """None of these in the sentence."""
    before: frozenset[str]
    """None of these in the sentence before the anchor."""
    nowhere: frozenset[str]
    """None of these in the message."""
    more: frozenset[str]
    """With one of these in the message the certainty is *sure*."""
    certainty: float
    sure: float
    within: int


Also = Mapping[str, Callable[[Page], Iterable[tuple[int, int]]]]
"""Meanings that no list can name, and where they stand: first and last word of each."""


class Seen(NamedTuple):
    """A meaning, and the words it stands in, by their indices."""

    meaning: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Found:
    """A frame, where it was found."""

    frame: Frame
    page: Page
    anchor: Seen
    first: int
    last: int
    begin: int
    """Of the sentence, as *end*: words by their indices."""
    end: int
    meanings: frozenset[str]
    """Of the whole message."""

    @property
    def certainty(self) -> float:
        sure = not self.frame.more.isdisjoint(self.meanings)
        return self.frame.sure if sure else self.frame.certainty

    @property
    def span(self) -> Span:
        return self.page.span(self.first, self.last)


class Frames:
    """The anchors, what stands beside them and the frames of one word list.

    `[anchor]` and `[beside]` name lists of entries; a star stands for any letters at an end of a
    word. The anchors are found in one pass with all that share a *vocabulary*, the others only
    in a text with an anchor, so that these may be common words. *also* finds what is told by how
    words stand rather than by which they are.

    Raises `ValueError` on a frame that names no list, or whose first need is not of anchors.
    """

    def __init__(
        self,
        lists: Mapping[str, Any],
        vocabulary: Vocabulary | None = None,
        also: Also | None = None,
    ) -> None:
        self._also = also or {}
        self._anchors = Lexicon(_entries(lists["anchor"]), vocabulary=vocabulary)
        self._beside = Lexicon(_entries(lists["beside"]))
        self._frames = [_frame(each, lists.get("always", {})) for each in lists["frame"]]
        known = {*lists["anchor"], *lists["beside"], *self._also}
        for frame in self._frames:
            needed = frozenset[str]().union(*frame.needs)
            unknown = (needed | frame.unless | frame.before | frame.nowhere | frame.more) - known
            unknown |= frame.needs[0] - lists["anchor"].keys()
            if unknown:
                raise ValueError(f"frame {frame.why!r} needs no list {sorted(unknown)}")

    def find(self, reading: Reading) -> Iterator[Found]:
        for view in reading.views:
            anchors = [_seen(hit) for hit in self._anchors.find(view) if not hit.vague]
            if anchors:
                yield from self._fitting(Page(reading.raw, view), anchors)

    def surest(self, reading: Reading) -> Found | None:
        """The first of the surest."""
        return max(self.find(reading), key=attrgetter("certainty"), default=None)

    def _fitting(self, page: Page, anchors: list[Seen]) -> Iterator[Found]:
        view = page.view
        shared = view.searched_for, view.found
        beside = [_seen(hit) for hit in self._beside.find(view) if not hit.vague]
        view.searched_for, view.found = shared  # for who looks at it next
        also = (
            Seen(name, *place) for name, places in self._also.items() for place in places(page)
        )
        seen = [*anchors, *beside, *also]
        meanings = frozenset(each.meaning for each in seen)
        possible = [
            frame
            for frame in self._frames
            if frame.nowhere.isdisjoint(meanings)
            and all(not need.isdisjoint(meanings) for need in frame.needs)
        ]
        if possible:
            for begin, end, inside in _by_sentence(page, seen):
                for frame in possible:
                    for place in _fits(frame, inside):
                        found = Found(frame, page, *place, begin, end, meanings)
                        if found.certainty >= _LEAST:
                            yield found


def _seen(hit: Hit[str]) -> Seen:
    return Seen(hit.entry.meaning, hit.first, hit.last)


def _by_sentence(
    page: Page, seen: Sequence[Seen]
) -> Iterator[tuple[int, int, Mapping[str, Sequence[Seen]]]]:
    """First word of a sentence, the one behind its last, and what was seen in it by meaning."""
    begins = starts(page)
    ends = [*begins[1:], len(page.words)]
    ordered = sorted(seen, key=lambda each: each.first)
    at = 0
    for begin, end in zip(begins, ends, strict=True):
        inside: dict[str, list[Seen]] = {}
        while at < len(ordered) and ordered[at].first < end:
            hits = inside.setdefault(ordered[at].meaning, [])
            if len(hits) < _MOST:
                hits.append(ordered[at])
            at += 1
        if inside:
            yield begin, end, inside


def _fits(frame: Frame, inside: Mapping[str, Sequence[Seen]]) -> Iterator[tuple[Seen, int, int]]:
    """Anchor, first and last word."""
    if not frame.unless.isdisjoint(inside):
        return
    needs = [
        sorted((hit for name in need for hit in inside.get(name, ())), key=_place)
        for need in frame.needs
    ]
    if not all(needs):
        return
    condition = min(
        (hit.first for name in frame.before for hit in inside.get(name, ())), default=None
    )
    for anchor in needs[0]:
        if condition is not None and condition < anchor.first:
            continue
        parts = [anchor, *(_nearest(hits, anchor) for hits in needs[1:])]
        first = min(part.first for part in parts)
        last = max(part.last for part in parts)
        if last - first < frame.within:
            yield anchor, first, last


_place = attrgetter("first", "last")


def _nearest(hits: Sequence[Seen], anchor: Seen) -> Seen:
    return min(hits, key=lambda hit: max(hit.first - anchor.last, anchor.first - hit.last))


def _entries(lists: Mapping[str, Sequence[str]]) -> list[Entry[str]]:
    return [
        Entry(text.strip("*"), _match(text), name)
        for name, texts in lists.items()
        for text in texts
    ]


def _match(text: str) -> Match:
    before, after = text.startswith("*"), text.endswith("*")
    if before and after:
        return Match.ANY
    if before:
        return Match.SUFFIX
    return Match.PREFIX if after else Match.WORD


def _frame(told: Mapping[str, Any], always: Mapping[str, Sequence[str]]) -> Frame:
    certainty = told["certainty"]
    return Frame(
        why=told["why"],
        needs=tuple(frozenset(need.split("|")) for need in told["needs"]),
        before=frozenset(told.get("before", ())),
        unless=frozenset((*told.get("unless", ()), *always.get("unless", ()))),
        nowhere=frozenset((*told.get("nowhere", ()), *always.get("nowhere", ()))),
        more=frozenset(told.get("more", ())),
        certainty=certainty,
        sure=told.get("sure", certainty),
        within=told.get("within", _WITHIN),
    )
