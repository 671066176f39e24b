"""Digits in all their spellings, and the groups in which a long number is written."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.detectors.normalize import Reading
from bot.detectors.personal.datum import gap

_UNITS = {
    "nul": "0", "zero": "0", "een": "1", "one": "1", "twee": "2", "two": "2", "drie": "3",
    "three": "3", "vier": "4", "four": "4", "vijf": "5", "five": "5", "zes": "6", "six": "6",
    "zeven": "7", "seven": "7", "acht": "8", "eight": "8", "negen": "9", "nine": "9",
}  # fmt: skip
_TEENS = ("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien",
          "achttien", "negentien")  # fmt: skip
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_LOOK_ALIKE = {"o": "0", "l": "1", "i": "1"}


def _spelled() -> dict[str, str]:
    words = _UNITS | {word: str(10 + i) for i, word in enumerate(_TEENS)}
    for ten, word in enumerate(_TENS, start=2):
        words[word] = f"{ten}0"
        words |= {f"{unit}en{word}": f"{ten}{digit}" for unit, digit in _UNITS.items()}
    return words


_SPELLED = _spelled()
_PART = re.compile(rf"[0-9]|{'|'.join(_UNITS)}|[oli]")
_STARTS = (*"0123456789oli", *_UNITS)
_PARTS = re.compile(rf"(?:{_PART.pattern})++")
_JOIN = re.compile(r"[ \t\xa0\u202f.\-–‑/()_*]{1,4}")
"""What may stand between the groups of one number."""

SPELLED_STARTS = frozenset(_UNITS) & {"nul", "zero"} | {"nulzes"}
"""Without a digit in the text only these can begin a number."""


class Group(NamedTuple):
    """One word of a number. *joint*: how it hangs on the group before; empty for the first."""

    digits: str
    word: int
    joint: str
    tight: bool
    """No white space in the joint."""


def digits_of(word: str) -> str:
    """The digits that a word stands for, "" when it is no number: 06, O6, nul, three3."""
    if word.isascii() and word.isdigit():
        return word
    if spelled := _SPELLED.get(word):
        return spelled
    if not word.startswith(_STARTS) or not _PARTS.fullmatch(word):
        return ""
    if not word.strip("oli") and word.strip("o"):
        return ""  # "lol"
    return "".join(_value(part) for part in _PART.findall(word))


def _value(part: str) -> str:
    return _UNITS.get(part) or _LOOK_ALIKE.get(part, part)


def runs(reading: Reading) -> Iterator[list[Group]]:
    """Neighbouring number words with only separators between them."""
    run: list[Group] = []
    for index, word in enumerate(reading.words):
        digits = digits_of(word)
        joint = gap(reading, index - 1) if run and digits else ""
        if run and not (digits and _JOIN.fullmatch(joint)):
            yield run
            run = []
            joint = ""
        if digits:
            tight = bool(joint) and not any(map(str.isspace, joint))
            run.append(Group(digits, index, joint.strip(" \t\xa0\u202f()_*") or joint[:1], tight))
    if run:
        yield run
