"""What is counted of an export while it streams by."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.action import Action, AlertCare, Audience, FlagToStaff
from bot.model.calendar import AMSTERDAM
from bot.model.decision import Decided, Decision
from bot.model.event import NotUnderstood
from bot.model.finding import CareSignal, Finding, Rule
from bot.model.ids import ArticleNumber, ChatId, ChatRef, Platform
from bot.model.judgement import Topic
from bot.model.member import Role, Sender
from bot.model.message import Span
from bot.overview import (
    AROUND,
    KEPT,
    Cases,
    ExportOverview,
    GroupOverview,
    local_date,
    surest_first,
)
from bot.wording import marked
from tests.support.builders import NOON, a_care_signal, a_finding, a_judgement, a_message, a_sender

CLASS_3C = ChatRef(Platform.MEMORY, ChatId("klas-3c"))
FLAG = FlagToStaff(Audience.RESPONSIBLE)


def decided(
    text: str = "hoi",
    *findings: Finding,
    topic: Topic = Topic.NEUTRAL,
    sender: Sender | None = None,
    care: CareSignal | None = None,
    actions: tuple[Action, ...] = (),
    minutes: int = 0,
) -> Decided:
    message = a_message(text, sender=sender, at=NOON + timedelta(minutes=minutes))
    judgement = a_judgement(*findings, topic=topic, care=care)
    return Decided(message, judgement, Decision(findings, actions, "onze-school 1"))


def overview(*ones: Decided) -> GroupOverview:
    seen = GroupOverview("2B")
    for one in ones:
        seen.add(one)
    return seen


def test_an_empty_export_has_no_share_of_anything() -> None:
    empty = overview()
    assert (empty.messages, empty.first, empty.last) == (0, None, None)
    assert [empty.share(topic) for topic in Topic] == [0, 0, 0]


def test_messages_people_groups_and_days_are_counted() -> None:
    bram = a_sender("Bram")
    seen = overview(decided(minutes=5), decided(minutes=0, sender=bram), decided(minutes=9))
    assert seen.messages == 3
    assert seen.first == NOON
    assert seen.last == NOON + timedelta(minutes=9)
    assert [sender.name for sender in seen.senders.values()] == ["Sanne", "Bram"]


def test_the_topic_share_is_of_what_pupils_and_parents_wrote() -> None:
    teacher = a_sender("dhr. Bos", Role.TEACHER)
    parent = a_sender("Ouder", Role.GUARDIAN)
    seen = overview(
        decided(topic=Topic.SCHOOL),
        decided(topic=Topic.OFFTOPIC, sender=parent),
        decided(topic=Topic.NEUTRAL),
        decided(topic=Topic.SCHOOL, sender=teacher),
    )
    assert seen.messages == 4
    assert [seen.share(topic) for topic in Topic] == [33, 33, 33]
    assert list(seen.staff) == [teacher]


def test_findings_are_told_per_article_in_full() -> None:
    finding = a_finding(probability=0.75)
    seen = overview(decided("sukkel", finding, a_finding(Rule.DISCRIMINATION), actions=(FLAG,)))
    assert list(seen.articles) == ["4.1", "4.11a"]
    (case,) = seen.articles[ArticleNumber("4.1")].told
    assert (case.text, case.span, case.reason) == ("sukkel", finding.span, finding.reason)
    assert (case.at, case.sender.name, case.probability) == (NOON, "Sanne", 0.75)
    assert seen.rules == {Rule.RESPECT: 1, Rule.DISCRIMINATION: 1}


def test_a_datum_is_repeated_under_no_article() -> None:
    number = a_finding(Rule.PRIVACY, span=Span(0, 4))
    also = replace(number, more=(Span(8, 12),))
    seen = overview(decided("0612 en 0613", also, a_finding()))
    texts = [cases.told[0].text for cases in seen.articles.values()]
    assert texts == ["•••• en ••••", "•••• en ••••"]


def test_care_has_its_own_place_and_is_no_finding() -> None:
    seen = overview(decided("help", care=a_care_signal(), actions=(AlertCare(),)))
    assert seen.care.count == 1
    assert seen.care.told[0].text == "help"
    assert seen.articles == {}


def test_a_care_signal_too_weak_to_act_on_is_not_told() -> None:
    weak = a_care_signal(0.1)
    assert overview(decided("hm", care=weak)).care.count == 0
    assert overview(decided("hm", a_finding(), care=weak, actions=(FLAG,))).care.count == 0


def test_memory_stays_bounded_and_the_count_true() -> None:
    cases = overview(*(decided("sukkel", a_finding()) for _ in range(KEPT + 7))).articles[
        ArticleNumber("4.1")
    ]
    assert (cases.count, len(cases.told)) == (KEPT + 7, KEPT)


def test_many_care_signals_are_all_told_and_only_an_absurd_number_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signal = decided("help", care=a_care_signal(), actions=(AlertCare(),))
    assert len(overview(*[signal] * (KEPT + 7)).care.told) == KEPT + 7
    monkeypatch.setattr("bot.overview.CARE_KEPT", 3)
    care = overview(*[signal] * 5).care
    assert (care.count, len(care.told)) == (5, 3)


def test_in_a_crowd_the_first_are_told_apart_and_staff_always(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.overview.SENDERS_KEPT", 3)
    pupils = [decided(sender=a_sender(f"Leerling {number}")) for number in range(3)]
    seen = overview(*pupils, *pupils)
    assert seen.people == "3"
    seen.add(decided(sender=a_sender("nog een")))
    seen.add(decided(sender=a_sender("dhr. Bos", Role.TEACHER)))
    assert [sender.name for sender in seen.staff] == ["dhr. Bos"]
    assert (seen.people, len(seen.senders), seen.messages) == ("4+", 4, 8)


@given(before=st.text(max_size=300), said=st.text(min_size=1), after=st.text(max_size=300))
def test_of_a_message_is_kept_what_a_quotation_shows(before: str, said: str, after: str) -> None:
    text, span = f"{before}{said}{after}", Span(len(before), len(before) + len(said))
    seen = overview(decided(text, a_finding(span=span)))
    (case,) = seen.articles[ArticleNumber("4.1")].told
    assert marked(case.text, case.span) == marked(text, span)


def test_of_endless_messages_and_lines_only_a_part_is_kept() -> None:
    text = "sukkel " * 100_000
    seen = ExportOverview()
    for span in (Span(0, 6), Span(350_000, 350_006), Span(0, len(text))):
        seen.add(decided(text, a_finding(span=span)))
    seen.add(NotUnderstood(7, text))
    (group,) = seen.groups.values()
    kept = [case.text for case in group.articles[ArticleNumber("4.1")].told]
    assert sum(map(len, kept)) + len(seen.not_understood[0].text) < 10_000
    assert seen.not_understood[0].line == 7


def words(cases: Cases) -> list[tuple[list[str], str, list[str]]]:
    """Of each case: what was said before it, itself, and after it."""
    return [
        ([one.text for one in case.before], case.text, [one.text for one in case.after])
        for case in cases.told
    ]


def test_the_conversation_around_a_case_is_kept() -> None:
    talk = [decided(f"woord {number}", minutes=number) for number in range(8)]
    talk[3] = decided("sukkel", a_finding(), minutes=3)
    talk[4] = decided("help", care=a_care_signal(), actions=(AlertCare(),), minutes=4)
    seen = overview(*talk)
    assert words(seen.articles[ArticleNumber("4.1")]) == [
        (["woord 1", "woord 2"], "sukkel", ["help", "woord 5"])
    ]
    assert words(seen.care) == [(["woord 2", "sukkel"], "help", ["woord 5", "woord 6"])]


def test_a_cry_for_help_beside_a_case_is_known_as_one() -> None:
    weak = decided("help", care=a_care_signal(0.1))
    seen = overview(weak, decided("sukkel", a_finding()), decided("hoi"))
    (case,) = seen.articles[ArticleNumber("4.1")].told
    assert [one.care for one in (*case.before, *case.after)] == [True, False]


def test_a_datum_beside_a_case_is_not_repeated() -> None:
    number = decided("0612 bel", a_finding(Rule.PRIVACY, span=Span(0, 4)))
    seen = overview(number, decided("sukkel", a_finding()), number)
    (case,) = seen.articles[ArticleNumber("4.1")].told
    assert [one.text for one in (*case.before, *case.after)] == ["•••• bel", "•••• bel"]


def test_the_conversations_of_two_groups_are_kept_apart() -> None:
    seen = ExportOverview()
    elsewhere = replace(decided(), message=a_message("elders", chat=CLASS_3C))
    for one in (elsewhere, decided("sukkel", a_finding()), elsewhere):
        seen.add(one)
    (case,) = list(seen.groups.values())[1].articles[ArticleNumber("4.1")].told
    assert (case.before, case.after) == ((), [])


def test_of_the_conversation_around_very_many_cases_little_is_kept() -> None:
    text = "sukkel " * 100_000
    seen = overview(*(decided(text, a_finding()) for _ in range(KEPT + 7)))
    cases = seen.articles[ArticleNumber("4.1")].told
    assert {len(case.after) for case in cases} == {AROUND}
    assert max(len(one.text) for case in cases for one in (*case.before, *case.after)) < 1_000
    assert seen._open == []


def test_days_are_counted_in_the_time_of_the_school() -> None:
    seen = GroupOverview("2B", AMSTERDAM)
    late = timedelta(hours=11, minutes=30)  # 23:30 in London is tomorrow here
    for one in (decided(topic=Topic.SCHOOL), decided("sukkel", a_finding(), minutes=1)):
        seen.add(one)
    seen.add(replace(decided(), message=a_message("hoi", at=NOON + late)))
    seen.add(decided(sender=a_sender("dhr. Bos", Role.TEACHER)))
    first, second = seen.days[date(2026, 3, 2)], seen.days[date(2026, 3, 3)]
    assert (first.messages, first.findings, second.messages) == (3, 1, 1)
    assert first.topics == {Topic.SCHOOL: 1, Topic.NEUTRAL: 1}
    assert seen.findings == 1


def test_of_endless_days_the_first_are_counted_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.overview.DAYS_KEPT", 2)
    seen = overview(*(decided("sukkel", a_finding(), minutes=n * 24 * 60) for n in range(5)))
    seen.add(decided())
    assert (len(seen.days), seen.undated, seen.messages, seen.findings) == (2, 3, 6, 5)


def test_the_ends_of_time_have_a_day_too() -> None:
    west = timezone(timedelta(hours=-12))
    assert local_date(datetime.max.replace(tzinfo=UTC), AMSTERDAM) == date.max
    assert local_date(datetime.min.replace(tzinfo=UTC), west) == date.min


def test_each_group_has_its_own_overview() -> None:
    seen = ExportOverview()
    other = replace(decided(), message=a_message("hoi", chat=CLASS_3C))
    for one in (decided(), decided(), other):
        seen.add(one)
    assert [group.messages for group in seen.groups.values()] == [2, 1]
    assert (seen.messages, len(seen.senders)) == (3, 2)


def test_a_line_that_was_not_understood_is_shown_with_its_number() -> None:
    seen = ExportOverview()
    for number in range(KEPT + 3):
        seen.add(NotUnderstood(number, "?"))
    assert seen.not_understood[17] == NotUnderstood(17, "?")
    assert (seen.not_understood_count, len(seen.not_understood)) == (KEPT + 3, KEPT)
    assert seen.messages == 0


def test_the_surest_cry_for_help_comes_first() -> None:
    cries = [(0.6, "a"), (0.9, "b"), (0.6, "c")]
    group = overview(
        *(decided(text, care=a_care_signal(sure), actions=(AlertCare(),)) for sure, text in cries)
    )
    assert [case.text for case in surest_first(group.care).told] == ["b", "a", "c"]
    assert surest_first(group.care).count == 3


def test_how_sure_the_bot_was_at_most_is_known_of_each_rule() -> None:
    passed_on = replace(a_finding(Rule.PRIVACY), forwarded=True)
    group = overview(
        decided("hoi", a_finding(probability=0.6)),
        decided("hoi", a_finding(probability=0.8)),
        decided("hoi", passed_on),
        decided("hoi", a_finding(Rule.SEXUAL), sender=a_sender("mw. Vos", Role.TEACHER)),
    )
    assert group.surest == {Rule.RESPECT: 0.8, Rule.PRIVACY: 0.0}
