"""The bot at work: platforms in, decisions, platforms out, and what happens at set times."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.app import App
from bot.errors import Refused, StorageError
from bot.intake import LANES, lane_of
from bot.model.event import Event, chat_of
from bot.model.outbox import Queue
from bot.ports import Clock, LivePlatform
from bot.running.metrics import Metrics
from bot.running.scheduler import Job, scheduled

TICK_S = 1.0
"""What becomes due while nothing happens waits so long."""

LAST_WORD = timedelta(seconds=5)
"""So long a text that is being sent when the bot is stopped may take; the rest waits."""

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
    _mailed: asyncio.Event = field(default_factory=asyncio.Event)
    """That letters may wait: nobody hurries for those."""
    _ending: asyncio.Event = field(default_factory=asyncio.Event)
    _receiving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _due: set[int] = field(default_factory=lambda: set(range(LANES)))
    """Lanes in which something may wait."""
    _refused: list[Refused] = field(default_factory=list)

    async def until(self, stop: asyncio.Event) -> None:
        """Raises `Refused` when a platform does not let the bot in."""
        await self.app.outbox.recover()
        self.metrics.begin({job.name: job.every for job in self.jobs}, self.clock())
        async with (
            scheduled(self.jobs, self.app.wording.timezone, self._ran),
            asyncio.TaskGroup() as work,
        ):
            idle = [work.create_task(self._listen(one, stop)) for one in self.platforms]
            idle.append(work.create_task(self._tick()))
            busy = [
                work.create_task(self._keep_on("deciding", self._arrived, self._decide)),
                *(work.create_task(self._sending(one)) for one in self.app.outbox.queues),
            ]
            await stop.wait()
            log.info("stopping")
            # A transaction that is cut off may hold its lock for long, a text that is being sent
            # leaves a doubt: both are ended first.
            async with self._receiving:
                for task in idle:
                    task.cancel()
            self._ending.set()
            self._arrived.set()
            self._decided.set()
            self._mailed.set()
            await asyncio.wait(busy, timeout=LAST_WORD.total_seconds())
            for task in busy:
                task.cancel()
        if self._refused:
            raise self._refused[0]

    def _ran(self, name: str, well: bool) -> None:  # noqa: FBT001 - it went well or not
        self.metrics.job_ran(name, well, self.clock())

    async def _listen(self, platform: LivePlatform, stop: asyncio.Event) -> None:
        try:
            await platform.listen(self._receive)
        except Refused as error:
            log.critical("%s does not let the bot in: %s", platform.platform, error.key)
            self._refused.append(error)
            stop.set()

    async def _receive(self, events: Sequence[Event]) -> None:
        """An empty batch is an answer too: nothing happened."""
        self.metrics.heard_at = self.clock()
        if events:
            async with self._receiving:
                self.metrics.received(await self.app.intake.receive(events))
            self._due.update(lane_of(chat_of(event)) for event in events)
            self._arrived.set()

    async def _keep_on(
        self, name: str, wakes: asyncio.Event, work: Callable[[asyncio.Event], Awaitable[None]]
    ) -> None:
        while not self._ending.is_set():
            wakes.clear()
            try:
                await work(self._ending)
                self.metrics.troubles.discard(name)
            except StorageError as error:
                log.error("%s: the database refused: %s", name, type(error).__name__)  # noqa: TRY400 - by kind only
                self.metrics.troubles.add(name)
            await wakes.wait()

    async def _tick(self) -> None:
        """What waited for its time, or for a database that refused, gets another chance."""
        while True:
            await asyncio.sleep(TICK_S)
            self._due.update(range(LANES))
            self._arrived.set()
            self._decided.set()
            self._mailed.set()

    async def _decide(self, ending: asyncio.Event) -> None:
        """A batch of each lane in turn, so that a flood in one group does not hold up others, nor
        does a lane that fails."""
        failed = None
        while self._due and not ending.is_set():
            for lane in sorted(self._due):
                self._due.discard(lane)  # before: what arrives meanwhile adds it again
                try:
                    await self._batch(lane)
                except StorageError as error:
                    failed = error
        if failed is not None:
            raise failed

    async def _batch(self, lane: int) -> None:
        with self.metrics.deciding.time():
            worked = await self.app.pipeline.work(lane)
        if worked is not None:
            if worked.more:
                self._due.add(lane)
            self.metrics.decided.inc(len(worked.decided))
            if not worked.is_silent:
                self._decided.set()

    async def _sending(self, queue: Queue | None) -> None:
        """Of each queue on its own: a server for mail that hangs holds up no chat."""
        name, wakes = "sending", self._decided
        if queue is Queue.MAIL:
            name, wakes = "mailing", self._mailed

        async def send(ending: asyncio.Event) -> None:
            if name in self.metrics.troubles:
                await self.app.outbox.recover(queue)  # what was in hand when the database refused
            await self.app.outbox.deliver(ending, queue)

        await self._keep_on(name, wakes, send)
