"""Where people write now: of what pupils are reminded, and in which words."""

import pytest

from bot import policy
from bot.bootstrap.choices import rulebook
from bot.config import LiveConfig
from bot.model.action import Audience, FlagToStaff, RemindInGroup, RemindPrivately
from bot.model.conversation import TopicMark, TopicWindow
from bot.model.finding import Rule
from bot.model.ids import ArticleNumber
from bot.model.judgement import Topic
from bot.model.member import Role
from bot.model.rulebook import Power
from bot.settings import REMINDING, Live
from bot.texts import Language, texts
from bot.wording import Wording
from tests.support.builders import NOON, a_finding, a_judgement, a_rulebook
from tests.support.school import a_wording

SAID = frozenset({Power.REMIND_GROUP, Power.REMIND_PRIVATE})
SHIPPED = rulebook(None)
FLAG = FlagToStaff(Audience.RESPONSIBLE)


def situation() -> policy.Situation:
    drifted = TopicWindow(tuple(TopicMark(NOON, Topic.OFFTOPIC) for _ in range(20)))
    return policy.Situation(at=NOON, role=Role.STUDENT, length=5, window=drifted)


def test_a_school_that_chose_nothing_reminds_of_what_is_seen_exactly() -> None:
    assert LiveConfig().settings.reminding == Live().reminding == REMINDING
    assert {Rule.PRIVACY, Rule.SPAM} == REMINDING


def test_a_school_chooses_other_rules() -> None:
    chosen = LiveConfig(reminders=(Rule.RESPECT, Rule.ORDER)).settings.reminding
    assert chosen == {Rule.RESPECT, Rule.ORDER}


@pytest.mark.parametrize("rule", SHIPPED.rules)
def test_of_all_else_staff_are_told_in_its_place(rule: Rule) -> None:
    before = SHIPPED.rules[rule].ladder.steps
    chosen, silent = SHIPPED.reminding({rule}), SHIPPED.reminding(set(Rule) - {rule})

    assert chosen.rules[rule] == SHIPPED.rules[rule]
    for was, step in zip(before, silent.rules[rule].ladder.steps, strict=True):
        assert not step & SAID
        assert step >= was - SAID
        assert not was & SAID or step & {Power.FLAG, Power.ALERT}
    assert silent.stamp == SHIPPED.stamp


@pytest.mark.parametrize(
    ("rule", "actions"),
    [
        (Rule.RESPECT, (FLAG,)),
        (Rule.PRIVACY, (FLAG, RemindInGroup(Rule.PRIVACY, ArticleNumber("4.2")))),
    ],
)
def test_only_of_what_was_chosen_a_pupil_is_reminded(
    rule: Rule, actions: tuple[object, ...]
) -> None:
    book = a_rulebook().reminding({Rule.PRIVACY})

    assert policy.decide(a_judgement(a_finding(rule)), situation(), book).actions == actions


def test_talk_that_drifts_away_is_for_staff_then() -> None:
    judged = a_judgement(topic=Topic.OFFTOPIC)

    assert policy.decide(judged, situation(), a_rulebook().reminding(REMINDING)).actions == (FLAG,)


@pytest.mark.parametrize(
    "action",
    [kind(Rule.PRIVACY, ArticleNumber("4.2")) for kind in (RemindInGroup, RemindPrivately)],
)
def test_where_people_write_now_they_read_how_to_object(
    action: RemindInGroup | RemindPrivately,
) -> None:
    english = Wording(texts(Language.EN), a_rulebook(), a_wording().timezone)

    assert "/bezwaar" in a_wording().reminder(action, live=True)
    assert "/appeal" in english.reminder(action, live=True)
    assert "/bezwaar" not in a_wording().reminder(action)
    assert "mentor" in a_wording().reminder(action)
