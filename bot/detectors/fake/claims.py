"""*hier mevrouw Kok*, *groeten, de directie*: who claims to be somebody else, and hoaxes."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from bot.detectors.names import PARTICLES, RELATIVES, SAID, parse
from bot.detectors.normalize import Reading
from bot.detectors.sentences import Sentence, gap, paired, pauses, sentences
from bot.detectors.wordlists import wordlist

_LISTS = wordlist("impersonation")
_SAYS = {name: frozenset(words) for name, words in _LISTS["says"].items() if name != "news_pairs"}
_HOAX = {name: frozenset(words) for name, words in _LISTS["hoax"].items()}
_NEWS_PAIRS: Sequence[tuple[str, str]] = [
    (one, other) for one, other in _LISTS["says"]["news_pairs"]
]
_ABBREVIATED = SAID | _SAYS["closing"] | {"afz"}
_ROLES = _SAYS["office"] | SAID
CUES = _ROLES | _HOAX["cause"]
"""Without one of these nobody claims anything."""

_BESIDE = _SAYS["closing"] | _SAYS["head"] | {"hier", "met", "dit", "ben", "this", "here"}
_OPENERS = (("hier",), ("met",), ("dit", "is"), ("ik", "ben"), ("this", "is"), ("here",))
_NAME = 3
"""Words of a name behind a title."""
_PAIR = 4
_TAIL = 4
"""Words that may still follow a signature."""
_MANY = 400
"""Words of a message that are looked at; a letter is shorter."""


class Claim(NamedTuple):
    """From the word at *first* to the one at *last*, and the end of its reason's key."""

    first: int
    last: int
    why: str
    certainty: float


class _Said(NamedTuple):
    """What is true of the whole message."""

    reading: Reading
    own: frozenset[str]
    """The words of the sender's own name."""
    vocabulary: frozenset[str]
    news: bool
    wanted: bool
    """It asks for something that nobody should give, or tells of another number."""
    media: bool


def may_claim(vocabulary: AbstractSet[str]) -> bool:
    """Whether `claims` is worth its time."""
    return not vocabulary.isdisjoint(_HOAX["cause"]) or not (
        vocabulary.isdisjoint(_ROLES) or vocabulary.isdisjoint(_BESIDE)
    )


def claims(reading: Reading, sender: str, *, media: bool) -> Iterator[Claim]:
    """*sender*: their name; who has that very title or surname only says who they are."""
    vocabulary = frozenset(reading.words)
    if not vocabulary.isdisjoint(_SAYS["played"]):
        return
    own = parse(sender)
    said = _Said(
        reading,
        frozenset(own.core) | own.titles,
        vocabulary,
        news=_news(reading.words, vocabulary),
        wanted=_wanted(vocabulary),
        media=media,
    )
    yield from filter(None, (_hoax(said),))
    if not _passed_on(said):
        for sentence in sentences(reading, abbreviated=_ABBREVIATED):
            if sentence.first < _MANY:
                yield from filter(None, (_introduced(said, sentence), _headed(said, sentence)))
        yield from filter(None, (_signed(said),))


def _passed_on(said: _Said) -> bool:
    """They say where they have it from, or whose parent they are."""
    if not said.vocabulary.isdisjoint(_SAYS["relay"] | RELATIVES):
        return True
    words = said.reading.words
    return not said.vocabulary.isdisjoint(_SAYS["system"]) and any(
        word in _SAYS["system"] and words[place - 1] in _SAYS["inside"]
        for place, word in enumerate(words)
        if place
    )


def _news(words: Sequence[str], vocabulary: frozenset[str]) -> bool:
    return not vocabulary.isdisjoint(_SAYS["news"]) or any(
        paired(words, first, second, _PAIR)
        for first, second in _NEWS_PAIRS
        if first in vocabulary and second in vocabulary
    )


def _wanted(vocabulary: frozenset[str]) -> bool:
    numbered = not vocabulary.isdisjoint(_SAYS["new"] & vocabulary) and not (
        vocabulary.isdisjoint(_SAYS["new_number"])
    )
    return numbered or not vocabulary.isdisjoint(_SAYS["asks"])


def _introduced(said: _Said, sentence: Sentence) -> Claim | None:
    """*hoi, hier mevrouw Kok*; *dit is mijn nieuwe nummer, mw. Kok*."""
    words = sentence.words
    begin = next((i for i, word in enumerate(words) if not _greets(word)), len(words))
    opener = next((o for o in _OPENERS if tuple(words[begin : begin + len(o)]) == o), None)
    if opener is None:
        return None
    place = begin + len(opener)
    last = _who(said, sentence, place)
    if last is None and opener == ("dit", "is") and said.wanted:
        titled = (i for i in range(place + 2, len(words)) if words[i] in SAID)
        last = next((_who(said, sentence, i) for i in titled), None)
        if last is not None and not {"u", "kunt", "van"}.isdisjoint(said.vocabulary):
            last = None
    if last is None:
        return None
    weighty = said.news or said.wanted
    greeted = begin > 0 and opener not in {("dit", "is"), ("this", "is")}
    if not weighty and (said.media or not greeted):
        return None
    sure = 0.85 if weighty else 0.6
    return Claim(sentence.first + begin, last, "says", _less_in_jest(said, sure))


