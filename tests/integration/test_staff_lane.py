"""From what a pupil wrote to what is left of it on a staff member's screen, over every store."""

from dataclasses import replace

from bot.model.audit import Audited
from bot.model.flag import FlagState, StepKind
from bot.model.retention import Retention
from bot.ports import UnitOfWorkFactory
from bot.privacy.retention import RetentionRun
from tests.support.builders import COUNSELLOR, MENTOR, TEAM_LEAD
from tests.support.live import CLASS, JANSEN, KAYA, SMIT, STAFF_CHAT, WOLTERS, open_live


async def test_a_flag_is_told_decided_and_forgotten(unit_of_work: UnitOfWorkFactory) -> None:
    live = await open_live(unit_of_work=unit_of_work)
    await live.say("sukkel")
    (mentors,), (teachers,) = live.read_by(MENTOR), live.read_by(JANSEN.account)
    await live.press(mentors, "Later", by=WOLTERS)
    await live.press(teachers, "Aan teamleider", by=JANSEN)
    await live.press(mentors, "Terecht", by=WOLTERS)
    (leads,) = live.read_by(TEAM_LEAD)
    flag = await live.flag()
    assert flag.state is FlagState.UPHELD
    assert await live.steps(flag.flag_id) == [StepKind.TOLD, StepKind.LATER, StepKind.PASSED_ON]
    screens = (mentors, teachers, leads)
    assert all("besloten door mw. Wolters" in one.text for one in screens)
    live.school.clock.forward(days=365)
    await RetentionRun(unit_of_work, Retention()).daily(live.front.clock())
    await live.deliver()
    assert not any("Sanne" in one.text or one.buttons for one in screens)
    assert await live.audited(Audited.AMENDED) == []


async def test_nobody_answers_a_cry_for_help(unit_of_work: UnitOfWorkFactory) -> None:
    live = await open_live(unit_of_work=unit_of_work)
    await live.say("help")
    for _ in range(3):
        live.school.clock.forward(minutes=15)
        await live.escalate()
    told = [len(live.read_by(one)) for one in (COUNSELLOR, KAYA.account, TEAM_LEAD)]
    assert told == [2, 2, 1]
    await live.press(live.read_by(COUNSELLOR)[0], "Ik pak dit op", by=SMIT)
    live.school.clock.forward(hours=1)
    await live.escalate()
    assert all("Opgepakt" in one.text for one in live.read_by(KAYA.account))
    assert len(live.read_by(TEAM_LEAD)) == 1


async def test_the_staff_chat_decides(unit_of_work: UnitOfWorkFactory) -> None:
    live = await open_live(group=replace(CLASS, staff_chat=STAFF_CHAT), unit_of_work=unit_of_work)
    await live.say("sukkel")
    (shown,) = live.read_by(STAFF_CHAT)
    await live.press(shown, "Onterecht", by=JANSEN)
    assert (await live.flag()).state is FlagState.DISMISSED
    assert "Sanne" not in shown.text
