"""Threats that name no violence: *wacht maar tot na school*, *je gaat eraan*."""

from collections.abc import Mapping, Sequence

from bot.detectors.around import Around
from bot.detectors.school_threats import asked
from bot.detectors.violence import Threat, veiled_rows

_NEAR = 20
"""Words on each side of a threat that may say who was threatened."""
_MINE = frozenset({"ik", "wij", "we", "i", "mij", "me"})
_CERTAINTY = {"sure": 0.88, "likely": 0.68, "weapon": 0.8, "home": 0.88}


class VeiledThreats:
    """*lists*: `words/threats.toml`."""

    def __init__(self, lists: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._rows = veiled_rows(lists)
        self._kind = frozenset(lists["veiled"]["kind"])
        self._harmless = frozenset(lists["school"]["harmless"])
        self._reported = frozenset(lists["veiled"]["reported"])
        self._victim = frozenset(lists["veiled"]["victim"])
        self._threatened = frozenset(lists["veiled"]["threatened"])

    def find(self, around: Around) -> Threat | None:
        """The surest row that the word stands in, within its clause."""
        at = len(around.before)
        words = (*around.before, *around.page.words[around.first : around.last + 1], *around.after)
        found = list(self._rows.at(words, at))
        if not found or asked(around):
            return None
        best = max(found, key=lambda row: _CERTAINTY[row.name])
        spared = {"weapon": self._harmless, "likely": self._kind, "home": self._kind}.get(
            best.name, frozenset()
        )
        if not spared.isdisjoint(words):
            return None
        first = around.first - at
        threat = Threat(_CERTAINTY[best.name], first + best.first, first + best.last)
        return None if self._undergone(around.page.words, threat) else threat

    def _undergone(self, words: Sequence[str], threat: Threat) -> bool:
        """*ze sturen mij steeds: ...*, *..., ik durf niet meer*: they tell what they heard."""
        low, high = max(0, threat.first - _NEAR), threat.last + 1 + _NEAR
        beside = frozenset((*words[low : threat.first], *words[threat.last + 1 : high]))
        told = not (self._reported.isdisjoint(beside) or self._victim.isdisjoint(beside))
        afraid = not self._threatened.isdisjoint(beside)
        return told or (afraid and not _MINE.isdisjoint(beside))
