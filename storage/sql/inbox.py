from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.event import (
    AdminsChanged,
    Event,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    identity,
)
from bot.ports import InboxId, InboxRow
from storage import tables
from storage.codec import EVENTS
from storage.sql.batch import Batch
from storage.vault import Vault

BODY, WHY = "inbox.body", "buried.why"

_REMEMBER = upsert(tables.table_of(tables.ReceivedRow)).on_conflict_do_nothing()
_WAIT = insert(tables.table_of(tables.InboxRow))
_GONE = delete(tables.table_of(tables.InboxRow)).where(
    tables.table_of(tables.InboxRow).c.id == bindparam("inbox_id")
)


class SqlInboxStore:
    def __init__(self, session: AsyncSession, batch: Batch, vault: Vault) -> None:
        self._session = session
        self._batch = batch
        self._vault = vault

    async def add(self, event: Event, *, lane: int) -> bool:
        known_by = self._vault.lookup(f"event\0{identity(event)}")
        values = {"event": known_by, "at": _moment(event)}
        result = cast("CursorResult[Any]", await self._session.execute(_REMEMBER, values))
        if result.rowcount == 0:
            return False
        body = self._vault.seal(EVENTS.encode(event), BODY)
        self._batch.later(_WAIT, {"lane": lane, "body": body})
        return True

    async def take(self, lane: int, limit: int) -> Sequence[InboxRow]:
        await self._batch.flush()
        row = tables.InboxRow
        query = select(row.id, row.body).where(row.lane == lane).order_by(row.id).limit(limit)
        found = await self._session.execute(query)
        return [
            InboxRow(InboxId(number), EVENTS.decode(self._vault.open(body, BODY)))
            for number, body in found
        ]

    async def done(self, inbox_id: InboxId) -> None:
        self._batch.later(_GONE, {"inbox_id": inbox_id})

    async def bury(self, inbox_id: InboxId, why: str) -> None:
        await self._batch.flush()
        row = tables.InboxRow
        gone = delete(row).where(row.id == inbox_id).returning(row.id)
        if await self._session.scalar(gone) is not None:
            sealed = self._vault.seal(why, WHY)
            await self._session.execute(insert(tables.BuriedRow).values(why=sealed))

    async def buried(self) -> int:
        return await _count(self._session, tables.BuriedRow)

    async def waiting(self) -> int:
        await self._batch.flush()
        return await _count(self._session, tables.InboxRow)


async def _count(session: AsyncSession, row: type[tables.Base]) -> int:
    return await session.scalar(select(func.count()).select_from(row)) or 0


def _moment(event: Event) -> datetime:
    match event:
        case MessagePosted(message):
            return message.sent_at
        case MessageEdited(_, edited_at):
            return edited_at
        case MessageDeleted(_, at) | GroupNotice(_, at) | AdminsChanged(_, at):
            return at
