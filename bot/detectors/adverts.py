"""Advertising without a link: goods, quick money, followers, votes, codes and prizes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.detectors.base import Scene
from bot.detectors.normalize import View
from bot.detectors.templates import Found, Templates
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import Span

_DATA = wordlist("adverts")
_LISTS = {name: frozenset(words) for name, words in _DATA["lists"].items()}
_INNOCENT = {name: frozenset(words) for name, words in _DATA["innocent"].items()}
_ROWS = Templates(_DATA["rows"], _DATA["lists"])
_APART = Templates(_DATA["apart"], _DATA["lists"])

_PLAIN = {"follow": 0.7, "work": 0.75, "money": 0.8, "prize": 0.75, "vote": 0.7}
"""How sure a row of these makes it."""
_BACKED = 0.85
"""With an amount or a way to reach the seller."""
_SECOND_HAND = 0.55
"""One thing that somebody wants to be rid of: staff may look, nobody is reminded."""
_CUES = (
    _ROWS.anchors
    | _LISTS["vape"]
    | _LISTS["code"]
    | _LISTS["giveaway"]
    | _LISTS["coin"]
    | _LISTS["order"]
    | _LISTS["lots"]
    | _LISTS["link"]
)
_AMOUNT = re.compile(r"[€$£] ?[0-9]|[0-9] ?(?:[€$£]|,-)")
_TOKEN = re.compile(r"\b[A-Z]{2,20}[0-9]{1,4}\b|\b[A-Z]{5,20}\b")
"""A code as shops write them."""
_DOZEN = re.compile(r"(?<![0-9])[0-9]{1,3} (?:voor|for) (?:€ ?)?[0-9]", re.IGNORECASE)
_GONE = re.compile(r"\b(?:op ?= ?op|vol ?= ?vol)\b", re.IGNORECASE)
"""*op = op*, as a shop has it."""
_OF_ALL = frozenset(
    {
        "klas",
        "klassen",
        "school",
        "leerjaar",
        "brugklas",
        "class",
        "mentor",
        "docent",
        "leerlingenraad",
    }
)
"""*stem op onze klas* asks nothing for oneself."""
_BOOK = frozenset({"boek", "boeken"})
_MANY = 2
"""Signs of a shop that make one."""
_FEWEST = 3
"""Promises and invitations that leave no doubt about a coin."""


class _Seen(NamedTuple):
    certainty: float
    why: str
    first: int
    last: int


class AdvertDetector:
    """Selling school books, a cake for a good cause or tickets for the school party is none."""

    rules = frozenset({Rule.SPAM})

    def look(self, scene: Scene) -> Iterable[Sighting]:
        if scene.message.sender.role.is_staff:
            return ()
        for view in scene.reading.views:
            if not _CUES.isdisjoint(view.each) and (found := _surest(view, scene.reading.raw)):
                return [_sighting(view, found)]
        return ()


def _sighting(view: View, found: _Seen) -> Sighting:
    spans = view.spans
    span = Span(spans[found.first].start, spans[found.last].end)
    return Sighting(Rule.SPAM, span, Reason(f"reason.adverts.{found.why}"), found.certainty)


def _surest(view: View, raw: str) -> _Seen | None:
    said = _Said(view.each, raw)
    found = list(said.found())
    best = max(found, default=None)
    return best if best and best.certainty > 0.5 else None  # noqa: PLR2004 less is not said at all


class _Said:
    """One view of a message, and what it speaks of."""

    def __init__(self, words: Sequence[str], raw: str) -> None:
        self._words = words
        self._all = frozenset(words)
        self._raw = raw
        self._school = not self._all.isdisjoint(_INNOCENT["school"])

    def found(self) -> Iterator[_Seen]:
        beside = {row.name for row in _APART.find(self._words)}
        if "warning" in beside:
            return
        rows = list(_ROWS.find(self._words))
        if "booking" in beside:
            self._school = not (self._all - _BOOK).isdisjoint(_INNOCENT["school"])
        if not self._school:
            yield from self._rows(rows)
            yield from self._stuff(rows)
            yield from self._coins()
        yield from self._codes()
        yield from self._links()
        yield from self._giveaway()

    def _has(self, name: str) -> bool:
        return not self._all.isdisjoint(_LISTS[name])

    def _first(self, name: str) -> int | None:
        """Where the first word of a list stands."""
        return next((i for i, word in enumerate(self._words) if word in _LISTS[name]), None)

    def _count(self, name: str) -> int:
        return len(self._all & _LISTS[name])

    def _priced(self) -> bool:
        if _AMOUNT.search(self._raw):
            return True
        numbers = any(word[0] in "0123456789" for word in self._words)
        return self._has("price") and (numbers or self._count("price") > 1)

    def _rows(self, rows: Iterable[Found]) -> Iterator[_Seen]:
        for name, first, last in rows:
            for_all = name == "vote" and not _OF_ALL.isdisjoint(self._words[first : first + 6])
            if name in _PLAIN and not for_all and not (name == "work" and self._own(first)):
                yield _Seen(_PLAIN[name], name, first, last)

    def _own(self, first: int) -> bool:
        """*ik verdien 6 euro per uur*: a job somebody has."""
        return self._words[first].startswith("verdien") and not _LISTS["i"].isdisjoint(
            self._words[max(0, first - 2) : first]
        )

    def _stuff(self, rows: Iterable[Found]) -> Iterator[_Seen]:
        """Something is sold: forbidden, copied, by the dozen, or just once."""
        offer = next((row for row in rows if row.name == "sale"), None)
        priced, sold = self._priced(), offer is not None
        at = self._first("vape")
        lots = min(self._count("lots"), _MANY)
        if at is not None and priced + self._has("contact") + sold + lots >= _MANY:
            yield _Seen(_BACKED, "sale", at, at)
        elif priced and (self._has("order") or self._copied() or _GONE.search(self._raw)):
            yield self._shop(0.75, offer)
        elif offer and (priced or lots or self._has("contact")):
            if self._has("fake") or self._has("lots") or _DOZEN.search(self._raw):
                yield self._shop(0.75, offer)
            elif self._all.isdisjoint(_INNOCENT["used"]) and self._has("goods"):
                yield self._shop(_SECOND_HAND, offer)

    def _copied(self) -> bool:
        return self._has("fake") and self._has("goods") and self._has("contact")

    def _shop(self, certainty: float, offer: Found | None) -> _Seen:
        if offer:
            return _Seen(certainty, "sale", offer.first, offer.last)
        at = self._first("order") or self._first("price") or 0
        return _Seen(certainty, "sale", at, at)

    def _coins(self) -> Iterator[_Seen]:
        at = self._first("coin")
        if at is None:
            return
        promised, invited = self._count("gain"), self._count("join")
        if promised and promised + invited >= _FEWEST:
            yield _Seen(_BACKED, "money", at, at)
        elif promised and invited:
            yield _Seen(0.7, "money", at, at)

    def _codes(self) -> Iterator[_Seen]:
        """*met mijn code krijg je 10% korting*, *gebruik code TIM10*."""
        at = self._first("code")
        if at is None or not self._all.isdisjoint(_INNOCENT["code"] | _INNOCENT["school"]):
            return
        cheaper = self._has("discount") or "%" in self._raw or _AMOUNT.search(self._raw)
        mine = not _LISTS["my"].isdisjoint(self._words[max(0, at - 2) : at])
        if cheaper and (mine or _TOKEN.search(self._raw) or self._words[at] != "code"):
            yield _Seen(0.8 if mine else 0.75, "code", at, at)

    def _links(self) -> Iterator[_Seen]:
        """*via mijn link krijgen we allebei 5 euro*."""
        at = self._first("link")
        if at is None or self._school or not self._has("share"):
            return
        if not _LISTS["my"].isdisjoint(self._words[max(0, at - 2) : at]):
            yield _Seen(0.75, "code", at, at)

    def _giveaway(self) -> Iterator[_Seen]:
        if self._school:
            return
        at = self._first("giveaway")
        if at is not None and (self._has("ask") or self._has("win")):
            yield _Seen(_BACKED, "prize", at, at)
