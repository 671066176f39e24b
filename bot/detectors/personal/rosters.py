"""A list with the data of many people, handed to everybody."""

from collections.abc import Iterator

from bot.detectors.normalize import Reading
from bot.detectors.personal.datum import Datum, Kind, cues, said

_LISTS = cues("roster", "lists")
_DATA = cues("roster", "data")
_GIVEN = cues("roster", "given")
_NOT_GIVEN = cues("roster", "not_given")

ROSTER_CUES = _LISTS


def rosters(reading: Reading) -> Iterator[Datum]:
    """*hier de klassenlijst met alle adressen*; who asks for one gives nothing."""
    if not said(reading, _DATA) or not said(reading, _GIVEN) or said(reading, _NOT_GIVEN):
        return
    if "?" in reading.raw:
        return
    words, view = reading.words, reading.views[0]
    first = next((place for place, word in enumerate(words) if word in _LISTS), None)
    last = max(place for place, word in enumerate(words) if word in _DATA)
    if first is not None:
        yield Datum(Kind.ROSTER, view.span(*sorted((first, last))), 0.7, "")
