"""Threats, by their grammar: who will do what to whom."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.detectors.around import Around, Page
from bot.detectors.school_threats import SchoolThreats
from bot.detectors.veiled_threats import VeiledThreats
from bot.detectors.violence import AT_SCHOOL, Threat, Violence, damped

_GAP = 7
"""Words on each side of a verb in which the rest of its threat is looked for."""
_ME, _GANG, _THEY = 0.88, 0.8, 0.6
_LOOSE = 0.65
"""Said of *hem* or *ze*, which may be a thing."""
_SPORTING = 0.55
_ALL = 0.92
_UNDERGO = 0.75
_BECOME = frozenset({"wordt", "word", "worden"})
_GOING_ON = frozenset(
    {"want", "als", "omdat", "en", "of", "tot", "voordat", "if", "when", "until"}
)
_TIMED = frozenset({"na", "in", "bij", "op"})
_PARTED = frozenset({"beat", "shoot", "jump"})
"""English that hurts only with a word behind it (*beat you up*)."""


class _Subject(NamedTuple):
    sure: float
    away: int
    """Words before the verb or the target."""


class Threats:
    """The words of threats, from `words/threats.toml`."""

    def __init__(self, lists: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._words = {
            f"{table}.{name}": frozenset(words)
            for table, names in lists.items()
            for name, words in names.items()
        }
        self._school = SchoolThreats(self._words)
        self._veiled = VeiledThreats(lists)
        words = self._words
        self._targets = words["target.you"] | words["target.it"] | words["target.all"]
        self._bare = words["between.filler"] - self._targets
        self._filler = words["between.filler"]
        self._way = self._filler | words["between.way"]
        self._harm = words["harm.what"] | words["harm.body"]
        self._run = self._way | self._harm | self._targets
        self._between = self._filler | words["between.modal"]

    def possible(self, page: Page, kind: Violence) -> bool:
        """Whether the message names who or where at all: most do not, and this costs little."""
        where = self._words["school.place"]
        if kind in {Violence.SHOOTING, Violence.VEILED, Violence.WEAPON}:
            return True
        somebody = kind not in AT_SCHOOL and not self._targets.isdisjoint(page.vocabulary)
        return somebody or not where.isdisjoint(page.vocabulary)

    def find(self, around: Around, kind: Violence) -> Threat | None:
        """The threat that the word stands in, if it does."""
        at_school = kind in AT_SCHOOL
        if kind is Violence.VEILED:
            found = self._veiled.find(around)
        elif at_school:
            found = self._school.find(around, kind) or self._veiled.find(around)
        else:
            found = self._at_somebody(around, kind) or self._veiled.find(around)
        if found and self._match(around, found):
            found = found._replace(certainty=min(found.certainty, _SPORTING))
        play = self._words["play.word"]
        return found and damped(found, around.page, play, at_school=at_school)

    def _match(self, around: Around, found: Threat) -> bool:
        """*we gaan ze slopen*: more often the other team than somebody in class."""
        words = around.page.words
        if words[around.first] not in self._words["verb.sporting"]:
            return False
        said = words[found.first : found.last + 1]
        return not self._words["target.they"].isdisjoint(said)

    def _at_somebody(self, around: Around, kind: Violence) -> Threat | None:
        if kind is Violence.ENGLISH:
            return self._school.blown_up(around, kind) or self._english(around)
        if kind is Violence.DONE:
            return self._undergone(around)
        return self._finite(around, kind) or self._final(around, kind)

    def _subject(self, before: Sequence[str]) -> _Subject | None:
        """Who does it, read backwards."""
        low = max(0, len(before) - _GAP)
        for place in range(len(before) - 1, low - 1, -1):
            word, away = before[place], len(before) - place
            if word in self._words["who.me"]:
                return _Subject(_ME, away)
            if word in self._words["who.other"]:
                return _Subject(_THEY, away)
            if word in self._words["who.gang"]:
                mine = place > 0 and before[place - 1] in self._words["who.whose"]
                return _Subject(_GANG, away + 1) if mine else None
            if word not in self._between:
                return None
        return None

    def _sure(self, sure: float, target: str, kind: Violence) -> float:
        """*ik* may threaten anybody; who says *hij slaat haar* asks for help."""
        if target in self._words["target.you"]:
            return sure
        if sure < _ME:
            return 0.0
        if target in self._words["target.all"]:
            return _ALL
        thing = target in self._words["target.thing"] and kind is not Violence.DEADLY
        return _LOOSE if thing else sure

    # The verb first: *ik sla je in elkaar*, *straks sla ik je*, *schiet iedereen neer*.

    def _finite(self, around: Around, kind: Violence) -> Threat | None:
        after = around.after[:_GAP]
        inverted = self._inverted(after)
        subject = inverted or self._subject(around.before)
        place = self._skip(after, 1 if inverted else 0)
        if place >= len(after) or after[place] not in self._targets:
            return None
        target = after[place]
        tail = after[place + 1 :]
        sure = subject.sure if subject else self._ordered(around, target, tail)
        end = self._lands(kind, target, tail)
        certainty = self._sure(sure, target, kind)
        if end < 0 or not certainty:
            return None
        first = around.first - (subject.away if subject else 0)
        return Threat(certainty, first, around.last + place + 1 + end)

    def _inverted(self, after: Sequence[str]) -> _Subject | None:
        if not self._words["who.me"].isdisjoint(after[:1]):
            return _Subject(_ME, 0)
        other = not self._words["who.other"].isdisjoint(after[:1])
        return _Subject(_THEY, 0) if other else None

    def _skip(self, words: Sequence[str], place: int) -> int:
        while place < len(words) and words[place] in self._bare:
            place += 1
        return place

    def _ordered(self, around: Around, target: str, tail: Sequence[str]) -> float:
        """*schiet iedereen neer*, *sla haar in elkaar*: the verb begins the sentence."""
        if not self._filler.issuperset(around.before):
            return 0.0
        if target in self._words["target.all"]:
            return _ALL
        beaten = tail[:2] == ["in", "elkaar"] and target in self._words["target.it"]
        return _ME if beaten else 0.0

    def _lands(self, kind: Violence, target: str, tail: Sequence[str]) -> int:
        """Words of *tail* that belong to the threat; -1 where it is none."""
        loose = target in self._words["target.it"]
        end = self._landed(kind, tail, loose=loose)
        if end >= 0 or kind is Violence.MAKING or (loose and kind is not Violence.DEADLY):
            return end
        place = self._skip(tail, 0)
        rest = tail[place : place + 3]
        if not rest or rest[0] in _GOING_ON:
            return 0
        if kind is Violence.DEADLY and target not in self._words["target.owning"]:
            return 0
        timed = rest[0] in _TIMED and not self._words["between.place"].isdisjoint(rest[1:])
        return 0 if timed else -1

    def _landed(self, kind: Violence, tail: Sequence[str], *, loose: bool) -> int:
        """How far the harm is, with only its way before it; -1 where there is none."""
        for place, word in enumerate(tail):
            if self._harms(kind, word, loose=loose):
                return place + 1
            if word not in self._way:
                return -1
        return -1

    def _harms(self, kind: Violence, word: str, *, loose: bool) -> bool:
        if word in self._words["harm.body"]:
            return True
        if word not in self._harm or (loose and word in self._words["harm.of_things"]):
            return False
        return kind is not Violence.MAKING or word in self._words["harm.made"]

    # The verb last: *ik ga je morgen slaan*, *als ik je in elkaar sla*.

    def _final(self, around: Around, kind: Violence) -> Threat | None:
        before = around.before
        low = max(0, len(before) - _GAP)
        start = len(before)
        while start > low and before[start - 1] in self._run:
            start -= 1
        run = before[start:]
        at = next((i for i, word in enumerate(run) if word in self._targets), -1)
        subject = self._subject(before[:start]) if at >= 0 else None
        if subject is None:
            return None
        modals = (*before[max(0, start - subject.away - 1) : start], *run[:at])
        certainty = self._finally(kind, subject.sure, run[at:], modals)
        away = len(run) + subject.away
        return Threat(certainty, around.first - away, around.last) if certainty else None

    def _finally(
        self, kind: Violence, sure: float, run: Sequence[str], modals: Sequence[str]
    ) -> float:
        """*run*: from the target to the verb."""
        thing = run[0] in self._words["target.thing"]
        landed = any(self._harms(kind, word, loose=thing) for word in run[1:])
        will = not self._words["between.modal"].isdisjoint(modals)
        whole = will and kind is not Violence.MAKING and (kind is Violence.DEADLY or not thing)
        return self._sure(sure, run[0], kind) if landed or whole else 0.0

    def _english(self, around: Around) -> Threat | None:
        """*I'm gonna beat you up*; not *shoot you a message*."""
        after = around.after[:_GAP]
        subject = self._subject(around.before)
        if subject is None or subject.sure < _ME or self._targets.isdisjoint(after[:1]):
            return None
        said = around.before[-subject.away :]
        will = said[0] in {"ill", "imma"} or not self._words["between.modal"].isdisjoint(said)
        if not will or not self._hurts(around.page.words[around.first], after[1:]):
            return None
        certainty = _ALL if after[0] in self._words["target.all"] else _ME
        return Threat(certainty, around.first - subject.away, around.last + 1)

    def _hurts(self, word: str, rest: Sequence[str]) -> bool:
        if not rest or not self._words["between.lands"].isdisjoint(rest):
            return True
        if word in _PARTED:
            return rest[0] in self._words["between.up"]
        return rest[0] not in self._words["between.harmless"]

    def _undergone(self, around: Around) -> Threat | None:
        """*je wordt in elkaar geslagen*; *door* somebody else is no threat."""
        before = around.before
        low = max(0, len(before) - _GAP)
        if "door" in (*before[low:], *around.after[:2]):
            return None
        place = len(before) - 1
        while place > low and before[place] in self._run - _BECOME:
            place -= 1
        if place < 1 or before[place] not in _BECOME:
            return None
        behind = not self._words["target.you"].isdisjoint(before[place + 1 : place + 2])
        ahead = before[place - 1] in self._words["target.you"]
        away = len(before) - place + ahead
        return Threat(_UNDERGO, around.first - away, around.last) if ahead or behind else None
