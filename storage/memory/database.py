import asyncio

from bot.errors import StorageError
from storage.memory.audit import MemoryAuditStore
from storage.memory.decisions import MemoryDecisionStore
from storage.memory.digests import MemoryDigestStore, MemoryLifeStore
from storage.memory.flags import MemoryFlagStore, MemoryStrikeStore
from storage.memory.groups import MemoryGroupStore
from storage.memory.inbox import MemoryInboxStore
from storage.memory.jobs import MemoryJobStore
from storage.memory.journal import Journal
from storage.memory.keyed import (
    MemoryChoreStore,
    MemoryCursorStore,
)
from storage.memory.outbox import MemoryOutboxStore
from storage.memory.people import MemoryPeopleStore
from storage.memory.posts import MemoryPostStore
from storage.memory.reminders import MemoryReminderStore
from storage.memory.timetable import MemoryTimetableStore

_PATIENCE_S = 30.0


class MemoryDatabase:
    """All that the bot keeps, in memory; use it through `MemoryUnitOfWork`.

    *keep*: only so many decisions of each chat, reminders of each member, flags, events against
    doubles and moments of what is only counted stay, so that an export of any length fits; None
    keeps everything.
    """

    def __init__(self, keep: int | None = None) -> None:
        self.journal = journal = Journal()
        self.inbox = MemoryInboxStore(journal, keep)
        self.cursors = MemoryCursorStore(journal)
        self.decisions = MemoryDecisionStore(journal, keep)
        self.reminders = MemoryReminderStore(journal, keep)
        self.outbox = MemoryOutboxStore(journal, keep)
        self.people = MemoryPeopleStore(journal)
        self.flags = MemoryFlagStore(journal, self.outbox, self.people, keep)
        self.strikes = MemoryStrikeStore(self.flags)
        self.posts = MemoryPostStore(journal, keep)
        self.appeals = self.flags.appeals
        self.intents = self.flags.intents
        self.digests = MemoryDigestStore(journal, self.outbox.settled, self.people)
        self.life = MemoryLifeStore(journal)
        self.chores = MemoryChoreStore(journal)
        self.jobs = MemoryJobStore(journal)
        self.timetable = MemoryTimetableStore(journal)
        self.audit = MemoryAuditStore(journal, keep)
        followers = (
            self.inbox,
            self.decisions,
            self.reminders,
            self.flags,
            self.posts,
            self.appeals,
            self.outbox,
            self.people,
        )
        self.groups = MemoryGroupStore(journal, followers)
        self._turn = asyncio.Lock()

    async def begin(self) -> None:
        """Transactions take turns. Raises `StorageError` when this one's does not come."""
        if not self._turn.locked():
            await self._turn.acquire()
            return
        try:
            await asyncio.wait_for(self._turn.acquire(), _PATIENCE_S)
        except TimeoutError as error:
            raise StorageError("another transaction does not end") from error

    def end(self) -> None:
        """What was not committed has not happened."""
        self.journal.roll_back()
        self._turn.release()
