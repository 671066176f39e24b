"""From findings to actions: the ladder, its pauses, and who is never reprimanded."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.action import (
    Action,
    AlertCare,
    Audience,
    FlagToStaff,
    Measure,
    RemindInGroup,
    RemindPrivately,
)
from bot.model.conversation import TopicMark, TopicWindow
from bot.model.decision import Decision
from bot.model.finding import Finding, Reason, Rule
from bot.model.ids import ArticleNumber
from bot.model.judgement import Judgement, Topic
from bot.model.member import Role
from bot.model.record import CalendarMoment, GroupRecord, MemberRecord
from bot.model.rulebook import Urgent
from bot.policy import Situation, decide
from tests.support.builders import (
    ARTICLES,
    NOON,
    a_care_signal,
    a_finding,
    a_judgement,
    a_rulebook,
)

BOOK = a_rulebook()
RESPECT = ArticleNumber(ARTICLES[Rule.RESPECT])
OFFTOPIC = ArticleNumber(ARTICLES[Rule.OFFTOPIC])
FLAG = FlagToStaff(Audience.RESPONSIBLE)
URGENT = FlagToStaff(Audience.RESPONSIBLE, urgent=True)
IN_GROUP = RemindInGroup(Rule.RESPECT, RESPECT)
IN_PRIVATE = RemindPrivately(Rule.RESPECT, RESPECT)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STAFF = [role for role in Role if role.is_staff]
NOBODY_DRIFTED = TopicWindow()
DRIFTED = TopicWindow(tuple(TopicMark(NOON, Topic.OFFTOPIC) for _ in range(4)))


def a_situation(
    *,
    role: Role = Role.STUDENT,
    window: TopicWindow = NOBODY_DRIFTED,
    reminded: Mapping[Rule, tuple[datetime, ...]] | None = None,
    group_reminded: datetime | None = None,
    quiet: bool = False,
    about_this: frozenset[Rule] = frozenset(),
    length: int = 10,
    care_nearby: bool = False,
) -> Situation:
    return Situation(
        at=NOON,
        role=role,
        length=length,
        window=window,
        member=MemberRecord(reminded or {}),
        group=GroupRecord(group_reminded),
        moment=CalendarMoment(quiet=quiet),
        reminded_about_this=about_this,
        care_nearby=care_nearby,
    )


def actions(*findings: Finding, situation: Situation | None = None) -> tuple[Action, ...]:
    return decide(a_judgement(*findings), situation or a_situation(), BOOK).actions


def after(*ago: timedelta, rule: Rule = Rule.RESPECT) -> Situation:
    """Of a pupil who was reminded so long *ago*."""
    return a_situation(reminded={rule: tuple(NOON - one for one in sorted(ago, reverse=True))})


# the ladder


def test_nothing_found_means_nothing_done() -> None:
    assert decide(a_judgement(), a_situation(), BOOK) == Decision((), (), BOOK.stamp)


def test_the_first_time_the_group_is_reminded_and_staff_hear_it() -> None:
    assert actions(a_finding()) == (FLAG, IN_GROUP)


def test_the_second_time_the_pupil_is_reminded_in_private() -> None:
    assert actions(a_finding(), situation=after(DAY)) == (FLAG, IN_PRIVATE)


@pytest.mark.parametrize("times", [2, 3, 10])
def test_from_the_third_time_on_it_is_for_staff(times: int) -> None:
    situation = after(*(day * DAY for day in range(1, times + 1)))
    assert actions(a_finding(), situation=situation) == (FLAG,)


def test_every_rule_has_its_own_ladder() -> None:
    assert actions(a_finding(), situation=after(DAY, 2 * DAY, rule=Rule.PRIVACY)) == (
        FLAG,
        IN_GROUP,
    )


def test_a_ladder_can_end_in_an_alert() -> None:
    situation = after(DAY, rule=Rule.DISCRIMINATION)
    assert actions(a_finding(Rule.DISCRIMINATION), situation=situation) == (URGENT,)


def test_a_reminder_older_than_the_memory_no_longer_counts() -> None:
    assert IN_GROUP in actions(a_finding(), situation=after(BOOK.memory + MINUTE))
    assert IN_PRIVATE in actions(a_finding(), situation=after(BOOK.memory))


# how sure


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.49, ()),
        (0.5, (FLAG,)),
        (0.79, (FLAG,)),
        (0.8, (FLAG, IN_GROUP)),
    ],
)
def test_staff_are_asked_before_a_pupil_is_reminded(
    probability: float, expected: tuple[Action, ...]
) -> None:
    decision = decide(a_judgement(a_finding(probability=probability)), a_situation(), BOOK)
    assert decision.actions == expected
    assert bool(decision.findings) == bool(expected)


# not too often


def test_a_group_is_reminded_at_most_once_in_the_pause() -> None:
    just_now = a_situation(group_reminded=NOON - BOOK.group_pause + MINUTE)
    long_ago = a_situation(group_reminded=NOON - BOOK.group_pause)
    assert actions(a_finding(), situation=just_now) == (FLAG,)
    assert actions(a_finding(), situation=long_ago) == (FLAG, IN_GROUP)


def test_the_groups_pause_does_not_silence_a_private_reminder() -> None:
    situation = after(DAY)._replace(group=GroupRecord(NOON - MINUTE))
    assert actions(a_finding(), situation=situation) == (FLAG, IN_PRIVATE)


def test_a_pupil_is_not_reminded_twice_of_the_same_thing() -> None:
    assert actions(a_finding(), situation=after(HOUR - MINUTE)) == (FLAG,)
    assert actions(a_finding(), situation=after(HOUR)) == (FLAG, IN_PRIVATE)


def test_an_edited_message_never_brings_a_second_reminder() -> None:
    edited = a_situation(about_this=frozenset({Rule.RESPECT}))
    assert actions(a_finding(), situation=edited) == (FLAG,)


def test_an_edited_message_may_bring_a_reminder_of_something_else() -> None:
    edited = a_situation(about_this=frozenset({Rule.PRIVACY}))
    assert actions(a_finding(), situation=edited) == (FLAG, IN_GROUP)


def test_in_quiet_hours_only_staff_hear_of_it() -> None:
    assert actions(a_finding(), situation=a_situation(quiet=True)) == (FLAG,)
    assert actions(a_finding(Rule.SEXUAL), situation=a_situation(quiet=True)) == (URGENT,)


# one of each kind


def test_two_findings_bring_one_flag_and_one_reminder() -> None:
    both = (a_finding(), a_finding(Rule.PRIVACY))
    decision = decide(a_judgement(*both), a_situation(), BOOK)
    assert decision.findings == both
    assert decision.actions == (FLAG, IN_GROUP)


def test_the_surest_finding_that_may_be_said_is_what_the_reminder_is_about() -> None:
    assert actions(a_finding(Rule.SEXUAL), a_finding()) == (URGENT, IN_GROUP)


def test_a_group_reminder_about_one_thing_replaces_a_private_one_about_another() -> None:
    situation = after(DAY, rule=Rule.PRIVACY)
    assert actions(a_finding(Rule.PRIVACY), a_finding(), situation=situation) == (FLAG, IN_GROUP)


# care


def test_care_beats_everything() -> None:
    everything = a_judgement(
        *(a_finding(rule, 0.99) for rule in ARTICLES),
        topic=Topic.OFFTOPIC,
        care=a_care_signal(0.5),
    )
    for role in Role:
        decision = decide(everything, a_situation(role=role, window=DRIFTED), BOOK)
        assert decision == Decision((), (AlertCare(),), BOOK.stamp)


def test_quiet_hours_do_not_hold_care_back() -> None:
    judgement = a_judgement(care=a_care_signal())
    assert decide(judgement, a_situation(quiet=True), BOOK).actions == (AlertCare(),)


def test_a_doubtful_care_signal_is_no_moment_for_a_reminder() -> None:
    doubtful = a_judgement(a_finding(), care=a_care_signal(0.49))
    assert decide(doubtful, a_situation(), BOOK).actions == (FLAG,)


def test_nobody_is_told_to_talk_of_school_beside_a_cry_for_help() -> None:
    situation = a_situation(window=DRIFTED, care_nearby=True)
    assert decide(a_judgement(topic=Topic.OFFTOPIC), situation, BOOK) == Decision(
        (), (), BOOK.stamp
    )


def test_a_wrong_clock_silences_nobody() -> None:
    later = NOON + 5 * MINUTE
    reminded = a_situation(reminded={Rule.RESPECT: (later,)}, group_reminded=later)
    assert decide(a_judgement(a_finding()), reminded, BOOK).actions == (FLAG, IN_PRIVATE)


# staff


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("rule", sorted(BOOK.staff_private))
def test_what_staff_do_wrong_goes_to_the_team_lead_only(role: Role, rule: Rule) -> None:
    decided = actions(a_finding(rule, 0.99), situation=a_situation(role=role))
    assert decided == (FlagToStaff(Audience.TEAM_LEAD),)


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("rule", sorted(set(ARTICLES) - BOOK.staff_private))
def test_other_findings_about_staff_are_only_counted(role: Role, rule: Rule) -> None:
    decision = decide(a_judgement(a_finding(rule)), a_situation(role=role), BOOK)
    assert decision.actions == ()
    assert [finding.rule for finding in decision.findings] == [rule]


@pytest.mark.parametrize("role", STAFF)
def test_off_topic_talk_of_staff_is_only_counted(role: Role) -> None:
    judgement = a_judgement(topic=Topic.OFFTOPIC)
    decision = decide(judgement, a_situation(role=role, window=DRIFTED), BOOK)
    assert decision.actions == ()
    assert [finding.rule for finding in decision.findings] == [Rule.OFFTOPIC]


# off topic


def test_one_stray_message_is_not_off_topic() -> None:
    window = NOBODY_DRIFTED.then(TopicMark(NOON, Topic.OFFTOPIC))
    stray = a_judgement(topic=Topic.OFFTOPIC, topic_probability=0.99)
    assert decide(stray, a_situation(window=window), BOOK) == Decision((), (), BOOK.stamp)


def test_a_conversation_that_drifted_is_reminded_and_never_flagged_at_first() -> None:
    decision = decide(a_judgement(topic=Topic.OFFTOPIC), a_situation(window=DRIFTED), BOOK)
    assert decision.actions == (RemindInGroup(Rule.OFFTOPIC, OFFTOPIC),)
    (finding,) = decision.findings
    assert finding.span == (0, 10)
    assert finding.reason.values == (("count", "4"), ("of", "4"))


@pytest.mark.parametrize("topic", [Topic.SCHOOL, Topic.NEUTRAL])
def test_who_talks_about_school_in_a_drifted_conversation_is_left_alone(topic: Topic) -> None:
    assert decide(a_judgement(topic=topic), a_situation(window=DRIFTED), BOOK).actions == ()


def test_a_message_without_words_is_not_held_to_the_topic() -> None:
    situation = a_situation(window=DRIFTED, length=0)
    assert decide(a_judgement(topic=Topic.OFFTOPIC), situation, BOOK).findings == ()


def test_a_school_without_the_rule_does_not_watch_the_topic() -> None:
    rules = dict(BOOK.rules)
    del rules[Rule.OFFTOPIC]
    situation = a_situation(window=DRIFTED)
    book = replace(BOOK, rules=rules)
    assert decide(a_judgement(topic=Topic.OFFTOPIC), situation, book).findings == ()


# whatever happens

certainties = st.floats(0, 1)
moments = st.builds(NOON.__sub__, st.timedeltas(-HOUR, 40 * DAY))
histories = st.dictionaries(
    st.sampled_from(sorted(ARTICLES)), st.lists(moments, max_size=4).map(sorted).map(tuple)
)
windows = st.builds(
    TopicWindow,
    st.lists(st.builds(TopicMark, st.just(NOON), st.sampled_from(Topic)), max_size=8).map(tuple),
)
judgements = st.builds(
    lambda sure, topic, care: a_judgement(
        *(a_finding(rule, probability) for rule, probability in sure.items()),
        topic=topic,
        care=None if care is None else a_care_signal(care),
    ),
    st.dictionaries(st.sampled_from(sorted(ARTICLES)), certainties),
    st.sampled_from(Topic),
    st.none() | certainties,
)
situations = st.builds(
    Situation,
    at=st.just(NOON),
    role=st.sampled_from(Role),
    length=st.integers(0, 50),
    window=windows,
    member=st.builds(MemberRecord, histories),
    group=st.builds(GroupRecord, st.none() | moments),
    moment=st.builds(CalendarMoment, quiet=st.booleans()),
    reminded_about_this=st.frozensets(st.sampled_from(sorted(ARTICLES))),
)


@given(judgements, situations)
def test_no_judgement_in_any_situation_oversteps(
    judgement: Judgement, situation: Situation
) -> None:
    decision = decide(judgement, situation, BOOK)
    reminders = [a for a in decision.actions if isinstance(a, RemindInGroup | RemindPrivately)]
    care = judgement.care is not None and judgement.care.probability >= BOOK.care_from

    assert not any(isinstance(action, Measure) for action in decision.actions)
    assert len({type(action) for action in decision.actions}) == len(decision.actions)
    assert len(reminders) <= 1
    assert not reminders or not situation.role.is_staff
    assert not reminders or not situation.moment.quiet
    assert (AlertCare() in decision.actions) == care
    if care:
        assert decision == Decision((), (AlertCare(),), BOOK.stamp)


def test_nobody_is_reminded_for_words_of_others_but_staff_look_at_them() -> None:
    passed_on = replace(a_finding(), forwarded=True)
    assert decide(a_judgement(passed_on), a_situation(), BOOK).actions == (FLAG,)


@pytest.mark.parametrize(
    ("why", "flag"), [("reason.insult.threat", URGENT), ("reason.insult.person", FLAG)]
)
def test_what_cannot_wait_is_told_at_once(why: str, flag: FlagToStaff) -> None:
    rules = dict(BOOK.rules)
    rules[Rule.RESPECT] = replace(rules[Rule.RESPECT], alert_for=frozenset({Urgent.THREAT}))
    finding = replace(a_finding(probability=0.6), reason=Reason(why))
    actions = decide(a_judgement(finding), a_situation(), replace(BOOK, rules=rules)).actions
    assert actions == (flag,)
