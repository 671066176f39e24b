from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.ids import AccountRef
from storage.sql.accounts import Accounts
from storage.sql.upsert import first
from storage.tables import DigestClaimRow, table_of
from storage.vault import Vault


class SqlDigestStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._accounts = Accounts(session, vault)

    async def claim(self, account: AccountRef, day: date, at: datetime) -> bool:
        statement = first(self._session, table_of(DigestClaimRow))
        values = {"account": await self._accounts.keep(account), "day": day, "at": at}
        return await self._session.scalar(statement, values) is not None

    async def latest(self, account: AccountRef) -> datetime | None:
        row = DigestClaimRow
        mine = row.account == self._accounts.key(account)
        return await self._session.scalar(select(func.max(row.at)).where(mine))
