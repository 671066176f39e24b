"""What a digest says at the end of a day in which the real use cases worked."""

import pytest

from bot.model.flag import Step, StepKind
from bot.model.ids import AccountRef
from tests.support.builders import (
    COUNSELLOR,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_care_signal,
    a_finding,
    a_group,
    a_judgement,
)
from tests.support.school import School, open_school

THOUGHTS = {
    "sukkel": a_judgement(a_finding()),
    "help": a_judgement(care=a_care_signal()),
}


async def digested(school: School, reader: AccountRef) -> str:
    await school.app.digests.send(NOON.date())
    await school.app.outbox.deliver()
    return school.told(reader)[-1]


@pytest.mark.parametrize(("reader", "has"), [(MENTOR, False), (TEAM_LEAD, True)])
async def test_the_head_of_the_audit_is_for_who_may_read_that(
    reader: AccountRef, has: bool
) -> None:
    school = await open_school(THOUGHTS, group=a_group(responsible=(MENTOR, TEAM_LEAD)))
    school.post("sukkel")
    await school.turn()
    async with school.unit_of_work() as uow:
        head = await uow.audit.head()

    digest = await digested(school, reader)

    assert "2B" in digest
    assert (str(head) in digest) is has


@pytest.mark.parametrize("untouched", [True, False])
async def test_however_often_somebody_cried_for_help_all_of_it_is_counted(
    untouched: bool,
) -> None:
    school = await open_school(THOUGHTS, group=a_group(responsible=(COUNSELLOR,)))
    school.post("help")
    await school.turn()
    (flag,) = await school.flags()
    async with school.unit_of_work() as uow:
        for _ in range(45):
            await uow.flags.step(flag.flag_id, Step(StepKind.MORE, school.clock()))
        if not untouched:
            step = Step(StepKind.TAKEN_UP, school.clock(), COUNSELLOR)
            await uow.flags.step(flag.flag_id, step)
        await uow.commit()

    digest = await digested(school, COUNSELLOR)

    assert "open staan: 46" in digest
    assert ("niemand kijkt ernaar: 46" in digest) is untouched
