"""Number plates, numbers of passports and licences, and where somebody's phone is."""

import re
from collections.abc import Iterator

from bot.detectors.normalize import Reading, fold
from bot.detectors.personal.datum import Datum, Kind, cues, said
from bot.model.message import Span

_PLATES = cues("documents", "plates")
_CARS = cues("documents", "cars")
_PAPERS = cues("documents", "papers")
_NUMBERED = cues("documents", "numbered")
_PLACES = cues("documents", "places")
_NETWORK = cues("documents", "network")
_WHOSE = cues("documents", "whose")
_LESSON = cues("documents", "lesson")
_PUBLIC = cues("documents", "public")
_OF_SCHOOL = frozenset({"leerlingnummer", "leerlingnr"})
"""Nothing is opened with one's own."""
_OWN = frozenset({"mijn", "mn", "my"})
_CALLED = frozenset({"nummer", "nr", "number", "no"})

DOCUMENT_CUES = _PLATES | _CARS | _PAPERS | _NUMBERED | _PLACES | _NETWORK

_PLATE = re.compile(
    r"(?<![\w.-])(?:[0-9]{1,3}|[a-z]{1,3})[- ]?(?:[0-9]{2,3}|[a-z]{2,3})[- ]?"
    r"(?:[0-9]{1,3}|[a-z]{1,3})(?![\w-])"
)
_SHORTEST, _LONGEST = 6, 7
"""Letters and digits of a Dutch or Belgian plate."""
_FEWEST = 2
"""Letters, and digits, on a plate."""
_PAPER = re.compile(r"(?<![\w.-])(?=[a-z]{0,9}[0-9])[a-z0-9]{6,12}(?![\w-])")
_NEAR = 60
"""Characters between a paper and its number."""
_COORDINATES = re.compile(
    r"(?<![\w.])-?[0-9]{1,2}\.[0-9]{4,12}[,; ]{1,3}-?[0-9]{1,3}\.[0-9]{4,12}(?![\w.])"
)
_ADDRESS = re.compile(r"(?<![\w.])(?!10\.|127\.|192\.168\.)[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w.])")


def documents(reading: Reading) -> Iterator[Datum]:
    """Nothing of a lesson: how many plates there are is a sum."""
    if said(reading, _LESSON):
        return
    text, owned = fold(reading.raw), said(reading, _WHOSE)
    yield from _plates(reading, text, owned=owned)
    yield from _papers(reading, text, owned=owned)
    if owned and said(reading, _PLACES):
        yield from _all(_COORDINATES, text, Kind.PLACE, 0.75)
    if owned and said(reading, _NETWORK):
        yield from _all(_ADDRESS, text, Kind.NETWORK, 0.75)


def _all(pattern: re.Pattern[str], text: str, kind: Kind, certainty: float) -> Iterator[Datum]:
    for match in pattern.finditer(text):
        yield Datum(kind, Span(*match.span()), certainty, "")


def _plates(reading: Reading, text: str, *, owned: bool) -> Iterator[Datum]:
    """Beside a car only when it is written as a plate is: with its hyphens."""
    named = said(reading, _PLATES)
    if said(reading, _PUBLIC) or (not named and not (owned and said(reading, _CARS))):
        return
    for match in _PLATE.finditer(text):
        hyphens = match[0].count("-") > 1
        if (named or hyphens) and _mixed(match[0]):
            sure = 0.65 if not named else 0.85 if owned else 0.75
            yield Datum(Kind.PLATE, Span(*match.span()), sure, "")


def _mixed(plate: str) -> bool:
    signs = [char for char in plate if char.isalnum()]
    digits = sum(map(str.isdigit, signs))
    letters = len(signs) - digits
    return _SHORTEST <= len(signs) <= _LONGEST and min(digits, letters) >= _FEWEST


def _papers(reading: Reading, text: str, *, owned: bool) -> Iterator[Datum]:
    for index, word in enumerate(reading.words[:-1]):
        paper = word in _NUMBERED or (word in _PAPERS and reading.words[index + 1] in _CALLED)
        if not paper or not owned or (word in _OF_SCHOOL and said(reading, _OWN)):
            continue
        start = reading.views[0].spans[index].end
        if found := _PAPER.search(text, start, start + _NEAR):
            yield Datum(Kind.DOCUMENT, Span(*found.span()), 0.8, "")
