"""What everything that was said adds to a care sign, or takes away from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, fsum, log
from typing import Any, Self

UNSURE = 0.2
"""A pattern no surer than this starts the evidence no higher."""
_CERTAIN = 0.97
"""Nor does a surer one than this start it any higher."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A logistic model over word classes: each adds its weight to the log odds, once."""

    start: float
    of_pattern: float
    """How much the log odds of the pattern count."""
    weights: Mapping[str, float]
    kinds: Mapping[str, str]
    """What a class that speaks for a need may be about; the others have none."""
    longer: tuple[tuple[int, float], ...]
    """From so many words on: how a message's length counts."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self | None:
        """The `evidence` table of care's words, if there is one.

        Raises `ValueError` when it weighs a class that does not exist.
        """
        table = data.get("evidence")
        if table is None:
            return None
        by_kind: Mapping[str, Mapping[str, float]] = table["weights"]
        weights = {name: weight for kind in by_kind.values() for name, weight in kind.items()}
        if unknown := weights.keys() - data["cues"].keys() - data["plain"].keys():
            raise ValueError(f"evidence: no such class: {sorted(unknown)}")
        return cls(
            start=table["start"],
            of_pattern=table["of_pattern"],
            weights=weights,
            kinds={name: kind for kind in data["kinds"] for name in by_kind.get(kind, ())},
            longer=tuple((row["from"], row["weight"]) for row in table["longer"]),
        )

    def probability(self, pattern: float, said: Iterable[str], words: int) -> float:
        """That somebody is in need: *pattern* is how sure the patterns are, *said* the classes
        in a message of so many *words*."""
        surer = _log_odds(min(max(pattern, UNSURE), _CERTAIN)) - _log_odds(UNSURE)
        length = [weight for least, weight in self.longer if words >= least]
        # fsum does not depend on the order of a set.
        heard = fsum([self.weights.get(name, 0.0) for name in said])
        return 1 / (1 + exp(-(self.start + surer * self.of_pattern + fsum(length) + heard)))

    def kind(self, said: Iterable[str]) -> str | None:
        """What the classes that were said are most about."""
        sums: dict[str, float] = {}
        for name in said:
            if kind := self.kinds.get(name):
                sums[kind] = sums.get(kind, 0.0) + self.weights[name]
        return max(sums, key=lambda kind: (sums[kind], kind), default=None)


def _log_odds(probability: float) -> float:
    return log(probability / (1 - probability))
