"""What a text may hide: readings of it with one evasion after another undone.

Every step gives a text exactly as long as the one it was given, so that a place in the reading is
the same place in the raw text. Every pattern here is linear: no two unbounded quantifiers meet
on the same characters.
"""

import re
from collections.abc import Iterator

from bot.detectors.lookalikes import FOREIGN, IMITATING, LEET_I, LEET_L

DROPPED = "\ue000"
"""Stands in a folded text for a character that is not to be seen, so that offsets stay."""

HIDDEN = "*"
"""Stands in a reading for one letter that the sender did not write (f*ck)."""

_MARKS = re.compile(r"[0-9@$!€|*#]")
_MARKED = re.compile(r"[a-z][0-9@$!|*#]{1,6}[a-z0-9]|[0-9$|*#][a-z]")
_REPEATED = re.compile(r"([a-z])\1\1")
_LONE = re.compile(
    r"(?<![a-z0-9])[a-z0-9][\W_]{1,3}[a-z0-9](?![a-z0-9])[\W_]{1,3}[a-z0-9](?![a-z0-9])"
)
_BRACKETS = frozenset('()[]{}<>"^~+=')
_STUFFED = re.compile(r"(?<=[a-z])[^\w\s'’`,.:;!?/&|*@#$€%-]{1,4}(?=[a-z])")
"""An emoji or a bracket inside a word: h(o)er."""
_VOWELLESS = re.compile(r"(?<![a-z])[b-df-hj-np-tv-xz]{3,}(?![a-z])")

_SPACED = re.compile(
    r"(?<![^\W_])[^\W_]([\W_]{1,3})[^\W_](?:\1[^\W_](?![^\W_]))+"  # the gaps are all alike
)
_TOKEN = re.compile(rf"[\w@$!€|*#{DROPPED}]+")
_RUN = re.compile(r"([a-z])\1\1+")
_LATIN = re.compile("[a-z]")
_VOWELS = frozenset("aeiou")
_FEWEST_LETTERS = 2
_SHORTEST_SPACED = 3


_FOREIGN = frozenset(map(chr, FOREIGN))
_HIDING = _FOREIGN | {DROPPED}
"""Characters beyond ASCII that a disguise is made of; emoji are none."""


def hides_something(folded: str) -> bool:
    """Whether `uncover` is worth its time. False costs about two microseconds."""
    return (
        (not folded.isascii() and not _HIDING.isdisjoint(folded))
        or (_MARKS.search(folded) is not None and _MARKED.search(folded) is not None)
        or _REPEATED.search(folded) is not None
        or _LONE.search(folded) is not None
        or (
            not (folded.isascii() and _BRACKETS.isdisjoint(folded))
            and _STUFFED.search(folded) is not None
        )
    )


def lacks_vowels(folded: str) -> bool:
    return _VOWELLESS.search(folded) is not None


def uncover(folded: str) -> Iterator[str]:
    """Other readings of *folded*, likeliest first; some may equal it or each other."""
    text = folded if _FOREIGN.isdisjoint(folded) else _latin(folded)
    text = _STUFFED.sub(_drop, _SPACED.sub(_close, text))
    yield from _shortened(_TOKEN.sub(_with_i, text))
    if any(sign in text for sign in "1!|"):
        yield from _shortened(_TOKEN.sub(_with_l, text))


def _with_i(token: re.Match[str]) -> str:
    return _unleet(token[0], LEET_I)


def _with_l(token: re.Match[str]) -> str:
    return _unleet(token[0], LEET_L)


def _latin(text: str) -> str:
    """Foreign look-alikes as Latin letters, where the text around says that Latin is meant."""
    tokens = re.split(r"(\W+)", text)
    latin = sum(1 for token in tokens[::2] if _has_latin(token))
    foreign = sum(1 for token in tokens[::2] if token.isalpha() and not _has_latin(token))
    return "".join(
        token.translate(FOREIGN) if _passes_for_latin(token, among=latin > foreign) else token
        for token in tokens
    )


def _has_latin(token: str) -> bool:
    return _LATIN.search(token) is not None


def _passes_for_latin(token: str, *, among: bool) -> bool:
    return _has_latin(token) or (among and IMITATING.issuperset(token))


def _close(spaced: re.Match[str]) -> str:
    """`s u k k e l` -> one word, its gaps dropped; `1 2 3` stays."""
    text = spaced[0]
    if sum(char.isalpha() for char in text) < _SHORTEST_SPACED:
        return text
    gap = len(spaced[1])
    step = 1 + gap
    return "".join(char if place % step == 0 else DROPPED for place, char in enumerate(text))


def _drop(inside: re.Match[str]) -> str:
    return DROPPED * len(inside[0])


def _unleet(token: str, leet: dict[int, int]) -> str:
    """One token with its signs read as letters; a name after @ and a final ! are left alone."""
    if token.isalpha() or sum(map(str.isalpha, token)) < _FEWEST_LETTERS:
        return token
    core = token.rstrip("!|*#@$€").lstrip("@!|*#")
    if not core:
        return token
    start = token.index(core)
    plain = core.replace("#", HIDDEN).translate(leet)
    return f"{' ' * start}{plain}{' ' * (len(token) - start - len(core))}"


def _shortened(text: str) -> Iterator[str]:
    """Letters written three times or more as one, or as two where Dutch doubles them."""
    if _REPEATED.search(text) is None:
        yield text
        return
    yield _RUN.sub(_one, text)
    yield _RUN.sub(_two_vowels, text)
    yield _RUN.sub(_two_consonants, text)


def _one(run: re.Match[str]) -> str:
    return _shorten(run[0], 1)


def _two_vowels(run: re.Match[str]) -> str:
    return _shorten(run[0], 2 if run[1] in _VOWELS else 1)


def _two_consonants(run: re.Match[str]) -> str:
    return _shorten(run[0], 1 if run[1] in _VOWELS else 2)


def _shorten(run: str, keep: int) -> str:
    return run[:keep] + DROPPED * (len(run) - keep)
