"""Who defends themselves, and who stands up for somebody else."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.detectors.base import Scene
from bot.detectors.follow_up import HURTING, within
from bot.detectors.normalize import words_of
from bot.detectors.wordlists import wordlist
from bot.model.conversation import Heard, Hurt
from bot.model.ids import Target

_WEEK = timedelta(days=7)
LATELY = timedelta(hours=3)
"""Who was hurt no longer ago hits back."""
JUST_NOW = timedelta(minutes=30)
"""What is said to somebody so soon after they hurt another is an answer to that."""
_SEVERAL = 2
_READ = 400
"""Characters of an earlier message that are read again."""
_MOCKING = frozenset("".join(wordlist("harassment")["mocking"]["emoji"]))


class Quarrels:
    """Who began with whom, of the last week. Costs time in proportion to the marks, squared."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._marks = within(_WEEK, scene, scene.context.hurts)
        self._first: dict[tuple[Target, Target], int] = {}
        """Where each first hurt each."""
        for place, mark in enumerate(self._marks):
            self._first.setdefault((mark.by, mark.target), place)
        self._begun = [
            mark
            for place, mark in enumerate(self._marks)
            if not self._back(mark, place) and not self._answers(mark, place)
        ]
        """Those with which nobody hit back, and stood up for nobody."""

    def _back(self, mark: Hurt, place: int) -> bool:
        return self._first.get((mark.target, mark.by), place) < place

    def _answers(self, mark: Hurt, place: int) -> bool:
        """Whom it is aimed at had just hurt somebody, and did not hit back with that."""
        return any(
            each.by == mark.target and mark.at - each.at <= JUST_NOW and not self._back(each, at)
            for at, each in enumerate(self._marks[:place])
        )

    def attacked(self, by: Target) -> frozenset[Target]:
        """Whom *by* hurt before they hurt *by*."""
        return frozenset(
            mark.target
            for place, mark in enumerate(self._marks)
            if mark.by == by and not self._back(mark, place)
        )

    def hits_back(self, target: Target, pause: timedelta = LATELY) -> bool:
        """Whether *target* hurt the sender within *pause*, and the sender did not begin.

        Of several who began, it does not matter whom of them the sender once hurt before.
        """
        me, now = self._scene.message.sender.account, self._scene.message.sent_at
        if not any(
            (mark.by, mark.target) == (target, me) and now - mark.at <= pause
            for mark in self._marks
        ):
            return False
        began = {mark.by for mark in self._begun if mark.target == me and now - mark.at <= LATELY}
        if len(began) >= _SEVERAL:
            return True
        theirs = self._first[(target, me)]
        mine = self._first.get((me, target), len(self._marks))
        return theirs < mine and not self._answers(self._marks[theirs], theirs)

    def began(self, target: Target, pause: timedelta) -> bool:
        """Whether *target* hurt somebody within *pause* who had done nothing to them.

        What seems to hurt counts too: an unsure finding, an emoji that mocks somebody named. Who
        was hurt already says such a thing without having begun.
        """
        now = self._scene.message.sent_at
        return any(
            mark.by == target
            and now - mark.at <= pause
            and not self._back(mark, place)
            and not self._suffered(target, mark.at)
            for place, mark in enumerate(self._marks)
        ) or any(not self._suffered(target, at) for at in _seeming(self._scene, target, pause))

    def _suffered(self, target: Target, then: datetime) -> bool:
        """Somebody began with *target*, not long before."""
        return any(
            mark.target == target and timedelta(0) <= then - mark.at <= LATELY
            for mark in self._begun
        )


def _seeming(scene: Scene, target: Target, pause: timedelta) -> Iterator[datetime]:
    """When *target* said something that may have hurt somebody, but left no mark."""
    marked = {mark.message_id for mark in scene.context.hurts}
    for heard in scene.context.earlier:
        if heard.account != target or heard.settled or heard.message_id in marked:
            continue
        recent = timedelta(0) <= scene.message.sent_at - heard.at <= pause
        if recent and not heard.care and (_found(heard) or _mocks(scene, heard)):
            yield heard.at


def _found(heard: Heard) -> bool:
    return any(finding.rule in HURTING for finding in heard.findings)


def _mocks(scene: Scene, heard: Heard) -> bool:
    """*lisa 🐷*."""
    text = heard.text[:_READ]
    if _MOCKING.isdisjoint(text):
        return False
    said = frozenset(words_of(text))
    others = (one for one in scene.context.people.values() if one.account != heard.account)
    return any(not said.isdisjoint(words_of(one.name)[:1]) for one in others)
