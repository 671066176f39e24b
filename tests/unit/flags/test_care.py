"""Who may be in need is not forgotten: one after the other is told until a person has read it."""

from dataclasses import replace

import pytest

from bot.answering.links import written_privately
from bot.model.audit import Audited
from bot.model.flag import Step, StepKind
from bot.model.ids import AccountRef
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    TEAM_LEAD,
    a_care_signal,
    a_judgement,
)
from tests.support.live import CLASS, JANSEN, KAYA, SMIT, STAFF_CHAT, LiveSchool, open_live
from tests.support.school import SANNE

WAIT = 15
STAFF = (COUNSELLOR, KAYA.account, MENTOR, JANSEN.account, TEAM_LEAD)


async def cried() -> LiveSchool:
    live = await open_live()
    await live.say("help")
    return live


async def later(live: LiveSchool, minutes: int = WAIT) -> dict[AccountRef, int]:
    """How often each was told so far."""
    live.school.clock.forward(minutes=minutes)
    await live.escalate()
    return told(live)


def told(live: LiveSchool) -> dict[AccountRef, int]:
    return {one: count for one in STAFF if (count := len(live.read_by(one)))}


async def test_the_first_contact_is_told_alone() -> None:
    live = await cried()
    await live.escalate()
    assert told(live) == {COUNSELLOR: 1}


async def test_nobody_else_is_told_before_the_time_is_over() -> None:
    live = await cried()
    assert await later(live, WAIT - 1) == {COUNSELLOR: 1}


async def test_then_the_next_then_both_then_the_team_lead() -> None:
    live = await cried()
    assert await later(live) == {COUNSELLOR: 1, KAYA.account: 1}
    assert await later(live) == {COUNSELLOR: 2, KAYA.account: 2}
    assert await later(live) == {COUNSELLOR: 2, KAYA.account: 2, TEAM_LEAD: 1}
    assert await later(live) == {COUNSELLOR: 2, KAYA.account: 2, TEAM_LEAD: 1}
    number = (await live.flag()).flag_id
    assert await live.steps(number) == [StepKind.TOLD, *[StepKind.PASSED_ON] * 3]
    assert len(await live.audited(Audited.CARE)) == 4


async def test_who_goes_on_writing_puts_nothing_off() -> None:
    live = await cried()
    number = (await live.flag()).flag_id
    live.school.clock.forward(minutes=WAIT - 1)
    async with live.school.unit_of_work() as uow:
        await uow.flags.step(number, Step(StepKind.MORE, live.school.clock()))
        await uow.commit()
    assert await later(live, 1) == {COUNSELLOR: 1, KAYA.account: 1}
    assert "nog zeker 1 keer zoiets" in live.read_by(KAYA.account)[0].text


async def test_no_step_is_taken_twice_at_the_same_time() -> None:
    live = await cried()
    await later(live)
    assert await later(live, 0) == {COUNSELLOR: 1, KAYA.account: 1}


async def test_the_team_lead_learns_neither_who_nor_what() -> None:
    live = await cried()
    for _ in range(3):
        await later(live)
    (shown,) = live.read_by(TEAM_LEAD)
    assert "2B" in shown.text
    assert "Sanne" not in shown.text
    assert "hel" not in shown.text
    assert shown.buttons == {}


@pytest.mark.parametrize("after", [0, 1, 2])
async def test_who_takes_it_up_ends_it(after: int) -> None:
    live = await cried()
    for _ in range(after):
        await later(live)
    before = told(live)
    await live.press(live.read_by(COUNSELLOR)[0], "Ik pak dit op", by=SMIT)
    assert await later(live) == before


async def test_in_the_middle_of_the_night_it_goes_on() -> None:
    live = await open_live()
    live.school.clock.forward(hours=12)
    await live.put(replace(CLASS, quiet_until=live.front.clock().replace(day=20)))
    await live.say("help")
    assert await later(live) == {COUNSELLOR: 1, KAYA.account: 1}


async def test_with_one_contact_the_team_lead_is_next() -> None:
    live = await open_live(group=replace(CLASS, care=(COUNSELLOR,)))
    await live.say("help")
    assert await later(live) == {COUNSELLOR: 1, TEAM_LEAD: 1}


async def test_with_nobody_to_tell_the_team_lead_does_not_wait() -> None:
    live = await open_live(group=replace(CLASS, care=()))
    await live.say("help")
    assert await later(live, 0) == {TEAM_LEAD: 1}
    assert await later(live) == {TEAM_LEAD: 1}


async def test_a_contact_whose_own_matter_it_is_is_passed_over() -> None:
    aimed = replace(a_judgement(care=a_care_signal()), target=COUNSELLOR)
    live = await open_live({"help": aimed})
    await live.say("help")
    assert told(live) == {KAYA.account: 1}
    assert await later(live) == {KAYA.account: 1, TEAM_LEAD: 1}


async def test_no_team_lead_hears_of_a_signal_about_themselves() -> None:
    aimed = replace(a_judgement(care=a_care_signal()), target=TEAM_LEAD)
    live = await open_live({"help": aimed}, group=replace(CLASS, care=(COUNSELLOR,)))
    await live.say("help")
    assert await later(live) == {COUNSELLOR: 1}


async def test_care_never_goes_to_the_staff_chat() -> None:
    live = await open_live(group=replace(CLASS, staff_chat=STAFF_CHAT))
    await live.say("help")
    for _ in range(3):
        await later(live)
    assert live.read_by(STAFF_CHAT) == []
    assert {MENTOR, JANSEN.account}.isdisjoint(told(live))


async def test_a_breach_is_nothing_to_escalate() -> None:
    live = await open_live()
    await live.say("sukkel")
    before = told(live)
    assert await later(live) == before


async def test_who_wrote_in_private_hears_that_a_person_has_read_it() -> None:
    live = await cried()
    raised = (await live.flag()).raised
    private = replace(raised, message=written_privately(CLASS_2B, raised.message.message_id))
    async with live.school.unit_of_work() as uow:
        await uow.flags.remove((await uow.flags.find())[0].flag_id)
        await uow.flags.add(private)
        await uow.commit()
    await live.escalate()
    shown = live.read_by(COUNSELLOR)[-1]
    await live.press(shown, "Ik pak dit op", by=SMIT)
    (said,) = live.school.told(SANNE.account)
    assert "gelezen" in said
    assert "Smit" not in said
