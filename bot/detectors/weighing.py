"""How certain it is that a word of each kind breaks a rule, given what is around it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.detectors.abuse import Kind, Meaning
from bot.detectors.aim import Aim, Aimer
from bot.detectors.around import Around
from bot.detectors.groups import Hostility
from bot.detectors.remarks import Remarks
from bot.detectors.sending_off import sends_off, sent_off, that_you_are
from bot.model.finding import Rule

_NEXT = 4
_SWEET = frozenset({"lekker", "heerlijk", "goed"})
"""*jij stinkt altijd zo lekker* is none."""
_LINKING = frozenset(
    {"als", "of", "en", "met", "voor", "van", "naar", "op", "bij", "over", "niet", "geen"}
)
_THE = frozenset({"de", "het", "t", "the"})
_PARTS = frozenset({"in", "en", "uit", "and"})
_AMONG = frozenset({"klas", "groep", "school", "app", "team", "groepje", "leven", "class"})
_WE = frozenset({"we", "wij", "ik"})
_A = frozenset({"een", "n", "zon", "ne", "nen", "a", "an"})
_INSULT = {Aim.DIRECT: 0.93, Aim.POINTED: 0.85, Aim.LOOSE: 0.75, Aim.UNKNOWN: 0.4}
_MILD = {Aim.DIRECT: 0.8, Aim.POINTED: 0.6}
_SLUR = {Aim.DIRECT: 0.92, Aim.POINTED: 0.88, Aim.LOOSE: 0.8, Aim.UNKNOWN: 0.65}

Verdict = tuple[Rule, float, str]
"""A rule, how certain it is broken, and the name of the reason."""


class Weigher:
    """How certain it is that a word of each kind breaks a rule, given what is around it."""

    def __init__(self, lists: Mapping[str, Any], aimer: Aimer) -> None:
        self._aimer = aimer
        self._judged = frozenset(lists["told"]["judged"])
        self._hostility = Hostility(lists["hostility"], aimer)
        figures = frozenset(lists["figure"]["word"]) - frozenset(lists["figure"]["weak"])
        self._remarks = Remarks(lists["remark"], figures, aimer["filler"])
        self._lists: dict[str, frozenset[str]] = {
            f"{table}.{name}": frozenset(words)
            for table in ("figure", "slur", "identity", "role", "hostility")
            for name, words in lists[table].items()
        }
        self._of: Mapping[Kind, Callable[[Meaning, Sequence[str], Around], Iterator[Verdict]]] = {
            Kind.INSULT: self._insult,
            Kind.MILD: lambda _, hit, place: self._mild(hit, place),
            Kind.FIGURE: lambda _, hit, place: self._figure(hit, place),
            Kind.TRAIT: lambda _, hit, place: self._trait(hit, place),
            Kind.SLUR: self._slur,
            Kind.IDENTITY: lambda _, hit, place: self._identity(hit, place),
            Kind.ROLE: lambda _, hit, place: self._role(hit, place),
            Kind.PHRASE: lambda meaning, _, place: self._phrase(meaning, place),
            Kind.REMARK: self._remark,
        }

    def verdicts(self, meaning: Meaning, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        return self._of[meaning.kind](meaning, hit, place)

    def _insult(self, meaning: Meaning, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        aimer = self._aimer
        if hit[-1] in aimer["of_dogs"] and self._of_a_dog(place):
            return
        aim = aimer.aim(place)
        if aim is Aim.LOOSE and hit[-1] == "bitches" and not _WE.isdisjoint(place.before):
            aim = Aim.UNKNOWN  # *we did it bitches*: said to nobody
        if aim is not Aim.NOBODY and hit[-1] not in aimer["of_dogs"]:
            yield from self._skin(place)
        if aim is Aim.LOOSE and aimer.studied(place):
            return
        if aim is Aim.DIRECT or (aim is not Aim.NOBODY and not aimer.story(place)):
            least = 0.8 if meaning.compound else 0.0
            yield Rule.RESPECT, self._friendly(max(_INSULT[aim], least), place), "person"

    def _of_a_dog(self, place: Around) -> bool:
        """*de hond is een ...*; *jij ...* is none."""
        aimer = self._aimer
        dogs = not aimer["dog"].isdisjoint(place.page.vocabulary)
        return dogs and not (aimer.directed(place) or aimer.hostile(place))

    def _skin(self, place: Around) -> Iterator[Verdict]:
        """*bruine ...*, right before what somebody is called."""
        if not self._aimer["skin"].isdisjoint(place.before[-1:]):
            yield Rule.DISCRIMINATION, 0.75, "identity"
            yield Rule.RESPECT, 0.7, "person"

    def _mild(self, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        aimer, aim = self._aimer, self._aimer.aim(place)
        if hit[-1].startswith("stinker") and aim is not Aim.NOBODY:
            yield from self._skin(place)
        if aimer.bare(place) and not (place.page.mention or aimer.hostile(place)):
            return
        if aim is Aim.POINTED and (aimer.studied(place) or aimer.story(place)):
            return
        if aim in _MILD:
            yield Rule.RESPECT, self._banter(_MILD[aim], place), "person"

    def _banter(self, certainty: float, place: Around) -> float:
        """Laughing about a small thing is play as often as not."""
        return self._friendly(certainty - 0.3 * place.page.laughing, place)

    def _friendly(self, certainty: float, place: Around) -> float:
        """Signs of love beside it: banter, more likely than not."""
        return certainty - 0.4 * place.page.kindly

    def _figure(self, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        aimer = self._aimer
        word = " ".join(hit)
        if aimer.self_said(place) or aimer.denied(place) or aimer.a_thing(place):
            return
        if aimer.story(place) or self._praised(word, place):
            return
        if word == "lul" and place.before[-1:] == ["de"]:
            return  # *jij bent de lul*: it is your turn
        if self._cast(place):
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
        elif word in self._lists["figure.weak"]:
            return
        elif aimer.addressed(place):
            yield rule, self._banter(0.75, place), "person"
        elif (
            (self._one(place) and self._described(place))
            or self._put_equal(place)
            or (aimer.hostile(place) and self._bluntly(place))
        ):
            yield rule, self._banter(0.65, place), "person"

    def _cast(self, place: Around) -> bool:
        """*jij bent de ... en ik de prins*, *het ... in dat boek*: a part that is played."""
        certain = not _THE.isdisjoint(place.before[-1:])
        part = certain and not _PARTS.isdisjoint(place.after[:1])
        return part and _AMONG.isdisjoint(place.after[1:_NEXT])

    def _one(self, place: Around) -> bool:
        """*een ...*, *zo'n vieze ...*; *de witte walvis* is a certain one."""
        return not _A.isdisjoint(place.before[-2:])

    def _put_equal(self, place: Around) -> bool:
        """*lisa = ...*"""
        page, before = place.page, place.before
        if len(before) != 1 or before[0] not in self._aimer.names:
            return False
        spans = page.view.spans
        return page.raw[spans[place.first - 1].end : spans[place.first].start].strip() == "="

    def _described(self, place: Around) -> bool:
        """*Bo is gewoon een ...*, outside of any lesson."""
        aimer = self._aimer
        return not aimer.lesson(place) and self._remarks.described(
            place, aimer["is"] | aimer["are"]
        )

    def _bluntly(self, place: Around) -> bool:
        """*domme ... kan niets*: called so, with no article before it and no lesson around."""
        aimer, said = self._aimer, place.before[:-1]
        return (
            not aimer.lesson(place)
            and place.before[-1] in self._lists["hostility.blunt"]
            and all(word in aimer["interjection"] for word in said)
        )

    def _praised(self, word: str, place: Around) -> bool:
        """*een beest op het veld*, *een monster, en dat is een compliment*."""
        skilled = word in self._lists["figure.strong"] and bool(place.after)
        return "compliment" in place.page.vocabulary or (
            skilled and place.after[0] in {"op", "in", "aan", "met", "bij", "voor", "at"}
        )

    def _trait(self, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        aimer = self._aimer
        if aimer.self_said(place) or aimer.denied(place):
            return
        ended = aimer.follows(("$",), place.after) == 0
        if ended and aimer.addressed(place):
            yield Rule.RESPECT, self._friendly(0.75, place), "person"
        elif ended and hit[-1] in self._lists["hostility.cutting"] and self._described(place):
            yield Rule.RESPECT, self._banter(0.65, place), "person"

    def _slur(self, meaning: Meaning, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        aim = self._aimer.aim(place)
        if aim is Aim.NOBODY or (aim < Aim.DIRECT and self._aimer.lesson(place)):
            return
        if hit[-1] == "flikker" and sends_off(self._aimer, place):
            return
        if aim is Aim.UNKNOWN and (
            hit[0] in self._lists["slur.aimed_only"]
            or not self._judged.isdisjoint(place.page.vocabulary)
        ):
            return
        yield Rule.DISCRIMINATION, _SLUR[aim] if not meaning.compound else 0.92, "slur"
        if aim is Aim.DIRECT or (aim > Aim.UNKNOWN and not hit[-1].endswith(("s", "en"))):
            yield Rule.RESPECT, _SLUR[aim] - 0.1, "person"

    def _identity(self, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        aimer, word = self._aimer, " ".join(hit)
        gender = word in self._lists["identity.gender"]
        many = gender or word in self._lists["identity.plural"]
        if (aimer.self_said(place) and not many) or (
            aimer.denied(place) and "medelijden" not in place.before
        ):
            return
        if aimer.hostile(place) and not gender:
            yield Rule.DISCRIMINATION, 0.9, "identity"
            yield Rule.RESPECT, 0.7, "person"
        elif self._called_it(word, place):
            yield Rule.DISCRIMINATION, 0.75, "identity"
            yield Rule.RESPECT, 0.7, "person"
        elif many:
            yield from self._group(place, gender=gender, generic=False)
        elif word in self._lists["identity.generic"]:
            one_gender = word in self._lists["identity.one_gender"]
            yield from self._group(place, gender=one_gender, generic=True)

    def _group(self, place: Around, *, gender: bool, generic: bool) -> Iterator[Verdict]:
        certainty = self._hostility.certainty(place, gender=gender, generic=generic)
        if certainty:
            yield Rule.DISCRIMINATION, certainty, "group"

    def _called_it(self, word: str, place: Around) -> bool:
        """*jij homo*, *wat een jood ben jij*; *je bent homo* may be a plain fact."""
        if word not in self._lists["identity.term_of_abuse"]:
            return False
        before, after = place.before, place.after
        if tuple(before[-2:]) in {("wat", "een"), ("wat", "n")}:
            return True
        if sent_off(self._aimer, place) or that_you_are(self._aimer, place):
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

    def _role(self, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        aimer = self._aimer
        if not aimer.hostile(place) or aimer.self_said(place) or aimer.denied(place):
            return
        if hit[-1] in self._lists["role.body"]:
            if not self._lists["role.theirs"].isdisjoint(place.before[-3:-1]):
                yield Rule.RESPECT, self._banter(0.7, place), "person"
            elif not aimer.harsh(place) or hit[-1] not in self._lists["role.harsh_only"]:
                return
        if aimer.harsh(place) or hit[-1] not in self._lists["role.harsh_only"]:
            yield Rule.RESPECT, 0.75, "person"

    def _phrase(self, meaning: Meaning, place: Around) -> Iterator[Verdict]:
        if place.before and place.before[-1] in {"ik", "niet", "not", "k", "i", "nooit", "geen"}:
            return
        if meaning.reason == "exclude" and not _SWEET.isdisjoint(place.after[:_NEXT]):
            return
        joking = 0.4 * (meaning.reason == "threat" and place.page.laughing)
        for rule in meaning.rules:
            yield rule, self._friendly(meaning.certainty - joking, place), meaning.reason

    def _remark(self, meaning: Meaning, hit: Sequence[str], place: Around) -> Iterator[Verdict]:
        if self._aimer.lesson(place) or self._aimer.story(place) or self._aimer.denied(place):
            return
        certainty = self._remarks.certainty(meaning.reason, hit, place)
        if certainty:
            yield Rule.RESPECT, self._friendly(certainty, place), "person"
