"""Signs that somebody may be in danger or distress. High recall: care contacts judge, not we."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from bot.detectors.base import Scene
from bot.detectors.care_evidence import UNSURE, Evidence
from bot.detectors.care_places import Merged, Places, in_order, near, places_of
from bot.detectors.care_wording import Wording
from bot.detectors.lexicon import Entry, Lexicon, Match, Vocabulary
from bot.detectors.normalize import View, read
from bot.detectors.turned import turned_to_another
from bot.detectors.wordlists import wordlist
from bot.model.finding import CareSignal, Reason
from bot.model.message import Span

_SPEAKS = 0.5
"""From this probability a sign is reported."""
_ALMOST = 0.3
"""From this probability what the sender wrote before may tip the scale."""
_JUST_NOT = 0.49
"""Not surer than this by its pattern alone is a sign that other words do not support."""
_EARLIER = 6
"""That many messages back are read again for an almost-sign."""
_SURE = 0.7
"""A pattern this sure speaks by itself, however few words there are around it..."""
_REFUTED = 0.05
"""...unless they leave no more than this of it."""
_PLAIN = 0.8
"""From here a pattern says it in so many words..."""
_IN_WORDS = 0.75
"""...and stays this sure..."""
_LIGHT = frozenset({"humour", "grade", "school_room"})
"""...beside these, and beside nothing weightier."""
_UNMISTAKABLE = _IN_WORDS
"""From here a sign speaks whatever other words stand around it."""
_CLEAR = 0.65
"""From here a pattern that all other evidence bears out speaks..."""
_DENIED = 0.2
"""...unless the wording leaves less than this of it."""
_UNHEARD = 0.001
"""How likely a need is where nothing was heard; nothing heard makes it less likely."""
_CLAUSE_ENDS = frozenset(".,!?;:\n…")
_LITTLE = frozenset({"ik", "k", "ikke", "i", "echt", "gewoon", "gwn", "just", "really", "sorry"})
"""Words beside which a message still says nothing else."""
_LAUGHS = frozenset("😂🤣💀😹☠😆")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Slots of word classes that together, within so many words, say something."""

    kind: str
    slots: tuple[frozenset[str], ...]
    ordered: bool
    within: int
    probability: float
    ends: bool
    alone: bool
    """Only where the message says nothing else."""
    unless: frozenset[str]
    damped_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: str
    span: Span
    probability: float


