"""What is said of a whole group of people: *alle ... moeten weg*, *ik haat ...*."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.detectors.aim import Aimer
from bot.detectors.around import Around

_NEAR = 7
"""Words behind a group that may say something of it."""
_BEFORE = 5
_AGAINST = frozenset({"tegen", "jegens", "against"})
"""*haat tegen ...* speaks of hate."""
_WE = frozenset({"ik", "k", "we", "wij", "iedereen", "i", "everyone", "everybody"})
_SAYS = frozenset({"volgens", "waarom", "who", "why"})
"""*volgens hem zijn ...*, *waarom zijn ...?*: told or asked."""

_NAMED = frozenset({"noemen", "noemt", "noemde", "noemden", "genoemd", "calling"})
"""*... ratten noemen is erg* speaks of who does."""

_WANTED_GONE, _SAID, _DENIED = 0.8, 0.75, 0.65


class Hostility:
    """The words of `[hostility]` of `words/insults.toml`."""

    def __init__(self, hostility: Mapping[str, Sequence[str]], aimer: Aimer) -> None:
        self._sets = {name: frozenset(words) for name, words in hostility.items()}
        self._aimer = aimer
        self._of_gender = self._sets["gender_predicate"] | self._sets["vile"]
        self._of_any = self._sets["predicate"] | self._sets["vile"]

    def certainty(self, place: Around, *, gender: bool, generic: bool) -> float:
        """How surely it is hateful to the group; 0 where it is not.

        *gender*: a group that half of the class belongs to: fewer words are hateful of it.
        *generic*: one of the group, as *een ...* for all of them.
        """
        if self._aimer.lesson(place) or self._spoken_of(place):
            return 0.0
        if generic and place.before[-1:] not in (["een"], ["elke"], ["iedere"], ["n"], ["a"]):
            return 0.0
        near = place.after[:_NEAR]
        if self._unwanted(place, near) or self._hurt(place, near, gender=gender):
            return _WANTED_GONE
        if self._asked(place):
            return 0.0
        return self._told(near, place, gender=gender, generic=generic)

    def _told(self, near: Sequence[str], place: Around, *, gender: bool, generic: bool) -> float:
        said = self._of_gender if gender else self._of_any
        if generic and "typisch" not in place.before:
            said = self._sets["vile"]
        if (
            self._predicated(place, near, said)
            or self._ill(near)
            or self._sick(place, near, gender=gender)
        ):
            return _SAID
        return _DENIED if not generic and self._worth_less(near) else 0.0

    def _spoken_of(self, place: Around) -> bool:
        """*geen ...*, *... ratten noemen*."""
        before = place.before[-_BEFORE:]
        denied = not self._aimer["negation"].isdisjoint(before) and "medelijden" not in before
        return denied or not _NAMED.isdisjoint(place.after)

    def _asked(self, place: Around) -> bool:
        """*zijn ... vies?*, *volgens hem zijn ... vies*."""
        told = place.before
        if not _SAYS.isdisjoint(told[:2]) and "mij" not in told:
            return True
        begins = bool(told) and len(told) == 1 and told[0] in self._aimer["are"]
        return begins and "?" in place.page.raw

    def _predicated(self, place: Around, near: Sequence[str], said: frozenset[str]) -> bool:
        at = next((i for i, word in enumerate(near) if word in said), None)
        if at is None or not self._aimer["negation"].isdisjoint(near[:at]):
            return False
        must = not self._sets["must"].isdisjoint((*near[:at], *place.before[-3:]))
        return must or near[at] not in self._sets["needs_must"]

    def _ill(self, near: Sequence[str]) -> bool:
        """*... kunnen de tering krijgen*."""
        return any(
            article == "de" and illness in self._sets["illness"]
            for article, illness in pairwise(near)
        )

    def _sick(self, place: Around, near: Sequence[str], *, gender: bool) -> bool:
        """*... zijn ziek*, and no more; *de ... zijn ziek vandaag* has the flu."""
        said = [word for word in near if word not in self._aimer["filler"] or word == "zijn"]
        return not gender and not place.before and said == ["zijn", "ziek"]

    def _worth_less(self, near: Sequence[str]) -> bool:
        """*... zijn nooit te vertrouwen*, *... zijn geen mensen*."""
        return any(
            (word in self._aimer["negation"] or word in {"niets", "niks"})
            and not self._sets["worth"].isdisjoint(near[place + 1 : place + 3])
            and near[place + 1 : place + 2] != ["minder"]
            for place, word in enumerate(near[:4])
        )

    def _unwanted(self, place: Around, near: Sequence[str]) -> bool:
        """*weg met die ...*, *ik haat ...*, *... horen hier niet*."""
        before = place.before[-_BEFORE:]
        mine = not _WE.isdisjoint(place.before) and _AGAINST.isdisjoint(before)
        if mine and not self._sets["hated"].isdisjoint(before):
            return True
        if mine and "niet" in near and not self._sets["stood"].isdisjoint(near):
            return True
        if not {("weg", "met"), ("dood", "aan")}.isdisjoint(pairwise(before)):
            return True
        if "van" in before[-3:] and not self._sets["rid"].isdisjoint((*before, *near)):
            return mine
        belong = any(word in {"horen", "hoort"} for word in near[:3]) and "niet" in near[:5]
        return belong and "over" not in before[-2:]

    def _hurt(self, place: Around, near: Sequence[str], *, gender: bool) -> bool:
        """*ik ga alle ... vermoorden*, *... verdienen straf*; *de jongens slaan* is a game too."""
        if ("aan", "het", "gas") in zip(near, near[1:], near[2:], strict=False):
            return True
        spared = self._aimer["negation"] | self._sets["spared"]
        if not spared.isdisjoint(near):
            return False
        harm = self._sets["harmed"] - self._sets["played"] if gender else self._sets["harmed"]
        harmed = not harm.isdisjoint(near)
        wanted = not self._sets["want"].isdisjoint((*place.before[-_BEFORE:], *near[:3]))
        mine = wanted and not _WE.isdisjoint(place.before)
        return harmed and (mine or not self._sets["deserve"].isdisjoint(near))
