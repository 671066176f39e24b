"""Phone numbers, addresses, logins and other data about a person, in the open group."""

import re
from collections.abc import Iterator, Sequence

from bot.detectors.base import Scene
from bot.detectors.normalize import Reading, fold
from bot.detectors.personal.addresses import addresses
from bot.detectors.personal.datum import Datum
from bot.detectors.personal.digits import SPELLED_STARTS
from bot.detectors.personal.documents import DOCUMENT_CUES, documents
from bot.detectors.personal.identifiers import birth_dates, citizen_numbers, emails, ibans
from bot.detectors.personal.logins import HANDLE_CUES, LOGIN_CUES, handles, logins
from bot.detectors.personal.own_contacts import OwnContacts
from bot.detectors.personal.phones import phones
from bot.detectors.personal.rosters import ROSTER_CUES, rosters
from bot.model.finding import Reason, Rule, Sighting

_DIGIT_OR_AT = re.compile(
    "[0-9@\uff10-\uff19\uff20\u0660-\u06f9\u2070-\u2099\u2460-\u24ff\u2776-\u2793\U0001d7ce-\U0001d7ff]"
)
"""A digit in any of its disguises, or an at sign."""
_DIGIT = re.compile("[0-9]")
_LONG, _DATE = 6, 3
"""Digits in the shortest number looked for, and in the shortest date."""
_WORDS = (
    LOGIN_CUES | HANDLE_CUES | SPELLED_STARTS | ROSTER_CUES | {"gmail", "hotmail", "apenstaartje"}
)


class PersonalDataDetector:
    """Sees data about a person, the sender's own too. Never the school's own contacts."""

    rules = frozenset({Rule.PRIVACY})

    def __init__(self, own_contacts: Sequence[str] = ()) -> None:
        self._own = OwnContacts(own_contacts)

    def look(self, scene: Scene) -> Iterator[Sighting]:
        reading = scene.reading
        number = _DIGIT_OR_AT.search(reading.raw)
        if number is None and _WORDS.isdisjoint(reading.words):
            return iter(())
        return self._sightings(scene)

    def _sightings(self, scene: Scene) -> Iterator[Sighting]:
        covered: set[int] = set()
        for datum in _data(scene):
            places = range(*datum.span)
            if self._own.has(datum) or not covered.isdisjoint(places):
                continue
            covered.update(places)
            reason = Reason(f"reason.personal_data.{datum.kind}")
            yield Sighting(Rule.PRIVACY, datum.span, reason, datum.certainty)


def _data(scene: Scene) -> Iterator[Datum]:
    """The surest kinds first: what they cover is not read as something else."""
    reading, staff = scene.reading, scene.message.sender.role.is_staff
    words = reading.words
    yield from emails(reading, staff=staff)
    digits = len(_DIGIT.findall(fold(reading.raw)))
    if digits >= _LONG or _disguised(reading):
        yield from ibans(reading)
        yield from phones(reading)
        yield from citizen_numbers(scene)
    if digits >= _DATE:
        yield from birth_dates(reading)
    if digits:
        yield from addresses(reading, staff=staff)
        if not staff and not DOCUMENT_CUES.isdisjoint(words):
            yield from documents(reading)
    if not staff and not ROSTER_CUES.isdisjoint(words):
        yield from rosters(reading)
    if not LOGIN_CUES.isdisjoint(words):
        yield from logins(reading, staff=staff)
    if not HANDLE_CUES.isdisjoint(words):
        yield from handles(reading)


def _disguised(reading: Reading) -> bool:
    """A number may begin here whose other digits are spelled out or look-alike letters."""
    line = reading.views[0].words
    return " 06" in line or " o6" in line or not SPELLED_STARTS.isdisjoint(reading.words)
