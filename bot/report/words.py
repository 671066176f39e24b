"""What people wrote, made fit for a page: whatever it holds, it stays inside its own line."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol

from bot.model.member import Sender
from bot.model.message import Span
from bot.wording import shortened

AROUND = 300
"""Characters shown on each side of the words a case is about, and of a message around it."""

LONGEST_NAME = 60
"""Characters of what somebody calls themselves, or a group."""

_SHOWN = {**dict.fromkeys("\n\t\u2028\u2029", " "), "\u200d": "\u200d", "\u200e": ""}
"""The joiner of emoji families is harmless; the mark of left-to-right text is noise."""
_STEERING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_MARKS = {"Mn", "Me"}
_JOINER = "\u200d"
_PILED = 3
"""Marks on one letter: more than this no language needs, and they would cover the lines above."""


class Names(Protocol):
    """What people are called on the page, in the margin and inside quotes."""

    @property
    def shown(self) -> Callable[[Sender], str]: ...

    @property
    def quote(self) -> Callable[[str], str]: ...

    @property
    def line(self) -> Callable[[str], str]: ...


@dataclass(frozen=True, slots=True)
class Quote:
    """*words* are what it is about; empty where that is no words but what hangs on them."""

    before: str
    words: str
    after: str


def harmless(text: str) -> str:
    """*text* on one line, without anything that could turn a page around or cover what is near."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    piled = 0
    for char in text:
        kind = unicodedata.category(char)
        if kind in _MARKS:
            piled += 1
        elif char != _JOINER:
            piled = 0
        if piled <= _PILED:
            kept.append(_SHOWN.get(char, "�") if kind in _STEERING else char)
    return "".join(kept)


def quoted(text: str, span: Span, names: Names) -> Quote:
    """What stands around the words of *span*, cut between words: nobody hides half a name."""
    start, _ = _name_at(text, span.start, names)
    _, end = _name_at(text, span.end, names)
    before = shortened(text[:start][::-1], AROUND)[::-1]
    words, after = text[start:end], shortened(text[end:], AROUND)
    return Quote(_shown(before, names), _shown(words, names), _shown(after, names))


def _name_at(text: str, place: int, names: Names) -> tuple[int, int]:
    """The word that *place* is inside of, where that is somebody's name; else only the place."""
    before = "".join(takewhile(str.isalnum, text[max(0, place - LONGEST_NAME) : place][::-1]))
    after = "".join(takewhile(str.isalnum, text[place : place + LONGEST_NAME]))
    word = f"{before[::-1]}{after}"
    if before and after and names.quote(word) != harmless(word):
        return place - len(before), place + len(after)
    return place, place


def beginning(text: str, names: Names) -> str:
    return _shown(shortened(text, AROUND), names)


def name(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"


def _shown(text: str, names: Names) -> str:
    """Blanks as one each, those at the ends too: they part it from what stands beside it."""
    words = " ".join(names.quote(text).split())
    head = " " if text[:1].isspace() else ""
    tail = " " if words and text[-1:].isspace() else ""
    return f"{head}{words}{tail}"
