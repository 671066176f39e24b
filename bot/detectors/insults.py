"""Insults, threats, exclusion and hate: words of the lists, where they are aimed at somebody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.detectors.abuse import Kind, Meaning, entries, sayings, threats
from bot.detectors.aim import Aimer
from bot.detectors.around import Around, Page, around, part_of_link, part_of_more
from bot.detectors.banter import among_friends, is_play
from bot.detectors.base import Scene
from bot.detectors.faces import faces
from bot.detectors.lexicon import Entry, Hit, Lexicon, Vocabulary
from bot.detectors.normalize import Reading, read, words_of
from bot.detectors.sayings import Sayings
from bot.detectors.surname import Surnames
from bot.detectors.threats import Threats
from bot.detectors.told import Telling
from bot.detectors.violence import Violence
from bot.detectors.weighing import Weigher
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import Span

_SMILING = 0.3
_AMONG_FRIENDS = 0.85
"""Staff see it, and nobody is reminded."""
_RETORT = 6
"""Words of an answer like *zelf idioot*."""
_PLAY = 0.4
"""How much less certain it is between two who play."""
_NAME_CALLING = "reason.insult.person"
_REPORTED_FROM = 0.5
"""Less certain than this is not said at all."""

_SLIPS = frozenset({"eh", "uh", "ehm", "uhm", "euh", "euhm", "sorry", "oeps", "bedoel"})
_SAME = 2
"""Letters that a word shares with what it was meant to be."""
_MOST = 20
"""Sightings of one rule that are told apart."""
_MOST_HITS = 1000
"""Of one view that are weighed: a text that only repeats a word must not take long."""


class InsultDetector:
    """*extra*: a school's own insults. *allowed*: words that are no insult there.

    Raises `ValueError` when no word is left to look for.
    """

    rules = frozenset({Rule.RESPECT, Rule.DISCRIMINATION})

    def __init__(
        self,
        extra: Sequence[str] = (),
        allowed: Sequence[str] = (),
        vocabulary: Vocabulary | None = None,
    ) -> None:
        lists, threatening = wordlist("insults"), wordlist("threats")
        real = lists["common"]["innocent"]
        self._kept = {" ".join(words_of(word)) for word in (*allowed, *real)}
        self._aimer = Aimer(lists["context"], lists["role"]["word"])
        play = frozenset(threatening["play"]["word"])
        self._sayings = Sayings(lists["saying"], self._aimer.names, play)
        said = [each for each in entries(lists, extra) if not self._allows(each)]
        if not said:
            raise ValueError("an empty word list")
        common = lists["common"]
        self._lexicon = Lexicon(
            [*said, *sayings(self._sayings.anchors), *threats(threatening)],
            common=frozenset(common["halves"]),
            real=frozenset((*common["halves"], *common["doubled"])),
            vocabulary=vocabulary,
        )
        self._backwards = frozenset(lists["context"]["backwards"])
        self._telling = Telling(
            lists["told"],
            self._aimer.skipped,
            self._aimer["you"] | self._aimer["you_are"],
            self._aimer.names,
        )
        self._threats = Threats(threatening)
        self._surnames = Surnames(lists["name"])
        self._judge = Weigher(lists, self._aimer)

    def _allows(self, entry: Entry[Meaning]) -> bool:
        return " ".join(words_of(entry.text)) in self._kept

    def look(self, scene: Scene) -> Iterator[Sighting]:
        best = self._seen(scene.reading)
        if best and _names_only(best):
            if is_play(scene, self._calls_names):
                best = {rule: list(map(_playful, sightings)) for rule, sightings in best.items()}
            elif among_friends(scene, self._calls_names):
                best = {rule: list(map(_friendly, sightings)) for rule, sightings in best.items()}
        for sightings in best.values():
            yield from (each for each in sightings if each.certainty >= _REPORTED_FROM)

    def _seen(self, reading: Reading) -> dict[Rule, list[Sighting]]:
        best: dict[Rule, list[Sighting]] = {}
        for view in reading.views:
            page: Page | None = None
            for hit in islice(self._lexicon.find(view), _MOST_HITS):
                page = page or Page(reading.raw, view)
                for sighting in self._weigh(page, hit):
                    _keep(best.setdefault(sighting.rule, []), sighting)
        for sighting in self._compared(reading):
            _keep(best.setdefault(sighting.rule, []), sighting)
        return best

    def _compared(self, reading: Reading) -> Iterator[Sighting]:
        """*je bent een 🐷*: less sure beside a laugh or a heart."""
        for span, certainty in faces(reading.raw, self._aimer.names):
            page = Page(reading.raw, reading.views[0])
            sure = certainty - _SMILING * (page.laughing or page.kindly)
            if sure >= _REPORTED_FROM and not self._told_face(page, span):
                yield _sighting(Rule.RESPECT, page, span, sure, "person")

    def _told_face(self, page: Page, span: Span) -> bool:
        """*hij appt me: je bent een 🐷*, or a part in a play."""
        if not self._aimer["story"].isdisjoint(page.vocabulary):
            return True
        spans = page.view.spans
        within = [at for at, each in enumerate(spans) if span.start <= each.start < span.end]
        if not within:
            return False
        return self._others(around(page, within[0], within[-1]), span, directed=True)

    def _calls_names(self, text: str) -> bool:
        reading = read(text)
        best = self._seen(reading)
        if best:
            return _names_only(best)
        short = len(reading.words) <= _RETORT and self._aimer["negation"].isdisjoint(reading.words)
        names = self._lexicon.meanings(reading.views[0]) if short else ()
        return any(meaning.kind in {Kind.INSULT, Kind.MILD} for meaning in names)

    def _weigh(self, page: Page, hit: Hit[Meaning]) -> Iterator[Sighting]:
        """What a hit comes to, where it stands."""
        meaning = hit.entry.meaning
        first, last = hit.first, hit.last
        if meaning.violence:
            if self._threats.possible(page, meaning.violence):
                yield from self._threatened(page, around(page, first, last), meaning.violence)
            return
        place = around(page, first, last)
        if meaning.kind is Kind.SAYING:
            yield from self._said(page, place)
            return
        more = self._aimer.follows(meaning.rest, place.after)
        if more < 0 or page.words[first] in self._kept:
            return
        if (hit.vague or meaning.reversed) and not self._meant(hit, place):
            return
        span = page.span(first, last + more)
        said = self._judge.verdicts(meaning, page.words[first : last + 1], place)
        sure = [each for each in said if each[1] >= _REPORTED_FROM]
        if sure and not self._innocent(place, span, meaning):
            for rule, certainty, reason in sure:
                yield _sighting(rule, page, span, certainty, reason)

    def _threatened(self, page: Page, place: Around, kind: Violence) -> Iterator[Sighting]:
        threat = self._threats.find(place, kind)
        if threat is None or threat.certainty < _REPORTED_FROM or self._aimer.story(place):
            return
        whole, span = around(page, threat.first, threat.last), page.span(*threat[1:])
        if not self._others(whole, span, directed=True, threat=True):
            yield _sighting(Rule.RESPECT, page, span, threat.certainty, "threat")

    def _said(self, page: Page, place: Around) -> Iterator[Sighting]:
        for found in self._sayings.find(place):
            whole, span = around(page, found.first, found.last), page.span(found.first, found.last)
            if not self._aimer.story(place) and not self._others(whole, span, directed=True):
                yield _sighting(Rule.RESPECT, page, span, found.certainty, found.name)

    def _meant(self, hit: Hit[Meaning], place: Around) -> bool:
        """Somebody is called it; else a word that is hardly told is none."""
        if hit.vague and hit.first == hit.last and not self._named(place):
            return False
        return (
            self._aimer.addressed(place)
            or self._aimer.hostile(place)
            or _behind_a_mention(place)
            or not self._backwards.isdisjoint(place.page.vocabulary)
        )

    def _named(self, place: Around) -> bool:
        """A noun stands here: *een ...*, *vieze ...*, *@Sem ...*, or *jij ...* and no more."""
        article = place.before[-1:] and place.before[-1] in self._aimer["article"]
        return (
            bool(article)
            or self._aimer.hostile(place)
            or _behind_a_mention(place)
            or not place.after
        )

    def _innocent(self, place: Around, span: Span, meaning: Meaning) -> bool:
        """It is not the sender who says it, or not the word that it looks like."""
        raw = place.page.raw
        if part_of_link(raw, span) or _put_right(place):
            return True
        phrase = meaning.kind is Kind.PHRASE and meaning.reason != "hate"
        if self._others(place, span, directed=phrase or self._aimer.directed(place)):
            return True
        if phrase or self._aimer.addressed(place):
            return False
        return part_of_more(raw, span) or self._surnames.is_one(place)

    def _others(self, place: Around, span: Span, *, directed: bool, threat: bool = False) -> bool:
        """Told of somebody else, or quoted."""
        told = self._telling.reported(place, directed=directed, threat=threat)
        return told or self._telling.quoted(place, span, lesson=self._aimer.lesson(place))


def _names_only(seen: Mapping[Rule, Sequence[Sighting]]) -> bool:
    """Somebody is called something: no threat, no curse, nothing about who they are."""
    return seen.keys() == {Rule.RESPECT} and all(
        sighting.reason.key == _NAME_CALLING for sighting in seen[Rule.RESPECT]
    )


def _playful(sighting: Sighting) -> Sighting:
    return replace(sighting, certainty=sighting.certainty - _PLAY)


def _friendly(sighting: Sighting) -> Sighting:
    return replace(sighting, certainty=min(sighting.certainty, _AMONG_FRIENDS))


def _behind_a_mention(place: Around) -> bool:
    """*@Sem ...*, and nothing between."""
    spans = place.page.view.spans
    start = spans[place.first - 1].start if place.first else 0
    return place.page.raw[max(0, start - 1) : start] == "@"


def _put_right(place: Around) -> bool:
    """*... eh pech*: a slip of the finger, and what was meant right behind it."""
    words, at = place.page.words, place.last + 1
    said, behind = words[place.last], words[at : at + 2]
    meant = behind[1] if behind[:1] and behind[0] in _SLIPS and behind[1:] else said
    return meant != said and meant[-_SAME:] == said[-_SAME:]


def _sighting(rule: Rule, page: Page, span: Span, certainty: float, reason: str) -> Sighting:
    shown = (("word", page.raw[span.start : span.end]),)
    return Sighting(rule, span, Reason(f"reason.insult.{reason}", shown), certainty)


def _keep(kept: list[Sighting], new: Sighting) -> None:
    """Of sightings that overlap, the surest one."""
    for place, old in enumerate(kept):
        if old.span.start < new.span.end and new.span.start < old.span.end:
            if new.certainty > old.certainty:
                kept[place] = new
            return
    if len(kept) < _MOST:
        kept.append(new)
