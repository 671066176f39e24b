from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import AlreadyDecided, StorageError
from bot.model.appeal import AppealState
from bot.model.flag import Flag, FlagState, NewFlag, NewVerdict, Step, StepKind, Verdict
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageId, MessageRef, PersonId, VerdictId
from bot.model.outbox import Outcome
from bot.model.retention import Standing
from storage.codec import MATTERS, PEOPLE, Matter
from storage.columns import as_it_was, storable
from storage.flags import HOLDING, check_verdict, without_lines
from storage.moving import Move
from storage.sql.accounts import Accounts, message_key
from storage.sql.ages import gone
from storage.sql.appeals import forget_appeals
from storage.sql.outbox import silence
from storage.sql.people import BODY as PERSON
from storage.tables import (
    AccountRow,
    AppealRow,
    DeciderRow,
    DecisionRow,
    FlagPartyRow,
    FlagRow,
    FlagStepRow,
    IntentRow,
    OutboxRow,
    PersonRow,
    ReminderRow,
    RulingRow,
    StrikeRow,
    VerdictRow,
    table_of,
)
from storage.vault import KeyedHash, Sealed, Vault

MATTER, WHY = "flag.matter", "verdict.why"

_FLAG, _STEPS = table_of(FlagRow).c, table_of(FlagStepRow).c
_RAISE = insert(table_of(FlagRow)).returning(_FLAG.id)
_INVOLVE = insert(table_of(FlagPartyRow))
_GET = select(*_FLAG).where(_FLAG.id == bindparam("number"))
_UPHELD = select(_FLAG.id, _FLAG.sent_at).where(
    _FLAG.state == FlagState.UPHELD, _FLAG.sender.in_(bindparam("senders", expanding=True))
)
_STEP = (
    insert(table_of(FlagStepRow))
    .from_select(
        [_STEPS.flag_id, _STEPS.kind, _STEPS.at, _STEPS.by, _STEPS.until],
        select(
            _FLAG.id,
            bindparam("step", type_=_STEPS.kind.type),
            bindparam("moment", type_=_STEPS.at.type),
            bindparam("who", type_=_STEPS.by.type),
            bindparam("until", type_=_STEPS.until.type),
        ).where(_FLAG.id == bindparam("number")),
    )
    .returning(_STEPS.id)
)
"""Of a flag that is not there, none."""
_ACCOUNT, _DECIDERS = table_of(AccountRow).c, table_of(DeciderRow).c
_DECIDED = insert(table_of(DeciderRow)).from_select(
    [_DECIDERS.verdict_id, _DECIDERS.person],
    select(bindparam("of", type_=_DECIDERS.verdict_id.type), _ACCOUNT.person).where(
        _ACCOUNT.key == bindparam("who"), _ACCOUNT.person.is_not(None)
    ),
)
_DECIDER = (
    select(PersonRow.body)
    .join(DeciderRow, DeciderRow.person == PersonRow.key)
    .join(VerdictRow, VerdictRow.id == DeciderRow.verdict_id)
    .where(VerdictRow.flag_id == bindparam("number"))
)


class SqlFlagStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def add(self, flag: NewFlag) -> FlagId:
        others = {*flag.parties, *(line.account for line in flag.evidence.context)}
        involved = [flag.sender.account, *sorted(others - {flag.sender.account}, key=str)]
        sender, *parties = await self._accounts.keep_all(involved)
        row = {
            "chat": flag.message.chat,
            "message": message_key(self._vault, flag.message),
            "sender": sender,
            "sent_at": flag.sent_at,
            "matter": self._sealed(flag),
            "state": FlagState.OPEN,
        }
        number = (await self._session.scalars(_RAISE, row)).one()
        if parties:
            rows = [{"flag_id": number, "account": key} for key in parties]
            await self._session.execute(_INVOLVE, rows)
        return FlagId(number)

    async def get(self, flag_id: FlagId) -> Flag | None:
        row = (await self._session.execute(_GET, {"number": flag_id})).first()
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
        number = (await self._session.scalars(row.returning(VerdictRow.id))).one()
        await self._session.execute(
            _DECIDED, {"of": number, "who": self._accounts.key(verdict.by)}
        )
        return VerdictId(number)

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

    async def decider(self, flag_id: FlagId) -> PersonId | None:
        body = await self._session.scalar(_DECIDER, {"number": flag_id})
        return None if body is None else PEOPLE.decode(self._vault.open(body, PERSON)).person_id

    async def verdict_id(self, flag_id: FlagId) -> VerdictId | None:
        query = select(VerdictRow.id).where(VerdictRow.flag_id == flag_id)
        number = await self._session.scalar(query)
        return None if number is None else VerdictId(number)

    async def overturn(self, flag_id: FlagId) -> bool:
        upheld = update(FlagRow).where(FlagRow.id == flag_id, FlagRow.state == FlagState.UPHELD)
        turned = upheld.values(state=FlagState.DISMISSED).returning(FlagRow.id)
        unsynced = turned.execution_options(synchronize_session=False)
        return await self._session.scalar(unsynced) is not None

    async def upheld(self, senders: Collection[AccountRef]) -> Mapping[FlagId, datetime]:
        keys = [self._accounts.key(account) for account in senders]
        found = await self._session.execute(_UPHELD, {"senders": keys})
        return {FlagId(number): sent_at for number, sent_at in found}

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
        found = (await self._session.execute(query)).all()
        appealed, ruled = await self._appeals()
        held = await self._held()
        return [
            replace(
                self._standing(FlagId(number), sent_at, FlagState(state), matter, decided_at),
                appealed=number in appealed,
                ruled_at=ruled.get(number),
                held=number in held,
            )
            for number, sent_at, state, matter, decided_at in found
        ]

    async def _held(self) -> frozenset[int]:
        """Of each the last step that holds it or lets go of it says which."""
        row = FlagStepRow
        query = select(row.flag_id, row.kind).where(row.kind.in_(HOLDING))
        held = set[int]()
        for number, kind in await self._session.execute(query.order_by(row.at, row.id)):
            change = held.add if kind == StepKind.HELD else held.discard
            change(number)
        return frozenset(held)

    async def _appeals(self) -> tuple[frozenset[int], Mapping[int, datetime]]:
        """Flags with an open appeal, and when the last on others was decided."""
        row = AppealRow
        still_open = select(row.flag_id).where(row.state == AppealState.OPEN)
        appealed = frozenset(
            number for number in await self._session.scalars(still_open) if number is not None
        )
        query = (
            select(row.flag_id, func.max(RulingRow.at))
            .join(RulingRow, RulingRow.appeal_id == row.id)
            .group_by(row.flag_id)
        )
        ruled = (await self._session.execute(query)).all()
        return appealed, {number: at for number, at in ruled if number is not None}

    async def step(self, flag_id: FlagId, step: Step) -> None:
        by = None if step.by is None else await self._accounts.keep(step.by)
        row = {
            "number": flag_id,
            "step": step.kind,
            "moment": step.at,
            "who": by,
            "until": step.until,
        }
        if await self._session.scalar(_STEP, row) is None:
            raise StorageError(f"there is no flag {flag_id}")

    async def steps(self, flag_id: FlagId) -> Sequence[Step]:
        row = FlagStepRow
        query = (
            select(row.kind, row.at, AccountRow.body, row.until)
            .outerjoin(AccountRow, AccountRow.key == row.by)
            .where(row.flag_id == flag_id)
            .order_by(row.at, row.id)
        )
        return [
            Step(StepKind(kind), at, None if body is None else self._accounts.open(body), until)
            for kind, at, body, until in await self._session.execute(query)
        ]

    async def remove(self, flag_id: FlagId) -> bool:
        verdicts = select(VerdictRow.id).where(VerdictRow.flag_id == flag_id)
        unsaid = OutboxRow.state == Outcome.PENDING
        for statement in (
            delete(StrikeRow).where(StrikeRow.verdict_id.in_(verdicts)),
            delete(DeciderRow).where(DeciderRow.verdict_id.in_(verdicts)),
            delete(VerdictRow).where(VerdictRow.flag_id == flag_id),
            delete(FlagPartyRow).where(FlagPartyRow.flag_id == flag_id),
            delete(FlagStepRow).where(FlagStepRow.flag_id == flag_id),
            delete(IntentRow).where(IntentRow.flag_id == flag_id),
            delete(OutboxRow).where(OutboxRow.flag_id == flag_id, unsaid),
        ):
            unsynced = statement.execution_options(synchronize_session=False)
            await self._session.execute(unsynced)
        await silence(self._session, OutboxRow.flag_id == flag_id)
        await forget_appeals(self._session, AppealRow.flag_id == flag_id)
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

    def _flag(self, row: FlagRow | Row[*tuple[Any, ...]]) -> Flag:
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
