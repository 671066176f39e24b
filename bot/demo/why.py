"""Why the bot did what it did with one message, and above all why it did nothing. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.model.action import (
    AlertCare,
    FlagToStaff,
    RemindInGroup,
    RemindPrivately,
)
from bot.model.decision import Decision
from bot.model.finding import Finding, Reason
from bot.model.judgement import Judgement, Topic
from bot.model.rulebook import Power, Rulebook
from bot.policy import Situation

_REMINDERS = {Power.REMIND_GROUP, Power.REMIND_PRIVATE}


def why(
    judgement: Judgement, decision: Decision, situation: Situation, rulebook: Rulebook
) -> Iterator[Reason]:
    """*situation*: what the decision was made in."""
    kinds = {type(action) for action in decision.actions}
    if AlertCare in kinds:
        yield Reason("demo.why.care")
        return
    if judgement.care is not None:
        situation = situation._replace(care_hint=True)
        yield _reason("care_unsure", percent=judgement.care.probability, needed=rulebook.care_from)
    decided = {finding.rule for finding in decision.findings}
    for finding in judgement.findings:
        if finding.rule not in decided:
            yield _unsure(finding, "unsure", rulebook.policy(finding).flag_from)
    if not decision.findings:
        yield from _nothing(judgement, situation)
    elif situation.role.is_staff:
        yield Reason("demo.why.staff_lead" if FlagToStaff in kinds else "demo.why.staff_counted")
    elif RemindPrivately in kinds:
        yield Reason("demo.why.private")
    elif decision.findings and RemindInGroup not in kinds:
        for finding in decision.findings:
            yield from _silent(finding, situation, rulebook)


def _nothing(judgement: Judgement, situation: Situation) -> Iterator[Reason]:
    """Why nothing counts. One message about something else is no conversation."""
    window = situation.window
    away = judgement.topic.topic is Topic.OFFTOPIC and not situation.role.is_staff
    if away and situation.care_nearby:
        yield Reason("demo.why.care_nearby")
    elif away and not window.offtopic:
        about = [mark.topic for mark in window.marks if mark.topic is not Topic.NEUTRAL]
        count = about.count(Topic.OFFTOPIC)
        yield _reason("conversation", count=count, of=len(about), least=window.least)
    elif not judgement.findings and judgement.care is None:
        yield Reason("demo.why.nothing")


def _silent(finding: Finding, situation: Situation, rulebook: Rulebook) -> Iterator[Reason]:
    """Why *finding* brought no reminder."""
    policy = rulebook.policy(finding)
    given = situation.member.reminders.get(finding.rule, ())
    counting = [at for at in given if situation.at - at <= rulebook.memory]
    step = policy.ladder.step(len(counting))
    if not step & _REMINDERS:
        yield _reason("ladder", article=finding.article)
        return
    if finding.probability < policy.remind_from:
        yield _unsure(finding, "remind", policy.remind_from)
    if situation.care_hint:
        yield Reason("demo.why.care_hint")
    if situation.moment.quiet:
        yield Reason("demo.why.quiet")
    if finding.rule in situation.reminded_about_this:
        yield Reason("demo.why.edited")
    if any(_within(rulebook.same_thing, situation, at) for at in counting):
        yield _reason("same_thing", minutes=_minutes(rulebook.same_thing))
    last = situation.group.last_reminded
    in_group = Power.REMIND_GROUP in step
    if in_group and last is not None and _within(rulebook.group_pause, situation, last):
        yield _reason("pause", minutes=_minutes(rulebook.group_pause))


def _unsure(finding: Finding, key: str, needed: float) -> Reason:
    return _reason(key, article=finding.article, percent=finding.probability, needed=needed)


def _reason(key: str, **values: float | str) -> Reason:
    """Probabilities are said in per cent."""
    return Reason(
        f"demo.why.{key}",
        tuple(
            (name, f"{100 * value:.0f}" if isinstance(value, float) else str(value))
            for name, value in values.items()
        ),
    )


def _within(pause: timedelta, situation: Situation, earlier: datetime) -> bool:
    return timedelta(0) <= situation.at - earlier < pause


def _minutes(pause: timedelta) -> int:
    return int(pause / timedelta(minutes=1))
