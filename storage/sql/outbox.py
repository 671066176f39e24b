import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Row,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import KeyGone, StorageError
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import (
    Delivery,
    NewOutboxItem,
    OutboxId,
    OutboxItem,
    Outcome,
    Purpose,
    Queue,
    is_for,
)
from bot.model.retention import Held
from storage.codec import EFFECTS
from storage.moving import Move
from storage.sql.ages import gone, held
from storage.tables import OutboxRow, table_of
from storage.urgency import LETTER, urgency
from storage.vault import Sealed, Vault

EFFECT = "outbox.effect"

log = logging.getLogger(__name__)

_UNSETTLED = (Outcome.PENDING, Outcome.SENDING)
_OUTBOX = table_of(OutboxRow).c
_CLAIMED = (
    _OUTBOX.id,
    _OUTBOX.purpose,
    _OUTBOX.effect,
    _OUTBOX.not_before,
    _OUTBOX.expires,
    _OUTBOX.attempts,
    _OUTBOX.maybe_double,
    _OUTBOX.flag_id,
)
_WAIT = insert(table_of(OutboxRow)).returning(_OUTBOX.id)
_DUE = (
    select(*_CLAIMED)
    .where(_OUTBOX.state == Outcome.PENDING, _OUTBOX.not_before <= bindparam("now"))
    .order_by(_OUTBOX.urgency, _OUTBOX.not_before, _OUTBOX.id)
    .limit(bindparam("limit"))
)
_DUE_OF = {
    None: _DUE,
    Queue.CHAT: _DUE.where(_OUTBOX.urgency < LETTER),
    Queue.MAIL: _DUE.where(_OUTBOX.urgency == LETTER),
}
_SENDING = (
    update(table_of(OutboxRow))
    .where(_OUTBOX.id.in_(bindparam("ids", expanding=True)))
    .values(state=Outcome.SENDING)
)
_SETTLE = (
    update(table_of(OutboxRow))
    .where(_OUTBOX.id == bindparam("id_is"), _OUTBOX.state.in_(_UNSETTLED))
    .values(state=bindparam("outcome"), effect=None, settled_at=bindparam("at"))
    .returning(_OUTBOX.id)
)

_Claimed = Row[int, str, Sealed | None, datetime, datetime | None, int, bool, int | None]


class SqlOutboxStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, item: NewOutboxItem) -> OutboxId:
        row = {
            "purpose": item.purpose,
            "urgency": urgency(item),
            "effect": self._vault.seal_for_today(EFFECTS.encode(item.effect), EFFECT),
            "flag_id": item.about,
            "not_before": item.not_before,
            "expires": item.expires,
            "state": Outcome.PENDING,
            "attempts": 0,
            "maybe_double": False,
        }
        return OutboxId((await self._session.scalars(_WAIT, row)).one())

    async def claim(
        self, now: datetime, limit: int, queue: Queue | None = None
    ) -> Sequence[OutboxItem]:
        while True:
            found = await self._due(now, limit, queue)
            items = [item for one in found if (item := await self._read(one, now))]
            if len(items) == len(found):
                break
        if items:
            await self._session.execute(_SENDING, {"ids": [item.outbox_id for item in items]})
        return items

    async def settle(self, outbox_id: OutboxId, outcome: Outcome, at: datetime) -> None:
        if outcome in _UNSETTLED:
            raise StorageError(f"{outcome} settles nothing")
        # What it said is not kept longer than it is needed.
        settled = {"id_is": outbox_id, "outcome": outcome, "at": at}
        _there(outbox_id, await self._session.scalar(_SETTLE, settled))

    async def postpone(
        self,
        outbox_id: OutboxId,
        not_before: datetime,
        *,
        tried: bool = True,
        maybe_double: bool = False,
    ) -> None:
        later = _again(maybe_double=maybe_double, tried=tried).values(not_before=not_before)
        await self._change(outbox_id, later)

    async def recover(
        self, now: datetime, queue: Queue | None = None
    ) -> Sequence[tuple[Purpose, Outcome]]:
        row = OutboxRow
        left = select(row.id, row.purpose).where(row.state == Outcome.SENDING).order_by(row.id)
        if queue is not None:
            is_letter = row.urgency == LETTER
            left = left.where(is_letter if queue is Queue.MAIL else ~is_letter)
        found = (await self._session.execute(left)).all()
        return [await self._recover(number, Purpose(purpose), now) for number, purpose in found]

    async def count(self, outcome: Outcome, since: datetime | None = None) -> int:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == outcome)
        if since is not None:
            query = query.where(OutboxRow.settled_at >= since)
        return await self._session.scalar(query) or 0

    async def of(self, account: AccountRef) -> Sequence[NewOutboxItem]:
        row = OutboxRow
        unsettled = select(*_CLAIMED).where(row.state.in_(_UNSETTLED)).order_by(row.id)
        found = (await self._session.execute(unsettled)).all()
        items = [self._item(one) for one in found]
        return [one.item for one in items if one and is_for(one.item.effect, account)]

    async def forget(self, account: AccountRef) -> int:
        row = OutboxRow
        waiting = select(row.id, row.effect).where(row.state.in_(_UNSETTLED))
        numbers = [
            number
            for number, effect in await self._session.execute(waiting)
            if (delivery := self._delivery(effect)) and is_for(delivery, account)
        ]
        return await self._forget(row.id.in_(numbers))

    async def forget_digests(self) -> int:
        return await self._forget(OutboxRow.purpose == Purpose.DIGEST)

    async def unsettled(self, before: datetime | None = None) -> Held:
        row = OutboxRow
        query = select(func.count(), func.min(row.not_before)).where(row.state.in_(_UNSETTLED))
        if before is not None:
            query = query.where(row.not_before < before)
        count, oldest = (await self._session.execute(query)).one()
        return Held(count, oldest)

    async def give_up(self, before: datetime, at: datetime) -> int:
        row = OutboxRow
        late = _update().where(row.state.in_(_UNSETTLED), row.not_before < before)
        must_arrive = row.purpose.in_([one for one in Purpose if one.at_least_once])
        outcome = case((must_arrive, Outcome.FAILED.value), else_=Outcome.EXPIRED.value)
        settled = late.values(state=outcome, effect=None, settled_at=at).returning(row.id)
        return len((await self._session.scalars(settled)).all())

    async def held(self, before: datetime | None = None) -> Held:
        return await held(self._session, OutboxRow.settled_at, before)

    async def forget_before(self, moment: datetime) -> int:
        row = OutboxRow
        return await gone(self._session, row, delete(row).where(row.settled_at < moment))

    async def move(self, move: Move) -> None:
        row = OutboxRow
        waiting = select(row.id, row.effect).where(row.state.in_(_UNSETTLED))
        for number, effect in (await self._session.execute(waiting)).all():
            delivery = self._delivery(effect)
            moved = delivery and move.delivery(delivery)
            if moved is not None and moved != delivery:
                fresh = self._vault.seal_for_today(EFFECTS.encode(moved), EFFECT)
                await self._session.execute(_update().where(row.id == number).values(effect=fresh))

    async def _forget(self, which: ColumnElement[bool]) -> int:
        row = OutboxRow
        unsaid = delete(row).where(row.state == Outcome.PENDING, which)
        return await gone(self._session, row, unsaid) + await silence(self._session, which)

    async def _due(self, now: datetime, limit: int, queue: Queue | None) -> Sequence[_Claimed]:
        return (await self._session.execute(_DUE_OF[queue], {"now": now, "limit": limit})).all()

    async def _recover(
        self, number: int, purpose: Purpose, now: datetime
    ) -> tuple[Purpose, Outcome]:
        if purpose.at_least_once:
            again = _again(maybe_double=True).where(OutboxRow.id == number)
            await self._session.execute(again)
            return purpose, Outcome.PENDING
        this = _update().where(OutboxRow.id == number)
        unknown = this.values(state=Outcome.UNKNOWN, effect=None, settled_at=now)
        await self._session.execute(unknown)
        return purpose, Outcome.UNKNOWN

    async def _change(self, outbox_id: OutboxId, change: Update) -> None:
        row = OutboxRow
        this = change.where(row.id == outbox_id, row.state.in_(_UNSETTLED)).returning(row.id)
        _there(outbox_id, await self._session.scalar(this))

    async def _read(self, found: _Claimed, now: datetime) -> OutboxItem | None:
        """None: its words were forgotten while it was sent, or this version cannot read it any
        more. It is settled, in nobody's way; of what cannot be read staff are told."""
        item = self._item(found)
        if item is None and found.effect is None:
            await self.settle(OutboxId(found[0]), Outcome.NOT_ALLOWED, now)
        elif item is None:
            log.error("outbox item %s cannot be read and is given up", found[0])
            await self.settle(OutboxId(found[0]), Outcome.FAILED, now)
        return item

    def _item(self, found: _Claimed) -> OutboxItem | None:
        number, purpose, effect, not_before, expires, attempts, maybe_double, about = found
        delivery = self._delivery(effect)
        if delivery is None:
            return None
        flag = None if about is None else FlagId(about)
        item = NewOutboxItem(Purpose(purpose), delivery, not_before, expires, flag)
        return OutboxItem(OutboxId(number), item, attempts, maybe_double)

    def _delivery(self, effect: Sealed | None) -> Delivery | None:
        """Raises `StorageError` for what another key would open: that must not fail everything."""
        if effect is None:
            return None
        try:
            text = self._vault.open(effect, EFFECT)
        except KeyGone:
            return None
        try:
            return EFFECTS.decode(text)
        except StorageError:
            return None


def _there(outbox_id: OutboxId, changed: int | None) -> None:
    if changed is None:
        raise StorageError(f"outbox item {outbox_id} does not wait to be settled")


async def silence(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """What is being sent may have arrived; its words are gone, so it is not sent again."""
    row = OutboxRow
    sending = _update().where(row.state == Outcome.SENDING, row.effect.is_not(None), which)
    return len((await session.scalars(sending.values(effect=None).returning(row.id))).all())


def _update() -> Update:
    return update(OutboxRow).execution_options(synchronize_session=False)


def _again(*, maybe_double: bool, tried: bool = True) -> Update:
    """To change what was changed already is to change it once."""
    row = OutboxRow
    double = or_(row.maybe_double, and_(literal(maybe_double), row.purpose != Purpose.AMEND))
    attempts = row.attempts + int(tried)
    return _update().values(state=Outcome.PENDING, attempts=attempts, maybe_double=double)