class CareLexicon:
    """Finds signs by combinations of word classes (`words/care.toml`), never by one word list.

    Patterns say which classes near each other mean something; where the words have an `evidence`
    table, everything else that was said makes the sign surer or less sure. So does the *wording*,
    which also hears needs that nobody wrote patterns of.

    Raises `ValueError` when a pattern or the evidence names an unknown class, or a pattern could
    never be woken.
    """

    def __init__(
        self, words: Mapping[str, Any] | None = None, vocabulary: Vocabulary | None = None
    ) -> None:
        """Own *words* are the only ones that count: the wording was fitted beside ours."""
        data = wordlist("care") if words is None else words
        self._wording = Wording.of(wordlist("care_wording")) if words is None else None
        spellings = data["spellings"]
        self._cues = Lexicon(_entries(data["cues"], spellings), vocabulary=vocabulary)
        self._plain = Lexicon(_entries(data["plain"], spellings), vocabulary=vocabulary)
        self._damping: dict[str, float] = data["damping"]
        self._by_cue = _by_cue(_patterns(data), frozenset(data["cues"]), frozenset(data["plain"]))
        self._evidence = Evidence.of(data)

    def listen(self, scene: Scene) -> CareSignal | None:
        if scene.message.sender.role.is_staff:
            return None
        text = scene.message.text
        sign = self._strongest(text, scene.reading.views)
        if sign is not None and _ALMOST <= sign.probability < _SPEAKS:
            sign = self._in_context(sign, scene)
        if sign is None or sign.probability < _SPEAKS:
            return None
        if any(turned_to_another(view.each) for view in scene.reading.views):
            return None
        return CareSignal(sign.span, Reason(f"reason.care.{sign.kind}"), sign.probability)

    def _in_context(self, sign: _Sign, scene: Scene) -> _Sign:
        """An almost-sign counts for more when the same person gave one just before."""
        account = scene.message.sender.account
        for heard in scene.context.earlier[-_EARLIER:]:
            if heard.account == account:
                before = self._strongest(heard.text, read(heard.text).views)
                if before is not None and before.probability >= _ALMOST:
                    return replace(sign, probability=_either(sign.probability, before.probability))
        return sign

    def _strongest(self, text: str, views: Sequence[View]) -> _Sign | None:
        strongest: _Sign | None = None
        for view in views:
            sign = self._sign(text, view)
            if strongest is None or (sign and sign.probability > strongest.probability):
                strongest = sign
        return strongest

    def _sign(self, text: str, view: View) -> _Sign | None:
        """What the patterns, all that was said and the wording make of it together."""
        places = places_of(self._cues, view)
        sign, sure = None, _UNHEARD
        if places:
            woken = {id(p): p for cue in places for p in self._by_cue.get(cue, ())}
            places |= places_of(self._plain, view)
            laughs = not _LAUGHS.isdisjoint(text)
            sign = self._patterns(woken.values(), places, view, text, laughs=laughs)
            if self._evidence is not None:
                sure = _weighed(self._evidence, sign, places, view, laughs=laughs)
        if self._evidence is None:
            return sign
        if self._wording is not None:
            sure = _worded(self._wording, sign, sure, view)
        if sure < _ALMOST:
            return None  # nobody asks for less, and most messages end here
        if sign is None or sign.probability < _ALMOST:
            sign = _heard(self._evidence, places, view) or sign or self._loudest(view)
        return sign and replace(sign, probability=sure)

    def _patterns(
        self,
        woken: Iterable[Pattern],
        places: Places,
        view: View,
        text: str,
        *,
        laughs: bool,
    ) -> _Sign | None:
        merged = Merged(places)
        return _together(
            sign
            for pattern in woken
            if (sign := self._match(pattern, merged, view, text, laughs=laughs)) is not None
        )

    def _loudest(self, view: View) -> _Sign | None:
        """Where the wording of a need that has no pattern stands."""
        if self._wording is None:
            return None
        return _Sign("distress", view.span(*self._wording.loudest(view)), UNSURE)

    def _match(
        self, pattern: Pattern, merged: Merged, view: View, text: str, *, laughs: bool
    ) -> _Sign | None:
        places = merged.places
        for slot in pattern.slots:
            if slot.isdisjoint(places):
                return None
        if not pattern.unless.isdisjoint(places):
            return None
        slots = [merged[slot] for slot in pattern.slots]
        for found in (in_order if pattern.ordered else near)(slots, pattern.within):
            first, last = min(p[0] for p in found), max(p[1] for p in found)
            if pattern.ends and not _clause_ends(text, view, last):
                continue
            if pattern.alone and not _LITTLE.issuperset(
                (*view.each[:first], *view.each[last + 1 :])
            ):
                continue
            span = Span(view.spans[first].start, view.spans[last].end)
            return _Sign(pattern.kind, span, self._damped(pattern, places, laughs=laughs))
        return None

    def _damped(self, pattern: Pattern, places: Places, *, laughs: bool) -> float:
        """How sure the pattern is beside signs of a joke, a book, a game.

        A laugh or a bad mark does not take back what was said in so many words: many pupils hide
        behind one.
        """
        said = {name for name in pattern.damped_by if name in places}
        if laughs and "humour" in pattern.damped_by:
            said.add("humour")
        if "serious" in places:
            said.discard("humour")
        sure = pattern.probability * prod(self._damping[name] for name in said)
        return max(sure, _IN_WORDS) if pattern.probability >= _PLAIN and said <= _LIGHT else sure


def _entries(
    classes: Mapping[str, Sequence[str]], spellings: Mapping[str, Sequence[str]]
) -> Iterator[Entry[tuple[str, ...]]]:
    """One entry for each spelling of a word, meaning all the classes that it stands in."""
    meanings: dict[tuple[str, Match], set[str]] = {}
    for name, words in classes.items():
        for word in words:
            for text in _spelled(word.strip("*"), spellings):
                meanings.setdefault((text, _how(word)), set()).add(name)
    for (text, match), names in meanings.items():
        yield Entry(text, match, tuple(sorted(names)))


