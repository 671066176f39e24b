"""What a message is about: school, something else, or nothing by itself. Judged by word lists."""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import mul
from typing import Any, NamedTuple

from bot.detectors.base import Scene
from bot.detectors.lexicon import Entry, Lexicon, Match, Vocabulary
from bot.detectors.normalize import Reading
from bot.detectors.wordlists import wordlist
from bot.model.conversation import Context, Heard
from bot.model.judgement import Topic, TopicGuess
from bot.model.member import Role
from bot.model.message import Message

_TOPICS = (Topic.SCHOOL, Topic.NEUTRAL, Topic.OFFTOPIC)
_SCHOOL, _NEUTRAL = Topic.SCHOOL, Topic.NEUTRAL  # looked up once: an enum answers slowly
_NOT_STAFF = tuple(role for role in Role if not role.is_staff)
_OWN_WORDS = 2.0
"""Weight of the school's own words."""
_NEARNESS = (1.0, 0.7, 0.5, 0.35)
"""What the last message counts for, the one before it, and so on."""
_HALF_LIFE = 600.0
"""A message of so many seconds ago counts for half."""
_ENOUGH = 4.0
"""Words of this weight together count for half of all that words can count for."""
_MANY_WORDS = 12
_MANY_NUMBERS = 3
_FEW_WORDS = 3
_LAUGH = 4
_FLOOR, _CEILING = 0.5, 0.99
_NO_PARENT = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_NOTHING_KNOWN = TopicGuess(Topic.NEUTRAL, _FLOOR)
_DRAWN_OUT = re.compile(r"(.)\1{2,}")

_REMEMBERED = 4096
"""Words of which it is remembered whether they are drawn out: pupils use the same ones."""


class Clues(NamedTuple):
    """What speaks for a topic, in the message and around it; each from 0 to about 3."""

    always: float
    school: float
    neutral: float
    offtopic: float
    words: float
    """Words that could tell something, in tens."""
    glue: float
    """No such words."""
    brief: float
    """1 without such words, less the more of them there are."""
    asks: float
    exclaims: float
    numbers: float
    staff: float
    media: float
    parent_school: float
    parent_neutral: float
    parent_offtopic: float
    brief_after_school: float
    """Once more, times `brief`: few words say less by themselves."""
    brief_after_neutral: float
    brief_after_offtopic: float
    near_school: float
    near_offtopic: float
    brief_near_school: float
    brief_near_offtopic: float
    opens: float
    """It says something, and nothing said before is known."""


