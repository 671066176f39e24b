"""Staff decide with a button; nobody else does, with whatever button."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answering.offers import Offer, Offered
from bot.flags.telling import Telling
from bot.model.action import MeasureKind
from bot.model.audit import Audited
from bot.model.flag import FlagState, Step, StepKind, Verdict
from bot.model.group import Stage
from bot.model.member import Identity, Sender
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    TEAM_LEAD,
    a_finding,
    a_judgement,
    a_sender,
)
from tests.support.live import (
    BOS,
    CLASS,
    JANSEN,
    KAYA,
    SMIT,
    STAFF_CHAT,
    WOLTERS,
    LiveSchool,
    Shown,
    open_live,
)
from tests.support.school import BRAM, SANNE

REFUSED = "Deze knop is voor iemand anders, of werkt niet meer."


async def flagged(text: str = "sukkel") -> tuple[LiveSchool, Shown]:
    """With what the mentor, or of a care signal the counsellor, reads."""
    live = await open_live()
    await live.say(text)
    (shown,) = live.read_by(MENTOR if text == "sukkel" else COUNSELLOR)
    return live, shown


async def state(live: LiveSchool) -> FlagState:
    return (await live.flag()).state


async def test_a_flag_comes_with_what_staff_can_do_about_it() -> None:
    _, shown = await flagged()
    assert list(shown.buttons) == [
        "Terecht",
        "Onterecht",
        "Verberg",
        "Waarschuw",
        "Meer…",
        "Aan teamleider",
        "Later",
    ]


async def test_on_trial_nothing_is_done_to_a_pupil() -> None:
    live = await open_live(group=replace(CLASS, stage=Stage.TRIAL))
    await live.say("sukkel")

    (shown,) = [one for one in live.read_by(MENTOR) if one.buttons]
    assert list(shown.buttons) == ["Terecht", "Onterecht", "Aan teamleider", "Later"]


async def test_a_care_signal_is_only_taken_up() -> None:
    _, shown = await flagged("help")
    assert list(shown.buttons) == ["Ik pak dit op"]


@pytest.mark.parametrize(
    ("label", "verdict", "measures"),
    [
        ("Terecht", Verdict.UPHELD, ""),
        ("Onterecht", Verdict.DISMISSED, ""),
        ("Verberg", Verdict.UPHELD, MeasureKind.HIDE),
    ],
)
async def test_a_press_is_a_verdict(label: str, verdict: Verdict, measures: str) -> None:
    live, shown = await flagged()
    assert (await live.press(shown, label, by=WOLTERS)).startswith("Genoteerd")
    assert await state(live) is FlagState(verdict)
    (entry,) = await live.audited(Audited.VERDICT)
    assert (entry.by, entry.facts["measures"]) == (MENTOR, measures)


async def test_hiding_takes_the_message_out_of_the_group() -> None:
    live, shown = await flagged()
    flag = await live.flag()
    await live.press(shown, "Verberg", by=WOLTERS)
    assert flag.raised.message.message_id not in live.school.platform.groups[CLASS_2B].lines


async def test_a_dismissal_takes_the_reminder_back() -> None:
    live, shown = await flagged()
    await live.press(shown, "Onterecht", by=WOLTERS)
    assert any("niet terecht" in one for one in live.school.told(SANNE.account))


async def test_the_first_wins_and_the_second_reads_who_that_was() -> None:
    live, _ = await flagged()
    (mentors,), (teachers,) = live.read_by(MENTOR), live.read_by(JANSEN.account)
    button = teachers.buttons["Terecht"].press
    await live.press(mentors, "Onterecht", by=WOLTERS)
    said = await live.press(teachers, "", by=JANSEN, data=button)
    assert said == "mw. Wolters was eerder: onterecht."
    assert await state(live) is FlagState.DISMISSED


async def test_a_decision_is_not_made_twice() -> None:
    live, shown = await flagged()
    button = shown.buttons["Verberg"].press
    for _ in range(2):
        await live.press(shown, "", by=WOLTERS, data=button)
    assert len(await live.audited(Audited.VERDICT)) == 1


async def test_a_flag_that_is_gone_is_told_as_such() -> None:
    live, shown = await flagged()
    number = (await live.flag()).flag_id
    async with live.school.unit_of_work() as uow:
        await uow.flags.remove(number)
        await uow.commit()
    assert await live.press(shown, "Terecht", by=WOLTERS) == "Deze melding is er niet meer."


# whoever may not


@pytest.mark.parametrize("by", [SANNE, BRAM, SMIT, BOS, JANSEN], ids=lambda one: one.name)
async def test_a_button_is_its_readers_alone(by: Sender) -> None:
    live, shown = await flagged()
    for label in shown.buttons:
        assert await live.press(shown, label, by=by) == REFUSED
    assert await state(live) is FlagState.OPEN
    refused = await live.audited(Audited.REFUSED)
    assert [entry.by for entry in refused] == [by.account]  # once an hour


@pytest.mark.parametrize("identity", [one for one in Identity if one is not Identity.PERSON])
async def test_who_is_no_person_is_not_warned(identity: Identity) -> None:
    live, _ = await flagged()
    flag = await live.flag()
    sender = replace(SANNE, identity=identity)
    by_nobody = replace(flag, raised=replace(flag.raised, sender=sender))
    rows = Telling(live.front).buttons(by_nobody, CLASS, MENTOR)
    labels = [button.label for row in rows for button in row]
    assert "Verberg" in labels
    assert "Waarschuw" not in labels


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        (r"^l", "u"),
        (r"^l1", "l2"),
        (r"\.", ".z"),
        (r".$", ""),
        (r"\..*", ""),
        (r".*", "."),
        (r".+", "onzin"),
        (r".+", "\x00.é.\udcff"),
    ],
    ids=["act", "flag", "time", "signature", "unsigned", "empty", "words", "strange"],
)
async def test_an_edited_button_does_nothing(was: str, is_now: str) -> None:
    live, shown = await flagged()
    data = re.sub(was, is_now, shown.buttons["Later"].press, count=1)
    assert await live.press(shown, "", by=WOLTERS, data=data) == REFUSED
    assert await state(live) is FlagState.OPEN
    assert len(await live.audited(Audited.REFUSED)) == 1


async def test_a_button_does_not_work_for_ever() -> None:
    live, shown = await flagged()
    live.school.clock.forward(days=31)
    assert await live.press(shown, "Terecht", by=WOLTERS) == REFUSED
    assert await state(live) is FlagState.OPEN


async def test_somebody_who_became_a_party_decides_nothing() -> None:
    live = await open_live()
    await live.say("sukkel")
    (shown,) = live.read_by(MENTOR)
    offer = Offer(Offered.UPHOLD, "2")
    aimed = replace((await live.flag()).raised, target=MENTOR)
    async with live.school.unit_of_work() as uow:
        assert await uow.flags.add(aimed) == 2
        await uow.commit()
    until = live.front.clock().replace(hour=23)
    button = live.front.offers.button("Terecht", offer, MENTOR, until)
    assert await live.press(shown, "", by=WOLTERS, data=button.press) == REFUSED
    async with live.school.unit_of_work() as uow:
        flag = await uow.flags.get((await uow.flags.find())[1].flag_id)
    assert flag is not None
    assert flag.state is FlagState.OPEN


async def test_who_hides_behind_the_group_decides_nothing() -> None:
    live, shown = await flagged()
    hidden = replace(WOLTERS, identity=Identity.ANONYMOUS_ADMIN)
    assert await live.press(shown, "Terecht", by=hidden) == REFUSED


@pytest.mark.parametrize("label", ["Terecht", "Aan teamleider", "Later"])
async def test_who_left_the_matter_decides_nothing(label: str) -> None:
    live, shown = await flagged()
    await live.put(replace(CLASS, responsible=(JANSEN.account,)))
    assert await live.press(shown, label, by=WOLTERS) == REFUSED
    flag = await live.flag()
    assert flag.state is FlagState.OPEN
    assert await live.steps(flag.flag_id) == [StepKind.TOLD]


async def test_who_left_the_matter_does_not_read_who_decided() -> None:
    live, shown = await flagged()
    (teachers,) = live.read_by(JANSEN.account)
    button = shown.buttons["Terecht"].press
    await live.press(teachers, "Terecht", by=JANSEN)
    await live.put(replace(CLASS, responsible=(JANSEN.account,)))
    assert await live.press(shown, "", by=WOLTERS, data=button) == REFUSED


@pytest.mark.parametrize("act", [one for one in Offered if one in "udhwtl"])
async def test_a_care_signal_is_decided_by_no_button(act: Offered) -> None:
    live, shown = await flagged("help")
    until = live.front.clock().replace(hour=23)
    button = live.front.offers.button("", Offer(act, "1"), COUNSELLOR, until)
    said = await live.press(shown, "", by=SMIT, data=button.press)
    closed = act is Offered.DISMISS
    assert (said == REFUSED) is not closed
    assert await state(live) is (FlagState.DISMISSED if closed else FlagState.OPEN)


async def test_a_flag_is_not_taken_up_like_a_care_signal() -> None:
    live, shown = await flagged()
    until = live.front.clock().replace(hour=23)
    button = live.front.offers.button("", Offer(Offered.TAKE_UP, "1"), MENTOR, until)
    assert await live.press(shown, "", by=WOLTERS, data=button.press) == REFUSED


# the staff's own chat


async def in_staff_chat() -> tuple[LiveSchool, Shown]:
    live = await open_live(group=replace(CLASS, staff_chat=STAFF_CHAT))
    await live.say("sukkel")
    (shown,) = live.read_by(STAFF_CHAT)
    return live, shown


async def test_in_the_staff_chat_whoever_answers_for_the_class_decides() -> None:
    live, shown = await in_staff_chat()
    assert live.read_by(MENTOR) == []
    await live.press(shown, "Terecht", by=JANSEN)
    assert await state(live) is FlagState.UPHELD


@pytest.mark.parametrize("by", [SANNE, SMIT, a_sender("Vreemde")], ids=lambda one: one.name)
async def test_being_in_the_staff_chat_gives_no_right(by: Sender) -> None:
    live, shown = await in_staff_chat()
    assert await live.press(shown, "Terecht", by=by) == REFUSED
    assert await state(live) is FlagState.OPEN


async def test_a_button_of_the_staff_chat_works_nowhere_else() -> None:
    live, shown = await in_staff_chat()
    assert await live.press(shown, "Terecht", by=WOLTERS, chat=CLASS_2B) == REFUSED


# what is not a verdict


async def test_the_team_lead_gets_it_once_with_their_own_buttons() -> None:
    live, shown = await flagged()
    assert "teamleider" in await live.press(shown, "Aan teamleider", by=WOLTERS)
    (leads,) = live.read_by(TEAM_LEAD)
    assert "Aan teamleider" not in leads.buttons
    assert "niet" in await live.press(shown, "Aan teamleider", by=WOLTERS)
    assert len(live.read_by(TEAM_LEAD)) == 1
    assert StepKind.PASSED_ON in await live.steps((await live.flag()).flag_id)
    await live.press(leads, "Terecht", by=BOS)
    assert await state(live) is FlagState.UPHELD


async def test_no_team_lead_is_given_their_own_matter() -> None:
    live = await open_live({"sukkel": replace(a_judgement(a_finding()), target=TEAM_LEAD)})
    await live.say("sukkel")
    (shown,) = live.read_by(MENTOR)
    await live.press(shown, "Aan teamleider", by=WOLTERS)
    assert live.read_by(TEAM_LEAD) == []


async def test_later_is_the_morning_of_the_next_school_day() -> None:
    live, shown = await flagged()
    live.school.clock.forward(days=4)  # a Friday
    assert "09-03 08:30" in await live.press(shown, "Later", by=WOLTERS)
    live.school.clock.forward(days=2)
    await live.inform()
    assert len(live.read_by(MENTOR)) == 1
    live.school.clock.forward(days=1)
    for _ in range(2):
        await live.inform()
    assert len(live.read_by(MENTOR)) == 2
    assert len(live.read_by(JANSEN.account)) == 1


async def test_later_comes_for_an_old_message_too() -> None:
    live = await open_live()
    await live.say("sukkel")
    async with live.school.unit_of_work() as uow:
        raised = (await uow.flags.find())[0].raised
        old = replace(raised, sent_at=raised.sent_at - timedelta(days=40))
        await uow.flags.remove((await uow.flags.find())[0].flag_id)
        number = await uow.flags.add(replace(old, raised_at=raised.sent_at))
        await uow.flags.step(number, Step(StepKind.LATER, live.school.clock(), MENTOR))
        await uow.commit()
    live.school.clock.forward(days=1)
    await live.inform()
    assert len(live.read_by(MENTOR)) == 2


async def test_what_was_decided_meanwhile_does_not_come_again() -> None:
    live, shown = await flagged()
    (teachers,) = live.read_by(JANSEN.account)
    await live.press(shown, "Later", by=WOLTERS)
    await live.press(teachers, "Terecht", by=JANSEN)
    live.school.clock.forward(days=2)
    await live.inform()
    assert len(live.read_by(MENTOR)) == 1


async def test_who_takes_a_care_signal_up_is_known_to_the_others() -> None:
    live, shown = await flagged("help")
    await live.press(shown, "Ik pak dit op", by=SMIT)
    assert "Opgepakt door mw. Smit" in shown.text
    assert shown.buttons == {}
    async with live.school.unit_of_work() as uow:
        (flag,) = await uow.flags.find()
    until = live.front.clock().replace(hour=23)
    button = live.front.offers.button(
        "", Offer(Offered.TAKE_UP, str(flag.flag_id)), KAYA.account, until
    )
    said = await live.press(shown, "", by=KAYA, data=button.press)
    assert said == "mw. Smit heeft dit al opgepakt."
    assert live.school.told(SANNE.account) == []


# what is for other parts


@pytest.mark.parametrize(
    ("act", "work"), [(Offered.WORK_ACCOUNT, True), (Offered.PRIVATE_ACCOUNT, False)]
)
async def test_whose_account_it_is_says_its_owner(act: Offered, work: bool) -> None:
    live, shown = await flagged()
    until = live.front.clock().replace(hour=23)
    button = live.front.offers.button("", Offer(act), MENTOR, until)
    await live.press(shown, "", by=JANSEN, data=button.press)
    assert live.accounts == []
    await live.press(shown, "", by=WOLTERS, data=button.press)
    assert live.accounts == [(MENTOR, work)]


@pytest.mark.parametrize("act", [Offered.CLASS, Offered.REMIND, Offered.STAY_IN_TRIAL])
async def test_what_is_chosen_for_a_group_is_asked_of_the_group(act: Offered) -> None:
    live, shown = await flagged()
    until = live.front.clock().replace(hour=23)
    button = live.front.offers.button("", Offer(act, "2B"), CLASS_2B, until)
    said = await live.press(shown, "", by=SANNE, data=button.press, chat=CLASS_2B)
    assert (said, live.chosen) == (REFUSED, [])
    said = await live.press(shown, "", by=WOLTERS, data=button.press, chat=CLASS_2B)
    assert (said, live.chosen) == ("gekozen", [Offer(act, "2B")])
