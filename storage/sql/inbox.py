import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import KeyGone, StorageError
from bot.model.event import Event, identity, moment_of
from bot.model.retention import Held
from bot.ports import InboxId, InboxRow
from storage import tables
from storage.codec import EVENTS
from storage.moving import Move
from storage.sql.ages import gone, held
from storage.sql.batch import Batch
from storage.sql.upsert import first
from storage.vault import KeyedHash, Sealed, Vault

BODY, WHY = "inbox.body", "buried.why"

log = logging.getLogger(__name__)

_INBOX = tables.table_of(tables.InboxRow)
_WAIT = insert(_INBOX)
_GONE = delete(_INBOX).where(_INBOX.c.id == bindparam("inbox_id"))
_NEXT = (
    select(_INBOX.c.id, _INBOX.c.body)
    .where(_INBOX.c.lane == bindparam("lane"))
    .order_by(_INBOX.c.id)
    .limit(bindparam("limit"))
)


class SqlInboxStore:
    def __init__(self, session: AsyncSession, batch: Batch, vault: Vault) -> None:
        self._session = session
        self._batch = batch
        self._vault = vault

    async def add(self, *events: Event, lane: int) -> int:
        new = await self._new(events)
        for event in new:
            body = self._vault.seal_for_today(EVENTS.encode(event), BODY)
            self._batch.later(_WAIT, {"lane": lane, "body": body})
        return len(new)

    async def refuse(self, event: Event, why: str, at: datetime) -> bool:
        if not await self._new([event]):
            return False
        await self._count_buried(why, at)
        return True

    async def take(self, lane: int, limit: int, now: datetime) -> Sequence[InboxRow]:
        await self._batch.flush()
        while True:
            found = await self._next(lane, limit)
            rows = [row for one in found if (row := await self._read(*one, now))]
            if len(rows) == len(found):
                return rows

    async def done(self, inbox_id: InboxId) -> None:
        self._batch.later(_GONE, {"inbox_id": inbox_id})

    async def bury(self, inbox_id: InboxId, why: str, at: datetime) -> None:
        await self._batch.flush()
        row = tables.InboxRow
        gone = delete(row).where(row.id == inbox_id).returning(row.id)
        if await self._session.scalar(gone) is not None:
            await self._count_buried(why, at)

    async def buried(self, since: datetime | None = None) -> int:
        query = select(func.count()).select_from(tables.BuriedRow)
        if since is not None:
            query = query.where(tables.BuriedRow.at >= since)
        return await self._session.scalar(query) or 0

    async def waiting(self) -> int:
        await self._batch.flush()
        query = select(func.count()).select_from(tables.InboxRow)
        return await self._session.scalar(query) or 0

    async def held(self, before: datetime | None = None) -> Held:
        received = await held(self._session, tables.ReceivedRow.at, before)
        return received + await held(self._session, tables.BuriedRow.at, before)

    async def forget_before(self, moment: datetime) -> int:
        received, buried = tables.ReceivedRow, tables.BuriedRow
        await self._batch.flush()
        return sum(
            [
                await gone(self._session, received, delete(received).where(received.at < moment)),
                await gone(self._session, buried, delete(buried).where(buried.at < moment)),
            ]
        )

    async def move(self, move: Move) -> None:
        """What cannot be read stays as it is: `take` buries it."""
        await self._batch.flush()
        row = tables.InboxRow
        for number, body in (await self._session.execute(select(row.id, row.body))).all():
            event = self._event(body)
            moved = event and move.event(event)
            if moved is not None and moved != event:
                fresh = self._vault.seal_for_today(EVENTS.encode(moved), BODY)
                this = update(row).where(row.id == number).values(body=fresh)
                await self._session.execute(this.execution_options(synchronize_session=False))

    async def _new(self, events: Sequence[Event]) -> Sequence[Event]:
        """Those that never came in, each once. From here on they did."""
        by_key = dict[KeyedHash, Event]()
        for event in events:
            by_key.setdefault(self._vault.event(f"event\0{identity(event)}"), event)
        if not by_key:
            return []
        values = [{"event": key, "at": moment_of(event)} for key, event in by_key.items()]
        remember = first(self._session, tables.table_of(tables.ReceivedRow))
        new = {*await self._session.scalars(remember, values)}
        return [event for key, event in by_key.items() if key in new]

    async def _count_buried(self, why: str, at: datetime) -> None:
        sealed = self._vault.seal(why, WHY)
        await self._session.execute(insert(tables.BuriedRow).values(why=sealed, at=at))

    def _event(self, body: Sealed) -> Event | None:
        try:
            return EVENTS.decode(self._vault.open(body, BODY))
        except StorageError:
            return None

    async def _next(self, lane: int, limit: int) -> Sequence[Row[int, Sealed]]:
        return (await self._session.execute(_NEXT, {"lane": lane, "limit": limit})).all()

    async def _read(self, number: int, body: Sealed, now: datetime) -> InboxRow | None:
        """None: this version cannot read it any more, and it is buried."""
        try:
            text = self._vault.open(body, BODY)
        except KeyGone as error:
            await self._unreadable(number, error, now)
            return None
        # What another key would open is an error to the bot: it must not bury everything.
        try:
            return InboxRow(InboxId(number), EVENTS.decode(text))
        except StorageError as error:
            await self._unreadable(number, error, now)
            return None

    async def _unreadable(self, number: int, error: StorageError, now: datetime) -> None:
        log.error("inbox row %s is buried: %s", number, error)
        await self.bury(InboxId(number), str(error), now)
