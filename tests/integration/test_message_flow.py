"""A message from arrival to outcome, through the real use cases, on every kind of store."""

from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.bootstrap.choices import rulebook, rules_judge
from bot.errors import AdapterUnavailable
from bot.model.action import Audience, FlagToStaff, RemindInGroup
from bot.model.calendar import AMSTERDAM, QuietHours, SchoolCalendar
from bot.model.conversation import TopicMark
from bot.model.event import MessagePosted
from bot.model.finding import Reason, Rule
from bot.model.flag import FlagState, Verdict
from bot.model.ids import ArticleNumber
from bot.model.judgement import Judgement, Topic
from bot.model.message import MediaKind, Span
from bot.model.outbox import Outcome, Purpose, Say
from bot.pipeline import BATCH
from bot.ports import UnitOfWorkFactory
from bot.settings import Settings
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_care_signal,
    a_finding,
    a_group,
    a_judgement,
    a_message,
)
from tests.support.school import BRAM, PEOPLE, SANNE, School, StubJudge, open_school

WOLTERS = PEOPLE[2]
THOUGHTS: dict[str, Judgement | Exception] = {
    "sukkel": a_judgement(a_finding()),
    "help": a_judgement(a_finding(), care=a_care_signal()),
    "naakt": a_judgement(a_finding(Rule.SEXUAL)),
    "gamen": a_judgement(topic=Topic.OFFTOPIC),
    "kapot": RuntimeError("kapot en geheim"),
}


@pytest.fixture
async def school(unit_of_work: UnitOfWorkFactory) -> School:
    return await open_school(THOUGHTS, unit_of_work=unit_of_work)


def contexts(school: School) -> list[list[str]]:
    """What was known of the conversation each time a message was judged."""
    assert isinstance(school.judge, StubJudge)
    return [[heard.text for heard in context.earlier] for context in school.judge.contexts]


async def left(school: School) -> tuple[int, int]:
    """Events that wait, and events that were buried."""
    async with school.unit_of_work() as uow:
        return await uow.inbox.waiting(), await uow.inbox.buried()


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


# an insult


async def test_an_insult_ends_as_a_flag_with_evidence_and_a_reminder(school: School) -> None:
    school.post("een", by=BRAM)
    school.post("twee")
    school.post("drie", by=WOLTERS)
    message = school.post("sukkel")
    decided = await school.turn()

    assert decided[-1].decision.actions == (
        FlagToStaff(Audience.RESPONSIBLE),
        RemindInGroup(Rule.RESPECT, ArticleNumber("4.1")),
    )
    (flag,) = await school.flags()
    assert flag.state is FlagState.OPEN
    assert flag.raised.message == message
    assert flag.raised.sender == SANNE
    assert flag.raised.findings == (a_finding(),)
    assert flag.raised.evidence.text == "sukkel"
    assert flag.raised.evidence.before == ("Dezelfde persoon: twee", "Medewerker 1: drie")
    assert flag.raised.rulebook == "onze-school 1"

    (told,) = school.told(MENTOR)
    assert "»suk«kel" in told
    assert "Sanne" in told
    (reminder,) = school.in_group()
    assert "4.1" in reminder
    assert "Sanne" not in reminder
    assert set(school.platform.private) == {MENTOR}
    assert await school.outbox(Outcome.DONE) == 2


async def test_an_innocent_message_leaves_labels_and_not_a_word(
    school: School, tmp_path: Path
) -> None:
    school.post("een heel gewoon berichtje")
    await school.turn()
    assert await left(school) == (0, 0)
    assert await school.flags() == []
    assert (school.in_group(), school.platform.private) == ([], {})
    async with school.unit_of_work() as uow:
        tally = await uow.decisions.tally(CLASS_2B, NOON, NOON.replace(hour=13))
    assert (tally.messages, tally.topics) == (1, {"neutral": 1})
    assert b"gewoon berichtje" not in on_disk(tmp_path)


