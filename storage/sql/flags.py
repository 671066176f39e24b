from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import AlreadyDecided, StorageError
from bot.model.flag import Flag, FlagState, NewFlag, NewVerdict, Step, StepKind, Verdict
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageId, MessageRef, VerdictId
from bot.model.outbox import Outcome
from bot.model.retention import Standing
from storage.codec import MATTERS, Matter
from storage.columns import as_it_was, storable
from storage.flags import check_verdict, without_lines
from storage.moving import Move
from storage.sql.accounts import Accounts, message_key
from storage.sql.ages import gone
from storage.sql.outbox import silence
from storage.tables import (
    AccountRow,
    AppealRow,
    DecisionRow,
    FlagPartyRow,
    FlagRow,
    FlagStepRow,
    OutboxRow,
    ReminderRow,
    StrikeRow,
    VerdictRow,
)
from storage.vault import KeyedHash, Sealed, Vault

MATTER, WHY = "flag.matter", "verdict.why"


class SqlFlagStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def add(self, flag: NewFlag) -> FlagId:
        row = insert(FlagRow).values(
            chat=flag.message.chat,
            message=message_key(self._vault, flag.message),
            sender=await self._accounts.keep(flag.sender.account),
            sent_at=flag.sent_at,
            matter=self._sealed(flag),
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

    async def numbers(
        self,
        *,
        chat: ChatRef | None = None,
        state: FlagState | None = None,
        step: StepKind | None = None,
        since: datetime | None = None,
    ) -> Sequence[FlagId]:
        query, row = select(FlagRow.id).order_by(FlagRow.id), FlagStepRow
        if chat is not None:
            query = query.where(FlagRow.chat == chat)
        if state is not None:
            query = query.where(FlagRow.state == state)
        if step is not None:
            taken = select(row.flag_id).where(row.kind == step)
            taken = taken if since is None else taken.where(row.at >= since)
            query = query.where(FlagRow.id.in_(taken))
        return [FlagId(number) for number in await self._session.scalars(query)]

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

    async def verdict(self, flag_id: FlagId) -> NewVerdict | None:
        row = VerdictRow
        query = select(row.verdict, row.by, row.at, row.why).where(row.flag_id == flag_id)
        found = (await self._session.execute(query)).first()
        if found is None:
            return None
        verdict, by, at, why = found
        return NewVerdict(
            flag_id=flag_id,
            verdict=Verdict(verdict),
            by=await self._accounts.get(by),
            at=at,
            why=self._vault.open(why, WHY),
        )

    async def about(self, account: AccountRef) -> Sequence[Flag]:
        key, row = self._accounts.key(account), FlagRow
        query = _fresh().where(or_(row.sender == key, row.id.in_(_involving(key))))
        rows = await self._session.scalars(query.order_by(row.sent_at, row.id))
        return [self._flag(row) for row in rows]

    async def standing(self) -> Sequence[Standing]:
        flag, verdict = FlagRow, VerdictRow
        query = (
            select(flag.id, flag.sent_at, flag.state, flag.matter, verdict.at)
            .outerjoin(verdict, verdict.flag_id == flag.id)
            .order_by(flag.id)
        )
        return [
            self._standing(FlagId(number), sent_at, FlagState(state), matter, decided_at)
            for number, sent_at, state, matter, decided_at in await self._session.execute(query)
        ]

    async def step(self, flag_id: FlagId, step: Step) -> None:
        await self._must_be_there(flag_id)
        by = None if step.by is None else await self._accounts.keep(step.by)
        row = insert(FlagStepRow).values(flag_id=flag_id, kind=step.kind, at=step.at, by=by)
        await self._session.execute(row)

    async def steps(self, flag_id: FlagId) -> Sequence[Step]:
        row = FlagStepRow
        query = (
            select(row.kind, row.at, AccountRow.body)
            .outerjoin(AccountRow, AccountRow.key == row.by)
            .where(row.flag_id == flag_id)
            .order_by(row.at, row.id)
        )
        return [
            Step(StepKind(kind), at, None if body is None else self._accounts.open(body))
            for kind, at, body in await self._session.execute(query)
        ]

    async def remove(self, flag_id: FlagId) -> bool:
        verdicts = select(VerdictRow.id).where(VerdictRow.flag_id == flag_id)
        unsaid = OutboxRow.state == Outcome.PENDING
        for statement in (
            delete(StrikeRow).where(StrikeRow.verdict_id.in_(verdicts)),
            delete(VerdictRow).where(VerdictRow.flag_id == flag_id),
            delete(FlagPartyRow).where(FlagPartyRow.flag_id == flag_id),
            delete(FlagStepRow).where(FlagStepRow.flag_id == flag_id),
            delete(AppealRow).where(AppealRow.flag_id == flag_id),
            delete(OutboxRow).where(OutboxRow.flag_id == flag_id, unsaid),
        ):
            unsynced = statement.execution_options(synchronize_session=False)
            await self._session.execute(unsynced)
        await silence(self._session, OutboxRow.flag_id == flag_id)
        this = delete(FlagRow).where(FlagRow.id == flag_id)
        return await gone(self._session, FlagRow, this) == 1

    async def forget_lines(self, account: AccountRef, *, but: Collection[FlagId] = ()) -> int:
        key, row = self._accounts.key(account), FlagRow
        theirs = _fresh().where(row.id.in_(_involving(key)), row.id.not_in(but))
        rows = await self._session.scalars(theirs)
        return sum([await self._forget_lines(self._flag(row), account, key) for row in rows.all()])

    async def _forget_lines(self, flag: Flag, account: AccountRef, key: KeyedHash) -> int:
        shorter, lines = without_lines(flag.raised, account)
        changed = update(FlagRow).where(FlagRow.id == flag.flag_id)
        unsynced = changed.execution_options(synchronize_session=False)
        await self._session.execute(unsynced.values(matter=self._sealed(shorter)))
        if account not in shorter.parties:
            party = FlagPartyRow
            this = delete(party).where(party.flag_id == flag.flag_id, party.account == key)
            await gone(self._session, party, this)
        return lines

    async def move(self, move: Move) -> None:
        """What is found by the hash of a message that has a flag follows its flag; of other
        messages nobody has the number any more."""
        rows = (await self._session.scalars(_fresh().where(FlagRow.chat == move.chat))).all()
        for row in rows:
            flag = self._flag(row).raised
            moved = replace(flag, message=move.message(flag.message))
            old, new = (message_key(self._vault, one.message) for one in (flag, moved))
            follow = {"chat": move.to, "message": new}
            for table in (DecisionRow, ReminderRow):
                this = update(table).where(table.message == old).values(message=new)
                await self._session.execute(this.execution_options(synchronize_session=False))
            changed = update(FlagRow).where(FlagRow.id == row.id)
            unsynced = changed.execution_options(synchronize_session=False)
            await self._session.execute(unsynced.values(**follow, matter=self._sealed(moved)))

    async def _must_be_there(self, flag_id: FlagId) -> Flag:
        flag = await self.get(flag_id)
        if flag is None:
            raise StorageError(f"there is no flag {flag_id}")
        return flag

    async def _close(self, verdict: NewVerdict) -> None:
        this = FlagRow.id == verdict.flag_id
        flag = await self._must_be_there(verdict.flag_id)
        check_verdict(flag, verdict)
        still_open = update(FlagRow).where(this, FlagRow.state == FlagState.OPEN)
        closed = still_open.values(state=verdict.verdict).returning(FlagRow.id)
        unsynced = closed.execution_options(synchronize_session=False)
        if await self._session.scalar(unsynced) is None:
            raise AlreadyDecided(f"flag {verdict.flag_id}")

    def _sealed(self, flag: NewFlag) -> Sealed:
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
            raised_at=flag.raised_at,
        )
        return self._vault.seal(MATTERS.encode(matter), MATTER)

    def _standing(
        self,
        number: FlagId,
        sent_at: datetime,
        state: FlagState,
        sealed: Sealed,
        decided_at: datetime | None,
    ) -> Standing:
        matter = MATTERS.decode(self._vault.open(sealed, MATTER))
        raised_at = matter.raised_at or sent_at
        return Standing(number, raised_at, state, matter.care is not None, decided_at)

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
            raised_at=matter.raised_at,
        )
        return Flag(FlagId(row.id), raised, FlagState(row.state))


def _involving(key: KeyedHash) -> Select[int]:
    """The flags of others that an account is in."""
    return select(FlagPartyRow.flag_id).where(FlagPartyRow.account == key)


def _fresh() -> Select[FlagRow]:
    """Flags as the database has them now, whatever this session has seen of them before."""
    return select(FlagRow).execution_options(populate_existing=True)
