"""What the words of a threat are, and how sure a threat is when it is found."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from bot.detectors.around import Page
from bot.detectors.templates import Templates


class Violence(StrEnum):
    """What else must be said before a word is a threat."""

    DEADLY = "deadly"
    VIOLENT = "violent"
    MAKING = "making"
    ENGLISH = "english"
    DONE = "done"
    WEAPON = "weapon"
    BOMB = "bomb"
    BLOW = "blow"
    FIRE = "fire"
    SHOOTING = "shooting"
    VEILED = "veiled"
    """Part of a threat that names no violence."""


AT_SCHOOL = frozenset(
    {Violence.WEAPON, Violence.BOMB, Violence.BLOW, Violence.FIRE, Violence.SHOOTING}
)
"""These threaten everybody."""

_PLAYING = 0.45
_LAUGHING, _LAUGHING_AT_SCHOOL = 0.4, 0.25


class Threat(NamedTuple):
    """*first*, *last*: the words of the message that it takes up."""

    certainty: float
    first: int
    last: int


def words_by_kind(lists: Mapping[str, Any]) -> dict[str, Violence]:
    """Every word that a threat is found by; *shoot* may be either kind and is read as both."""
    found = dict.fromkeys(veiled_rows(lists).anchors, Violence.VEILED)
    found |= {word: kind for kind in AT_SCHOOL for word in lists["school"][kind]}
    for kind in Violence:
        if kind not in AT_SCHOOL and kind is not Violence.VEILED:
            found |= dict.fromkeys(lists["verb"][kind], kind)
    return found


def veiled_rows(lists: Mapping[str, Any]) -> Templates:
    """The rows of `[veiled]`."""
    names = {
        f"{table}.{name}": words for table, each in lists.items() for name, words in each.items()
    }
    rows = {name: lists["veiled"][name] for name in ("sure", "likely", "weapon", "home")}
    return Templates(rows, {**names, "filler": lists["between"]["filler"]})


def damped(threat: Threat, page: Page, play: frozenset[str], *, at_school: bool) -> Threat:
    """Less sure beside a game, a sport or a laugh."""
    laughing = _LAUGHING_AT_SCHOOL if at_school else _LAUGHING
    less = laughing * page.laughing + _PLAYING * (not play.isdisjoint(page.vocabulary))
    return threat._replace(certainty=threat.certainty - less)
