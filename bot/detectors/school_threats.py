"""Threats to a whole school: a weapon taken there, a bomb, a building blown up."""

from collections.abc import Mapping, Sequence

from bot.detectors.around import Around
from bot.detectors.violence import Threat, Violence

_FAR = 10
"""Words on each side in which the rest of the threat is looked for."""
_ORDER = 4
_SURE = 0.9
_OFF = frozenset({"up", "op", "down", "plat"})
_THEY = frozenset({"hij", "zij", "ze", "iemand", "he", "she", "they", "somebody", "someone"})


class SchoolThreats:
    """*words*: the lists of `words/threats.toml` by table and name."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        self._words = words

    def find(self, around: Around, kind: Violence) -> Threat | None:
        near = frozenset((*around.before[-_FAR:], *around.after[:_FAR]))
        if self._words["school.harmless"] & near or _THEY & near or asked(around):
            return None
        if kind in {Violence.BLOW, Violence.FIRE}:
            return self.blown_up(around, kind)
        if kind is Violence.SHOOTING:
            return self._planned(around)
        bomb = self._placed(around) if kind is Violence.BOMB else None
        return bomb or self._brought(around, near)

    def blown_up(self, around: Around, kind: Violence) -> Threat | None:
        """*we blazen de school op*, *ik ga de school opblazen*, *shoot up the school*."""
        before, after = around.before[-_FAR:], around.after[:_FAR]
        mine = self._words["who.me"] & {*before, *after[:1]}
        if self._inquires(before) or not (
            mine or self._words["between.filler"].issuperset(before)
        ):
            return None
        if kind is Violence.BLOW:
            behind = not self._words["school.place"].isdisjoint(before[-1:])
            return Threat(_SURE, around.first - 1, around.last) if behind else None
        start = sum(word in _OFF or word in self._words["who.me"] for word in after[:2])
        end = self._school(after, start)
        off = end and not _OFF.isdisjoint((*after[:2], *after[end : end + 1]))
        return Threat(_SURE, around.first, around.last + end) if off else None

    def _inquires(self, before: Sequence[str]) -> bool:
        """*gaan we ...*: a question, whatever its mark."""
        first, second = before[:1], before[1:2]
        modal = not self._words["between.modal"].isdisjoint(first)
        return modal and not self._words["who.me"].isdisjoint(second)

    def _planned(self, around: Around) -> Threat | None:
        """*ik ga een school shooting doen*."""
        said = set(around.before[-_FAR:])
        mine = self._words["who.me"] & said and self._words["between.modal"] & said
        return Threat(_SURE, around.first, around.last) if mine else None

    def _placed(self, around: Around) -> Threat | None:
        """*bom op school*."""
        after = around.after
        if self._words["school.on"].isdisjoint(after[:1]):
            return None
        end = self._school(after, 1)
        return Threat(_SURE, around.first, around.last + end) if end else None

    def _school(self, words: Sequence[str], start: int) -> int:
        """Words up to the school, with only its determiners before it; 0 if it is not there."""
        for place, word in enumerate(words[start : start + _ORDER], start=start + 1):
            if word in self._words["school.place"]:
                return place
            if word not in self._words["school.determiner"]:
                return 0
        return 0

    def _brought(self, around: Around, near: frozenset[str]) -> Threat | None:
        """*neem een mes mee naar school*, *ik kom met een wapen de klas in*."""
        has = self._words["school.bring"] & near or {"heb", "bij"} <= near
        mine = self._words["who.me"] & near and has
        ordered = not self._words["school.order"].isdisjoint(around.before[-_ORDER:])
        behind = [i for i, w in enumerate(around.after[:_FAR]) if w in self._words["school.place"]]
        there = behind or self._words["school.place"] & near
        if not there or not (mine or ordered):
            return None
        return Threat(_SURE, around.first, around.last + (behind[0] + 1 if behind else 0))


def asked(around: Around) -> bool:
    """The sentence is a question."""
    end = around.page.view.spans[around.last + len(around.after)].end
    return "?" in around.page.raw[end : end + 3]
