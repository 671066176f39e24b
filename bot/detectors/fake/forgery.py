"""Forged accounts, pictures, letters, voices and signatures, made or planned."""

from collections.abc import Sequence

from bot.detectors.fake.claims import Claim
from bot.detectors.fake.shared import FORGED, NEAR, SOMEBODY, Look, People, does_it, places_of
from bot.detectors.names import SAID
from bot.detectors.normalize import Reading
from bot.detectors.sentences import Sentence, gap

_PRONOUNS = FORGED["them"]
_WHOSE = frozenset({"haar", "zijn", "zn", "dr", "her", "his", "hun"})


def _thing(_reading: Reading, sentence: Sentence, _people: People) -> Claim | None:
    """*ik heb een nepaccount van haar gemaakt*."""
    words = sentence.words
    places = places_of(words, FORGED["thing"]) or _false_medium(words)
    made = not FORGED["made"].isdisjoint(words) or "mijn" in words[: places[0] if places else 0]
    if not places or not made or not does_it(words):
        return None
    if not {"geen", "no", "nooit"}.isdisjoint(words[max(0, places[0] - 2) : places[0]]):
        return None
    at = sentence.first + places[0]
    return Claim(at, at, "forged", 0.75)


def _false_medium(words: Sequence[str]) -> list[int]:
    return [
        place
        for place in places_of(words, FORGED["false"])
        if not FORGED["medium"].isdisjoint(words[max(0, place - 2) : place + NEAR])
    ]


def _account(reading: Reading, sentence: Sentence, people: People) -> Claim | None:
    """*een insta gemaakt met haar foto*, *een tiktok op naam van meneer*."""
    words = sentence.words
    places = places_of(words, FORGED["account"])
    if not places or not does_it(words):
        return None
    if _handle(reading, sentence) and not (FORGED["made"] | FORGED["had"]).isdisjoint(words):
        return Claim(sentence.first + places[0], sentence.first + places[0], "forged", 0.75)
    if FORGED["made"].isdisjoint(words):
        return None
    behind = words[places[0] + 1 :]
    if not FORGED["harmless"].isdisjoint(behind) and not SOMEBODY & set(behind):
        return None
    if not _of_somebody(reading, sentence, places[0], people):
        return None
    at = sentence.first + places[0]
    return Claim(at, at, "forged", 0.65)


def _handle(reading: Reading, sentence: Sentence) -> bool:
    """*mevr.kok.3b*, *meneer_bos*: a title grown together with a name."""
    return any(
        gap(reading, sentence.first + place) in {".", "_", "-"}
        for place in places_of(sentence.words[:-1], SAID)
    )


def _of_somebody(reading: Reading, sentence: Sentence, place: int, people: People) -> bool:
    """Behind *place*: whose account, face or voice it is."""
    words = sentence.words[place + 1 :]
    for at, word in enumerate(words):
        behind = words[at + 1 : at + 1 + NEAR]
        if word in FORGED["of"] and behind:
            if behind[0] in _PRONOUNS or not SOMEBODY.isdisjoint(behind) or behind[0] in people():
                return True
            if (
                len(behind) > 1
                and behind[1] == "die"
                and _capital(reading, sentence, place + at + 2)
            ):
                return True
        if word == "met" and behind and behind[0] in {"haar", "zijn", "zn", "dr", "hun", "her"}:
            return True
        if word == "naam" and words[at + 1 : at + 2] == ("van",):
            return True
    return False


def _capital(reading: Reading, sentence: Sentence, place: int) -> bool:
    start = reading.views[0].spans[sentence.first + place].start
    return reading.raw[start].isupper()


def _signature(_reading: Reading, sentence: Sentence, _people: People) -> Claim | None:
    """*zijn handtekening nagemaakt*, *ik heb zelf de handtekening van mijn vader gezet*."""
    words = sentence.words
    places = places_of(words, FORGED["signature"])
    if not places or not does_it(words):
        return None
    somebody = not (SOMEBODY | _PRONOUNS).isdisjoint(words)
    copied = not FORGED["copied"].isdisjoint(words) and (somebody or "van" in words)
    own_hand = not FORGED["forging"].isdisjoint(words) and {"zelf", "van"} <= set(words)
    if not copied and not (own_hand and not {"ik", "k", "we", "wij"}.isdisjoint(words)):
        return None
    at = sentence.first + places[0]
    return Claim(at, at, "forged", 0.65)


def _voice(reading: Reading, sentence: Sentence, people: People) -> Claim | None:
    """*met ai haar stem nagedaan*."""
    words = sentence.words
    places = places_of(words, FORGED["voice"])
    if not places or not (does_it(words) or _unsaid(words)):
        return None
    copied = not FORGED["imitating"].isdisjoint(words)
    theirs = not _WHOSE.isdisjoint(words) or _of_somebody(reading, sentence, places[0], people)
    made = not FORGED["ai"].isdisjoint(words)
    if not ((copied and "van" in words) or ((copied or made) and theirs)):
        return None
    return Claim(sentence.first + places[0], sentence.first + places[0], "forged", 0.7)


def _unsaid(words: Sequence[str]) -> bool:
    """It is not said who does it: then it is who tells it (*net haar stem nagedaan*)."""
    return (FORGED["other_doer"] | {"is", "was", "wordt", "werd", "zijn"}).isdisjoint(words)


def _drawn(reading: Reading, sentence: Sentence, people: People) -> Claim | None:
    """*met ai een foto van hem gemaakt*."""
    words = sentence.words
    places = places_of(words, FORGED["picture"])
    drawn = not FORGED["ai"].isdisjoint(words) and not FORGED["made"].isdisjoint(words)
    if not places or not drawn or not does_it(words):
        return None
    if _WHOSE.isdisjoint(words) and not _of_somebody(reading, sentence, places[0], people):
        return None
    return Claim(sentence.first + places[0], sentence.first + places[0], "forged", 0.65)


def _dressed_up(_reading: Reading, sentence: Sentence, _people: People) -> Claim | None:
    """*een mail met schoollogo, dan gelooft iedereen het*; *rondgestuurd en ze trapten erin*."""
    words = sentence.words
    fooled = places_of(words, FORGED["fooled"])
    letters = places_of(words, FORGED["letter"])
    if not fooled or not does_it(words):
        return None
    dressed = letters and not FORGED["dress"].isdisjoint(words)
    fell = "ik" in words[max(0, fooled[0] - 1) : fooled[0] + 2]
    told = "erin" in words and not fell and not FORGED["sent_round"].isdisjoint(words)
    if not dressed and not told:
        return None
    at = sentence.first + (letters or fooled)[0]
    return Claim(at, at, "forged", 0.65)


LOOKS: Sequence[Look] = (_thing, _account, _signature, _voice, _drawn, _dressed_up)
