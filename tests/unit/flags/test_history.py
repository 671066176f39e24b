"""What happened to a flag is kept, and told to whoever may see it."""

from bot.answering.offers import Offer, Offered
from bot.model.audit import Audited
from bot.model.flag import FlagState, Step, StepKind
from bot.model.ids import FlagId
from bot.model.member import Sender
from tests.support.live import JANSEN, SMIT, WOLTERS, LiveSchool, open_live
from tests.support.school import SANNE
from tests.unit.commands.making import (
    BRAM,
    COUNSELLOR,
    CRY,
    LEAD,
    MENTOR,
    OTHER_MENTOR,
    Around,
    original,
)

FIRST = FlagId(1)


async def steps(around: Around) -> list[StepKind]:
    async with around.store() as uow:
        return [one.kind for one in await uow.flags.steps(FIRST)]


async def reported() -> Around:
    around = await Around().open()
    await around.in_class(BRAM, "2B")
    await around.give(BRAM, "meld", reply_to=original("jij sukkel"), chat=MENTOR_CLASS)
    return around


MENTOR_CLASS = original("").chat


async def test_whoever_opens_a_flag_reads_what_happened_and_is_in_it_once() -> None:
    around = await reported()
    first = (await around.give(MENTOR, "open", "1")).text
    assert "Verteld: " in first
    assert "Geopend" not in first
    assert "Geopend door: mw. Wolters" in (await around.give(LEAD, "open", "1")).text
    again = (await around.give(MENTOR, "open", "1")).text
    assert "Geopend door: mw. Wolters, dhr. Bos" in again
    assert (await steps(around)).count(StepKind.SEEN) == 2
    told = [entry.facts for entry in await around.audited(Audited.FLAG)]
    assert [facts.get("step") for facts in told].count("seen") == 3


async def test_what_else_happened_is_told_in_a_line() -> None:
    around = await reported()
    async with around.work() as uow:
        now = around.clock()
        await uow.flags.step(FIRST, Step(StepKind.LATER, now, MENTOR.account))
        await uow.flags.step(FIRST, Step(StepKind.PASSED_ON, now, MENTOR.account))
    text = (await around.give(LEAD, "open", "1")).text
    assert "Daarna: " in text
    assert "mw. Wolters kijkt er later naar" in text
    assert "Doorgegeven door mw. Wolters" in text


async def test_that_somebody_looked_keeps_nobody_from_being_told_of_it() -> None:
    around = await reported()
    assert (await around.give(OTHER_MENTOR, "open", "1")).text.startswith("Melding 1 wacht niet")
    assert StepKind.SEEN not in await steps(around)


async def test_the_history_of_care_is_for_its_contacts() -> None:
    around = await Around().open()
    await around.write(BRAM, CRY)
    assert "Geopend" not in (await around.give(COUNSELLOR, "open", "1")).text
    assert StepKind.SEEN in await steps(around)
    entries = [entry.facts for entry in await around.audited(Audited.CARE)]
    assert {"flag": 1, "step": "seen"} in entries
    assert "Melding 1 wacht niet" in (await around.give(LEAD, "open", "1")).text


async def test_an_edit_is_in_the_history_of_what_staff_were_told() -> None:
    live = await open_live()
    live.school.post("sukkel", by=SANNE)
    await live.school.turn()
    number = (await live.flag()).flag_id
    await edited(live, "niets aan de hand")
    assert await live.steps(number) == [StepKind.TOLD, StepKind.CHANGED]
    assert (await live.flag()).state is FlagState.OPEN


async def test_a_button_that_shows_a_flag_opens_it() -> None:
    live = await open_live()
    await live.say("sukkel")
    number = (await live.flag()).flag_id
    for by in (WOLTERS, JANSEN):
        await seen(live, number, by)
    assert (await live.steps(number)).count(StepKind.SEEN) == 2
    assert SMIT.account not in {one.by for one in await all_steps(live, number)}


async def seen(live: LiveSchool, number: FlagId, by: Sender) -> None:
    (shown,) = live.read_by(by.account)[:1]
    until = live.front.clock().replace(year=2100)
    button = live.front.offers.button("", Offer(Offered.SHOW, str(number)), by.account, until)
    await live.press(shown, "", by=by, data=button.press)


async def all_steps(live: LiveSchool, number: FlagId) -> list[Step]:
    async with live.school.unit_of_work() as uow:
        return [*await uow.flags.steps(number)]


async def edited(live: LiveSchool, text: str) -> None:
    raised = (await live.flag()).raised
    live.school.platform.edit(raised.message, text)
    await live.school.turn()
