"""How the jobs of the running bot fared, as other processes read it."""

from datetime import timedelta

from bot.model.job import JobRun
from bot.ports import UnitOfWorkFactory
from tests.support.builders import NOON

LATER = NOON + timedelta(minutes=1)


async def test_of_each_job_the_latest_run_is_kept(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.jobs.put([JobRun("digests", NOON, True, NOON), JobRun("care", NOON, False)])
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.jobs.put([JobRun("digests", LATER, False, NOON)])
        await uow.jobs.put([])
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.jobs.all() == {
            "digests": JobRun("digests", LATER, False, NOON),
            "care": JobRun("care", NOON, False),
        }


async def test_what_is_not_committed_was_not_written_down(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.jobs.put([JobRun("care", NOON, True, NOON)])
    async with unit_of_work() as uow:
        assert await uow.jobs.all() == {}
