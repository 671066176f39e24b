"""A grade of somebody else: *Sem heeft een 3,2*, *zag dat ze een 4 had*."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.detectors.around import Page
from bot.detectors.normalize import Reading
from bot.detectors.sentences import starts
from bot.detectors.somebody import Somebody, Whose
from bot.model.message import Span

_NUMBERS = frozenset(map(str, range(1, 11)))
_FIGURES = frozenset("0123456789")
_NEAR = 8
"""Words between a grade and the verb that gives it."""
_SOON = 4
"""*een 4,2 had*."""
_SEPARATORS = frozenset(",.:-/")
_MOST = 20
"""Numbers of a message that are looked at."""
_LOW, _TOP = 5.5, 10
"""What is high enough is praised in class, and hardly a secret."""
_FAILED, _UNSURE = 0.8, 0.5


class _Grade(NamedTuple):
    value: float
    last: int
    """Word that it ends with: *3,2* is two."""


class Grades:
    """*lists*: `[grade]` of `words/confidential.toml`."""

    def __init__(self, lists: Mapping[str, Sequence[str]], somebody: Somebody) -> None:
        self._sets = {name: frozenset(words) for name, words in lists.items()}
        self._somebody = somebody

    def find(self, reading: Reading) -> Iterator[tuple[str, Span, float]]:
        if _NUMBERS.isdisjoint(reading.words) or self._sets["verb"].isdisjoint(reading.words):
            return
        if not self._sets["innocent"].isdisjoint(reading.words):
            return
        page = Page(reading.raw, reading.views[0])
        begins = [*starts(page), len(page.words)]
        places = [at for at, word in enumerate(page.words) if word in _NUMBERS]
        for at in places[:_MOST]:
            sentence = bisect_right(begins, at)
            begin, end = begins[sentence - 1], begins[sentence]
            grade, verb = self._grade(page, at, end), self._verb(page, at, begin, end)
            if grade and verb is not None:
                certainty = self._certainty(page, at, grade, begin, end)
                if certainty:
                    yield "grade", page.span(min(verb, at), max(verb, grade.last)), certainty

    def _certainty(self, page: Page, at: int, grade: _Grade, begin: int, end: int) -> float:
        who = self._somebody.whose(page, at, at, begin, end)
        if who not in {Whose.OTHER, Whose.NAMED}:
            return 0.0
        hearsay = who is Whose.OTHER and self._sets["seen"].isdisjoint(page.words)
        return _UNSURE if hearsay or grade.value >= _LOW else _FAILED

    def _verb(self, page: Page, at: int, begin: int, end: int) -> int | None:
        """The word that says whose the number is, before it or else behind it."""
        verbs = self._sets["verb"]
        near = (
            *range(at - 1, max(begin, at - _NEAR) - 1, -1),
            *range(at + 1, min(end, at + _SOON)),
        )
        return next((place for place in near if page.words[place] in verbs), None)

    def _grade(self, page: Page, at: int, end: int) -> _Grade | None:
        """`None` if the number is no grade: an exercise, a price, a time, a group."""
        words, spans, raw = page.words, page.view.spans, page.raw
        if at and (words[at - 1] in self._sets["numbered"] or _glued(page, at)):
            return None
        behind = words[at + 1] if at + 1 < end else ""
        between = raw[spans[at].end : spans[at + 1].start] if behind else ""
        decimal = between in {",", "."} and len(behind) == 1 and behind in _FIGURES
        if not decimal and (between in _SEPARATORS or raw.startswith("%", spans[at].end)):
            return None
        last = at + decimal
        following = words[last + 1 : min(end, last + 2)]
        if not self._sets["unit"].isdisjoint(following):
            return None
        if not decimal and not self._alone(words, at, following):
            return None
        value = int(words[at]) + (int(behind) / 10 if decimal else 0)
        return _Grade(value, last) if value <= _TOP else None

    def _alone(self, words: Sequence[str], at: int, following: Sequence[str]) -> bool:
        """A whole number is a grade behind *een* and before nothing it could count."""
        one = not self._sets["one"].isdisjoint(words[max(0, at - 1) : at])
        return one and (not following or following[0] in self._sets["on"])


def _glued(page: Page, at: int) -> bool:
    """Part of a longer number: a date, *12,5*."""
    start, before = page.view.spans[at].start, page.view.spans[at - 1].end
    return page.words[at - 1][-1] in _FIGURES and page.raw[before:start] in _SEPARATORS
