"""Phone numbers: Dutch, Belgian and foreign, grouped in any way, spelled out or disguised."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.detectors.normalize import Reading
from bot.detectors.personal.datum import EXACT, Datum, Kind, after, before, cues, said
from bot.detectors.personal.digits import Group, runs
from bot.model.message import Span

_CUES = cues("cues", "phone")
_NOT_PHONE = cues("cues", "not_phone")
_DESKS = cues("cues", "phone_desks")
_AREAS_3 = cues("numbers", "areas3")
_AREAS_4 = cues("numbers", "areas4")
_COUNTRIES = tuple(cues("numbers", "countries"))

_MOBILE = 10
_FEWEST_OUTSIDE, _MOST = 9, 15
_BELGIAN = {(2, 3, 2, 2), (3, 2, 2, 2)}
"""How Belgian landlines are grouped; in one piece they are any nine digits."""
_LIKE_A_TIME = 59
_LONGEST_CODE = 4
"""Digits of what may stand before a slash: the code of a net or an area."""
_SUM_BEFORE = re.compile(r"[0-9] ?[x×*÷] ?\Z|[0-9] [+/-] \Z")
_SUM_BEHIND = re.compile(
    r" ?[x×*÷^=] ?[0-9]| (?:keer|maal|plus|min|times|gedeeld door) [0-9]"
    r"| ?[/:+] ?[0-9]{1,6}(?![0-9])"
)
_LONG_GROUP = 5


class _Talk(NamedTuple):
    """What the message speaks of."""

    number: bool
    """Calling, texting, somebody's number."""
    desk: bool
    """A reception, a firm: its landline is nobody's."""


def phones(reading: Reading) -> Iterator[Datum]:
    talk = _Talk(said(reading, _CUES), said(reading, _DESKS))
    for run in runs(reading):
        start = 0
        while start < len(run):
            found = _at(reading, talk, run, start)
            if found is None:
                start += 1
                continue
            end, certainty, value = found
            if not talk.number and _calculated(reading, run, start, end):
                start = end + 1
                continue
            yield Datum(
                Kind.PHONE, _span(reading, run[start].word, run[end].word), certainty, value
            )
            start = end + 1


def _at(
    reading: Reading, talk: _Talk, run: Sequence[Group], start: int
) -> tuple[int, float, str] | None:
    """A number from group *start* on: its last group, how sure, its digits."""
    if not (prefix := _prefix(reading, run, start)):
        return None
    digits = ""
    for end in range(start, min(start + 13, len(run))):
        digits += run[end].digits
        if len(digits) > _MOST:
            return None
        if len(digits) < _FEWEST_OUTSIDE:
            continue
        groups = run[start : end + 1]
        certainty = _certainty(reading, talk, prefix, digits, groups)
        if certainty and _closed(reading, run, end, groups):
            return end, certainty, digits
    return None


def _prefix(reading: Reading, run: Sequence[Group], start: int) -> str:
    """Where a national number may begin here "0", an international one "+", neither ""."""
    group = run[start]
    position = reading.views[0].spans[group.word].start
    sign = before(reading, position)
    if sign in "+＋":
        return "+"
    if reading.raw[max(position - 6, 0) : position].lower() == "wa.me/":
        return "+"
    if group.tight and sign != "(":
        return ""  # the tail of a date, a range, a code
    if sign in "_/=#€$@&" or (sign in ".,:" and before(reading, position - 1).isdigit()):
        return ""
    return "0" if group.digits[0] == "0" else ""


def _certainty(
    reading: Reading, talk: _Talk, prefix: str, digits: str, groups: Sequence[Group]
) -> float | None:
    if prefix == "+" or digits.startswith("00"):
        return _abroad(digits.removeprefix("00"))
    if _odd(groups):
        return None
    if len(digits) == _MOBILE and _coded(reading, groups):
        return None
    return _mobile(talk, digits) if digits.startswith("06") else _fixed(talk, digits, groups)


def _abroad(digits: str) -> float | None:
    """With a country code; a zero that is only dialled at home may stand behind it."""
    country, rest = digits[:2], digits[2:].removeprefix("0")
    if country == "31":
        return EXACT if len(rest) == _FEWEST_OUTSIDE and rest[0] not in "89" else None
    if country == "32":
        return EXACT if len(rest) in {8, 9} and rest[0] != "0" else None
    known = digits.startswith(_COUNTRIES) and len(digits) > _FEWEST_OUTSIDE
    return 0.95 if known else None


