"""What has to happen every day: whoever asks, and however often, it happens once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.model.audit import Subject
from bot.model.retention import RetentionReport
from bot.ports import UnitOfWorkFactory
from bot.privacy.retention import RetentionRun

Work = Callable[[], Awaitable[object]]
"""Does no harm when it is done a second time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chores:
    """After days off each is done once, not once for every day."""

    unit_of_work: UnitOfWorkFactory
    retention: RetentionRun
    tidy: Work
    """See `bot.ports.Database.tidy`."""
    publish: Work
    """Write the head of the audit down outside the database."""

    async def daily(self, now: datetime) -> RetentionReport | None:
        """None: the retention of today ran before."""
        report = await self.retention.daily(now)
        await self._once("tidy", now, self.tidy)
        await self._once("publish", now, self.publish)
        return report

    async def run_retention(self, now: datetime, by: Subject) -> RetentionReport:
        """All of it at somebody's request, as often as they like. Raises `Forbidden`."""
        report = await self.retention.run(now, by)
        await self.tidy()
        await self.publish()
        return report

    async def _once(self, name: str, now: datetime, work: Work) -> None:
        """Work that a crash cut off was not written down, and is done again."""
        day = self.retention.terms.local_day(now)
        async with self.unit_of_work() as uow:
            is_due = await uow.chores.claim(name, day, now)  # not committed yet
        if is_due:
            await work()
            async with self.unit_of_work() as uow:
                await uow.chores.claim(name, day, now)
                await uow.commit()
