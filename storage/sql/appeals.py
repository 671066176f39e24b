from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.appeal import Appeal, AppealId, AppealState, NewAppeal
from bot.model.ids import AccountRef, ChatRef, FlagId
from bot.model.retention import Held
from storage.sql.accounts import Accounts
from storage.sql.ages import gone, held
from storage.tables import AccountRow, AppealRow, FlagRow
from storage.vault import Sealed, Vault

WHY = "appeal.why"


class SqlAppealStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def add(self, appeal: NewAppeal) -> AppealId:
        """Raises `StorageError` when the flag that it is about is gone."""
        await self._must_be_there(appeal.about)
        row = insert(AppealRow).values(
            chat=appeal.chat,
            by=await self._accounts.keep(appeal.by),
            at=appeal.at,
            why=self._vault.seal(appeal.why, WHY),
            flag_id=appeal.about,
            state=AppealState.OPEN,
        )
        return AppealId((await self._session.scalars(row.returning(AppealRow.id))).one())

    async def get(self, appeal_id: AppealId) -> Appeal | None:
        found = await self._found(_appeals().where(AppealRow.id == appeal_id))
        return found[0] if found else None

    async def open(self, chat: ChatRef | None = None) -> Sequence[Appeal]:
        query = _appeals().where(AppealRow.state == AppealState.OPEN)
        return await self._found(query if chat is None else query.where(AppealRow.chat == chat))

    async def of(self, account: AccountRef) -> Sequence[Appeal]:
        return await self._found(_appeals().where(AppealRow.by == self._accounts.key(account)))

    async def forget(self, account: AccountRef) -> int:
        theirs = delete(AppealRow).where(AppealRow.by == self._accounts.key(account))
        return await gone(self._session, AppealRow, theirs)

    async def held(self, before: datetime | None = None) -> Held:
        return await held(self._session, AppealRow.at, before)

    async def forget_before(self, moment: datetime) -> int:
        return await gone(self._session, AppealRow, delete(AppealRow).where(AppealRow.at < moment))

    async def _must_be_there(self, flag: FlagId | None) -> None:
        if flag is not None:
            there = select(FlagRow.id).where(FlagRow.id == flag)
            if await self._session.scalar(there) is None:
                raise StorageError(f"there is no flag {flag}")

    async def _found(self, query: Select[*tuple[AppealRow, Sealed]]) -> Sequence[Appeal]:
        rows = await self._session.execute(query.order_by(AppealRow.at, AppealRow.id))
        return [self._appeal(row, by) for row, by in rows]

    def _appeal(self, row: AppealRow, by: Sealed) -> Appeal:
        filed = NewAppeal(
            chat=row.chat,
            by=self._accounts.open(by),
            at=row.at,
            why=self._vault.open(row.why, WHY),
            about=None if row.flag_id is None else FlagId(row.flag_id),
        )
        return Appeal(AppealId(row.id), filed, AppealState(row.state))


def _appeals() -> Select[*tuple[AppealRow, Sealed]]:
    """With who made them, as the database has them now."""
    joined = select(AppealRow, AccountRow.body).join(AccountRow, AccountRow.key == AppealRow.by)
    return joined.execution_options(populate_existing=True)
