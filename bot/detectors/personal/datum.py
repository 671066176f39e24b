"""What the finders of personal data hand over, and how they look around a word."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from bot.detectors.disguise import DROPPED
from bot.detectors.normalize import Reading, fold
from bot.detectors.wordlists import wordlist
from bot.model.message import Span

EXACT = 0.97
"""A datum that a checksum or its shape proves."""


class Kind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    BSN = "bsn"
    ADDRESS = "address"
    BIRTH = "birth"
    LOGIN = "login"
    HANDLE = "handle"
    PLATE = "plate"
    DOCUMENT = "document"
    PLACE = "place"
    NETWORK = "network"
    ROSTER = "roster"


class Datum(NamedTuple):
    """*value* is the datum in its plainest form, to compare with the school's own contacts;
    it must never leave the detector."""

    kind: Kind
    span: Span
    certainty: float
    value: str


def cues(table: str, name: str) -> frozenset[str]:
    """A list of `words/personal_data.toml` as a set."""
    return frozenset(wordlist("personal_data")[table][name])


def said(reading: Reading, words: frozenset[str]) -> bool:
    return not words.isdisjoint(reading.words)


def gap(reading: Reading, left: int) -> str:
    """What stands between word *left* and the next one, invisible characters taken out."""
    spans = reading.views[0].spans
    raw = reading.raw[spans[left].end : spans[left + 1].start]
    return raw if raw.isascii() else fold(raw).replace(DROPPED, "")


def before(reading: Reading, position: int) -> str:
    """The character before raw *position*; a space at the beginning."""
    return reading.raw[position - 1] if position else " "


def after(reading: Reading, position: int) -> str:
    """The character at raw *position*; a space at the end."""
    return reading.raw[position] if position < len(reading.raw) else " "


def numbered(reading: Reading) -> Iterator[int]:
    """Indices of the words that begin with a digit."""
    return (i for i, word in enumerate(reading.words) if "0" <= word[:1] <= "9")
