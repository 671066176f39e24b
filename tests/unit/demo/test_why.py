"""Whenever the bot does nothing, somebody who watches is told why, and rightly."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.demo.why import why
from bot.model.action import RemindInGroup
from bot.model.conversation import TopicMark, TopicWindow
from bot.model.finding import CareSignal, Finding, Reason, Rule
from bot.model.ids import ArticleNumber
from bot.model.judgement import Judgement, Topic
from bot.model.member import Role
from bot.model.message import Span
from bot.model.record import CalendarMoment, GroupRecord, MemberRecord
from bot.policy import Situation, decide
from bot.texts import Language, texts
from tests.support.builders import ARTICLES, NOON, a_judgement, a_rulebook

BOOK = a_rulebook()
MINUTE = timedelta(minutes=1)


def seen(probability: float, rule: Rule = Rule.RESPECT) -> Finding:
    article = ArticleNumber(ARTICLES[rule])
    return Finding(rule, article, Span(0, 3), Reason("reason.links.short"), probability)


def judged(*findings: Finding, topic: Topic = Topic.NEUTRAL, care: float = 0.0) -> Judgement:
    signal = CareSignal(Span(0, 3), Reason("reason.care.distress"), care) if care else None
    return a_judgement(*findings, topic=topic, care=signal)


def window(*topics: Topic) -> TopicWindow:
    return TopicWindow(tuple(TopicMark(NOON, topic) for topic in topics))


def situation(**given: Any) -> Situation:
    plain = Situation(at=NOON, role=Role.STUDENT, length=20, window=window(Topic.SCHOOL))
    return plain._replace(**given)


def keys(judgement: Judgement, now: Situation) -> list[str]:
    decision = decide(judgement, now, BOOK)
    reasons = list(why(judgement, decision, now, BOOK))
    assert all(texts(language).reason(reason) for language in Language for reason in reasons)
    return [reason.key.removeprefix("demo.why.") for reason in reasons]


RECENT = MemberRecord({Rule.RESPECT: (NOON - MINUTE,)})
EARLIER = MemberRecord({Rule.RESPECT: (NOON - timedelta(days=2),)})
OFTEN = MemberRecord({Rule.RESPECT: (NOON - timedelta(days=2), NOON - timedelta(days=1))})
AWAY = Topic.OFFTOPIC


@pytest.mark.parametrize(
    ("judgement", "now", "expected"),
    [
        (judged(), situation(), ["nothing"]),
        (judged(), situation(role=Role.TEACHER), ["nothing"]),
        (judged(topic=AWAY), situation(window=window(AWAY)), ["conversation"]),
        (judged(topic=AWAY), situation(window=window(AWAY, AWAY, AWAY)), []),
        (
            judged(topic=AWAY),
            situation(window=window(AWAY, AWAY, AWAY), care_nearby=True),
            ["care_nearby"],
        ),
        (judged(care=0.9), situation(), ["care"]),
        (judged(care=0.3), situation(), ["care_unsure"]),
        (judged(seen(0.4)), situation(), ["unsure"]),
        (judged(seen(0.95)), situation(), []),
        (judged(seen(0.7)), situation(), ["remind"]),
        (judged(seen(0.95), care=0.3), situation(), ["care_unsure", "care_hint"]),
        (judged(seen(0.95)), situation(moment=CalendarMoment(quiet=True)), ["quiet"]),
        (judged(seen(0.95)), situation(member=RECENT), ["same_thing"]),
        (judged(seen(0.95)), situation(member=EARLIER), ["private"]),
        (judged(seen(0.95)), situation(member=OFTEN), ["ladder"]),
        (judged(seen(0.95, Rule.SEXUAL)), situation(), ["ladder"]),
        (judged(seen(0.95)), situation(group=GroupRecord(NOON - MINUTE)), ["pause"]),
        (
            judged(seen(0.95)),
            situation(reminded_about_this=frozenset({Rule.RESPECT})),
            ["edited"],
        ),
        (judged(seen(0.95)), situation(role=Role.TEACHER), ["staff_lead"]),
        (judged(seen(0.95, Rule.PRIVACY), seen(0.4)), situation(), ["unsure"]),
    ],
)
def test_it_is_told_why(judgement: Judgement, now: Situation, expected: list[str]) -> None:
    assert keys(judgement, now) == expected


def test_a_matter_of_staff_that_is_not_private_is_only_counted() -> None:
    spam = seen(0.95, Rule.OFFTOPIC)
    assert keys(judged(spam), situation(role=Role.TEACHER)) == ["staff_counted"]


@pytest.mark.parametrize("probability", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("care", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("role", [Role.STUDENT, Role.GUARDIAN, Role.MENTOR])
def test_whoever_hears_nothing_in_the_group_is_told_why(
    probability: float, care: float, role: Role
) -> None:
    members = (MemberRecord(), RECENT, EARLIER, OFTEN)
    groups = (GroupRecord(), GroupRecord(NOON - MINUTE), GroupRecord(NOON - 40 * MINUTE))
    edits = (frozenset[Rule](), frozenset({Rule.RESPECT}))
    for member, group, quiet, edited in product(members, groups, (False, True), edits):
        now = situation(
            role=role,
            member=member,
            group=group,
            moment=CalendarMoment(quiet=quiet),
            reminded_about_this=edited,
        )
        judgement = judged(seen(probability), care=care)
        reminded = any(
            isinstance(action, RemindInGroup) for action in decide(judgement, now, BOOK).actions
        )
        assert bool(keys(judgement, now)) is not reminded
