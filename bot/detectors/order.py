"""Flood, doubles, shouting and walls: what makes a group hard to read, whatever it says."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import takewhile

from bot.detectors.base import Scene
from bot.detectors.normalize import words_of
from bot.detectors.wordlists import wordlist
from bot.model.conversation import Heard
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import MediaKind, Message, Span

_WORDS = {table: frozenset(names["word"]) for table, names in wordlist("order").items()}

_MINUTE = timedelta(minutes=1)
_HALF_MINUTE = timedelta(seconds=30)
_FLOOD = 8
"""Messages of one sender within a minute that say nothing, or all the same."""
_STREAM = 12
"""Messages of one sender within two that hold something."""
_THIN = 20
"""Characters of a message that holds little: a sentence in pieces is how pupils write."""
_OTHERS = 0.25
"""A greater share of others among them is a conversation."""

_SAME_WITHIN = timedelta(minutes=10)
_BEFORE = 3
"""Times that the same was said before: who asks a third time got no answer."""
_PASTED_BY = 3
"""Others who said it in the same words."""
_SOME_WORDS, _SOME_LETTERS = 4, 15
"""Shorter than this is what everybody says."""
_MANY_WORDS = 8
"""Shorter than this may be said alike by several people."""
_READ = 1000
"""Characters of a message that are compared."""
_BEGINNING = 6
"""Characters that copies have in common."""

_SHOUTED = 20
"""Capitals of a message that shouts, at least."""
_CAPITALS = 0.8
_SHOUT_WITHIN = timedelta(minutes=5)

_WALL = 400
"""Characters."""
_FEW_SIGNS = 6
_FEW_LETTERS = 0.05
_FEW_WORDS = 0.1
_WALL_WORDS = 60
_MARKS = 0.3
"""Share of accents on accents."""
_CODES = frozenset("ACGTUacgtu01 \n\t,.;-")
"""DNA and binary numbers are made of few signs."""


class OrderDetector:
    """Looks at what a sender wrote just now, never at a class that talks in turn.

    Staff are not told how much they write, and who needs help may shout.
    """

    rules = frozenset({Rule.ORDER})

    def look(self, scene: Scene) -> Iterable[Sighting]:
        earlier, message = scene.context.earlier, scene.message
        text = message.text
        busy = len(earlier) >= _FLOOD - 1 and _just(message, earlier[1 - _FLOOD], 2 * _MINUTE)
        said = len(text) >= _SOME_LETTERS and bool(earlier)
        if not (busy or said or len(text) > _WALL):
            return ()
        why = (
            (_flood(message, earlier) if busy else None)
            or (_again(scene) if said else None)
            or (_shouts(scene) if said else None)
            or (_wall(scene) if len(text) > _WALL else None)
        )
        if why is None or message.sender.role.is_staff or _in_need(scene):
            return ()
        return [Sighting(Rule.ORDER, Span(0, len(text)), Reason(f"reason.order.{why[0]}"), why[1])]


_Why = tuple[str, float] | None
"""End of the reason's key, and how certain."""


def _just(message: Message, heard: Heard, pause: timedelta) -> bool:
    return message.sent_at - heard.at <= pause


def _since(scene: Scene, pause: timedelta) -> Iterator[Heard]:
    """What was said since, the latest first."""
    message = scene.message
    return takewhile(lambda heard: _just(message, heard, pause), reversed(scene.context.earlier))


def _in_need(scene: Scene) -> bool:
    if not _WORDS["help"].isdisjoint(scene.reading.words):
        return True
    me = scene.message.sender.account
    return any(heard.care and heard.account == me for heard in scene.context.earlier)


# Flood


def _flood(message: Message, earlier: Sequence[Heard]) -> _Why:
    if _many(message, earlier, _STREAM, 2 * _MINUTE, _holds):
        return "flood", 0.8
    said = _said(message.text)

    def nothing_new(text: str, media: MediaKind | None) -> bool:
        return media is MediaKind.STICKER or (media is None and _said(text) in {"", said})

    if _many(message, earlier, _FLOOD, _HALF_MINUTE, nothing_new):
        return "flood", 0.8
    return ("flood", 0.65) if _many(message, earlier, _FLOOD, _MINUTE, nothing_new) else None


def _many(
    message: Message,
    earlier: Sequence[Heard],
    least: int,
    pause: timedelta,
    counts: Callable[[str, MediaKind | None], bool],
) -> bool:
    """At least so many of the sender since *pause*, with hardly anybody in between."""
    me, own, others = message.sender.account, 1, 0
    if not counts(message.text, message.media):
        return False
    for heard in reversed(earlier):
        if not _just(message, heard, pause):
            break
        if heard.account != me:
            others += 1
        elif counts(heard.text, heard.media):
            own += 1
        if own >= least:
            return others <= _OTHERS * (own + others)
    return False


def _holds(text: str, media: MediaKind | None) -> bool:
    """Photos of the board are sent together; stickers are not sent for a lesson."""
    if media is not None:
        return media is MediaKind.STICKER
    return len(text) > _THIN


def _said(text: str) -> str:
    """Its words; of a lone letter, or of emoji and signs, nothing."""
    words = " ".join(words_of(text[:_READ]))
    return words if len(words) > 1 else ""


# The same again


def _again(scene: Scene) -> _Why:
    me, text = scene.message.sender.account, scene.message.text
    if len(scene.reading.words) < _SOME_WORDS:
        return None
    begin = text[:_BEGINNING]
    alike = [
        heard
        for heard in _since(scene, _SAME_WITHIN)
        if heard.text[:_BEGINNING] == begin and not heard.role.is_staff
    ]
    if len(alike) < _BEFORE:
        return None
    words = words_of(text[:_READ])
    same = [heard for heard in alike if words_of(heard.text[:_READ]) == words]
    own = sum(heard.account == me for heard in same)
    if own >= _BEFORE:
        return "again", 0.8 if own > _BEFORE else 0.65
    others = {heard.account for heard in same} - {me}
    told = len(words) >= _MANY_WORDS and _WORDS["together"].isdisjoint(words)
    return ("pasted", 0.65) if told and len(others) >= _PASTED_BY else None


# Shouting


def _shouts(scene: Scene) -> _Why:
    if not _shouted(scene.message.text):
        return None
    me = scene.message.sender.account
    before = sum(
        heard.account == me and _shouted(heard.text) for heard in _since(scene, _SHOUT_WITHIN)
    )
    if not before:
        return None
    return "shouting", 0.8 if before > 1 else 0.6


def _shouted(text: str) -> bool:
    begin, text = text[:_SHOUTED], text[:_READ]
    if begin.upper() != begin:  # most messages are told by their beginning
        return False
    capitals = sum(map(str.isupper, text))
    return capitals > _SHOUTED and capitals > _CAPITALS * sum(map(str.isalpha, text))


# Walls


def _wall(scene: Scene) -> _Why:
    text, words = scene.message.text, scene.reading.words
    signs = frozenset(text)
    if len(signs) > 1 and signs <= _CODES:
        return None
    letters = sum(map(str.isalnum, text))
    repeats = len(words) >= _WALL_WORDS and len(set(words)) <= _FEW_WORDS * len(words)
    marks = sum(unicodedata.combining(char) > 0 for char in text)
    if (
        len(signs) <= _FEW_SIGNS
        or letters < _FEW_LETTERS * len(text)
        or repeats
        or marks > _MARKS * len(text)
    ):
        return "wall", 0.7
    return None
