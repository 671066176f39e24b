from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.ids import AccountRef
from bot.model.retention import Held
from storage.sql.accounts import Accounts
from storage.sql.ages import gone, held
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

    async def of(self, account: AccountRef) -> Mapping[date, datetime]:
        row = DigestClaimRow
        mine = select(row.day, row.at).where(row.account == self._accounts.key(account))
        found = await self._session.execute(mine.order_by(row.day))
        return dict(found.all())

    async def forget(self, account: AccountRef) -> int:
        row = DigestClaimRow
        mine = delete(row).where(row.account == self._accounts.key(account))
        return await gone(self._session, row, mine)

    async def held(self, before: datetime | None = None) -> Held:
        return await held(self._session, DigestClaimRow.at, before)

    async def forget_before(self, moment: datetime) -> int:
        row = DigestClaimRow
        return await gone(self._session, row, delete(row).where(row.at < moment))
