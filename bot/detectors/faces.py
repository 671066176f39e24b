"""Emoji that somebody is compared with: *je bent een 🐷*, *Bo = 🤡*, *@Bo 🐷🐷🐷*."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.detectors.normalize import fold
from bot.model.message import Span

FACES = frozenset("🐷🐖🐽🐀🐍🐒🐵🦍🐄🐮🐋🐳🐘🦛🤡💩🫏🐴🙈")
_DIRTY = frozenset("🐷🐖🐽🐀🐍🤡💩")
"""Behind a name these hurt with no word said."""
_FACE = f"[{''.join(sorted(FACES))}]"
_YOU = re.compile(
    rf"\b(?:jij|je|jullie|gij|u|you) (?:bent|zijt|zijn|are) (?:echt |gewoon |gwn |zelf |ook )?"
    rf"(?:een |zo['’]?n |n |a )?{_FACE}"
)
_IS = re.compile(rf"\b(\w{{2,30}}) ?(?:=| is een) ?{_FACE}")
_CALLED = re.compile(rf"@(\w{{2,30}})[ ,:]*(?P<faces>{_FACE}(?:[ \ufe0f]?{_FACE}){{1,30}})\W*$")
_SURE, _LIKELY = 0.75, 0.65


class Face(NamedTuple):
    span: Span
    certainty: float


def faces(raw: str, names: frozenset[str]) -> Iterator[Face]:
    """Where somebody is one. *names*: first names, folded."""
    if raw.isascii() or FACES.isdisjoint(raw):
        return
    text = fold(raw)
    if len(text) != len(raw):
        return
    if found := _YOU.search(text):
        yield Face(Span(*found.span()), _SURE)
    elif found := _is_one(text, names):
        yield Face(Span(*found.span()), _LIKELY)
    elif (found := _CALLED.search(text)) and not _DIRTY.isdisjoint(found["faces"]):
        yield Face(Span(*found.span("faces")), _LIKELY)


def _is_one(text: str, names: frozenset[str]) -> re.Match[str] | None:
    return next((found for found in _IS.finditer(text) if found[1] in names), None)
