"""Insults, threats, exclusion and hate: words of the lists, where they are aimed at somebody."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from bot.detectors.abuse import Kind, Meaning, entries, threats
from bot.detectors.aim import Aim, Aimer
from bot.detectors.around import Around, Page, around, part_of_link, part_of_more
from bot.detectors.base import Scene
from bot.detectors.lexicon import Entry, Hit, Lexicon, Vocabulary
from bot.detectors.normalize import read
from bot.detectors.surname import Surnames
from bot.detectors.threats import Threats
from bot.detectors.told import Telling
from bot.detectors.violence import Violence
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import Span

_REPORTED_FROM = 0.5
"""Less certain than this is not said at all."""

_MOST = 20
"""Sightings of one rule that are told apart."""
_MOST_HITS = 1000
"""Of one view that are weighed: a text that only repeats a word must not take long."""
_AFTER_A_GROUP = 7
_LINKING = frozenset(
    {"als", "of", "en", "met", "voor", "van", "naar", "op", "bij", "over", "niet", "geen"}
)
_AGAINST = frozenset({"tegen", "jegens", "against"})
"""*haat tegen ...* speaks of hate."""
_WE = frozenset({"ik", "k", "we", "wij", "iedereen", "i", "everyone", "everybody"})

_INSULT = {Aim.DIRECT: 0.93, Aim.POINTED: 0.85, Aim.LOOSE: 0.75, Aim.UNKNOWN: 0.4}
_MILD = {Aim.DIRECT: 0.8, Aim.POINTED: 0.6}
_SLUR = {Aim.DIRECT: 0.92, Aim.POINTED: 0.88, Aim.LOOSE: 0.8, Aim.UNKNOWN: 0.65}


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
        self._kept = {" ".join(read(word).words) for word in allowed}
        said = [each for each in entries(lists, extra) if not self._allows(each)]
        if not said:
            raise ValueError("an empty word list")
        common = lists["common"]
        self._lexicon = Lexicon(
            [*said, *threats(threatening)],
            common=frozenset(common["halves"]),
            real=frozenset((*common["halves"], *common["doubled"])),
            vocabulary=vocabulary,
        )
        self._aimer = Aimer(lists["context"], lists["role"]["word"])
        self._telling = Telling(
            lists["told"], self._aimer.skipped, self._aimer["you"] | self._aimer["you_are"]
        )
        self._threats = Threats(threatening)
        self._surnames = Surnames(lists["name"])
        self._judge = _Judge(lists, self._aimer)

    def _allows(self, entry: Entry[Meaning]) -> bool:
        return " ".join(read(entry.text).words) in self._kept

    def look(self, scene: Scene) -> Iterator[Sighting]:
        best: dict[Rule, list[Sighting]] = {}
        for view in scene.reading.views:
            page: Page | None = None
            for hit in islice(self._lexicon.find(view), _MOST_HITS):
                page = page or Page(scene.message.text, view)
                for sighting in self._weigh(page, hit):
                    _keep(best.setdefault(sighting.rule, []), sighting)
        for sightings in best.values():
            yield from sightings

    def _weigh(self, page: Page, hit: Hit[Meaning]) -> Iterator[Sighting]:
        """What a hit comes to, where it stands."""
        meaning = hit.entry.meaning
        first, last = hit.first, hit.last
        if meaning.violence:
            if self._threats.possible(page, meaning.violence):
                yield from self._threatened(page, around(page, first, last), meaning.violence)
            return
        place = around(page, first, last)
        more = self._aimer.follows(meaning.rest, place.after)
        if more < 0 or page.words[first] in self._kept:
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
        if not self._others(whole, span, directed=True):
            yield _sighting(Rule.RESPECT, page, span, threat.certainty, "threat")

    def _innocent(self, place: Around, span: Span, meaning: Meaning) -> bool:
        """It is not the sender who says it, or not the word that it looks like."""
        raw = place.page.raw
        if part_of_link(raw, span):
            return True
        phrase = meaning.kind is Kind.PHRASE and meaning.reason != "hate"
        if self._others(place, span, directed=phrase or self._aimer.directed(place)):
            return True
        if phrase or self._aimer.addressed(place):
            return False
        return part_of_more(raw, span) or self._surnames.is_one(place)

    def _others(self, place: Around, span: Span, *, directed: bool) -> bool:
        """Told of somebody else, or quoted."""
        return self._telling.reported(place, directed=directed) or self._telling.quoted(
            place, span, lesson=self._aimer.lesson(place)
        )


class _Judge:
    """How certain it is that a word of each kind breaks a rule, given what is around it."""

    def __init__(self, lists: Mapping[str, Any], aimer: Aimer) -> None:
        self._aimer = aimer
        self._lists: dict[str, frozenset[str]] = {
            f"{table}.{name}": frozenset(words)
            for table in ("figure", "slur", "identity", "role", "hostility")
            for name, words in lists[table].items()
        }

    def verdicts(
        self, meaning: Meaning, hit: Sequence[str], place: Around
    ) -> Iterator[tuple[Rule, float, str]]:
        match meaning.kind:
            case Kind.INSULT:
                yield from self._insult(meaning, place)
            case Kind.MILD:
                yield from self._mild(place)
            case Kind.FIGURE:
                yield from self._figure(hit, place)
            case Kind.TRAIT:
                yield from self._trait(place)
            case Kind.SLUR:
                yield from self._slur(meaning, hit, place)
            case Kind.IDENTITY:
                yield from self._identity(hit, place)
            case Kind.ROLE:
                yield from self._role(hit, place)
            case Kind.PHRASE:
                yield from self._phrase(meaning, place)
            case Kind.VIOLENCE:
                return  # threats have a grammar of their own

    def _insult(self, meaning: Meaning, place: Around) -> Iterator[tuple[Rule, float, str]]:
        aim = self._aimer.aim(place)
        if aim is Aim.DIRECT or (aim is not Aim.NOBODY and not self._aimer.story(place)):
            least = 0.8 if meaning.compound else 0.0
            yield Rule.RESPECT, self._friendly(max(_INSULT[aim], least), place), "person"

    def _mild(self, place: Around) -> Iterator[tuple[Rule, float, str]]:
        aimer, aim = self._aimer, self._aimer.aim(place)
        if aimer.bare(place) and not (place.page.mention or aimer.hostile(place)):
            return
        if aim in _MILD:
            yield Rule.RESPECT, self._banter(_MILD[aim], place), "person"

    def _banter(self, certainty: float, place: Around) -> float:
        """Laughing about a small thing is play as often as not."""
        return self._friendly(certainty - 0.3 * place.page.laughing, place)

    def _friendly(self, certainty: float, place: Around) -> float:
        """Signs of love beside it: banter, more likely than not."""
        return certainty - 0.4 * place.page.kindly

    def _figure(self, hit: Sequence[str], place: Around) -> Iterator[tuple[Rule, float, str]]:
        aimer = self._aimer
        word = " ".join(hit)
        if aimer.self_said(place) or aimer.denied(place) or aimer.a_thing(place):
            return
        rule = (
            Rule.DISCRIMINATION if word in self._lists["figure.discriminating"] else Rule.RESPECT
        )
        if aimer.hostile(place) and (
            aimer.addressed(place)
            or aimer.bare(place)
            or place.page.mention
            or (
                word not in self._lists["figure.weak"]
                and (aimer.called(place) or len(place.before) == 1)
            )
        ):
            yield rule, self._banter(0.85, place), "person"
        elif aimer.addressed(place) and word not in self._lists["figure.weak"]:
            yield rule, self._banter(0.75, place), "person"

    def _trait(self, place: Around) -> Iterator[tuple[Rule, float, str]]:
        aimer = self._aimer
        if aimer.self_said(place) or aimer.denied(place):
            return
        ended = aimer.follows(("$",), place.after) == 0
        if ended and aimer.addressed(place):
            yield Rule.RESPECT, self._friendly(0.75, place), "person"

    def _slur(
        self, meaning: Meaning, hit: Sequence[str], place: Around
    ) -> Iterator[tuple[Rule, float, str]]:
        aim = self._aimer.aim(place)
        if aim is Aim.NOBODY or (aim < Aim.DIRECT and self._aimer.lesson(place)):
            return
        if hit[-1] == "flikker" and self._sends_off(place):
            return
        if aim is Aim.UNKNOWN and hit[0] in self._lists["slur.aimed_only"]:
            return
        yield Rule.DISCRIMINATION, _SLUR[aim] if not meaning.compound else 0.92, "slur"
        if aim is Aim.DIRECT or (aim > Aim.UNKNOWN and not hit[-1].endswith(("s", "en"))):
            yield Rule.RESPECT, _SLUR[aim] - 0.1, "person"

    def _sends_off(self, place: Around) -> bool:
        """*flikker toch op*, *flikker ik ...*: a verb."""
        told = place.before[-1:]
        if place.after[:1] == ["ik"]:
            return True
        begins = not told or told[0] in self._aimer["filler"] | self._aimer["you"]
        return begins and "op" in place.after[:4] and "een" not in told

    def _identity(self, hit: Sequence[str], place: Around) -> Iterator[tuple[Rule, float, str]]:
        aimer, word = self._aimer, hit[-1]
        if aimer.self_said(place) or aimer.denied(place):
            return
        gender = word in self._lists["identity.gender"]
        if aimer.hostile(place) and not gender:
            yield Rule.DISCRIMINATION, 0.9, "identity"
            yield Rule.RESPECT, 0.7, "person"
        elif self._called_it(word, place):
            yield Rule.DISCRIMINATION, 0.75, "identity"
            yield Rule.RESPECT, 0.7, "person"
        elif gender or word in self._lists["identity.plural"]:
            yield from self._group(place, gender=gender)

    def _called_it(self, word: str, place: Around) -> bool:
        """*jij homo*, *wat een jood ben jij*; *je bent homo* may be a plain fact."""
        if word not in self._lists["identity.term_of_abuse"]:
            return False
        before, after = place.before, place.after
        if tuple(before[-2:]) in {("wat", "een"), ("wat", "n")}:
            return True
        if word in self._lists["hostility.abused"] and self._shouted(place):
            return True
        asked = set(before[-2:-1]) | set(after[:1])
        return before[-1:] in (["jij"], ["gij"]) and self._aimer["you_are"].isdisjoint(asked)

    def _shouted(self, place: Around) -> bool:
        """*ga eens weg joh homo*: called after somebody, and not said of anyone."""
        aimer, said = self._aimer, {*place.before, *place.after}
        return (
            len(place.before) > 1
            and not place.after
            and not aimer["you"].isdisjoint(place.before)
            and (aimer["you_are"] | aimer["is"] | aimer["are"] | aimer["self"]).isdisjoint(said)
            and place.before[-1] not in aimer["article"] | _LINKING
        )

    def _group(self, place: Around, *, gender: bool) -> Iterator[tuple[Rule, float, str]]:
        if self._aimer.lesson(place) or not self._aimer["negation"].isdisjoint(place.before):
            return
        near = place.after[:_AFTER_A_GROUP]
        if self._unwanted(place, near):
            yield Rule.DISCRIMINATION, 0.8, "group"
            return
        said = self._lists["hostility.gender_predicate" if gender else "hostility.predicate"]
        at = next((i for i, word in enumerate(near) if word in said), None)
        if at is None or not self._aimer["negation"].isdisjoint(near[:at]):
            return
        must = not self._lists["hostility.must"].isdisjoint((*near[:at], *place.before[-3:]))
        if must or near[at] not in self._lists["hostility.needs_must"]:
            yield Rule.DISCRIMINATION, 0.75, "group"

    def _unwanted(self, place: Around, near: Sequence[str]) -> bool:
        """*weg met die ...*, *ik haat ...*, *... horen hier niet*."""
        before = place.before[-4:]
        hated = not self._lists["hostility.hated"].isdisjoint(before)
        if hated and _AGAINST.isdisjoint(before) and not _WE.isdisjoint(place.before):
            return True
        if ("weg", "met") in pairwise(before):
            return True
        belong = any(word in {"horen", "hoort"} for word in near[:3]) and "niet" in near[:5]
        return belong and "over" not in before[-2:]

    def _role(self, hit: Sequence[str], place: Around) -> Iterator[tuple[Rule, float, str]]:
        aimer = self._aimer
        if not aimer.hostile(place) or aimer.self_said(place) or aimer.denied(place):
            return
        if aimer.harsh(place) or hit[-1] not in self._lists["role.harsh_only"]:
            yield Rule.RESPECT, 0.75, "person"

    def _phrase(self, meaning: Meaning, place: Around) -> Iterator[tuple[Rule, float, str]]:
        if place.before and place.before[-1] in {"ik", "niet", "not", "k", "i", "nooit", "geen"}:
            return
        joking = 0.4 * (meaning.reason == "threat" and place.page.laughing)
        for rule in meaning.rules:
            yield rule, self._friendly(meaning.certainty - joking, place), meaning.reason


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
