from types import TracebackType
from typing import Self

from storage.memory.database import MemoryDatabase


class MemoryUnitOfWork:
    """One transaction of a `MemoryDatabase`, for one `async with`; never one inside another."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self.inbox = database.inbox
        self.cursors = database.cursors
        self.groups = database.groups
        self.decisions = database.decisions
        self.reminders = database.reminders
        self.flags = database.flags
        self.strikes = database.strikes
        self.posts = database.posts
        self.appeals = database.appeals
        self.intents = database.intents
        self.outbox = database.outbox
        self.digests = database.digests
        self.life = database.life
        self.chores = database.chores
        self.jobs = database.jobs
        self.timetable = database.timetable
        self.people = database.people
        self.audit = database.audit

    async def __aenter__(self) -> Self:
        await self._database.begin()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._database.end()

    async def commit(self) -> None:
        self._database.journal.commit()