async def test_a_second_delivery_brings_no_second_reminder(school: School) -> None:
    school.post("sukkel")
    await school.turn()
    events, _ = school.platform.read(None)
    await school.app.intake.receive(events)
    assert await school.app.decide_all() == []
    await school.app.outbox.deliver()
    assert len(school.in_group()) == len(school.told(MENTOR)) == len(await school.flags()) == 1


async def test_an_insult_edited_into_another_form_is_flagged_and_not_reminded_again(
    school: School,
) -> None:
    message = school.post("hoi")
    await school.turn()
    for text in ("sukkel", "sukkel", "hoi", "sukkel"):
        school.clock.forward(days=1)
        school.platform.edit(message, text)
        await school.turn()
    assert len(school.in_group()) == 1
    assert school.told(SANNE.account) == []
    assert len(await school.flags()) == 2  # the second edit changed nothing


async def test_three_insults_climb_the_ladder(school: School) -> None:
    for _ in range(3):
        school.post("sukkel")
        await school.turn()
        school.clock.forward(days=1)
    assert len(school.in_group()) == 1
    assert len(school.told(SANNE.account)) == 1
    assert len(school.told(MENTOR)) == 3


async def test_a_reminder_that_was_taken_back_is_not_given_again_for_an_edit(
    school: School,
) -> None:
    school.post("sukkel")
    await school.turn()
    school.clock.forward(days=1)
    message = school.post("sukkel")
    await school.turn()
    (flag,) = [one for one in await school.flags() if one.raised.message == message]
    await school.app.review.decide(flag.flag_id, Verdict.DISMISSED, by=MENTOR)
    for text in ("hoi", "sukkel"):
        school.clock.forward(minutes=1)
        school.platform.edit(message, text)
        await school.turn()
    assert len(school.told(SANNE.account)) == 2  # the reminder, and that it was wrong


async def test_what_is_urgent_is_told_as_such(school: School) -> None:
    for text in ("sukkel", "naakt", "help"):
        school.post(text)
    await school.decide()
    async with school.unit_of_work() as uow:
        first, second, *_ = await uow.outbox.claim(school.clock(), 10)
    assert (first.item.purpose, second.item.purpose) == (Purpose.CARE, Purpose.ALERT)
    assert isinstance(second.item.effect, Say)
    assert second.item.effect.text.startswith("⚠ DRINGENDE melding")
    assert [flag.raised.urgent for flag in await school.flags()] == [False, True, True]


async def test_two_pupils_in_one_batch_bring_one_group_reminder(school: School) -> None:
    school.post("sukkel")
    school.post("sukkel", by=BRAM)
    await school.turn()
    assert len(school.in_group()) == 1
    assert len(await school.flags()) == 2


async def test_at_night_only_staff_hear_of_it(unit_of_work: UnitOfWorkFactory) -> None:
    always = QuietHours(NOON.time(), NOON.replace(hour=14).time())
    calendar = SchoolCalendar(quiet=always)
    school = await open_school(THOUGHTS, unit_of_work=unit_of_work, calendar=calendar)
    school.post("sukkel")
    await school.turn()
    assert school.in_group() == []
    assert len(school.told(MENTOR)) == 1


async def test_a_teachers_insult_is_for_the_team_lead_alone(school: School) -> None:
    school.post("sukkel", by=WOLTERS)
    await school.turn()
    assert set(school.platform.private) == {TEAM_LEAD}
    assert school.in_group() == []


async def test_nobody_is_told_of_what_is_about_them(unit_of_work: UnitOfWorkFactory) -> None:
    group = a_group(team_lead=MENTOR)
    school = await open_school(THOUGHTS, unit_of_work=unit_of_work, group=group)
    school.post("sukkel", by=WOLTERS)
    await school.turn()
    assert school.platform.private == {}
    assert len(await school.flags()) == 1


# care


async def test_a_care_signal_reaches_the_care_contacts_and_nobody_else(school: School) -> None:
    school.post("help")
    await school.turn()
    assert set(school.platform.private) == {COUNSELLOR}
    assert school.in_group() == []
    (flag,) = await school.flags()
    assert flag.raised.audience is Audience.CARE
    assert flag.raised.findings == ()
    assert flag.raised.care == a_care_signal()