def _spelled(phrase: str, spellings: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The phrase in all its spellings; a single word only as it stands."""
    words = phrase.split()
    if len(words) == 1:
        return iter(words)
    return map(" ".join, product(*((word, *spellings.get(word, ())) for word in words)))


def _how(word: str) -> Match:
    if word.endswith("*"):
        return Match.PREFIX
    return Match.SUFFIX if word.startswith("*") else Match.WORD


def _patterns(data: Mapping[str, Any]) -> Iterator[Pattern]:
    for kind, table in data["kinds"].items():
        damped_by = frozenset(table["damped_by"])
        if unknown := damped_by - data["damping"].keys():
            raise ValueError(f"kinds.{kind}.damped_by: no such damping: {sorted(unknown)}")
        for row in table["patterns"]:
            yield Pattern(
                kind=kind,
                slots=tuple(frozenset(s.split("|")) for s in row.get("then") or row["of"]),
                ordered="then" in row,
                within=row.get("within", 1),
                probability=row["p"],
                ends=row.get("ends", False),
                alone=row.get("alone", False),
                unless=frozenset(row.get("unless", ())),
                damped_by=damped_by,
            )


def _weighed(
    evidence: Evidence, sign: _Sign | None, places: Places, view: View, *, laughs: bool
) -> float:
    """How sure all that was said makes the sign, or a need without one."""
    said = places.keys() | {"humour"} if laughs else set(places)
    if "serious" in said:
        said.discard("humour")
    pattern = sign.probability if sign is not None else UNSURE
    sure = _surest(pattern, evidence.probability(pattern, said, len(view.each)))
    return max(sure, _UNHEARD)


def _worded(wording: Wording, sign: _Sign | None, heard: float, view: View) -> float:
    """How sure the wording makes what was *heard* in the patterns and the words that were said."""
    if heard < _UNMISTAKABLE:
        sure = wording.surer(heard, view)
        clear = sign is not None and min(sign.probability, heard) >= _CLEAR
        return max(sure, _SPEAKS) if clear and sure >= _DENIED else sure
    return max(wording.surer(min(heard, 1 - _UNHEARD), view), _IN_WORDS)


def _heard(evidence: Evidence, places: Places, view: View) -> _Sign | None:
    """What the words are most about, and where they stand."""
    kind = evidence.kind(places)
    if kind is None:
        return None
    spots = [
        spot
        for name, found in places.items()
        if evidence.kinds.get(name) == kind
        for spot in found
    ]
    first, last = min(spot[0] for spot in spots), max(spot[1] for spot in spots)
    return _Sign(kind, Span(view.spans[first].start, view.spans[last].end), UNSURE)


def _by_cue(
    patterns: Iterable[Pattern], cues: frozenset[str], plain: frozenset[str]
) -> dict[str, list[Pattern]]:
    """The patterns that each cue may complete."""
    by_cue: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        named = frozenset[str]().union(*pattern.slots, pattern.unless)
        if unknown := named - cues - plain:
            raise ValueError(f"kinds.{pattern.kind}: no such class: {sorted(unknown)}")
        waking = next((slot for slot in pattern.slots if slot <= cues), None)
        if waking is None:
            raise ValueError(f"kinds.{pattern.kind}: no slot of cues in {pattern.slots}")
        for name in waking:
            by_cue.setdefault(name, []).append(pattern)
    return by_cue


def _clause_ends(text: str, view: View, last: int) -> bool:
    if last + 1 == len(view.spans):
        return True
    between = text[view.spans[last].end : view.spans[last + 1].start]
    return not _CLAUSE_ENDS.isdisjoint(between)


def _surest(pattern: float, all_told: float) -> float:
    """A weak pattern stays an almost-sign, for what the sender wrote before to decide on."""
    if all_told < _REFUTED:
        return all_told
    return max(all_told, pattern if pattern >= _SURE else min(pattern, _JUST_NOT))


def _either(one: float, other: float) -> float:
    return 1 - (1 - one) * (1 - other)


def _together(signs: Iterable[_Sign]) -> _Sign | None:
    """The strongest sign, made surer by weaker ones that rest on other words."""
    chosen: list[_Sign] = []
    for sign in sorted(signs, key=lambda sign: -sign.probability):
        if all(_elsewhere(sign.span, other.span) for other in chosen):
            chosen.append(sign)
    if not chosen:
        return None
    span = Span(min(s.span.start for s in chosen), max(s.span.end for s in chosen))
    return _Sign(chosen[0].kind, span, 1 - prod(1 - sign.probability for sign in chosen))


def _elsewhere(one: Span, other: Span) -> bool:
    return one.end <= other.start or other.end <= one.start
