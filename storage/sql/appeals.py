from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.errors import AlreadyDecided, StorageError
from bot.model.appeal import (
    Appeal,
    AppealId,
    AppealState,
    Draft,
    DraftId,
    NewAppeal,
    NewDraft,
    Ruling,
)
from bot.model.ids import AccountRef, ChatRef, FlagId
from bot.model.retention import Held
from storage.sql.accounts import Accounts
from storage.sql.ages import gone
from storage.tables import AccountRow, AppealRow, DraftRow, FlagRow, RulingRow
from storage.vault import Sealed, Vault

WHY, RULING, DRAFT = "appeal.why", "ruling.why", "draft.why"

_RULED_BY = aliased(AccountRow)
_Found = tuple[AppealRow, Sealed, RulingRow | None, Sealed | None]


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
            reminder=appeal.reminder,
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

    async def about(self, flag_id: FlagId) -> Sequence[Appeal]:
        return await self._found(_appeals().where(AppealRow.flag_id == flag_id))

    async def decide(self, ruling: Ruling) -> None:
        number = ruling.appeal
        still_open = update(AppealRow).where(
            AppealRow.id == number, AppealRow.state == AppealState.OPEN
        )
        closed = still_open.values(state=ruling.state).returning(AppealRow.id)
        unsynced = closed.execution_options(synchronize_session=False)
        if await self._session.scalar(unsynced) is None:
            await self._must_be_open(number)
        row = insert(RulingRow).values(
            appeal_id=number,
            by=await self._accounts.keep(ruling.by),
            at=ruling.at,
            why=self._vault.seal(ruling.why, RULING),
        )
        await self._session.execute(row)
        await gone(self._session, DraftRow, delete(DraftRow).where(DraftRow.appeal_id == number))

    async def ruled_by(self, account: AccountRef) -> Sequence[Appeal]:
        return await self._found(_appeals().where(RulingRow.by == self._accounts.key(account)))

    async def chase(self, appeal_id: AppealId) -> None:
        often = func.coalesce(AppealRow.chased, 0) + 1
        this = update(AppealRow).where(AppealRow.id == appeal_id).values(chased=often)
        await self._session.execute(this.execution_options(synchronize_session=False))

    async def draft(self, draft: NewDraft) -> DraftId:
        if await self.get(draft.appeal) is None:
            raise StorageError(f"there is no appeal {draft.appeal}")
        await self.drop_draft(draft.by)
        row = insert(DraftRow).values(
            appeal_id=draft.appeal,
            by=await self._accounts.keep(draft.by),
            state=draft.state,
            at=draft.at,
            why=self._vault.seal(draft.why, DRAFT),
        )
        return DraftId((await self._session.scalars(row.returning(DraftRow.id))).one())

    async def draft_of(self, account: AccountRef) -> Draft | None:
        row = DraftRow
        query = select(row.id, row.appeal_id, row.state, row.at, row.why)
        theirs = query.where(row.by == self._accounts.key(account))
        found = (await self._session.execute(theirs)).first()
        if found is None:
            return None
        number, appeal, state, at, why = found
        written = NewDraft(
            appeal=AppealId(appeal),
            state=AppealState(state),
            by=account,
            at=at,
            why=self._vault.open(why, DRAFT),
        )
        return Draft(DraftId(number), written)

    async def drop_draft(self, account: AccountRef) -> int:
        theirs = delete(DraftRow).where(DraftRow.by == self._accounts.key(account))
        return await gone(self._session, DraftRow, theirs)

    async def forget(self, account: AccountRef) -> int:
        return await forget_appeals(self._session, AppealRow.by == self._accounts.key(account))

    async def held(self, before: datetime | None = None) -> Held:
        ruled = await self._session.execute(
            select(func.count(), func.min(RulingRow.at))
            .join(AppealRow, AppealRow.id == RulingRow.appeal_id)
            .where(AppealRow.flag_id.is_(None), *(() if before is None else (_older(before),)))
        )
        count, oldest = ruled.one()
        if before is not None:
            return Held(count, oldest)
        every = await self._session.scalar(select(func.count()).select_from(AppealRow))
        return Held(every or 0, oldest)

    async def over(self, before: datetime) -> Sequence[AppealId]:
        query = select(AppealRow.id).where(_is_over(before)).order_by(AppealRow.id)
        return [AppealId(number) for number in await self._session.scalars(query)]

    async def forget_before(self, moment: datetime) -> int:
        return await forget_appeals(self._session, _is_over(moment))

    async def forget_drafts(self, before: datetime) -> int:
        return await gone(self._session, DraftRow, delete(DraftRow).where(DraftRow.at < before))

    async def _must_be_there(self, flag: FlagId | None) -> None:
        if flag is not None:
            there = select(FlagRow.id).where(FlagRow.id == flag)
            if await self._session.scalar(there) is None:
                raise StorageError(f"there is no flag {flag}")

    async def _must_be_open(self, number: AppealId) -> None:
        if await self.get(number) is None:
            raise StorageError(f"there is no appeal {number}")
        raise AlreadyDecided(f"appeal {number}")

    async def _found(self, query: Select[*_Found]) -> Sequence[Appeal]:
        rows = await self._session.execute(query.order_by(AppealRow.at, AppealRow.id))
        return [self._appeal(row, by, ruling, ruled_by) for row, by, ruling, ruled_by in rows]

    def _appeal(
        self, row: AppealRow, by: Sealed, ruling: RulingRow | None, ruled_by: Sealed | None
    ) -> Appeal:
        filed = NewAppeal(
            chat=row.chat,
            by=self._accounts.open(by),
            at=row.at,
            why=self._vault.open(row.why, WHY),
            about=None if row.flag_id is None else FlagId(row.flag_id),
            reminder=row.reminder,
        )
        number, state = AppealId(row.id), AppealState(row.state)
        if ruling is None or ruled_by is None:
            return Appeal(number, filed, state, None, row.chased or 0)
        given = Ruling(
            appeal=number,
            state=state,
            by=self._accounts.open(ruled_by),
            at=ruling.at,
            why=self._vault.open(ruling.why, RULING),
        )
        return Appeal(number, filed, state, given, row.chased or 0)


async def forget_appeals(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """With what hangs on them."""
    numbers = (await session.scalars(select(AppealRow.id).where(which))).all()
    for row in (RulingRow, DraftRow):
        await gone(session, row, delete(row).where(row.appeal_id.in_(numbers)))
    return await gone(session, AppealRow, delete(AppealRow).where(AppealRow.id.in_(numbers)))


def _is_over(before: datetime) -> ColumnElement[bool]:
    ruled = exists().where(RulingRow.appeal_id == AppealRow.id, _older(before))
    return and_(AppealRow.flag_id.is_(None), ruled)


def _older(before: datetime) -> ColumnElement[bool]:
    return RulingRow.at < before


def _appeals() -> Select[*_Found]:
    """With who made them and what became of them, as the database has them now."""
    joined = (
        select(AppealRow, AccountRow.body, RulingRow, _RULED_BY.body)
        .join(AccountRow, AccountRow.key == AppealRow.by)
        .outerjoin(RulingRow, RulingRow.appeal_id == AppealRow.id)
        .outerjoin(_RULED_BY, _RULED_BY.key == RulingRow.by)
    )
    return joined.execution_options(populate_existing=True)
