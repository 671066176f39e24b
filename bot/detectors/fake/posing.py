"""Who poses as somebody, or plans it: *ik bel school als mijn vader*."""

from collections.abc import Sequence

from bot.detectors.fake.claims import Claim
from bot.detectors.fake.shared import (
    NEAR,
    OFFICES,
    POSING,
    SOMEBODY,
    Look,
    People,
    does_it,
    places_of,
)
from bot.detectors.names import RELATIVES, SAID
from bot.detectors.normalize import Reading
from bot.detectors.sentences import Sentence, pauses

_THEIRS = frozenset({"ze", "zn", "zijn", "haar", "dr", "hun", "her", "his", "their", "der"})
_REACH = 8
"""Words from calling or writing to as whom, and from *alsof* to whom one is."""


def _as_somebody(reading: Reading, sentence: Sentence, _people: People) -> Claim | None:
    """*ik bel school als mijn vader*: there it ends, so it is no *when*."""
    words = sentence.words
    for place in places_of(words, POSING["as"]):
        before = words[max(0, place - _REACH) : place]
        last = _somebody(words, place + 1)
        if last is None or POSING["contact"].isdisjoint(before) or not does_it(words):
            continue
        done = before[-1] in POSING["participle"]
        ends = pauses(reading, sentence.first + last) or words[last + 1] in POSING["ends"]
        if done or ends:
            return Claim(sentence.first + place, sentence.first + last, "posing", 0.65)
    return None


def _somebody(words: Sequence[str], place: int) -> int | None:
    """Where *mijn vader*, *Tims moeder*, *meneer Bos* that begins at *place* ends."""
    end = min(place + NEAR, len(words))
    while place < end and words[place] in POSING["mine"]:
        place += 1
    if place >= len(words):
        return None
    if words[place] in RELATIVES | OFFICES:
        return place
    if words[place] in SAID:
        return place + 1 if place + 1 < len(words) else None
    theirs = words[place + 1 : place + 3]
    if len(theirs) > 1 and theirs[0] in _THEIRS and theirs[1] in RELATIVES:
        return place + 2
    return None


def _as_if(_reading: Reading, sentence: Sentence, people: People) -> Claim | None:
    """*alsof ik zijn moeder ben*."""
    words = sentence.words
    for place in places_of(words, POSING["as_if"]):
        behind = words[place + 1 : place + 1 + _REACH]
        if place and words[place - 1] in {"niet", "not"}:
            continue
        being = next((i for i, word in enumerate(behind) if word in POSING["being"]), None)
        if not behind or behind[0] not in POSING["subject"] or being is None:
            continue
        between = behind[1:being] or behind[being + 1 : being + 4]
        them = {"hem", "haar"} & set(between[-1:])
        if them or not (SOMEBODY | people()).isdisjoint(between):
            first = sentence.first + place
            return Claim(first, first + being + 1, "posing", 0.65)
    return None


def _said_to_be(_reading: Reading, sentence: Sentence, people: People) -> Claim | None:
    """*zeg dat je mijn broer bent*."""
    words = sentence.words
    for place in places_of(words, POSING["say"]):
        behind = words[place + 1 : place + 1 + _REACH]
        if "dat" not in behind:
            continue
        clause = behind[behind.index("dat") + 1 :]
        who = places_of(clause, SOMEBODY | people())
        subject = bool(clause) and clause[0] in POSING["subject"]
        if subject and who and clause[who[0] + 1 : who[0] + 2] in (("ben",), ("bent",)):
            return Claim(sentence.first + place, sentence.first + place, "posing", 0.65)
    return None


def _from_theirs(_reading: Reading, sentence: Sentence, _people: People) -> Claim | None:
    """*vanaf haar account een bericht gestuurd*."""
    words = sentence.words
    sent = not POSING["sent"].isdisjoint(words) and POSING["borrowed"].isdisjoint(words)
    if not sent or not {"ik", "k", "heb", "zal", "i", "wie"} & set(words):
        return None
    for place in places_of(words, POSING["from"]):
        if words[place] in {"met", "vanaf", "via", "vanuit"} and _account_of(words, place + 1):
            return Claim(sentence.first + place, sentence.first + place, "posing", 0.65)
        near = words[place + 1 : place + 3]
        strange = len(near) > 1 and near[0] not in POSING["not_theirs"] and near[0] not in OFFICES
        if strange and near[1] in POSING["device"] and _theirs(words[place], near[0]):
            first = sentence.first + place
            return Claim(first, first + 2, "posing", 0.65)
    return None


def _theirs(preposition: str, word: str) -> bool:
    """*haar*, or after *vanaf* a name with an s (*Sems*)."""
    return word in _THEIRS or (preposition in {"vanaf", "vanuit"} and word.endswith("s"))


def _account_of(words: Sequence[str], place: int) -> bool:
    """*het account van de leerlingenraad* at *place*; who borrows a parent's has leave."""
    words = words[place : place + 5]
    devices = [
        at
        for at in places_of(words[:2], {"account", "snap", "insta"})
        if words[at + 1 : at + 2] == ("van",)
    ]
    if not devices:
        return False
    whose = words[devices[0] + 2 :]
    bearer = next((word for word in whose if word != "de"), "")
    return bool(bearer) and bearer not in POSING["not_of"] | RELATIVES


def _in_name(_reading: Reading, sentence: Sentence, _people: People) -> Claim | None:
    """*in naam van mevrouw Kok gestuurd*."""
    words = sentence.words
    for place in places_of(words, POSING["name"]):
        if place and words[place - 1] in POSING["in_name"] and does_it(words):
            behind = words[place + 1 : place + 2 + NEAR]
            whose = behind[:1] == ("van",) and not SOMEBODY.isdisjoint(behind)
            if whose and not POSING["sent"].isdisjoint(words):
                return Claim(sentence.first + place, sentence.first + place, "posing", 0.65)
    return None


LOOKS: Sequence[Look] = (_as_somebody, _as_if, _said_to_be, _from_theirs, _in_name)