async def test_words_of_somebody_in_need_are_in_no_other_flag(school: School) -> None:
    for text in ("hoi", "help"):
        school.post(text)
    school.post("sukkel", by=BRAM)
    school.post("help", by=BRAM)
    await school.turn()
    by_audience = {flag.raised.audience: flag.raised.evidence for flag in await school.flags()}
    assert by_audience[Audience.RESPONSIBLE].before == ("Leerling 1: hoi",)
    assert by_audience[Audience.CARE].before == ("Leerling 1: help", "Dezelfde persoon: sukkel")
    assert not any("help" in told for told in school.told(MENTOR))


async def test_personal_data_is_in_no_later_flag(unit_of_work: UnitOfWorkFactory) -> None:
    number = a_judgement(a_finding(Rule.PRIVACY, span=Span(4, 14)))
    school = await open_school({**THOUGHTS, "bel 0612345678": number}, unit_of_work=unit_of_work)
    school.post("bel 0612345678")
    school.post("sukkel", by=BRAM)
    await school.turn()
    _, insult = await school.flags()
    assert insult.raised.evidence.before == ("Leerling 1: bel ••••••••••",)
    first, second = school.told(MENTOR)
    assert "0612345678" in first  # staff decide about it, so there they see it
    assert "0612345678" not in second
    assert contexts(school)[-1] == ["bel 0612345678"]


async def test_long_words_before_a_flag_do_not_bury_it(school: School) -> None:
    school.post("lang verhaal\n\n" * 1_000, by=BRAM)
    school.post("x" * 12_000)
    school.post("sukkel")
    await school.turn()
    (flag,) = await school.flags()
    first, second = flag.raised.evidence.before
    assert first.startswith("Leerling 1: lang verhaal lang verhaal lang")
    assert first.endswith((" verhaal…", " …"))
    assert second.startswith("Dezelfde persoon: xxx")
    assert max(map(len, (first, second))) < 230
    (told,) = school.told(MENTOR)
    assert len(told) < 1_000


async def test_a_photo_before_a_flag_is_said_to_be_one(school: School) -> None:
    photo = a_message("van de toets", sender=BRAM, media=MediaKind.PHOTO, message_id="a")
    voice = a_message("", sender=SANNE, media=MediaKind.VOICE, message_id="b")
    insult = a_message("sukkel", sender=SANNE, message_id="c")
    await school.app.intake.receive([MessagePosted(one) for one in (photo, voice, insult)])
    await school.app.decide_all()
    (flag,) = await school.flags()
    assert flag.raised.evidence.before == (
        "Leerling 1: [foto] van de toets",
        "Dezelfde persoon: [spraakbericht]",
    )


# too late


async def test_what_was_decided_too_late_is_flagged_and_brings_no_reminder(
    school: School,
) -> None:
    school.post("sukkel")
    school.clock.forward(hours=2)  # the bot was away
    await school.turn()
    assert school.in_group() == []
    assert len(school.told(MENTOR)) == 1
    assert await school.outbox(Outcome.EXPIRED) == 1


async def test_an_old_message_edited_into_an_insult_is_reminded_now(school: School) -> None:
    message = school.post("hoi")
    await school.turn()
    school.clock.forward(days=1)
    school.platform.edit(message, "sukkel")
    await school.turn()
    assert len(school.in_group()) == 1


async def test_care_and_flags_are_never_too_late(school: School) -> None:
    for text in ("help", "naakt", "sukkel"):
        school.post(text)
    school.clock.forward(days=3)
    await school.turn()
    assert len(school.told(COUNSELLOR)) == 1
    assert len(school.told(MENTOR)) == 2


# poison


