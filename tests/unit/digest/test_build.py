"""What is in a digest, and what is not theirs to read."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.digest.build import build
from bot.digest.days import Days, begin_of, school_days
from bot.digest.render import render
from bot.model.action import Audience
from bot.model.administration import Admin, Administration
from bot.model.appeal import Appeal, AppealId, NewAppeal
from bot.model.audit import Audited, Facts, Told
from bot.model.calendar import AMSTERDAM, FreeDays, SchoolCalendar, TestWindow
from bot.model.digest import ArticleFlags, Decisions, Digest, Gap, Usual
from bot.model.finding import Rule
from bot.model.flag import FlagState, Verdict
from bot.model.group import Stage
from bot.model.ids import FlagId
from bot.model.member import Role, Sender
from bot.model.retention import Kind
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_group,
)
from tests.support.school import BRAM, SANNE
from tests.unit.digest.making import (
    CLASS_3C,
    COLLEAGUE,
    FRIDAY_BEFORE,
    HALF_PAST_FOUR,
    MONDAY,
    WOLTERS,
    WORDING,
    a_flag,
    built,
    counts,
    known,
    ledger,
    period,
    reading,
    told,
    weeks,
)

DAY = timedelta(days=1)


def numbers(digest: Digest) -> list[FlagId]:
    return [flag.flag_id for flag, _ in digest.open_flags]


# whose eyes


def test_open_flags_of_the_receivers_groups_come_in_the_order_given() -> None:
    digest = built(a_flag(1), a_flag(2))
    assert numbers(digest) == [1, 2]
    assert [group for _, group in digest.open_flags] == ["2B", "2B"]


def test_urgent_flags_come_first_and_are_marked() -> None:
    plain, other = a_flag(1), a_flag(2)
    digest = built(plain, replace(other, raised=replace(other.raised, urgent=True)))
    assert numbers(digest) == [2, 1]
    said = render(digest, WORDING)
    assert "⚠ melding 2," in said
    assert "• melding 1," in said


def test_a_flag_over_two_articles_is_one_flag() -> None:
    flag = a_flag(1)
    findings = (*flag.raised.findings, *a_flag(2, Rule.PRIVACY).raised.findings)
    two = replace(flag, raised=replace(flag.raised, findings=findings))
    (day,) = built(raised=[two, a_flag(2)]).groups
    assert day.flagged == 2
    assert sum(one.total for one in day.flags.values()) == 3
    usual = Usual(20.0, None, 0)
    told = replace(day, counts=counts(9), usual=usual)
    said = render(replace(built(), groups=(told,)), WORDING)
    assert "meldingen: 2," in said


def test_answered_objections_are_counted_where_they_may_be_known() -> None:
    facts: Facts = {"appeal": 1, "state": "denied", "chat": str(CLASS_2B)}
    answers = [
        Told(NOON, Audited.APPEAL, {**facts, "audience": audience, **about})
        for audience, about in (
            (Audience.RESPONSIBLE, {"flag": 1}),
            (Audience.RESPONSIBLE, {}),
            (Audience.RESPONSIBLE, {"flag": 2}),
            (Audience.TEAM_LEAD, {"flag": 3}),
        )
    ]
    everything = replace(known(), ledger=ledger(*answers))
    digest = build(replace(reading(), theirs={FlagId(2)}), MONDAY, period(), everything)
    assert digest.groups[0].answered == 2
    assert "beantwoorde bezwaren: 2" in render(digest, WORDING)


def test_a_matter_about_the_receiver_is_not_in_their_digest() -> None:
    lead_too = a_group(team_lead=MENTOR)
    about_me = a_flag(audience=Audience.TEAM_LEAD, sender=WOLTERS)
    digest = built(about_me, groups=[lead_too], raised=[about_me])
    assert digest.open_flags == ()
    assert digest.groups[0].flags == {}


def test_a_matter_for_other_eyes_is_not_in_it() -> None:
    for_the_lead = a_flag(audience=Audience.TEAM_LEAD, sender=WOLTERS)
    assert built(for_the_lead).open_flags == ()
    assert numbers(built(for_the_lead, receiver=TEAM_LEAD)) == [1]


def test_a_matter_that_the_team_lead_cannot_hear_of_is_the_responsible_staffs() -> None:
    about_a_colleague = a_flag(audience=Audience.TEAM_LEAD, sender=WOLTERS)
    about_the_lead = a_flag(
        audience=Audience.TEAM_LEAD, sender=Sender(TEAM_LEAD, "dhr. Bos", Role.TEAM_LEAD)
    )
    leaderless = a_group(responsible=(MENTOR, COLLEAGUE), team_lead=None)
    assert built(about_a_colleague, receiver=COLLEAGUE, groups=[leaderless]).open_flags
    assert not built(about_a_colleague, groups=[leaderless]).open_flags
    assert numbers(built(about_the_lead)) == [1]


def test_flags_of_a_group_that_is_not_the_receivers_are_not_in_it() -> None:
    elsewhere = a_flag(chat=CLASS_3C)
    both = [a_group(), a_group(CLASS_3C, name="3C")]
    everything = known(elsewhere, groups=both, raised=[elsewhere])
    digest = build(reading(groups=both[:1]), MONDAY, period(), everything)
    assert (digest.open_flags, digest.groups[0].flags) == ((), {})


def test_care_is_counted_for_a_care_contact_and_told_nobody() -> None:
    signal = a_flag(audience=Audience.CARE)
    contact = built(signal, receiver=COUNSELLOR, raised=[signal])
    assert (contact.open_care, contact.care_untouched, contact.open_flags) == (1, 1, ())
    assert contact.groups[0].flags == {}
    mentor = built(signal)
    assert (mentor.open_care, mentor.open_flags) == (0, ())


def test_care_that_somebody_looks_after_is_open_and_not_untouched() -> None:
    signal = a_flag(audience=Audience.CARE)
    everything = replace(known(signal), taken_up={signal.flag_id})
    digest = build(reading(COUNSELLOR), MONDAY, period(), everything)
    assert (digest.open_care, digest.care_untouched) == (1, 0)


def test_a_care_signal_that_nobody_could_be_told_of_is_counted_for_all() -> None:
    signal = a_flag(audience=Audience.CARE)
    assert built(signal, groups=[a_group(care=())]).open_care == 1
    about_the_contact = a_flag(
        audience=Audience.CARE, sender=Sender(COUNSELLOR, "mw. Smit", Role.COUNSELLOR)
    )
    assert built(about_the_contact).open_care == 1
    assert built(about_the_contact, receiver=COUNSELLOR).open_care == 0


def test_an_objection_is_theirs_where_they_may_decide_it() -> None:
    filed = [
        NewAppeal(chat=CLASS_2B, by=SANNE.account, at=NOON, why="", about=FlagId(1)),
        NewAppeal(chat=CLASS_2B, by=BRAM.account, at=NOON, why="", about=FlagId(2)),
        NewAppeal(chat=CLASS_2B, by=BRAM.account, at=NOON, why=""),
        NewAppeal(chat=CLASS_2B, by=MENTOR, at=NOON, why=""),
        NewAppeal(chat=CLASS_3C, by=BRAM.account, at=NOON, why=""),
    ]
    appeals = [Appeal(AppealId(number), one) for number, one in enumerate(filed, 1)]
    everything = replace(known(), appeals=appeals)
    decider = replace(reading(), decides={AppealId(1), AppealId(3), AppealId(5)})
    digest = build(decider, MONDAY, period(), everything)
    assert [one.appeal_id for one in digest.open_appeals] == [1, 3]


def test_the_ledger_has_nothing_for_other_eyes_or_about_the_receiver() -> None:
    elsewhere = Told(NOON, Audited.FLAG, {**told(NOON, 3).facts, "audience": Audience.TEAM_LEAD})
    before = Told(NOON, Audited.FLAG, {"flag": 4, "chat": str(CLASS_2B), "articles": "4.1"})
    everything = replace(known(), ledger=ledger(told(NOON, 1), told(NOON, 2), elsewhere, before))
    mine = replace(reading(), theirs={FlagId(2)})
    assert build(mine, MONDAY, period(), everything).chart.articles == (("4.1", 1),)


# what happened


def test_flags_are_counted_per_article_and_group_with_what_was_decided() -> None:
    raised = [
        a_flag(1),
        a_flag(2, state=FlagState.UPHELD),
        a_flag(3, state=FlagState.DISMISSED),
        a_flag(4, Rule.PRIVACY),
        a_flag(5, chat=CLASS_3C),
        a_flag(6, at=FRIDAY_BEFORE - timedelta(hours=1)),
    ]
    digest = built(groups=[a_group(), a_group(CLASS_3C, name="3C")], raised=raised)
    assert [(group.name, group.flags) for group in digest.groups] == [
        ("2B", {"4.1": ArticleFlags(1, Decisions(1, 1)), "4.2": ArticleFlags(1)}),
        ("3C", {"4.1": ArticleFlags(1)}),
    ]


def test_what_was_decided_in_the_time_is_counted_whenever_it_was_raised() -> None:
    decided = [
        told(NOON, 1, verdict=Verdict.DISMISSED),
        told(NOON, 2, verdict=Verdict.UPHELD),
        told(FRIDAY_BEFORE - DAY, 3, verdict=Verdict.UPHELD),
        told(NOON, 4, verdict=Verdict.UPHELD, chat=CLASS_3C),
    ]
    everything = replace(known(), ledger=ledger(*sorted(decided, key=lambda one: one.at)))
    (group,) = build(reading(), MONDAY, period(), everything).groups
    assert group.decided == Decisions(1, 1)


def test_the_four_weeks_before_are_counted_by_school_day() -> None:
    entries = [
        told(FRIDAY_BEFORE - 3 * DAY, 1),
        told(FRIDAY_BEFORE - 2 * DAY, 1, verdict=Verdict.DISMISSED),
        told(NOON, 2),
    ]
    everything = replace(
        known(), counts=weeks([a_group()], counts(6, 2, 2)), ledger=ledger(*entries)
    )
    (group,) = build(reading(), MONDAY, period(), everything).groups
    assert group.usual == Usual(10, 0.2, 1 / 20, Decisions(0, 1))


def test_a_group_of_which_little_is_known_is_not_compared() -> None:
    after_a_start = weeks([a_group()], counts(10))
    days = after_a_start[CLASS_2B]
    for place in range(len(days) - 8):
        days[place] = counts()
    assert (
        build(reading(), MONDAY, period(), replace(known(), counts=after_a_start)).groups[0].usual
        is None
    )
    days[len(days) - 11] = counts(10)  # the Friday before
    everything = replace(known(), counts=after_a_start)
    assert build(reading(), MONDAY, period(), everything).groups[0].usual is not None


def test_downtime_counts_what_was_read_late_of_the_receivers_groups() -> None:
    gap = Gap(NOON - 2 * DAY, NOON)
    told_of = period(gaps=[(gap, {CLASS_2B: 4, CLASS_3C: 9})])
    (down,) = build(reading(), MONDAY, told_of, known()).downtimes
    assert (down.late, down.gap.kept_from) == (4, NOON - DAY)


def test_flags_that_went_are_counted_since_the_time_began() -> None:
    runs = [
        Told(FRIDAY_BEFORE, Audited.RETENTION, {Kind.UNDECIDED: 9}),
        Told(NOON, Audited.RETENTION, {Kind.UNDECIDED: 2, Kind.DISMISSED: 3, Kind.CARE: 1}),
    ]
    digest = build(reading(), MONDAY, period(), replace(known(), ledger=ledger(*runs)))
    assert (digest.swept, digest.never_decided) == (5, 2)


def test_who_wrongly_administers_a_group_stands_there_until_it_is_right() -> None:
    seen = Administration(at=NOON, admins=(Admin(SANNE, owner=True),), public="tl3b")
    astray = replace(a_group(), administration=seen, announced=NOON)
    for group, stands in ((astray, True), (replace(astray, stage=Stage.OFF), False)):
        digest = built(groups=[group])
        assert (digest.astray != {}) is stands
        assert digest.quiet is not stands


# what is coming


def test_tests_of_the_receivers_groups_and_free_days_of_a_week() -> None:
    def test_on(days: int, *groups: str) -> TestWindow:
        at = HALF_PAST_FOUR + timedelta(days=days)
        return TestWindow(at, at + timedelta(hours=1), frozenset(groups))

    holiday = FreeDays(date(2026, 3, 6), date(2026, 3, 15), "voorjaarsvakantie")
    calendar = SchoolCalendar(
        tests=(test_on(1, "2b"), test_on(2), test_on(2, "3C"), test_on(8, "2B"), test_on(-1)),
        free=(holiday, FreeDays(date(2026, 4, 6), date(2026, 4, 6))),
    )
    everything = replace(known(), calendar=calendar, planned=[test_on(3, "2B")])
    own = replace(a_group(), tests=(test_on(4),))
    coming = build(reading(groups=[own]), MONDAY, period(), everything).coming
    assert [(test.begin - HALF_PAST_FOUR).days for test, _ in coming.tests] == [1, 2, 3, 4]
    assert {groups for _, groups in coming.tests} == {"2B"}
    assert coming.free == (holiday,)
    assert coming.next_school_day is None


def test_the_next_school_day_is_told_where_it_is_not_the_next_weekday() -> None:
    calendar = SchoolCalendar(free=(FreeDays(date(2026, 3, 3), date(2026, 3, 3)),))
    everything = replace(known(), calendar=calendar)
    coming = build(reading(), MONDAY, period(), everything).coming
    assert coming.next_school_day == date(2026, 3, 4)


# days


def test_a_day_of_25_and_of_23_hours_are_each_a_day() -> None:
    for day, hours in ((date(2026, 10, 25), 25), (date(2026, 3, 29), 23), (MONDAY, 24)):
        begin, end = Days(day, 1, AMSTERDAM).bounds
        assert (end.timestamp() - begin.timestamp()) / 3600 == hours


def test_a_first_digest_begins_behind_the_last_school_day() -> None:
    assert begin_of(SchoolCalendar(), MONDAY) == datetime(2026, 2, 28, tzinfo=AMSTERDAM)
    free = SchoolCalendar(free=(FreeDays(date(2026, 2, 23), date(2026, 2, 27)),))
    assert begin_of(free, MONDAY) == datetime(2026, 2, 21, tzinfo=AMSTERDAM)


def test_school_days_within_a_time() -> None:
    calendar = SchoolCalendar()
    assert school_days(calendar, FRIDAY_BEFORE, HALF_PAST_FOUR) == 1
    assert school_days(calendar, FRIDAY_BEFORE - DAY, HALF_PAST_FOUR) == 2
    assert school_days(calendar, HALF_PAST_FOUR.replace(hour=0, minute=0), HALF_PAST_FOUR) == 1
    assert school_days(calendar, HALF_PAST_FOUR, HALF_PAST_FOUR) == 1
