"""From a judgement to a decision. Pure, so a rulebook can be tried on old messages."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.model.action import (
    Action,
    AlertCare,
    Audience,
    FlagToStaff,
    RemindInGroup,
    RemindPrivately,
)
from bot.model.conversation import TopicWindow
from bot.model.decision import Decision
from bot.model.finding import Finding, Reason, Rule
from bot.model.judgement import Judgement, Topic
from bot.model.member import Role
from bot.model.message import Span
from bot.model.record import CalendarMoment, GroupRecord, MemberRecord
from bot.model.rulebook import Power, Rulebook


class Situation(NamedTuple):
    """What a decision depends on beside the judgement.

    A tuple, because every message makes one and a frozen dataclass costs three times as much.
    """

    at: datetime
    role: Role
    length: int
    """Characters of the message's text."""
    window: TopicWindow
    """The group's conversation, this message included."""
    member: MemberRecord = MemberRecord()
    group: GroupRecord = GroupRecord()
    care_hint: bool = False
    """The message may be a cry for help, not surely enough to say so: no reminder then."""
    moment: CalendarMoment = CalendarMoment()
    reminded_about_this: frozenset[Rule] = frozenset()
    """Rules of which this very message brought a reminder before (it was edited since)."""
    care_nearby: bool = False
    """Somebody in the group seemed in need a moment ago: nobody is told to talk of school now."""


def decide(judgement: Judgement, situation: Situation, rulebook: Rulebook) -> Decision:
    """Care first and alone: somebody in need is never reprimanded, whatever the words were."""
    care = judgement.care
    if care is not None:
        if care.probability >= rulebook.care_from:
            return Decision((), (AlertCare(),), rulebook.stamp)
        situation = situation._replace(care_hint=True)
    findings = notable(judgement, situation, rulebook)
    if not findings:
        return Decision((), (), rulebook.stamp)
    actions = _about_staff if situation.role.is_staff else _about_member
    return Decision(findings, tuple(actions(findings, situation, rulebook)), rulebook.stamp)


def notable(judgement: Judgement, situation: Situation, rulebook: Rulebook) -> tuple[Finding, ...]:
    """The findings that are sure enough to count, and the window's when talk drifted away."""
    if not judgement.findings and judgement.topic.topic is not Topic.OFFTOPIC:
        return ()
    sure = tuple(
        finding
        for finding in judgement.findings
        if finding.probability >= rulebook.policy(finding).flag_from
    )
    drift = _drift(judgement, situation, rulebook)
    return (*sure, drift) if drift else sure


def _drift(judgement: Judgement, situation: Situation, rulebook: Rulebook) -> Finding | None:
    away = judgement.topic.topic is Topic.OFFTOPIC and situation.window.offtopic
    if not away or not situation.length or Rule.OFFTOPIC not in rulebook.rules:
        return None
    if situation.care_nearby:
        return None
    marks = situation.window.marks
    count = sum(mark.topic is Topic.OFFTOPIC for mark in marks)
    return Finding(
        Rule.OFFTOPIC,
        rulebook.cite(Rule.OFFTOPIC),
        Span(0, situation.length),
        Reason("reason.offtopic.window", (("count", str(count)), ("of", str(len(marks))))),
        judgement.topic.probability,
    )


def _about_staff(
    findings: Sequence[Finding], _: Situation, rulebook: Rulebook
) -> Iterator[Action]:
    """Never a word in the group about a colleague: the team lead hears it, or it is counted."""
    if any(finding.rule in rulebook.staff_private for finding in findings):
        yield FlagToStaff(Audience.TEAM_LEAD)


def _about_member(
    findings: Sequence[Finding], situation: Situation, rulebook: Rulebook
) -> Iterator[Action]:
    """At most one action of each kind, however many findings; one reminder, not two."""
    powers = [(finding, _powers(finding, situation, rulebook)) for finding in findings]
    used = frozenset[Power]().union(*(granted for _, granted in powers))
    if used & {Power.FLAG, Power.ALERT}:
        yield FlagToStaff(Audience.RESPONSIBLE, urgent=Power.ALERT in used)
    for finding, granted in powers:
        if Power.REMIND_GROUP in granted:
            yield RemindInGroup(finding.rule, finding.article)
            return
    for finding, granted in powers:
        if Power.REMIND_PRIVATE in granted:
            yield RemindPrivately(finding.rule, finding.article)
            return


def _powers(finding: Finding, situation: Situation, rulebook: Rulebook) -> frozenset[Power]:
    """What the ladder grants now: reminders only when sure, not again, not too often."""
    policy = rulebook.policy(finding)
    given = situation.member.reminders.get(finding.rule, ())
    counting = [at for at in given if situation.at - at <= rulebook.memory]
    step = policy.ladder.step(len(counting))
    if policy.alert_for and finding.reason.key.rpartition(".")[2] in policy.alert_for:
        step |= {Power.ALERT}
    silent = (
        finding.probability < policy.remind_from
        or situation.care_hint
        or finding.forwarded  # others wrote it: staff look at what was passed on
        or situation.moment.quiet
        or finding.rule in situation.reminded_about_this
        or any(_within(rulebook.same_thing, situation.at, at) for at in counting)
    )
    if silent:
        return step - {Power.REMIND_GROUP, Power.REMIND_PRIVATE}
    last = situation.group.last_reminded
    if last is not None and _within(rulebook.group_pause, situation.at, last):
        return step - {Power.REMIND_GROUP}
    return step


def _within(pause: timedelta, now: datetime, earlier: datetime) -> bool:
    """An *earlier* moment that lies in the future is a wrong clock, not a pause."""
    return timedelta(0) <= now - earlier < pause
