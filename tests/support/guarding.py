"""The running bot within a test's own loop: all that `klaswacht run` is but its process. What
happens at set times happens when a test says so."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from unittest import mock

from adapters.simulated import SimulatedAdapter
from bot.answering.front import Front
from bot.app import App
from bot.bootstrap.live import live, running
from bot.dealings import Dealings
from bot.model.audit import Audited, Entry
from bot.model.calendar import AMSTERDAM
from bot.model.ids import Platform
from bot.ports import UnitOfWork
from bot.running.metrics import Metrics
from bot.running.run import Run
from bot.running.scheduler import Job
from bot.school import School
from tests.support.running import PATIENCE_S, Installation
from tests.support.telegram import FakeTelegram

HURRY = 1000.0
"""Seconds that pass for each one: at the pace that Telegram asks for a story takes minutes."""


@dataclass(slots=True)
class Time:
    """The bot's. It runs, and a test may let more of it go by."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(slots=True)
class Guard:
    run: Run
    telegram: FakeTelegram
    jobs: dict[str, Job]
    time: Time

    @property
    def dealings(self) -> Dealings:
        assert self.run.app.pipeline.dealings is not None
        return self.run.app.pipeline.dealings

    @property
    def front(self) -> Front:
        return self.dealings.commands.front

    @asynccontextmanager
    async def store(self) -> AsyncIterator[UnitOfWork]:
        """What is written in it is committed, and what it has to say is said."""
        async with self.run.app.unit_of_work() as uow:
            yield uow
            await uow.commit()
        self.run._decided.set()

    async def job(self, name: str) -> None:
        await self.jobs[name].work()
        self.run._decided.set()
        await self.settles()

    async def passes(self, **time: float) -> None:
        """For the bot and for Telegram: `passes(hours=2)`."""
        await self.settles()
        self.time.ahead += timedelta(**time)
        self.telegram.clock.moves(**time)

    async def comes_to_school(self, after: timedelta) -> None:
        """Noon of the first school day after so long."""
        now = self.time().astimezone(AMSTERDAM)
        noon = (now + after).replace(hour=12, minute=0)
        while not self.front.settings.calendar.is_school_day(noon.date()):
            noon += timedelta(days=1)
        await self.passes(seconds=(noon - now).total_seconds())

    async def settles(self) -> None:
        """Until all that happened has been heard, decided and said."""
        await self.telegram.until_fetched()
        async with asyncio.timeout(PATIENCE_S):
            while await self._waiting():  # noqa: ASYNC110 - the database rings no bell
                await asyncio.sleep(0.01)

    async def audited(self, what: Audited) -> list[Entry]:
        async with self.run.app.unit_of_work() as uow:
            return [entry async for entry in uow.audit.entries() if entry.what is what]

    async def _waiting(self) -> int:
        async with self.run.app.unit_of_work() as uow:
            return await uow.inbox.waiting() + (await uow.outbox.unsettled()).count


@asynccontextmanager
async def guarding(school: Installation) -> AsyncIterator[Guard]:
    time = Time()
    with mock.patch.dict(os.environ, school.environment, clear=True):
        async with live(
            school.folder / "config.toml", clock=time, monotonic=lambda: monotonic() * HURRY
        ) as bot:
            stop = asyncio.Event()
            run = replace(bot.run, jobs=())
            work = asyncio.create_task(run.until(stop))
            try:
                await school.telegram.until(lambda: school.telegram.updates.is_polled)
                guard = Guard(run, school.telegram, {job.name: job for job in bot.run.jobs}, time)
                yield guard
                await guard.settles()
            finally:
                stop.set()
                await work


def unheard(school: School) -> App:
    """The use cases as they run, but nothing that is said or done leaves them."""
    whole = running(school, (), Metrics()).app
    nowhere = {Platform.TELEGRAM: SimulatedAdapter(Platform.TELEGRAM)}
    return replace(whole, outbox=replace(whole.outbox, adapters=nowhere))
