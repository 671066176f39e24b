"""The running bot within a test's own loop: all that `klaswacht run` is but its process. What
happens at set times happens when a test says so."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

import pytest

from adapters.telegram.limits import Limits
from adapters.telegram.send import TelegramAdapter
from bot.answering.front import Front
from bot.bootstrap.choices import rules_judge
from bot.bootstrap.live import live
from bot.bootstrap.opening import school as opened
from bot.dealings import Dealings
from bot.judge.rules import RulesJudge
from bot.model.audit import Audited, Entry
from bot.model.calendar import AMSTERDAM
from bot.ports import UnitOfWork
from bot.running.run import Run
from bot.running.scheduler import Job
from bot.settings import Settings
from tests.support.running import PATIENCE_S, Installation
from tests.support.telegram import FakeTelegram

SATURDAY = 5
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
        while noon.weekday() >= SATURDAY:
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
    with _environment(school, time):
        async with live(school.folder / "config.toml") as bot:
            _hurry(bot.run)
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


@contextmanager
def _environment(school: Installation, time: Time) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("KLASWACHT")]:
            patch.delenv(name)
        for name, text in school.environment.items():
            patch.setenv(name, text)
        patch.setattr("bot.bootstrap.live.school", partial(opened, clock=time))
        patch.setattr("bot.bootstrap.live.rules_judge", _judge)
        yield


_JUDGES: dict[str, RulesJudge] = {}


def _judge(chosen: Settings) -> RulesJudge:
    """The same for the same words: it takes a second to make, and remembers nothing."""
    words = repr((sorted(chosen.words.items()), chosen.staff, chosen.rulebook.stamp))
    if words not in _JUDGES:
        _JUDGES[words] = rules_judge(chosen)
    return _JUDGES[words]


def _hurry(run: Run) -> None:
    for platform in run.platforms:
        inner: Any = platform
        assert isinstance(inner, TelegramAdapter)
        inner._speech.limits = Limits(lambda: monotonic() * HURRY)
