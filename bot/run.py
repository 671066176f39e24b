"""The bot at work: platforms in, decisions, platforms out, and what happens at set times."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from bot.app import App
from bot.errors import Refused, StorageError
from bot.intake import LANES
from bot.metrics import Metrics
from bot.model.event import Event
from bot.ports import Clock, LivePlatform
from bot.scheduler import Job, scheduled

IDLE_S = 1.0
"""How long a worker sleeps that nobody wakes: what becomes due meanwhile waits so long."""

LAST_WORDS = timedelta(seconds=5)
"""What is due when the bot is stopped may be said for so long; the rest waits in the outbox."""

AGAIN_S = 1.0
"""Between two tries on a database that refused."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process. Killed at any moment it goes on where it was when it is started again."""

    app: App
    platforms: Sequence[LivePlatform]
    jobs: Sequence[Job]
    clock: Clock
    metrics: Metrics
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _decided: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, stop: asyncio.Event) -> None:
        """Raises `Refused` when a platform does not let the bot in."""
        await self.app.outbox.recover()
        timezone = self.app.wording.timezone
        async with scheduled(self.jobs, timezone, self.metrics.job_failed):
            try:
                async with asyncio.TaskGroup() as work:
                    tasks = [work.create_task(one) for one in self._work()]
                    await stop.wait()
                    for task in tasks:
                        task.cancel()
            except* Refused as refused:
                raise refused.exceptions[0] from None
        log.info("stopping")
        with suppress(TimeoutError, StorageError):
            await asyncio.wait_for(self._finish(), LAST_WORDS.total_seconds())

    def wake(self) -> None:
        """Something was put in the outbox from elsewhere."""
        self._decided.set()

    def _work(self) -> Sequence["asyncio._CoroutineLike[None]"]:
        listening = [self._listen(platform) for platform in self.platforms]
        return [
            *listening,
            self._keep_on(self._decide, self._arrived),
            self._keep_on(self._send, self._decided),
        ]

    async def _listen(self, platform: LivePlatform) -> None:
        try:
            await platform.listen(self._receive)
        except Refused as error:
            log.critical("%s does not let the bot in: %s", platform.platform, error.key)
            raise

    async def _receive(self, events: Sequence[Event]) -> None:
        """An empty batch is an answer too: nothing happened."""
        self.metrics.heard_at = self.clock()
        if events:
            self.metrics.received(await self.app.intake.receive(events))
            self._arrived.set()

    async def _keep_on(self, work: Callable[[], Awaitable[None]], wakes: asyncio.Event) -> None:
        while True:
            wakes.clear()
            try:
                await work()
                self.metrics.troubles.discard("database")
            except StorageError as error:
                log.error("the database refused: %s", type(error).__name__)  # noqa: TRY400 - by kind only
                self.metrics.troubles.add("database")
                await asyncio.sleep(AGAIN_S)
            with suppress(TimeoutError):
                await asyncio.wait_for(wakes.wait(), IDLE_S)

    async def _decide(self) -> None:
        """A batch of each lane in turn, so that a flood in one group does not hold up others."""
        waiting = set(range(LANES))
        while waiting:
            for lane in sorted(waiting):
                with self.metrics.deciding.time():
                    decided = await self.app.pipeline.work(lane)
                if decided is None:
                    waiting.discard(lane)
                else:
                    self.metrics.decided.inc(len(decided))
                    self._decided.set()

    async def _send(self) -> None:
        await self.app.outbox.deliver()

    async def _finish(self) -> None:
        await self._decide()
        await self._send()
