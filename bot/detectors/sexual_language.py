"""Sexual language and requests aimed at people; lessons and care are none of it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bot.detectors.base import Scene
from bot.detectors.lexicon import Entry, Lexicon, Vocabulary
from bot.detectors.match import Match
from bot.detectors.normalize import View
from bot.detectors.templates import Found, Templates
from bot.detectors.turned import pretended, sexual_threat
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import Span

_DATA = wordlist("sexual")
_TOLD = Templates({"told": _DATA["rows"]["told"]}, _DATA["lists"])
_SAID = Templates(
    {name: rows for name, rows in _DATA["rows"].items() if name != "told"}, _DATA["lists"]
)
_LESSON = frozenset(_DATA["lesson"]["word"])
_FOOD = frozenset(_DATA["lesson"]["food"])
_SCHOOL = frozenset(_DATA["lesson"]["school"])
_SITE = frozenset(_DATA["lesson"]["site"])
_MINE = frozenset(_DATA["lists"]["mine"])
_YOU = frozenset((*_DATA["lists"]["you"], *_DATA["lists"]["yours"], *_DATA["lists"]["who"]))
_DISGUISED = ("nude", "breast", "fuck", "fucked", "porn", "list")
"""Lists of words that people write around a filter."""

_SURE = {"ask": 0.9, "list": 0.8, "body": 0.75, "porn": 0.75, "wink": 0.6, "night": 0.6}
_THREAT = 0.9
_EMOJI, _EMOJI_ALONE = 0.75, 0.55

_FRUIT = frozenset("🍆🍑")
_MEANT = frozenset("💦👅🤤😏😈🥵🫦🔞")
_WINKS = {
    "wink": frozenset("😏😈🤤👅🍆🍑🫦🔞🥵"),
    "night": frozenset("😏😈🤤👅🍆🍑🫦🔞"),
}
_HANDS = "👉👌"
_MOST = 1000
"""Disguised words that are read: a text of nothing else must not take long."""
_FEW = 4
"""Words beside an emoji that is a message by itself."""


class SexualLanguageDetector:
    """Who tells what was asked of them, asks for help or warns breaks nothing."""

    rules = frozenset({Rule.SEXUAL})

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        words = {word for name in _DISGUISED for word in _DATA["lists"][name]}
        entries = [
            Entry(word, Match.WORD, word, doubled=True) for word in sorted(words) if word.isalpha()
        ]
        self._lexicon = Lexicon(entries, vocabulary=vocabulary)

    def look(self, scene: Scene) -> Iterable[Sighting]:
        raw = scene.reading.raw
        for view in scene.reading.views:
            words = self._words(view)
            threat = sexual_threat(view.each)
            if threat is not None and not pretended(view.each):
                return [_threatened(view, threat)]
            if not _SAID.anchors.isdisjoint(words):
                best = max(_sightings(view, words, raw), key=_certainty, default=None)
                if best:
                    return [best]
        return () if raw.isascii() else _emoji(scene)

    def _words(self, view: View) -> Sequence[str]:
        """The words of a view, disguised ones as they are meant."""
        meant = {
            hit.first: hit.entry.meaning
            for hit in islice(self._lexicon.find(view), _MOST)
            if hit.first == hit.last and not hit.vague
        }
        if all(view.each[place] == word for place, word in meant.items()):
            return view.each
        return [meant.get(place, word) for place, word in enumerate(view.each)]


def _certainty(sighting: Sighting) -> float:
    return sighting.certainty


def _sightings(view: View, words: Sequence[str], raw: str) -> Iterator[Sighting]:
    found = list(_SAID.find(words))
    if not found or not _LESSON.isdisjoint(words) or any(_TOLD.find(words)):
        return
    plain = raw.isascii() or not _SCHOOL.isdisjoint(words)
    for row in found:
        winks = _WINKS.get(row.name)
        if winks and (plain or winks.isdisjoint(raw)):
            continue
        if not (row.name == "body" and _own(words, row)):
            yield _sighting(view, row)


def _own(words: Sequence[str], row: Found) -> bool:
    """*mijn dikke kont past niet in die broek*."""
    return row.first > 0 and words[row.first - 1] in _MINE


def _sighting(view: View, row: Found) -> Sighting:
    spans = view.spans
    span = Span(spans[row.first].start, spans[row.last].end)
    why = "request" if row.name in {"ask", "wink", "night"} else "talk"
    return Sighting(Rule.SEXUAL, span, Reason(f"reason.sexual_language.{why}"), _SURE[row.name])


def _threatened(view: View, row: Found) -> Sighting:
    span = Span(view.spans[row.first].start, view.spans[row.last].end)
    return Sighting(Rule.SEXUAL, span, Reason("reason.sexual_language.threat"), _THREAT)


def _emoji(scene: Scene) -> Iterator[Sighting]:
    """🍆💦 and the like; beside food they are food."""
    raw, words = scene.reading.raw, scene.reading.words
    signs = _FRUIT.intersection(raw)
    adult = "🔞" in raw and not _SITE.isdisjoint(words)
    meant = (signs and _MEANT.intersection(raw)) or signs == _FRUIT or _HANDS in raw or adult
    if not meant or not (_FOOD | _LESSON).isdisjoint(words) or any(_TOLD.find(words)):
        return
    marks = _FRUIT | _MEANT | frozenset(_HANDS)
    places = [place for place, char in enumerate(raw) if char in marks]
    aimed = "@" in raw or not _YOU.isdisjoint(words) or len(words) <= _FEW
    span = Span(places[0], places[-1] + 1)
    reason = Reason("reason.sexual_language.emoji")
    yield Sighting(Rule.SEXUAL, span, reason, _EMOJI if aimed else _EMOJI_ALONE)
