"""What happens at set times, in one place; the only importer of APScheduler.

Every job may run twice and may come late: what has to happen once asks a claim in the database.
So all of them run at the start too, and nothing is lost while the bot was off.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

Ran = Callable[[str, bool], None]
"""Is told the name of a job and whether it succeeded."""


PATIENCE = timedelta(seconds=4)
"""With a job that runs when everything is to stop."""

ROLLING_BACK = timedelta(seconds=2)
"""For one that was cut off: a transaction that nobody ends holds its lock and its thread."""


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    work: Callable[[], Awaitable[object]]
    every: timedelta


@asynccontextmanager
async def scheduled(
    jobs: Sequence[Job], timezone: ZoneInfo, ran: Ran
) -> AsyncIterator[AsyncIOScheduler]:
    """*jobs* run while the block does, each for the first time at once and never beside itself."""
    scheduler = AsyncIOScheduler(
        timezone=timezone,
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    running = set[asyncio.Task[object]]()
    for job in jobs:
        scheduler.add_job(
            _guarded(job, ran, running),
            IntervalTrigger(seconds=round(job.every.total_seconds()), timezone=timezone),
            id=job.name,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.pause()
        await _ended(running, PATIENCE)
        for task in running:
            task.cancel()
        await _ended(running, ROLLING_BACK)
        scheduler.shutdown(wait=False)


async def _ended(running: "set[asyncio.Task[object]]", patience: timedelta) -> None:
    if running:
        await asyncio.wait({*running}, timeout=patience.total_seconds())


def _guarded(
    job: Job, ran: Ran, running: "set[asyncio.Task[object]]"
) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        this = asyncio.current_task()
        if this is not None:
            running.add(this)
            this.add_done_callback(running.discard)
        try:
            await job.work()
        except asyncio.CancelledError:  # everything ends; the library would log it with its words
            log.warning("job %s was cut off", job.name)
        except Exception as error:  # noqa: BLE001 - one job must not stop the others
            # By kind only: what an error says may quote a message.
            log.error("job %s failed: %s", job.name, type(error).__name__)  # noqa: TRY400
            ran(job.name, False)  # noqa: FBT003 - it succeeded or not
        else:
            ran(job.name, True)  # noqa: FBT003 - as above

    return run
