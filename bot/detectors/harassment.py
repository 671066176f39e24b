"""What words that hurt add up to: the same person again, many against one, no end to it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from bot.detectors.addressed import addressed
from bot.detectors.base import Scene
from bot.detectors.defence import JUST_NOW, Quarrels
from bot.detectors.follow_up import (
    continued,
    follows_up,
    hurts,
    keys,
    lines,
    settled,
    within,
)
from bot.detectors.normalize import words_of
from bot.model.conversation import Heard
from bot.model.finding import Reason, Rule, Sighting
from bot.model.ids import MessageId, Target
from bot.model.message import Span

_PESTER = lines("pester")
_PESTER_KEYS = keys(_PESTER)

_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)
_HOUNDED = timedelta(hours=2)
_ONCE = timedelta(minutes=10)
"""What is said within it is one outburst."""
_AGAIN = 3
"""Times that one member hurts the same person before it is more than a slip."""
_MANY = 3
"""Members who hurt one person."""
_UNANSWERED = 5
"""Messages to somebody who does not answer."""
_READ = 400
"""Characters of an earlier message that are read again."""
_MOST = 0.9
_MORE = 0.05
"""What each further time, or each further member, adds."""
_OUTBURST, _REPEATED, _TOGETHER, _HOUNDING = 0.65, 0.75, 0.75, 0.7
_UNSURE = 0.6
"""Words less sure than this weigh less: nobody is told of them by themselves."""
_LESS = 0.1
"""How much less certain: also where a name is all that is known of somebody."""
_HITS_BACK = 0.85
"""Less than brings a reminder right after one was hurt oneself."""


class Weighed(NamedTuple):
    """What the conversation makes of a message, and what the message makes of it."""

    sightings: Sequence[Sighting] = ()
    target: Target | None = None
    """Whom it hurts, where it hurts anybody in particular."""
    settled: tuple[MessageId, ...] = ()
    """Earlier messages that hurt no longer."""
    respect_at_most: float = 1.0
    """How certain at most that it lacks respect: who hits back is not to be reminded."""


_NOTHING = Weighed()


class HarassmentDetector:
    """Weighs what was seen in a message against who hurt whom before. Pure, as all are.

    Who laughs along broke nothing; who hits back in kind plays or fights, and that is no
    harassment; a cry for help never hurts anybody. Staff do not harass: what is found about them
    goes to their team lead.
    """

    rules = frozenset({Rule.HARASSMENT, Rule.RESPECT})

    def weigh(self, scene: Scene, seen: Sequence[Sighting], *, care: bool) -> Weighed:
        """*seen*: what the detectors saw in it. *care*: the sender may be in need."""
        hurtful = [sighting for sighting in seen if hurts(sighting)] if seen else []
        if not hurtful and _idle(scene):
            return _NOTHING
        if care or scene.message.sender.role.is_staff:
            return _NOTHING
        if not hurtful:
            threat = continued(scene)
            if threat is None:
                return Weighed(_pestered(scene), None, settled(scene))
            return self._hurtful(scene, [threat], [threat])
        return self._hurtful(scene, hurtful, [])

    def _hurtful(
        self, scene: Scene, hurtful: Sequence[Sighting], new: Sequence[Sighting]
    ) -> Weighed:
        target = addressed(scene)
        if target is None:
            return Weighed(new)
        quarrels = Quarrels(scene)
        if quarrels.hits_back(target):
            just_now = quarrels.hits_back(target, JUST_NOW)
            return Weighed(new, target, (), _HITS_BACK if just_now else 1.0)
        surest = max(hurtful, key=lambda sighting: sighting.certainty)
        found = (
            *_repeated(scene, quarrels, target, surest),
            *_together(scene, quarrels, target, surest),
            *_hounding(scene, target, surest),
        )
        if isinstance(target, str):
            found = tuple(replace(each, certainty=each.certainty - _LESS) for each in found)
        return Weighed((*new, *found), target)


def _idle(scene: Scene) -> bool:
    """Nobody was hurt a moment ago, and nothing is said that could go on with it."""
    marks = scene.context.hurts
    if marks:
        just_now = scene.message.sent_at - marks[-1].at <= _ONCE
        if just_now or not _PESTER_KEYS.isdisjoint(scene.reading.words):
            return False
    return not follows_up(scene)


def _repeated(
    scene: Scene, quarrels: Quarrels, target: Target, surest: Sighting
) -> Iterator[Sighting]:
    """The same sender, the same person, three times in a week."""
    me = scene.message.sender.account
    marks = within(_WEEK, scene, scene.context.hurts)
    own = [mark for mark in marks if (mark.by, mark.target) == (me, target)]
    times = len(own) + 1
    back = sum((mark.by, mark.target) == (target, me) for mark in marks)
    if times < _AGAIN or 2 * back >= times:
        return
    first = min(mark.at for mark in own)
    once = scene.message.sent_at - first <= _ONCE
    if once and quarrels.began(target, JUST_NOW):
        return
    certainty = (_OUTBURST if once else _REPEATED) + _MORE * (times - _AGAIN)
    yield _sighting(surest, "repeated", certainty, times)


def _together(
    scene: Scene, quarrels: Quarrels, target: Target, surest: Sighting
) -> Iterator[Sighting]:
    """Several against one within an hour; whom they hurt first defends themselves.

    Nothing where that one hurt somebody else just before: friends stand up for them. Less certain
    where that was longer ago.
    """
    me = scene.message.sender.account
    recent = within(_HOUR, scene, scene.context.hurts)
    by = {me, *(mark.by for mark in recent if mark.target == target)}
    by -= quarrels.attacked(target)
    if me not in by or len(by) < _MANY or quarrels.began(target, JUST_NOW):
        return
    less = _LESS if quarrels.began(target, _HOUR) else 0.0
    yield _sighting(surest, "together", _TOGETHER + _MORE * (len(by) - _MANY) - less, len(by))


def _pestered(scene: Scene) -> Sequence[Sighting]:
    """The same in words that hurt nobody by themselves: *waarom reageer je niet*."""
    if not _pesters(scene.reading.views[0].words):
        return ()
    target = addressed(scene)
    return () if target is None else tuple(_hounding(scene, target, None))


def _hounding(scene: Scene, target: Target, surest: Sighting | None) -> Iterator[Sighting]:
    """Message upon message to somebody who does not answer, and some of them hurt."""
    me = scene.message.sender.account
    marks = {
        mark.message_id
        for mark in within(_HOUNDED, scene, scene.context.hurts)
        if (mark.by, mark.target) == (me, target)
    }
    if not (marks or surest):
        return
    aimed = sum(_aims(scene, heard, marks, target) for heard in _unanswered(scene, target)) + 1
    if aimed < _UNANSWERED:
        return
    if surest:
        yield _sighting(surest, "hounding", _HOUNDING, aimed)
    else:
        yield _told(Span(0, len(scene.message.text)), "hounding", _HOUNDING, aimed)


def _unanswered(scene: Scene, target: Target) -> Sequence[Heard]:
    """What the sender wrote since *target* last did."""
    now, run = scene.message.sent_at, list[Heard]()
    for heard in reversed(scene.context.earlier):
        if heard.account == target or now - heard.at > _HOUNDED:
            break
        if heard.account == scene.message.sender.account:
            run.append(heard)
    return run


def _aims(scene: Scene, heard: Heard, marks: set[MessageId], target: Target) -> bool:
    if heard.message_id in marks:
        return True
    words = words_of(heard.text[:_READ])
    return _pesters(f" {' '.join(words)} ") or not _name(scene, target).isdisjoint(words)


def _name(scene: Scene, target: Target) -> frozenset[str]:
    if isinstance(target, str):
        return frozenset({target})
    known = scene.context.people.get(target)
    return frozenset(words_of(known.name)[:1]) if known else frozenset()


def _pesters(line: str) -> bool:
    return any(phrase in line for phrase in _PESTER)


def _sighting(surest: Sighting, why: str, certainty: float, count: int) -> Sighting:
    less = _LESS if surest.certainty < _UNSURE else 0.0
    return _told(surest.span, why, min(_MOST, certainty) - less, count)


def _told(span: Span, why: str, certainty: float, count: int) -> Sighting:
    reason = Reason(f"reason.harassment.{why}", (("count", str(count)),))
    return Sighting(Rule.HARASSMENT, span, reason, certainty)
