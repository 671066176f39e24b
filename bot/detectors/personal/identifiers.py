"""E-mail addresses, bank accounts, citizen numbers and birth dates."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.detectors.base import Scene
from bot.detectors.disguise import DROPPED
from bot.detectors.normalize import Reading, fold
from bot.detectors.personal.datum import EXACT, Datum, Kind, cues, said
from bot.detectors.wordlists import wordlist
from bot.model.message import Span

_MAILERS = cues("cues", "mailers")
_DESKS = cues("cues", "desks")
_FREE = cues("cues", "free_mail")
_BSN = cues("cues", "bsn")
_IBAN = cues("cues", "iban")
_IBAN_PUBLIC = cues("cues", "iban_public")
_BORN = cues("cues", "born")
_OWN_BIRTH = cues("cues", "own_birth")
_LENGTHS: dict[str, int] = wordlist("personal_data")["iban_lengths"]

_NAME = "abcdefghijklmnopqrstuvwxyz0123456789._%+-" + DROPPED
_LONGEST_NAME = 64
_DOMAIN = re.compile(rf"[a-z0-9{DROPPED}-]{{1,63}}(?:\.[a-z0-9{DROPPED}-]{{1,63}}){{1,6}}")
_MISTYPED = re.compile(
    r" ?(?:gmail|hotmail|outlook|icloud|yahoo|live|ziggo|kpnmail|telenet)"
    r" ?[.,;·]? ?(?:com|nl|be|net)(?![\w-])"
)
"""A well-known provider with another sign, or none, where the dot belongs."""
_SPELLED_MAIL = re.compile(
    r"(?<![\w.])[a-z0-9][\w.-]{1,63} ?(?:\(at\)|\[at\]|(?<= )at(?= )|apen?staartje) ?"
    r"(?:gmail|hotmail|outlook|icloud|yahoo|live|ziggo|kpnmail)"
    r" ?(?:\.|\(dot\)|\[dot\]|\(punt\)|dot|punt) ?(?:com|nl|be|net)(?!\w)"
)
_IBAN_START = re.compile(
    r"(?<![a-z0-9])([a-z])[ .-]?([a-z])[ .-]{0,2}[0-9][ .-]?[0-9](?=[ .-]{0,2}[a-z0-9])"
)
_APART = 2
"""Separators that may stand between two characters of an account number."""
_SHAPED = re.compile(
    r"nl[0-9]{2}[a-z]{4}[0-9]{10}|(?!nl)[a-z]{2}[0-9]{2}[a-z0-9]{0,5}[0-9]{6}[a-z0-9]*"
)
_NL_SHAPE = re.compile(r"nl[0-9]{2}[a-z]{4}[0-9]{10}")
_NINE = re.compile(
    r"(?<![0-9a-z.,-])[0-9]{3,4}[ .]?[0-9]{2,3}[ .]?[0-9]{2,3}(?![0-9a-z%€]|[.,-][0-9])"
)
_MONTHS = "jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec|may|mar|oct"
_DATE = re.compile(
    rf"(?<![0-9])[0-3]?[0-9](?:[-./ ][01]?[0-9][-./ ]| (?:{_MONTHS})[a-z]{{0,7}} )"
    r"((?:19|20)?[0-9]{2})(?![0-9])"
)
_PUPILS = range(2003, 2022)
"""Years of birth that a pupil may have."""
_HISTORY = 1930
"""Who was born before is a subject of a lesson."""


def emails(reading: Reading, *, staff: bool) -> Iterator[Datum]:
    """*staff*: the sender is, so an address that is not at a free provider is a work address."""
    if "@" in reading.raw or "＠" in reading.raw:
        yield from _plain_emails(fold(reading.raw), staff=staff)
    if said(reading, _MAILERS):
        for match in _SPELLED_MAIL.finditer(fold(reading.raw)):
            yield Datum(Kind.EMAIL, Span(*match.span()), 0.95, "")


def _plain_emails(text: str, *, staff: bool) -> Iterator[Datum]:
    at = text.find("@")
    while at > 0:
        head = text[max(at - _LONGEST_NAME, 0) : at]
        apart = head.endswith(" ") and _MISTYPED.match(text, at + 1) is not None
        head = head[:-1] if apart else head
        name = head[len(head.rstrip(_NAME)) :].lstrip(".-+%" + DROPPED)
        domain = None if apart else _DOMAIN.match(text, at + 1)
        if name and domain and _counts(name, domain[0], staff=staff):
            end = domain.end() - (len(domain[0]) - len(domain[0].rstrip("-." + DROPPED)))
            value = text[at - len(name) : end].replace(DROPPED, "")
            yield Datum(Kind.EMAIL, Span(at - len(name), end), EXACT, value)
        elif mistyped := name and _MISTYPED.match(text, at + 1):
            start = at - apart - len(name)
            yield Datum(Kind.EMAIL, Span(start, mistyped.end()), 0.9, "")
        at = text.find("@", at + 1)


def _counts(name: str, domain: str, *, staff: bool) -> bool:
    """A person's address: no desk's, no web address with a name before its host."""
    top = domain.rstrip("-.").rpartition(".")[2]
    if not top.isalpha() or len(top) < 2 or name in _DESKS:  # noqa: PLR2004 the shortest top level
        return False
    return not staff or domain.partition(".")[0] in _FREE


def ibans(reading: Reading) -> Iterator[Datum]:
    if said(reading, _IBAN_PUBLIC):
        return
    text, named = fold(reading.raw), said(reading, _IBAN)
    for match in _IBAN_START.finditer(text):
        length = _LENGTHS.get(match[1] + match[2])
        taken = length and _take(text, match.start(), length)
        if not taken:
            continue
        value, end = taken
        if _mod_97(value) and (value[4:].isdigit() or _SHAPED.fullmatch(value)):
            yield Datum(Kind.IBAN, Span(match.start(), end), EXACT, value)
        elif _NL_SHAPE.fullmatch(value) or (named and value[4:].isdigit()):
            yield Datum(Kind.IBAN, Span(match.start(), end), 0.8, value)  # mistyped


def _take(text: str, start: int, length: int) -> tuple[str, int] | None:
    """*length* letters and digits from *start*, few separators between; where they end."""
    kept: list[str] = []
    idle = 0
    for position in range(start, min(start + (_APART + 1) * length, len(text))):
        char = text[position]
        if char.isascii() and char.isalnum():
            kept.append(char)
            idle = 0
        elif char in " .-\xa0" and idle < _APART:
            idle += 1
        elif char != DROPPED:
            return None
        if len(kept) == length:
            ends = not text[position + 1 : position + 2].isalnum()
            return ("".join(kept), position + 1) if ends else None
    return None


def _mod_97(iban: str) -> bool:
    number = "".join(str(int(char, 36)) for char in iban[4:] + iban[:4])
    return int(number) % 97 == 1


def citizen_numbers(scene: Scene) -> Sequence[Datum]:
    """A BSN is nine digits that pass the eleven-proof where somebody speaks of one."""
    found = [
        Datum(Kind.BSN, Span(*match.span()), EXACT, digits)
        for match in _NINE.finditer(fold(scene.reading.raw))
        if _proof_11(digits := match[0].replace(" ", "").replace(".", ""))
    ]
    return found if found and _bsn_meant(scene) else ()


def _proof_11(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    if len(digits) != len(weights):
        return False
    total = sum(w * int(d) for w, d in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits.strip("0") != ""


def _bsn_meant(scene: Scene) -> bool:
    """Named in the message itself, in what it answers or just before."""
    if said(scene.reading, _BSN):
        return True
    heard = chain(
        [scene.context.parent] if scene.context.parent else [], scene.context.earlier[-3:]
    )
    return any(cue in fold(each.text) for each in heard for cue in _BSN)


def birth_dates(reading: Reading) -> Iterator[Datum]:
    """Somebody else's, in the age of a pupil or with the very word for it."""
    if not said(reading, _BORN) or said(reading, _OWN_BIRTH):
        return
    sure = not _BORN.isdisjoint(set(reading.words) - {"geboren", "born"})
    for match in _DATE.finditer(fold(reading.raw)):
        year = int(match[1]) if len(match[1]) > 2 else 2000 + int(match[1])  # noqa: PLR2004 yy or yyyy
        if year in _PUPILS or (sure and year >= _HISTORY):
            yield Datum(Kind.BIRTH, Span(*match.span()), 0.7, match[0])
