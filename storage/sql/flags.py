from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import AlreadyDecided, Forbidden, StorageError
from bot.model.action import Audience
from bot.model.flag import Flag, FlagState, NewFlag, NewVerdict
from bot.model.ids import ChatRef, FlagId, MessageId, MessageRef, VerdictId
from storage.codec import MATTERS, Matter
from storage.sql.people import account_key, seal_account
from storage.tables import FlagRow, VerdictRow
from storage.vault import KeyedHash, Vault

MATTER, BY, WHY = "flag.matter", "verdict.sealed_by", "verdict.why"


class SqlFlagStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, flag: NewFlag) -> FlagId:
        matter = Matter(flag.sender, flag.findings, flag.care, flag.evidence)
        row = insert(FlagRow).values(
            chat=flag.message.chat,
            message_id=flag.message.message_id,
            sender=account_key(self._vault, flag.sender.account),
            sent_at=flag.sent_at,
            audience=flag.audience,
            urgent=flag.urgent,
            care=flag.care is not None,
            matter=self._vault.seal(MATTERS.encode(matter), MATTER),
            rulebook=flag.rulebook,
            state=FlagState.OPEN,
        )
        number = (await self._session.scalars(row.returning(FlagRow.id))).one()
        return FlagId(number)

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
            query = query.where(FlagRow.chat == message.chat)
            query = query.where(FlagRow.message_id == message.message_id)
        if state is not None:
            query = query.where(FlagRow.state == state)
        if since is not None:
            query = query.where(FlagRow.sent_at >= since)
        if until is not None:
            query = query.where(FlagRow.sent_at < until)
        return [self._flag(row) for row in await self._session.scalars(query)]

    async def decide(self, verdict: NewVerdict) -> VerdictId:
        by = account_key(self._vault, verdict.by)
        await self._close(verdict, by)
        row = insert(VerdictRow).values(
            flag_id=verdict.flag_id,
            verdict=verdict.verdict,
            by=by,
            sealed_by=seal_account(self._vault, verdict.by, BY),
            at=verdict.at,
            why=self._vault.seal(verdict.why, WHY),
        )
        return VerdictId((await self._session.scalars(row.returning(VerdictRow.id))).one())

    async def _close(self, verdict: NewVerdict, by: KeyedHash) -> None:
        this = FlagRow.id == verdict.flag_id
        sender = await self._session.scalar(select(FlagRow.sender).where(this))
        if sender is None:
            raise StorageError(f"there is no flag {verdict.flag_id}")
        if sender == by:
            raise Forbidden(f"flag {verdict.flag_id} is about the person who would decide it")
        still_open = update(FlagRow).where(this, FlagRow.state == FlagState.OPEN)
        closed = still_open.values(state=verdict.verdict).returning(FlagRow.id)
        unsynced = closed.execution_options(synchronize_session=False)
        if await self._session.scalar(unsynced) is None:
            raise AlreadyDecided(f"flag {verdict.flag_id}")

    def _flag(self, row: FlagRow) -> Flag:
        matter = MATTERS.decode(self._vault.open(row.matter, MATTER))
        raised = NewFlag(
            message=MessageRef(row.chat, MessageId(row.message_id)),
            sender=matter.sender,
            sent_at=row.sent_at,
            audience=Audience(row.audience),
            urgent=row.urgent,
            findings=matter.findings,
            care=matter.care,
            evidence=matter.evidence,
            rulebook=row.rulebook,
        )
        return Flag(FlagId(row.id), raised, FlagState(row.state))


def _fresh() -> Select[FlagRow]:
    """Flags as the database has them now, whatever this session has seen of them before."""
    return select(FlagRow).execution_options(populate_existing=True)