def _greets(word: str) -> bool:
    return word in _SAYS["greeting"] or word[0].isdigit()


def _who(said: _Said, sentence: Sentence, place: int) -> int | None:
    """The last word of who they claim to be, from *place* in the sentence: a title with a name,
    or an office. `None` if nobody is, or they are."""
    words = sentence.words
    while place < len(words) and words[place] in _SAYS["between"] | {"het"}:
        place += 1
    if place >= len(words):
        return None
    if words[place] in SAID:
        last = _named(said, sentence, place)
        if last is not None:
            return last
    if words[place] not in _SAYS["office"]:
        return None
    if words[place + 1 : place + 2] and words[place + 1] in SAID:
        return _named(said, sentence, place + 1)
    office = pauses(said.reading, sentence.first + place)
    return sentence.first + place if office and words[place] not in said.own else None


def _named(said: _Said, sentence: Sentence, place: int) -> int | None:
    """The last word of the name behind the title at *place*, which something must end."""
    words = sentence.words
    if gap(said.reading, sentence.first + place).strip(". "):
        return None
    for at in range(place + 1, min(place + 1 + _NAME, len(words))):
        word = words[at]
        if word in PARTICLES or len(word) == 1:
            continue
        if not _is_name(said.reading, sentence.first + at, behind=words[place]):
            return None
        followed = words[at + 1] if at + 1 < len(words) else ""
        if pauses(said.reading, sentence.first + at) or followed in {"hier", "here"}:
            mine = word in said.own or not said.own.isdisjoint(SAID)
            return None if mine else sentence.first + at
    return None


def _is_name(reading: Reading, place: int, *, behind: str) -> bool:
    """*behind*: the title before it. Behind *mentor* only a capital tells a name."""
    word, start = reading.words[place], reading.views[0].spans[place].start
    if reading.raw[start].isupper():
        return True
    done = word.startswith("ge") and word.endswith(("d", "t", "en"))
    return behind not in _SAYS["office"] and not done and word not in _SAYS["no_name"]


def _signed(said: _Said) -> Claim | None:
    """*mvg, roosterbureau* at the end of what would be news."""
    words = said.reading.words
    if said.vocabulary.isdisjoint(_SAYS["closing"]):
        return None
    for place in range(len(words) - 1, max(-1, len(words) - 1 - _TAIL - 2 * _NAME), -1):
        if words[place] not in _SAYS["closing"]:
            continue
        if place and words[place - 1] in _SAYS["passed_on"]:
            return None
        last = _who(said, Sentence(0, words), place + 1)
        if last is None or last < len(words) - 1 - _TAIL:
            return None
        weighty = said.news or not said.vocabulary.isdisjoint(_SAYS["asks"])
        return Claim(place, last, "says", _less_in_jest(said, 0.8 if weighty else 0.5))
    return None


def _headed(said: _Said, sentence: Sentence) -> Claim | None:
    """*namens de rector: iedereen is vrij*."""
    words = sentence.words
    begin = next((i for i, w in enumerate(words) if w not in _SAYS["before_head"]), len(words))
    if not said.news or begin >= len(words) or words[begin] not in _SAYS["head"]:
        return None
    before = said.reading.words[: sentence.first]
    if not _SAYS["before_head"].issuperset(before):
        return None
    behind = range(begin + 1, min(begin + 2 + _NAME, len(words)))
    whose = next((i for i in behind if words[i] in _ROLES), None)
    if whose is None or not {"mijn", "onze"}.isdisjoint(words[begin:whose]):
        return None
    named = words[begin] in _SAYS["in_name_of"]
    if words[whose] == "school" and not named:
        return None
    sure = 0.6 if words[whose] not in _SAYS["office"] else 0.75 if named else 0.65
    last = sentence.first + whose
    return Claim(sentence.first + begin, last, "says", _less_in_jest(said, sure))


def _hoax(said: _Said) -> Claim | None:
    """*gaslek op school, kom niet, doorsturen!*: true or not, staff had better know."""
    words = said.reading.words
    spread = not said.vocabulary.isdisjoint(_HOAX["spread"]) or paired(words, "stuur", "door", 2)
    if not spread or not said.news or not said.vocabulary.isdisjoint(_HOAX["drill"]):
        return None
    cause = next((i for i, word in enumerate(words) if word in _HOAX["cause"]), None)
    return None if cause is None else Claim(cause, cause, "hoax", 0.65)


def _less_in_jest(said: _Said, sure: float) -> float:
    jest = not said.vocabulary.isdisjoint(_SAYS["laughing"])
    return sure - 0.15 if jest else sure
