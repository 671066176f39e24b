"""Hosts that pretend to be a bank, a parcel service or a school system."""

import re
from collections.abc import Iterator

from bot.detectors.lookalikes import FOREIGN, LEET_I, LEET_L
from bot.detectors.normalize import fold
from bot.detectors.web.find import Link, suffix
from bot.detectors.wordlists import wordlist

_BRANDS: dict[str, frozenset[str]] = {
    brand: frozenset(domains) for brand, domains in wordlist("links")["brands"].items()
}
_BAIT = frozenset(wordlist("links")["imitation"]["bait"])
_CHEAP = frozenset(wordlist("links")["imitation"]["cheap"])
_TOPS = frozenset({"nl", "com", "be"})
_PARTS = re.compile(r"[^.-]+")
_LONG = 5
"""Letters of a name that may be glued to another word: "magisterlogin"."""

_BY_START = {
    b[:_LONG]: [o for o in _BRANDS if o[:_LONG] == b[:_LONG]] for b in _BRANDS if b[_LONG - 1 :]
}
"""The long names by their first letters."""


def imitated(link: Link) -> tuple[str, float] | None:
    """The service that *link* pretends to belong to, and how sure that is."""
    parts = _PARTS.findall(link.host)
    for index, part in enumerate(parts):
        for brand in _brands(part):
            if link.under(_BRANDS[brand]):
                return None
            certainty = _certainty(link, parts, index, brand, part)
            if certainty:
                return brand, certainty
    return _hyphenated(link)


def _hyphenated(link: Link) -> tuple[str, float] | None:
    """A name cut in two and a bait: "post-nl-track"."""
    for label in link.host.split("."):
        glued = label.replace("-", "")
        for brand in _brands(glued) if glued != label else ():
            if glued.removeprefix(brand) in _BAIT:
                return brand, 0.85
    return None


def _brands(part: str) -> Iterator[str]:
    for form in _forms(part):
        if form in _BRANDS:
            yield form
        else:
            yield from (b for b in _BY_START.get(form[:_LONG], ()) if form.startswith(b))


def _forms(part: str) -> set[str]:
    """What *part* may be read as: 0 as o, а as a, rn as m."""
    plain = part if part.isascii() else fold(part).translate(FOREIGN)
    forms = {plain, plain.replace("rn", "m"), plain.replace("vv", "w")}
    if not plain.isalpha():
        forms |= {plain.translate(LEET_I), plain.translate(LEET_L)}
    return forms


def _certainty(link: Link, parts: list[str], index: int, brand: str, written: str) -> float | None:
    if not written.startswith(brand):
        return 0.9  # p0stnl, rábobank
    if written != brand:
        return 0.85 if written.removeprefix(brand) in _BAIT else None
    if parts[index + 1 : index + 2] and parts[index + 1] in _TOPS and index + 2 < len(parts):
        return 0.9  # digid.nl.site.xyz
    top = suffix(link.host)
    others = set(parts[:index]) | set(parts[index + 1 : len(parts) - top.count(".") - 1])
    if not others.isdisjoint(_BAIT):
        return 0.85
    return 0.7 if top in _CHEAP else None
