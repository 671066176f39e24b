from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.ids import AccountRef
from storage.sql.people import account_key
from storage.tables import DigestClaimRow, table_of
from storage.vault import Vault


class SqlDigestStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def claim(self, account: AccountRef, day: date, at: datetime) -> bool:
        row = insert(table_of(DigestClaimRow)).on_conflict_do_nothing()
        values = {"account": account_key(self._vault, account), "day": day, "at": at}
        result = cast("CursorResult[Any]", await self._session.execute(row, values))
        return result.rowcount == 1

    async def latest(self, account: AccountRef) -> datetime | None:
        row = DigestClaimRow
        mine = row.account == account_key(self._vault, account)
        return await self._session.scalar(select(func.max(row.at)).where(mine))
