from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import AlreadyDecided, StorageError
from bot.model.flag import Flag, FlagState, NewFlag, NewVerdict
from bot.model.ids import ChatRef, FlagId, MessageId, MessageRef, VerdictId
from storage.codec import MATTERS, Matter
from storage.columns import as_it_was, storable
from storage.flags import check_verdict
from storage.sql.accounts import Accounts, message_key
from storage.tables import FlagPartyRow, FlagRow, VerdictRow
from storage.vault import Vault

MATTER, WHY = "flag.matter", "verdict.why"


class SqlFlagStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def add(self, flag: NewFlag) -> FlagId:
        matter = Matter(
            message_id=MessageId(storable(flag.message.message_id)),
            sender=flag.sender,
            audience=flag.audience,
            urgent=flag.urgent,
            findings=flag.findings,
            care=flag.care,
            evidence=flag.evidence,
            rulebook=flag.rulebook,
            target=flag.target,
            reported=flag.reported,
        )
        row = insert(FlagRow).values(
            chat=flag.message.chat,
            message=message_key(self._vault, flag.message),
            sender=await self._accounts.keep(flag.sender.account),
            sent_at=flag.sent_at,
            matter=self._vault.seal(MATTERS.encode(matter), MATTER),
            state=FlagState.OPEN,
        )
        number = (await self._session.scalars(row.returning(FlagRow.id))).one()
        await self._involve(number, flag)
        return FlagId(number)

    async def _involve(self, number: int, flag: NewFlag) -> None:
        others = {*flag.parties, *(line.account for line in flag.evidence.context)}
        for account in sorted(others - {flag.sender.account}, key=str):
            key = await self._accounts.keep(account)
            await self._session.execute(insert(FlagPartyRow).values(flag_id=number, account=key))

    async def get(self, flag_id: FlagId) -> Flag | None:
        row = await self._session.scalar(_fresh().where(FlagRow.id == flag_id))
        return None if row is None else self._flag(row)

    async def find(
        self,
        *,
        chat: ChatRef | None = None,
        message: MessageRef | None = None,
        state: FlagState | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Flag]:
        query = _fresh().order_by(FlagRow.sent_at, FlagRow.id)
        if chat is not None:
            query = query.where(FlagRow.chat == chat)
        if message is not None:
            query = query.where(FlagRow.message == message_key(self._vault, message))
        if state is not None:
            query = query.where(FlagRow.state == state)
        if since is not None:
            query = query.where(FlagRow.sent_at >= since)
        if until is not None:
            query = query.where(FlagRow.sent_at < until)
        return [self._flag(row) for row in await self._session.scalars(query)]

    async def decide(self, verdict: NewVerdict) -> VerdictId:
        await self._close(verdict)
        row = insert(VerdictRow).values(
            flag_id=verdict.flag_id,
            verdict=verdict.verdict,
            by=await self._accounts.keep(verdict.by),
            at=verdict.at,
            why=self._vault.seal(verdict.why, WHY),
        )
        return VerdictId((await self._session.scalars(row.returning(VerdictRow.id))).one())

    async def _close(self, verdict: NewVerdict) -> None:
        this = FlagRow.id == verdict.flag_id
        flag = await self.get(verdict.flag_id)
        if flag is None:
            raise StorageError(f"there is no flag {verdict.flag_id}")
        check_verdict(flag, verdict)
        still_open = update(FlagRow).where(this, FlagRow.state == FlagState.OPEN)
        closed = still_open.values(state=verdict.verdict).returning(FlagRow.id)
        unsynced = closed.execution_options(synchronize_session=False)
        if await self._session.scalar(unsynced) is None:
            raise AlreadyDecided(f"flag {verdict.flag_id}")

    def _flag(self, row: FlagRow) -> Flag:
        matter = MATTERS.decode(self._vault.open(row.matter, MATTER))
        raised = NewFlag(
            message=MessageRef(row.chat, MessageId(as_it_was(matter.message_id))),
            sender=matter.sender,
            sent_at=row.sent_at,
            audience=matter.audience,
            urgent=matter.urgent,
            findings=matter.findings,
            care=matter.care,
            evidence=matter.evidence,
            rulebook=matter.rulebook,
            target=matter.target,
            reported=matter.reported,
        )
        return Flag(FlagId(row.id), raised, FlagState(row.state))


def _fresh() -> Select[FlagRow]:
    """Flags as the database has them now, whatever this session has seen of them before."""
    return select(FlagRow).execution_options(populate_existing=True)