class SchoolTopic:
    """Own words first; a reply leans on its parent, other messages on the last few before them.

    *extra*: the school's own words (names of rooms, projects, systems). How much a word and a
    clue count for stands in `words/topic.toml`.
    """

    def __init__(self, extra: Sequence[str] = (), vocabulary: Vocabulary | None = None) -> None:
        lists = wordlist("topic")
        self._lexicon = Lexicon((*_entries(lists), *_own(extra)), vocabulary=vocabulary)
        self._small = frozenset(lists["small"])
        self._weights = tuple(_weights(lists["feel"]))
        self._is_drawn_out = lru_cache(maxsize=_REMEMBERED)(self._drawn_out)

    def guess(self, scene: Scene) -> TopicGuess:
        clues = self.clues(scene)
        if _tell_nothing(clues):
            return _NOTHING_KNOWN
        scores = self._scores(clues)
        best = max(scores)
        total = sum([math.exp(score - best) for score in scores])
        return TopicGuess(_TOPICS[scores.index(best)], min(max(1 / total, _FLOOR), _CEILING))

    def clues(self, scene: Scene) -> Clues:
        message, context, reading = scene.message, scene.context, scene.reading
        small = self._small
        rest = [word for word in reading.words if word not in small]
        telling = self._telling(rest)
        brief = 1 / (1 + telling / _FEW_WORDS)
        return Clues(
            1.0,
            *self._worded(reading),
            min(telling, _MANY_WORDS) / 10,
            1.0 if telling == 0 else 0.0,
            brief,
            1.0 if "?" in message.text else 0.0,
            1.0 if "!" in message.text else 0.0,
            _numbers(rest),
            0.0 if message.sender.role in _NOT_STAFF else 1.0,
            0.0 if message.media is None else 1.0,
            *_parent(context.parent, brief),
            *_around(context, message, brief),
            0.0 if telling == 0 or context.earlier or context.parent else 1.0,
        )

    def _scores(self, clues: Clues) -> list[float]:
        return [sum(map(mul, clues, weights)) for weights in self._weights]

    def _worded(self, reading: Reading) -> tuple[float, float, float]:
        """What the words say for each topic, from 0 to 2: the tenth word adds less."""
        found = [0.0, 0.0, 0.0]
        for topic, weight in self._lexicon.meanings(reading.views[0]):
            found[topic] += weight
        school, neutral, offtopic = [2 * weight / (weight + _ENOUGH) for weight in found]
        return (school, neutral, offtopic)

    def _telling(self, rest: Sequence[str]) -> int:
        """How many of these words, none of them small, could tell something."""
        if len(rest) > _FEW_WORDS:
            return len(rest)
        return len([word for word in rest if not self._is_drawn_out(word)])

    def _drawn_out(self, word: str) -> bool:
        """Whether *word* is a small one drawn out ("jaaaa"), or laughter ("hahaha")."""
        if len(word) >= _LAUGH and word.isalpha() and len(set(word)) <= len("ha"):
            return True
        return _DRAWN_OUT.sub(r"\1", word) in self._small


def _entries(lists: dict[str, Any]) -> Iterator[Entry[tuple[int, float]]]:
    for index, topic in enumerate(_TOPICS):
        for group in lists[topic]:
            meaning = (index, float(group["weight"]))
            for match in Match:
                for text in group.get(match, ()):
                    yield Entry(text, match, meaning)


def _own(extra: Sequence[str]) -> Iterator[Entry[tuple[int, float]]]:
    for text in extra:
        yield Entry(text, Match.WORD, (_TOPICS.index(Topic.SCHOOL), _OWN_WORDS))


def _weights(feel: dict[str, Any]) -> Iterator[tuple[float, ...]]:
    """For each topic what every clue counts for."""
    for topic in _TOPICS:
        yield tuple(float(feel[topic][clue]) for clue in Clues._fields)


def _tell_nothing(clues: Clues) -> bool:
    worded = clues.school or clues.neutral or clues.offtopic
    return bool(clues.opens and not worded and not clues.staff)


def _numbers(words: Sequence[str]) -> float:
    count = len([word for word in words if word[0].isdigit()])
    return min(count, _MANY_NUMBERS) / _MANY_NUMBERS


def _parent(parent: Heard | None, brief: float) -> tuple[float, float, float, float, float, float]:
    """What is replied to, by topic; and again, times *brief*. Staff talk is school talk."""
    if parent is None:
        return _NO_PARENT
    topic = parent.topic if parent.role in _NOT_STAFF else _SCHOOL
    school, neutral, offtopic = (1.0 if topic is each else 0.0 for each in _TOPICS)
    return (school, neutral, offtopic, brief * school, brief * neutral, brief * offtopic)


def _around(context: Context, message: Message, brief: float) -> tuple[float, float, float, float]:
    """How much of the last few messages was about school, and about something else.

    And again, times *brief*. Staff talk is school talk, whatever it was taken for.
    """
    school = offtopic = 0.0
    now = message.sent_at
    for nearness, heard in zip(_NEARNESS, reversed(context.earlier), strict=False):
        topic = heard.topic if heard.role in _NOT_STAFF else _SCHOOL
        if topic is _NEUTRAL:
            continue
        seconds = abs((now - heard.at).total_seconds())
        weight = nearness * _HALF_LIFE / (_HALF_LIFE + seconds)
        if topic is _SCHOOL:
            school += weight
        else:
            offtopic += weight
    return (school, offtopic, brief * school, brief * offtopic)
