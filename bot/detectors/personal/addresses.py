"""Where somebody lives: a street with a house number, or a postcode with one."""

import re
from collections.abc import Iterator

from bot.detectors.normalize import Reading
from bot.detectors.personal.datum import Datum, Kind, after, cues, gap, numbered, said
from bot.model.message import Span

_STREETS = tuple(sorted(cues("address", "streets")))
_HEADS = cues("address", "heads")
_NAME_STARTS = cues("address", "name_starts")
_NOT_STREETS = cues("address", "not_streets")
_UNITS = cues("address", "units")
_HOME = cues("address", "home")
_LIVES = cues("address", "lives")
_PUBLIC = cues("address", "public")
_ENGLISH = cues("address", "english_streets")

_HOUSE = re.compile(r"[0-9]{1,4}(?:[a-h]|hs|bis|huis|rd|zw|i{1,3})?")
_NUMBER_WORDS = frozenset({"nummer", "nr", "huisnummer", "no"})
_POSTCODE = re.compile(
    r"[1-9][0-9]{3}(?: ?(?!SA|SD|SS|GB|MB|KB|PK|KM|CM|EU)[A-Z]{2}"
    r"|(?!gb|mb|kb|pk|km|cm|eu|ml|mg|kg|mm|st)[a-z]{2})(?!\w)"
    r"[ ,-]{1,3}(?:nummer |nr\.? ?|huisnummer )?[0-9]{1,4}[a-h]?(?![\w:.,%€])"
)
"""With the house number: together they are one front door."""
_POSTCODE_TAIL = re.compile(
    r"[ ,]{1,3}(?:[1-9][0-9]{3} ?[A-Za-z]{2}(?!\w))(?:[ ,]{1,2}[A-Z][a-z]{2,24})?"
)
_POSTCODE_LENGTHS = {4, 6}
"""1234 AB is two words, 1234AB one."""
_SHORTEST = 2
"""Letters before the ending of a street name."""
_FAR = 4
"""Words between "woont" and the house number."""


def addresses(reading: Reading, *, staff: bool) -> Iterator[Datum]:
    """*staff*: the sender is, who by a street without a word of home means a place for all."""
    found = list(_front_doors(reading))
    certainty = _certainty(reading, staff=staff) if found else None
    if certainty:
        yield from (_datum(reading, span, certainty) for span in found)


def _front_doors(reading: Reading) -> Iterator[Span]:
    english, home = said(reading, _ENGLISH), said(reading, _HOME)
    for number in numbered(reading):
        word, span = reading.words[number], None
        if number and _HOUSE.fullmatch(word):
            span = _home(reading, number)
        if span is None and english:
            span = _english(reading, number)
        if span is None and home and len(word) in _POSTCODE_LENGTHS:
            span = _postcode(reading, number)
        if span:
            yield span


def _certainty(reading: Reading, *, staff: bool) -> float | None:
    if said(reading, _HOME):
        return 0.65 if said(reading, _PUBLIC) else 0.85
    return None if staff or said(reading, _PUBLIC) else 0.6


def _datum(reading: Reading, span: Span, certainty: float) -> Datum:
    tail = _POSTCODE_TAIL.match(reading.raw, span.end)
    whole = Span(span.start, tail.end()) if tail else span
    return Datum(Kind.ADDRESS, whole, certainty, reading.raw[span.start : span.end])


def _home(reading: Reading, number: int) -> Span | None:
    """The span of street and number when word *number* is a house number."""
    last, joint = number - 1, gap(reading, number - 1)
    if last and reading.words[last] in _NUMBER_WORDS:
        last, joint = last - 1, gap(reading, last - 1) + joint.strip(".")
    first = _street(reading, last)
    if first is None:
        first = _lived_in(reading, last)
    if first is None or joint.strip(" ,:") or _measures(reading, number):
        return None
    return _span(reading, first, number)


def _measures(reading: Reading, number: int) -> bool:
    """A time, a distance, a count: "Dorpsstraat 5 minuten", "Stationsweg 14:05"."""
    end = reading.views[0].spans[number].end
    sign = after(reading, end)
    if sign in "%€°/=+" or (sign in ".,:" and after(reading, end + 1).isdigit()):
        return True
    following = reading.words[number + 1] if number + 1 < len(reading.words) else ""
    return following in _UNITS and sign == " "


def _street(reading: Reading, last: int) -> int | None:
    """Index of the first word of a street name that ends with word *last*."""
    word = reading.words[last]
    if word.endswith(_STREETS) and word not in _NOT_STREETS:
        ending = max((s for s in _STREETS if word.endswith(s)), key=len)
        if len(word) - len(ending) >= _SHORTEST:
            return _whole_name(reading, last)
    for first in range(max(last - _FAR, 0), last):
        if reading.words[first] in _HEADS and reading.words[first + 1] in {"van", "der", "de"}:
            return first if _capital(reading, first) or _capital(reading, last) else None
    return None


def _whole_name(reading: Reading, last: int) -> int:
    """Some words before it belong to the name: "Van der Puntstraat", "Korte Kerkstraat"."""
    first = last
    for earlier in range(last - 1, max(last - 3, -1), -1):
        if reading.words[earlier] not in _NAME_STARTS or gap(reading, earlier) != " ":
            break
        if _capital(reading, earlier):
            first = earlier
    return first


def _lived_in(reading: Reading, last: int) -> int | None:
    """After "woont" a name that begins with a capital is a street whatever its ending."""
    word = reading.words[last]
    if not _capital(reading, last) or word in _LIVES or word.isdigit():
        return None
    nearby = reading.words[max(last - _FAR, 0) : last]
    if _LIVES.isdisjoint(nearby):
        return None
    earlier = last and _capital(reading, last - 1) and gap(reading, last - 1) == " "
    return last - 1 if earlier and reading.words[last - 1] not in _LIVES else last


def _english(reading: Reading, number: int) -> Span | None:
    """A number, a name with a capital, a kind of street: "9 Nowhere Mews"."""
    for last in range(number + 2, min(number + _FAR, len(reading.words))):
        names = range(number + 1, last + 1)
        if reading.words[last] in _ENGLISH and all(_capital(reading, name) for name in names):
            return _span(reading, number, last)
    return None


def _postcode(reading: Reading, number: int) -> Span | None:
    start = reading.views[0].spans[number].start
    found = _POSTCODE.match(reading.raw, start)
    return None if found is None else Span(*found.span())


def _capital(reading: Reading, word: int) -> bool:
    return reading.raw[reading.views[0].spans[word].start].isupper()


def _span(reading: Reading, first: int, last: int) -> Span:
    spans = reading.views[0].spans
    return Span(spans[first].start, spans[last].end)