def _mobile(talk: _Talk, digits: str) -> float | None:
    if len(digits) == _MOBILE:
        return EXACT
    return 0.75 if talk.number and abs(len(digits) - _MOBILE) == 1 else None  # a miscount


def _fixed(talk: _Talk, digits: str, groups: Sequence[Group]) -> float | None:
    first, shape = groups[0].digits, tuple(len(group.digits) for group in groups)
    if talk.desk:
        return None
    if shape in _BELGIAN and first[1] in "1234569":
        return 0.95
    if len(digits) != _MOBILE:
        return None
    area = next((a for a in (digits[:3], digits[:4]) if a in _AREAS_3 or a[:3] in _AREAS_4), "")
    mobile = digits[:2] == "04" and digits[2] in "56789"
    if len(groups) == 1:
        return _bare(talk, digits) if area or mobile else None
    at_home = first in _AREAS_3 or (len(first) == 4 and first[:3] in _AREAS_4)  # noqa: PLR2004 area codes have three or four digits
    return 0.95 if at_home or (mobile and len(first) == 4) else None  # noqa: PLR2004 as above


def _bare(talk: _Talk, digits: str) -> float | None:
    """Ten digits in a row that could as well be an old ISBN, a code or a binary number."""
    if talk.number:
        return 0.95
    if not digits.strip("01"):
        return None
    isbn = sum(weight * int(d) for weight, d in zip(range(10, 0, -1), digits, strict=True))
    return None if isbn % 11 == 0 else 0.8


def _coded(reading: Reading, groups: Sequence[Group]) -> bool:
    """An ISBN, an order number, a pupil number."""
    first = groups[0].word
    return not _NOT_PHONE.isdisjoint(reading.words[max(first - 3, 0) : first])


def _odd(groups: Sequence[Group]) -> bool:
    """Grouped as dates, times or sums are."""
    digits = [group.digits for group in groups]
    if len(digits) > 2 and len(digits[2]) == 4 and digits[2][:2] in {"19", "20"}:  # noqa: PLR2004 dd-mm-yyyy
        return len(digits[0]) <= 2 >= len(digits[1])  # noqa: PLR2004 as above
    if digits[0] == "0" and any(len(each) > 1 for each in digits):
        return True
    return _steps(digits) or _mixed(groups)


def _steps(digits: Sequence[str]) -> bool:
    """0 6 12 18 24: a table, not a number."""
    if len(digits) < 4:  # noqa: PLR2004 fewer are no table
        return False
    steps = {int(right) - int(left) for left, right in pairwise(digits)}
    return len(steps) == 1 and steps != {0}


def _mixed(groups: Sequence[Group]) -> bool:
    """Different separators between the groups, as in times and dates side by side."""
    if len({group.joint for group in groups[2:]}) <= 1:
        return False
    return not any(
        len(group.digits) >= _LONG_GROUP
        or (len(group.digits) == 2 and int(group.digits) > _LIKE_A_TIME)  # noqa: PLR2004 hh, mm, dd
        for group in groups[1:]
    )


def _closed(reading: Reading, run: Sequence[Group], end: int, groups: Sequence[Group]) -> bool:
    """Nothing after it says that the number goes on."""
    if after(reading, reading.views[0].spans[run[end].word].end) in "%€=@_":
        return False
    if end + 1 == len(run):
        return True
    coming = run[end + 1]
    if coming.digits[0] == "0" and len(coming.digits) > 1 and len(groups) == 1:
        return True  # the next number of a list
    alike = len(coming.digits) == len(run[end].digits) and coming.joint == run[end].joint
    return not coming.tight and not alike


def _calculated(reading: Reading, run: Sequence[Group], first: int, last: int) -> bool:
    """A term of a sum: a sign of arithmetic stands beside it or inside it."""
    spans = reading.views[0].spans
    start, end = spans[run[first].word].start, spans[run[last].word].end
    divided = any(
        right.joint == "/" and len(left.digits) > _LONGEST_CODE
        for left, right in pairwise(run[first : last + 1])
    )
    return (
        divided
        or _SUM_BEHIND.match(reading.raw, end) is not None
        or _SUM_BEFORE.search(reading.raw, max(0, start - 4), start) is not None
    )


def _span(reading: Reading, first: int, last: int) -> Span:
    spans = reading.views[0].spans
    start = spans[first].start
    if before(reading, start) in "+＋(":
        start -= 1
    return Span(start, spans[last].end)
