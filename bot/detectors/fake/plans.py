"""Forgeries and poses in a message: done, offered or planned, never those reported."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from bot.detectors.fake import forgery, posing
from bot.detectors.fake.claims import Claim
from bot.detectors.fake.shared import FORGED, POSING, People
from bot.detectors.names import RELATIVES, SAID
from bot.detectors.normalize import Reading
from bot.detectors.sentences import sentences

_ALONE = FORGED["thing"] | FORGED["false"] | FORGED["fooled"] | POSING["as_if"]
_TOGETHER = (
    (FORGED["account"], FORGED["made"] | FORGED["had"]),
    (FORGED["signature"], FORGED["forging"] | FORGED["copied"]),
    (FORGED["voice"], FORGED["imitating"] | FORGED["ai"]),
    (FORGED["ai"], FORGED["made"]),
    (POSING["as"], POSING["contact"]),
    (POSING["say"], POSING["being"]),
    (POSING["device"], POSING["sent"]),
    (POSING["name"], POSING["sent"]),
)
CUES = (
    _ALONE
    | FORGED["account"]
    | FORGED["signature"]
    | FORGED["voice"]
    | FORGED["ai"]
    | FORGED["letter"]
    | POSING["device"]
    | RELATIVES
    | SAID
)
"""Without one of these there is no plan."""
_MANY = 400
"""Words that are looked at."""
_SENTENCE = 80
"""Words of one sentence that are looked at."""


def may_plan(vocabulary: AbstractSet[str]) -> bool:
    """Whether `plans` is worth its time: what a forgery is made of is there together."""
    return not vocabulary.isdisjoint(_ALONE) or any(
        not vocabulary.isdisjoint(one) and not vocabulary.isdisjoint(other)
        for one, other in _TOGETHER
    )


def plans(reading: Reading, people: People) -> Iterator[Claim]:
    if not FORGED["fair"].isdisjoint(reading.words):
        return
    for sentence in sentences(reading, abbreviated=SAID):
        if sentence.first >= _MANY:
            return
        short = sentence._replace(words=sentence.words[:_SENTENCE])
        for look in (*forgery.LOOKS, *posing.LOOKS):
            if claim := look(reading, short, people):
                yield claim
