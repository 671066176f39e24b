"""Remarks on somebody: what they smell of, what they look like, that nobody wants them."""

from collections.abc import Iterator, Mapping, Sequence

from bot.detectors.around import Around
from bot.detectors.somebody import Somebody, Whose

_SUBJECT = 5
"""Words before a verb in which its subject stands."""
_NEAR = 5
_PEOPLE = frozenset({Whose.YOU, Whose.OTHER, Whose.NAMED, Whose.STAFF})

_CERTAINTY = {"smell": 0.7, "likeness": 0.65, "unwanted": 0.75}


class Remarks:
    """The words of `[remark]` of `words/insults.toml`."""

    def __init__(
        self,
        lists: Mapping[str, Sequence[str]],
        figures: frozenset[str],
        filler: frozenset[str],
    ) -> None:
        """*figures*: animals and things that people are compared with."""
        self._filler = filler
        self._owners = frozenset(lists["owner"])
        self._kin = frozenset(lists["kin"])
        self._foul = frozenset(lists["foul"])
        self._ugly = frozenset(lists["ugly"]) | figures
        self._whole = frozenset(lists["whole"])
        self._fine = frozenset(lists["fine"])
        self._somebody = Somebody()

    def certainty(self, kind: str, hit: Sequence[str], place: Around) -> float:
        """How surely it hurts somebody; 0 where nobody is meant."""
        return _CERTAINTY[kind] if any(self._hurts(kind, hit, place)) else 0.0

    def _hurts(self, kind: str, hit: Sequence[str], place: Around) -> Iterator[bool]:
        near = place.after[:_NEAR]
        if kind == "unwanted":
            yield self._next(place) and self._fine.isdisjoint(near) and not self._of_self(place)
        elif self._subject(place) and self._fine.isdisjoint(near):
            said = self._foul if kind == "smell" else self._ugly
            yield not said.isdisjoint(near)
            yield hit[-1] in self._whole and not place.after

    def _subject(self, place: Around) -> bool:
        """The nearest before the verb, else right behind it (*lijk je op ...*)."""
        begin = place.first - len(place.before)
        low = max(begin, place.first - _SUBJECT)
        for at in (*range(place.first - 1, low - 1, -1), place.last):
            who = self._somebody.at(place.page, at, begin)
            if who is not Whose.NOBODY:
                return who in _PEOPLE and not self._no_subject(place, at, begin)
        return False

    def _no_subject(self, place: Around, at: int, begin: int) -> bool:
        """*mijn broer ruikt ...*, *de tekening van de juf lijkt ...*."""
        words = place.page.words
        if words[at] in self._owners and at + 1 < place.first:
            had = words[at + 1]
            return had not in self._filler and had not in self._kin  # *jouw team stinkt*
        owner = range(max(begin, at - 2), at)
        return any(
            self._somebody.at(place.page, i, begin) is Whose.OWN or words[i] == "van"
            for i in owner
        )

    def _next(self, place: Around) -> bool:
        begin = place.first - len(place.before)
        low = place.last + 1
        who = [
            self._somebody.at(place.page, at, begin)
            for at in range(low, min(low + 2, low + len(place.after)))
        ]
        return bool(who) and who[0] in _PEOPLE - {Whose.STAFF} and Whose.OWN not in who

    def _of_self(self, place: Around) -> bool:
        """*ik wil niet naast hem*: one's own wish; *ze maakten een groep zonder hem*: told."""
        begin = place.first - len(place.before)
        who = self._somebody.at(place.page, begin, begin)
        without = place.page.words[place.last] == "zonder"
        return who is Whose.OWN or (without and who is Whose.OTHER)

    def described(self, place: Around, linking: frozenset[str]) -> bool:
        """*Bo is gewoon een ...*: somebody else, a verb of *linking*, and little between."""
        begin = place.first - len(place.before)
        low = max(begin, place.first - _SUBJECT)
        verb = next(
            (at for at in range(place.first - 1, low, -1) if place.page.words[at] in linking), -1
        )
        if verb <= low or self._no_subject(place, verb - 1, begin):
            return False
        return self._somebody.at(place.page, verb - 1, begin) in {Whose.OTHER, Whose.NAMED}
