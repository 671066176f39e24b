"""Chain letters: messages that ask to be sent on to so many people, with luck or else."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.detectors.base import Scene
from bot.detectors.normalize import Reading
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import Span

_CERTAINTY = 0.75
_WORDS = {name: frozenset(words) for name, words in wordlist("chain_letters").items()}
_STARTS = _WORDS["send"] | _WORDS["chain"] | _WORDS["letter"]
_FEWEST = 5
"""So many people are asked for no lesson."""
_GAP = 8
"""Words between sending and whom to."""
_NEAR = 12
"""Words between sending and what it brings."""


class ChainLetterDetector:
    """Who sends a survey on for school names what it is; a chain letter says *dit*."""

    rules = frozenset({Rule.SPAM})

    def look(self, scene: Scene) -> Iterable[Sighting]:
        words = scene.reading.words
        if _STARTS.isdisjoint(words) or not _WORDS["innocent"].isdisjoint(words):
            return ()
        places = [place for place, word in enumerate(words) if word in _STARTS]
        found = (_letter(scene.reading, words, place) for place in places[:_NEAR])
        return [
            Sighting(Rule.SPAM, span, Reason("reason.chain_letters.chain"), _CERTAINTY)
            for span in list(filter(None, found))[:1]
        ]


def _letter(reading: Reading, words: Sequence[str], place: int) -> Span | None:
    """The words from sending to whom or to what it brings; `None` if it is no chain letter."""
    if words[place] in _WORDS["send"]:
        last = _to_many(words, place) or _or_else(words, place) or _sent(words, place)
    else:
        last = place if _chained(words, place) else -1
    spans = reading.views[0].spans
    return None if last < place else Span(spans[place].start, spans[last].end)


def _to_many(words: Sequence[str], place: int) -> int:
    """*stuur dit naar 10 mensen*: where the people are; 0 if there are none."""
    near = words[max(0, place - 2) : place + 1 + _GAP]
    if not _WORDS["asked"].isdisjoint(words[max(0, place - 3) : place]):
        return 0
    if words[place] not in _WORDS["on"] and _WORDS["this"].isdisjoint(near):
        return 0
    for at in range(place + 1, min(place + 1 + _GAP, len(words))):
        if _many(words, at):
            people = range(at + 1, min(at + 4, len(words)))
            return next((i for i in people if words[i] in _WORDS["people"]), 0)
    return 0


def _sent(words: Sequence[str], place: int) -> int:
    """*wie dit naar 12 mensen stuurt*: the verb; -1 where nothing is sent to many."""
    near = words[max(0, place - _NEAR) : place]
    if _WORDS["this"].isdisjoint(near) or _WORDS["condition"].isdisjoint(near):
        return -1
    behind = range(max(0, place - 4), place - 1)
    return place if any(_many(words, at) and _meant(words, at) for at in behind) else -1


def _meant(words: Sequence[str], at: int) -> bool:
    return not _WORDS["people"].isdisjoint(words[at + 1 : at + 3])


def _many(words: Sequence[str], at: int) -> bool:
    word = words[at]
    if word.isascii() and word.isdigit():
        return int(word[:4]) >= _FEWEST
    whole = word in _WORDS["all"] and not _WORDS["yours"].isdisjoint(words[at + 1 : at + 2])
    return whole or word in _WORDS["numbers"]


def _or_else(words: Sequence[str], place: int) -> int:
    """*als je dit niet doorstuurt heb je 7 jaar ongeluk*: where the fate is; or 0."""
    near = words[max(0, place - _NEAR) : place + 1 + _NEAR]
    clause = words[max(0, place - _GAP) : place + 1 + _GAP]
    refused = not _WORDS["refusal"].isdisjoint(clause) and not _WORDS["condition"].isdisjoint(near)
    if not refused or _WORDS["this"].isdisjoint(clause) or ("als", "ik") in pairwise(near):
        return 0
    behind = range(place + 1, min(place + 1 + _NEAR, len(words)))
    return next((i for i in behind if words[i] in _WORDS["fate"]), 0)


def _chained(words: Sequence[str], place: int) -> bool:
    """*verbreek de ketting niet*, *kettingbericht, stuur door*."""
    if words[place] in _WORDS["letter"]:
        return not _WORDS["send"].isdisjoint(words[place + 1 : place + 4])
    around = {*words[max(0, place - 3) : place + 4]}
    return bool(_WORDS["break"] & around and _WORDS["refusal"] & around)
