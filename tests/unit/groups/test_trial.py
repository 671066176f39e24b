"""At first only staff see what the bot would say. They alone end that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answering.offers import Offer, Offered
from bot.groups.trial import group_meant
from bot.model.action import Audience
from bot.model.audit import Audited
from bot.model.flag import NewVerdict, Verdict
from bot.model.group import Stage
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.member import Sender
from bot.model.outbox import Purpose, Say
from bot.model.timetable import Slot, SlotKind
from bot.settings import Live
from bot.timetable import TIMETABLE
from tests.contract.builders import a_care_signal, a_flag
from tests.unit.groups.making import (
    ANONYMOUS,
    GROUP,
    LEAD,
    MENTOR,
    OTHER_GROUP,
    PUPIL,
    TEACHER,
    Around,
    a_school,
)

PRIVATE = ChatRef(Platform.TELEGRAM, ChatId("1"))


async def ask(around: Around) -> int:
    async with around.work() as uow:
        return await around.groups.trial.ask(uow, around.clock())


async def a_trial_that_is_over() -> Around:
    """Of ten school days, from Monday the 2nd of March to Monday the 16th."""
    around = await a_school()
    await around.bound()
    around.clock.forward(days=14)
    return around


async def test_staff_are_asked_when_it_is_over_and_once() -> None:
    around = await a_school()
    await around.bound()
    around.clock.forward(days=13)
    assert await ask(around) == 0
    around.clock.forward(days=1)
    assert await ask(around) == 1
    (say,) = await around.said()
    assert say.to == MENTOR.account
    assert [button.label for row in say.buttons for button in row] == [
        "Herinneringen aanzetten",
        "Nog op proef",
    ]
    around.clock.forward(days=1)
    assert await ask(around) == 0


async def test_a_holiday_is_no_part_of_it() -> None:
    """Also one that is imported in the middle: of its ten school days five are still to come."""
    around = await a_school()
    await around.bound()
    around.clock.forward(days=7)
    week = Slot(SlotKind.FREE, around.clock(), around.clock() + timedelta(days=7))
    async with around.work() as uow:
        await uow.timetable.put("vakantie.ics", [week], around.clock())
        await uow.cursors.put(TIMETABLE, "1")
    around.clock.forward(days=7)
    assert await ask(around) == 0
    around.clock.forward(days=7)
    assert await ask(around) == 0
    around.clock.forward(days=1)
    assert await ask(around) == 1


@pytest.mark.parametrize(
    ("days", "hours"), [(13, 11), (13, 19), (12, 0), (13, 0)], ids=["0:00", "8:00", "sat", "sun"]
)
async def test_they_are_asked_when_they_are_at_school(days: int, hours: int) -> None:
    """It began on a Monday at one."""
    around = await a_school(Live(trial_days=4))
    await around.bound()
    around.clock.forward(days=days, hours=hours)
    assert await ask(around) == 0


async def test_the_question_has_no_haste() -> None:
    around = await a_trial_that_is_over()
    around.clock.forward(hours=-4, minutes=-30)
    assert await ask(around) == 1
    (item,) = await around.waiting()
    assert item.purpose is Purpose.FLAG


async def test_it_never_ends_by_itself() -> None:
    around = await a_trial_that_is_over()
    around.clock.forward(days=200)
    await ask(around)
    assert (await around.the_group()).stage is Stage.TRIAL


async def test_they_read_what_came_of_it_but_nothing_for_other_eyes() -> None:
    around = await a_trial_that_is_over()
    now = around.clock()
    plain = a_flag("m1", at=now, chat=GROUP)
    others = (
        a_flag("m2", at=now, chat=GROUP),
        replace(a_flag("m3", at=now, chat=GROUP), audience=Audience.TEAM_LEAD),
        a_flag("m4", at=now, chat=GROUP, care=a_care_signal()),
    )
    async with around.work() as uow:
        number = await uow.flags.add(plain)
        for flag in others:
            await uow.flags.add(flag)
        verdict = NewVerdict(flag_id=number, verdict=Verdict.UPHELD, by=MENTOR.account, at=now)
        await uow.flags.decide(verdict)
    await ask(around)
    text = (await around.told())[MENTOR.account]
    assert "2 meldingen: 1 terecht, 0 onterecht" in text


async def buttons(around: Around) -> Sequence[str]:
    await ask(around)
    (say,) = await around.said()
    return [button.press for row in say.buttons for button in row]


async def test_the_buttons_know_their_group_and_are_only_for_who_was_asked() -> None:
    around = await a_trial_that_is_over()
    remind, stay = await buttons(around)
    offers = around.groups.front.offers
    press = around.pressed(remind, MENTOR, PRIVATE)
    offer = offers.taken(press)
    assert offer == Offer(Offered.REMIND, GROUP.chat_id)
    async with around.store() as uow:
        assert await group_meant(uow, press, offer) == await uow.groups.get(GROUP)
        gone = Offer(Offered.REMIND, OTHER_GROUP.chat_id)
        assert await group_meant(uow, press, gone) is None
    other = offers.taken(around.pressed(stay, MENTOR, PRIVATE))
    assert other == Offer(Offered.STAY_IN_TRIAL, GROUP.chat_id)
    assert offers.taken(around.pressed(remind, PUPIL, PRIVATE)) is None


async def test_an_id_that_fits_under_no_button_is_asked_about_without() -> None:
    around = await a_trial_that_is_over()
    chat = ChatRef(Platform.MATRIX, ChatId("!a:school.example"))
    assert around.groups.trial.buttons(chat, MENTOR.account) == ()


async def start(around: Around, by: Sender) -> str:
    group = await around.the_group()
    async with around.work() as uow:
        return await around.groups.trial.start_reminders(uow, group, by)


async def stay(around: Around, by: Sender) -> str:
    group = await around.the_group()
    async with around.work() as uow:
        return await around.groups.trial.stay(uow, group, by)


@pytest.mark.parametrize("by", [MENTOR, LEAD], ids=["mentor", "team lead"])
async def test_staff_turn_reminders_on_and_the_group_reads_it(by: Sender) -> None:
    around = await a_trial_that_is_over()
    assert "vanaf nu herinneringen" in await start(around, by)
    assert (await around.the_group()).stage is Stage.ON
    (say,) = await around.said()
    assert isinstance(say, Say)
    assert (say.to, "De proef is voorbij" in say.text) == (GROUP, True)
    assert "niet op proef" in await start(around, by)
    assert "niet op proef" in await stay(around, by)


async def test_longer_on_trial_is_asked_again_after_as_many_days() -> None:
    around = await a_trial_that_is_over()
    await ask(around)
    await around.said()
    assert "10 schooldagen" in await stay(around, MENTOR)
    around.clock.forward(days=13)
    assert await ask(around) == 0
    around.clock.forward(days=1)
    assert await ask(around) == 1


@pytest.mark.parametrize(
    "by", [PUPIL, TEACHER, ANONYMOUS], ids=["pupil", "other teacher", "anonymous admin"]
)
async def test_nobody_else_says_so(by: Sender) -> None:
    around = await a_trial_that_is_over()
    group = await around.the_group()
    assert "alleen een medewerker" in await start(around, by)
    assert "alleen een medewerker" in await stay(around, by)
    assert await around.the_group() == group
    assert [entry.by for entry in await around.audit(Audited.REFUSED)] == [by.account]


async def test_a_group_without_a_trial_is_not_asked_about() -> None:
    around = await a_school(Live(trial_days=0))
    await around.bound()
    around.clock.now += timedelta(days=100)
    assert await ask(around) == 0


@pytest.mark.parametrize(
    ("act", "stage"),
    [(Offered.REMIND, Stage.ON), (Offered.STAY_IN_TRIAL, Stage.TRIAL)],
    ids=["remind", "stay"],
)
async def test_what_is_pressed_in_private_is_about_the_group_it_names(
    act: Offered, stage: Stage
) -> None:
    around = await a_trial_that_is_over()
    press = around.pressed("", MENTOR, PRIVATE)
    async with around.work() as uow:
        await around.groups.answered(uow, press, Offer(act, GROUP.chat_id))
        gone = await around.groups.answered(uow, press, Offer(act, OTHER_GROUP.chat_id))
    group = await around.the_group()
    assert (group.stage, group.since) == (stage, around.clock())
    assert "ken deze groep niet" in gone
