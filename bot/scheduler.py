"""What happens at set times, in one place; the only importer of APScheduler.

Every job may run twice and may come late: what has to happen once asks a claim in the database.
So all of them run at the start too, and nothing is lost while the bot was off.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

Failed = Callable[[str], None]
"""Is told the name of a job that failed."""


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    work: Callable[[], Awaitable[object]]
    when: time | timedelta
    """Every day at that time of the school, or every so often."""

    def trigger(self, timezone: ZoneInfo) -> BaseTrigger:
        if isinstance(self.when, timedelta):
            return IntervalTrigger(seconds=round(self.when.total_seconds()), timezone=timezone)
        return CronTrigger(hour=self.when.hour, minute=self.when.minute, timezone=timezone)


@asynccontextmanager
async def scheduled(
    jobs: Sequence[Job], timezone: ZoneInfo, failed: Failed
) -> AsyncIterator[AsyncIOScheduler]:
    """*jobs* run while the block does, each for the first time at once and never beside itself."""
    scheduler = AsyncIOScheduler(
        timezone=timezone,
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    for job in jobs:
        scheduler.add_job(
            _guarded(job, failed),
            job.trigger(timezone),
            id=job.name,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


def _guarded(job: Job, failed: Failed) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await job.work()
        except Exception as error:  # noqa: BLE001 - one job must not stop the others
            # By kind only: what an error says may quote a message.
            log.error("job %s failed: %s", job.name, type(error).__name__)  # noqa: TRY400
            failed(job.name)

    return run