async def test_a_poisonous_message_is_buried_and_the_rest_goes_on(
    school: School, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ("hoi", "kapot", "sukkel"):
        school.post(text)
    decided = await school.turn()
    assert [one.message.text for one in decided] == ["hoi", "sukkel"]
    assert await left(school) == (0, 1)
    assert len(school.in_group()) == 1
    assert contexts(school)[-1] == ["hoi"]
    assert "RuntimeError" in caplog.text
    assert "geheim" not in caplog.text


async def test_a_message_that_cannot_be_put_into_words_is_buried_too(
    unit_of_work: UnitOfWorkFactory, caplog: pytest.LogCaptureFixture
) -> None:
    unspeakable = a_judgement(replace(a_finding(), reason=Reason("reason.without_words")))
    school = await open_school({**THOUGHTS, "x": unspeakable}, unit_of_work=unit_of_work)
    for text in ("hoi", "x", "sukkel"):
        school.post(text)
    await school.turn()
    assert await left(school) == (0, 1)
    (flag,) = await school.flags()
    assert flag.raised.evidence.text == "sukkel"
    assert len(school.in_group()) == len(school.told(MENTOR)) == 1
    assert "KeyError" in caplog.text


async def test_a_batch_of_nothing_to_decide_does_not_end_the_work(school: School) -> None:
    for _ in range(BATCH + 1):
        school.platform.join(CLASS_2B, BRAM)
        school.clock.forward(seconds=1)
    school.post("sukkel")
    events, _ = school.platform.read(None, limit=1000)
    await school.app.intake.receive(events)
    decided = await school.app.decide_all()
    assert [one.message.text for one in decided] == ["sukkel"]
    assert await left(school) == (0, 0)


# restarts


async def test_after_a_restart_the_window_is_there_and_the_words_are_not(school: School) -> None:
    for text in ("gamen", "gamen", "hoi"):
        school.post(text)
        await school.turn()
        school.clock.forward(minutes=1)
    school.restart()
    school.post("gamen")
    (decided,) = await school.turn()

    assert contexts(school) == [[], ["gamen"], ["gamen", "gamen"], []]
    assert not decided.judgement.context_complete
    conversation = school.app.pipeline.conversations.get(CLASS_2B)
    assert conversation is not None
    assert [mark.topic for mark in conversation.window.marks] == [
        Topic.OFFTOPIC,
        Topic.OFFTOPIC,
        Topic.NEUTRAL,
        Topic.OFFTOPIC,
    ]
    assert conversation.window.marks[0] == TopicMark(NOON, Topic.OFFTOPIC)
    # The conversation drifted over the restart, and the group hears it.
    assert [finding.rule for finding in decided.decision.findings] == [Rule.OFFTOPIC]
    assert len(school.in_group()) == 1


async def test_before_a_restart_the_context_is_complete(school: School) -> None:
    school.post("hoi")
    (decided,) = await school.turn()
    assert decided.judgement.context_complete


async def test_after_a_restart_the_ladder_and_the_pause_still_hold(school: School) -> None:
    school.post("sukkel")
    await school.turn()
    school.restart()
    school.clock.forward(minutes=5)
    school.post("sukkel", by=BRAM)
    await school.turn()
    assert len(school.in_group()) == 1
    school.clock.forward(days=1)
    school.restart()
    school.post("sukkel")
    await school.turn()
    assert len(school.told(SANNE.account)) == 1


async def test_a_crash_before_the_decision_is_committed_decides_again(school: School) -> None:
    message = school.post("sukkel")
    events, _ = school.platform.read(None)
    await school.app.intake.receive(events)
    school.restart()
    decided = await school.app.decide_all()
    assert [one.message.ref for one in decided] == [message]


async def test_killed_while_sending_the_flag_comes_again_and_the_reminder_does_not(
    school: School,
) -> None:
    school.post("sukkel")
    await school.decide()
    async with school.unit_of_work() as uow:
        assert len(await uow.outbox.claim(school.clock(), 10)) == 2
        await uow.commit()
    school.restart()
    assert await school.app.outbox.recover() == {Outcome.UNKNOWN: 1, Outcome.PENDING: 1}
    await school.app.outbox.deliver()
    assert school.in_group() == []
    (told,) = school.told(MENTOR)
    assert told.startswith("(mogelijk dubbel)\n")
    assert await school.outbox(Outcome.UNKNOWN) == await school.outbox(Outcome.DONE) == 1


async def test_a_deleted_message_is_context_for_nobody(school: School) -> None:
    message = school.post("weg")
    await school.turn()
    school.platform.delete(message)
    school.post("hoi")
    await school.turn()
    assert contexts(school)[-1] == []


# the judge that ships


async def test_the_shipped_judge_and_rulebook_go_the_same_way(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    shipped = rulebook(None)
    judge = rules_judge(Settings(rulebook=shipped))
    school = await open_school(unit_of_work=unit_of_work, judge=judge, rulebook=shipped)
    school.post("wie heeft het huiswerk van wiskunde?", by=BRAM)
    school.post("jij bent echt een sukkel")
    school.post("ik wil niet meer leven", by=BRAM)
    await school.turn()
    respect, care = await school.flags()
    assert [finding.rule for finding in respect.raised.findings] == [Rule.RESPECT]
    assert (care.raised.audience, care.raised.sender) == (Audience.CARE, BRAM)
    assert [len(school.told(one)) for one in (MENTOR, COUNSELLOR)] == [1, 1]
    assert len(school.in_group()) == 1
    assert await left(school) == (0, 0)


async def test_what_was_passed_on_is_looked_at_by_staff_and_brings_no_reminder(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    book = rulebook(None)
    judge = rules_judge(Settings(rulebook=book))
    school = await open_school(judge=judge, rulebook=book, unit_of_work=unit_of_work)
    passed_on = a_message("kijk", sender=SANNE, forwarded="bel Noor maar, 06-12345678")
    await school.app.intake.receive([MessagePosted(passed_on)])
    await school.app.decide_all()
    await school.app.outbox.deliver()
    (flag,) = await school.flags()
    assert flag.raised.evidence.forwarded == "bel Noor maar, 06-12345678"
    assert "(doorgestuurd) bel Noor maar, »06-12345678«" in school.told(MENTOR)[-1]
    assert list(school.in_group()) == []
    assert list(school.told(SANNE.account)) == []


@pytest.mark.parametrize("before", [BATCH - 3, BATCH - 2, BATCH - 1])
async def test_an_album_over_the_end_of_a_batch_is_judged_as_one(
    school: School, before: int
) -> None:
    parts = [a_message("sukkel" * (n == 2), message_id=f"deel-{n}") for n in range(4)]
    said = [a_message(message_id=f"voor-{n}") for n in range(before)]
    said += [replace(part, album="a", media=MediaKind.PHOTO) for part in parts]
    said += [a_message(message_id=f"na-{n}") for n in range(BATCH)]
    await school.app.intake.receive(MessagePosted(one) for one in said)
    school.clock.forward(minutes=1)
    decided = await school.app.decide_all()

    order = [one.message.ref.message_id for one in decided]
    assert order == [
        one.ref.message_id for one in said if one not in said[before + 1 : before + 4]
    ]
    (flag,) = await school.flags()
    assert (flag.raised.message.message_id, len(flag.raised.evidence.others)) == ("deel-0", 3)


async def test_a_reminder_that_could_not_be_sent_in_time_is_not_sent_in_quiet_hours() -> None:
    calendar = SchoolCalendar(quiet=QuietHours(time(22), time(7)))
    school = await open_school({"sukkel": a_judgement(a_finding())}, calendar=calendar)
    school.clock.now = datetime(2026, 3, 2, 21, 45, tzinfo=AMSTERDAM).astimezone(UTC)
    school.platform.fail_next(*[AdapterUnavailable("away")] * 6)  # of the flag too
    school.post("sukkel")
    await school.turn()
    for minutes in (5, 5, 20):
        school.clock.forward(minutes=minutes)
        await school.app.outbox.deliver()
    assert school.in_group() == []
    assert await school.outbox(Outcome.EXPIRED) == 1
