from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from storage import keyring
from storage.errors import our_errors
from storage.sql.appeals import SqlAppealStore
from storage.sql.audit import SqlAuditStore
from storage.sql.batch import Batch
from storage.sql.chores import SqlChoreStore
from storage.sql.cursors import SqlCursorStore
from storage.sql.decisions import SqlDecisionStore
from storage.sql.digests import SqlDigestStore, SqlLifeStore
from storage.sql.flags import SqlFlagStore
from storage.sql.followers import RowsOfChats
from storage.sql.groups import SqlGroupStore
from storage.sql.inbox import SqlInboxStore
from storage.sql.intents import SqlIntentStore
from storage.sql.jobs import SqlJobStore
from storage.sql.outbox import SqlOutboxStore
from storage.sql.people import SqlPeopleStore
from storage.sql.posts import SqlPostStore
from storage.sql.reminders import SqlReminderStore
from storage.sql.seen import forget_seen
from storage.sql.strikes import SqlStrikeStore
from storage.sql.timetable import SqlTimetableStore
from storage.vault import Vault


class SqlUnitOfWork:
    """One transaction of the database, for one `async with`.

    Transactions take turns: whoever is second waits. Never open one inside another of the same
    task; it would wait for itself until the pool gives up with a `StorageError`. Over a connection
    it is a part of the transaction of that, which alone can commit it.
    """

    def __init__(self, engine: AsyncEngine | AsyncConnection, vault: Vault) -> None:
        self._session = session = AsyncSession(engine, expire_on_commit=False, autoflush=False)
        self._vault = vault
        self._batch = batch = Batch(session)
        self.inbox = SqlInboxStore(session, batch, vault)
        self.cursors = SqlCursorStore(session)
        self.decisions = SqlDecisionStore(session, batch, vault)
        self.reminders = SqlReminderStore(session, vault)
        self.flags = SqlFlagStore(session, vault)
        self.strikes = SqlStrikeStore(session, vault)
        self.posts = SqlPostStore(session, vault)
        self.appeals = SqlAppealStore(session, vault)
        self.intents = SqlIntentStore(session, vault)
        self.outbox = SqlOutboxStore(session, vault)
        rows = RowsOfChats(session, batch)
        followers = (rows, self.flags, self.posts, self.inbox, self.outbox)
        self.groups = SqlGroupStore(session, vault, followers)
        self.digests = SqlDigestStore(session, vault)
        self.life = SqlLifeStore(session)
        self.chores = SqlChoreStore(session)
        self.jobs = SqlJobStore(session)
        self.timetable = SqlTimetableStore(session, vault)
        self.people = SqlPeopleStore(session, vault)
        self.audit = SqlAuditStore(session, vault)

    async def __aenter__(self) -> Self:
        """Raises `StorageError`: the database cannot be reached, or its keys not be opened."""
        try:
            with our_errors():
                await keyring.refresh(self._session, self._vault)
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        with our_errors():
            await self._session.__aexit__(exc_type, exc, tb)
            if isinstance(exc, SQLAlchemyError):
                raise exc

    async def commit(self) -> None:
        with our_errors():
            await self._batch.flush()
            await self._session.commit()
        forget_seen(self._session)
