"""What the words in a link and beside it promise: prizes, pirated works, pornography."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from ahocorasick_rs import AhoCorasick

from bot.detectors.lookalikes import LEET_I, LEET_L
from bot.detectors.normalize import Reading, fold
from bot.detectors.web.find import Link, suffix
from bot.detectors.wordlists import wordlist

_WORDS = wordlist("links")
_PARTS = re.compile(r"[a-z0-9]+")
_REFERRAL = re.compile(r"[?&/](?:ref|invite|referral|r|aff|code|u)[=/]")
_PART = {name: frozenset(words) for name, words in _WORDS["part"].items()}
_INSIDE = [(name, word) for name, words in _WORDS["inside"].items() for word in words]
_AUTOMATON = AhoCorasick([word for _, word in _INSIDE])
_TEXT = {name: frozenset(words) for name, words in _WORDS["text"].items()}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a link, glued (which lists they are in) and apart, and the text around it."""

    glued: Sequence[str]
    """The list of each listed word found anywhere in the link, once a word."""
    parts: frozenset[str]
    around: frozenset[str]
    rest: str

    def inside(self, name: str) -> int:
        """How many words of a list stand anywhere in the link."""
        return self.glued.count(name)

    def apart(self, name: str) -> int:
        return len(_PART[name] & self.parts)

    def text(self, name: str) -> int:
        return len(_TEXT[name] & self.around)


def words_of(link: Link, around: frozenset[str]) -> Words:
    top = suffix(link.host)
    plain = f"{fold(link.host).removesuffix(top)} {link.rest}"
    forms = {plain, plain.translate(LEET_I), plain.translate(LEET_L)}
    parts = [_PARTS.findall(form) for form in forms]
    glued = {
        index
        for each in parts
        for index, _, _ in _AUTOMATON.find_matches_as_indexes("".join(each), overlapping=True)
    }
    listed = [_INSIDE[index][0] for index in glued]
    return Words(listed, frozenset(chain.from_iterable(parts)), around, link.rest)


def words_around(reading: Reading, links: Sequence[Link]) -> frozenset[str]:
    """The words of a text that belong to none of its links."""
    starts = [link.span.start for link in links]
    ends = [0, *(link.span.end for link in links)]
    return frozenset(
        word
        for word, span in zip(reading.words, reading.views[0].spans, strict=True)
        if span.start >= ends[bisect_right(starts, span.start)]
    )


def scam(words: Words, *, beside: bool) -> float | None:
    """*beside*: what is said around the link counts."""
    hard = words.inside("scam")
    soft = words.inside("soft_scam") + words.apart("scam")
    text = words.text("scam") if beside else 0
    if hard:
        return 0.85 if soft or text or hard > 1 else 0.65
    if soft and text:
        return 0.8 if soft + text > 2 else 0.7  # noqa: PLR2004 three words make bait
    if beside and _REFERRAL.search(words.rest) and words.text("money"):
        return 0.7
    if soft > 1:
        return 0.6
    bait = beside and (words.text("strong_scam") or text > 2)  # noqa: PLR2004 three words make bait
    return 0.65 if bait else None


def piracy(words: Words, *, beside: bool) -> float | None:
    """As `scam`. What somebody made themselves is theirs to share."""
    if words.inside("piracy"):
        return 0.85
    if not beside or words.text("own_work"):
        return None
    if words.text("strong_piracy") or (words.text("works") and words.text("piracy")):
        return 0.75
    return 0.7 if words.apart("piracy") and words.text("piracy") else None


def adult(words: Words) -> float | None:
    if words.inside("adult"):
        return 0.85
    return 0.75 if words.apart("adult") else None
