from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.action import MeasureKind
from bot.model.ids import AccountRef, FlagId
from bot.model.intent import Intent, IntentId, NewIntent
from storage.sql.accounts import Accounts
from storage.sql.ages import gone
from storage.tables import FlagRow, IntentRow
from storage.vault import Vault

TEXT = "intent.text"


class SqlIntentStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def put(self, intent: NewIntent) -> IntentId:
        there = select(FlagRow.id).where(FlagRow.id == intent.flag)
        if await self._session.scalar(there) is None:
            raise StorageError(f"there is no flag {intent.flag}")
        await self.drop(intent.by)
        row = insert(IntentRow).values(
            flag_id=intent.flag,
            by=await self._accounts.keep(intent.by),
            kind=intent.kind,
            at=intent.at,
            until=intent.until,
            text=self._vault.seal(intent.text, TEXT),
        )
        return IntentId((await self._session.scalars(row.returning(IntentRow.id))).one())

    async def of(self, account: AccountRef) -> Intent | None:
        row = IntentRow
        query = select(row.id, row.flag_id, row.kind, row.at, row.until, row.text)
        theirs = query.where(row.by == self._accounts.key(account))
        found = (await self._session.execute(theirs)).first()
        if found is None:
            return None
        number, flag, kind, at, until, text = found
        meant = NewIntent(
            flag=FlagId(flag),
            kind=MeasureKind(kind),
            by=account,
            at=at,
            until=until,
            text=self._vault.open(text, TEXT),
        )
        return Intent(IntentId(number), meant)

    async def drop(self, account: AccountRef) -> int:
        theirs = delete(IntentRow).where(IntentRow.by == self._accounts.key(account))
        return await gone(self._session, IntentRow, theirs)

    async def forget_before(self, moment: datetime) -> int:
        return await gone(self._session, IntentRow, delete(IntentRow).where(IntentRow.at < moment))
