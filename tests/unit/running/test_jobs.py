"""What happens at set times keeps nobody waiting."""

from dataclasses import replace
from datetime import datetime, timedelta

from typing_extensions import override

from bot.model.administration import Administration
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.job import JobRun
from bot.running.jobs import CHECKING, EVERY, Jobs
from bot.running.metrics import Metrics
from bot.running.scheduler import PATIENCE, Job
from bot.texts import Language, texts
from tests.support.builders import NOON
from tests.support.school import SettableClock, open_school
from tests.unit.groups.making import Around, a_school
from tests.unit.running.test_run import Stage, silence

MANY = 5


class Slow(Stage):
    """Takes a while to say who administers a group."""

    def __init__(self, clock: SettableClock) -> None:
        super().__init__(silence)
        self.clock_of_all = clock
        self.asked: list[ChatRef] = []

    @override
    async def administration(self, chat: ChatRef, at: datetime) -> Administration:
        self.clock_of_all.now += CHECKING / 2
        self.asked.append(chat)
        return Administration(at=at)


async def guarded(around: Around) -> list[ChatRef]:
    """Groups that are to be looked at, the last of them because somebody asked."""
    group = await around.bound()
    chats = [ChatRef(Platform.TELEGRAM, ChatId(f"-10{number}")) for number in range(MANY)]
    async with around.work() as uow:
        await uow.groups.put(replace(group, administration=Administration(at=around.clock())))
        for chat in chats:
            await uow.groups.put(replace(group, chat=chat, administration=None))
    around.checks.asked.add(chats[-1])
    return chats


async def test_groups_are_looked_at_a_few_at_a_time_and_first_those_that_were_asked_for() -> None:
    around = await a_school()
    chats, slow = await guarded(around), Slow(around.clock)
    jobs = Jobs(
        app=(await open_school()).app,
        front=around.checks.front,
        groups=around.groups,
        checks=around.checks,
        platforms={Platform.TELEGRAM: slow},
        metrics=Metrics(),
    )
    (check,) = (job for job in jobs.all() if job.name == "checks")
    await check.work()
    assert len(slow.asked) < MANY
    assert slow.asked[0] == chats[-1]
    await check.work()
    assert len(slow.asked) == MANY
    assert set(slow.asked) == set(chats)


async def declared(around: Around, metrics: Metrics) -> dict[str, Job]:
    jobs = Jobs(
        app=replace((await open_school()).app, unit_of_work=around.store),
        front=around.checks.front,
        groups=around.groups,
        checks=around.checks,
        platforms={},
        metrics=metrics,
    )
    return {job.name: job for job in jobs.all()}


async def test_how_jobs_fared_is_written_down_for_other_processes() -> None:
    around, metrics = await a_school(), Metrics()
    before = NOON - timedelta(days=1)
    async with around.work() as uow:
        runs = [JobRun("digests", before, True, before), JobRun("care", before, True, before)]
        await uow.jobs.put(runs)
    metrics.job_ran("digests", False, NOON)
    metrics.job_ran("care", True, NOON)
    metrics.job_ran("menus", False, NOON)
    await (await declared(around, metrics))["alive"].work()
    async with around.work() as uow:
        assert await uow.jobs.all() == {
            "digests": JobRun("digests", NOON, False, before),
            "care": JobRun("care", NOON, True, NOON),
            "menus": JobRun("menus", NOON, False, None),
        }


async def test_what_each_job_does_is_said() -> None:
    jobs = await declared(await a_school(), Metrics())
    assert [*jobs] == [*EVERY]
    for name in jobs:
        assert texts(Language.EN)(f"jobs.does.{name}")


def test_what_groups_are_looked_at_for_ends_before_stopping_cuts_it_off() -> None:
    assert CHECKING + timedelta(seconds=1) <= PATIENCE
