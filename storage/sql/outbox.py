from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Update, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.ids import FlagId
from bot.model.outbox import NewOutboxItem, OutboxId, OutboxItem, Outcome, Purpose
from storage.codec import EFFECTS
from storage.tables import OutboxRow
from storage.urgency import urgency
from storage.vault import Sealed, Vault

EFFECT = "outbox.effect"
_UNSETTLED = (Outcome.PENDING, Outcome.SENDING)
_CLAIMED = (
    OutboxRow.id,
    OutboxRow.purpose,
    OutboxRow.effect,
    OutboxRow.not_before,
    OutboxRow.expires,
    OutboxRow.attempts,
    OutboxRow.maybe_double,
    OutboxRow.flag_id,
)


class SqlOutboxStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, item: NewOutboxItem) -> OutboxId:
        row = insert(OutboxRow).values(
            purpose=item.purpose,
            urgency=urgency(item.purpose),
            effect=self._vault.seal_for_today(EFFECTS.encode(item.effect), EFFECT),
            flag_id=item.about,
            not_before=item.not_before,
            expires=item.expires,
            state=Outcome.PENDING,
            attempts=0,
            maybe_double=False,
        )
        return OutboxId((await self._session.scalars(row.returning(OutboxRow.id))).one())

    async def claim(self, now: datetime, limit: int) -> Sequence[OutboxItem]:
        row = OutboxRow
        due = (
            select(*_CLAIMED)
            .where(row.state == Outcome.PENDING, row.not_before <= now)
            .order_by(row.urgency, row.not_before, row.id)
            .limit(limit)
        )
        items = [self._item(found) for found in await self._session.execute(due)]
        if items:
            numbers = [item.outbox_id for item in items]
            marked = _update().where(row.id.in_(numbers)).values(state=Outcome.SENDING)
            await self._session.execute(marked)
        return items

    async def settle(self, outbox_id: OutboxId, outcome: Outcome, at: datetime) -> None:
        if outcome in _UNSETTLED:
            raise StorageError(f"{outcome} settles nothing")
        # What it said is not kept longer than it is needed.
        settled = _update().values(state=outcome, effect=None, settled_at=at)
        await self._change(outbox_id, settled)

    async def postpone(self, outbox_id: OutboxId, not_before: datetime) -> None:
        later = _update().values(
            state=Outcome.PENDING, not_before=not_before, attempts=OutboxRow.attempts + 1
        )
        await self._change(outbox_id, later)

    async def recover(self, now: datetime) -> Sequence[tuple[Purpose, Outcome]]:
        row = OutboxRow
        left = select(row.id, row.purpose).where(row.state == Outcome.SENDING).order_by(row.id)
        found = (await self._session.execute(left)).all()
        return [await self._recover(number, Purpose(purpose), now) for number, purpose in found]

    async def count(self, outcome: Outcome, since: datetime | None = None) -> int:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == outcome)
        if since is not None:
            query = query.where(OutboxRow.settled_at >= since)
        return await self._session.scalar(query) or 0

    async def _recover(
        self, number: int, purpose: Purpose, now: datetime
    ) -> tuple[Purpose, Outcome]:
        this = _update().where(OutboxRow.id == number)
        if purpose.at_least_once:
            again = this.values(
                state=Outcome.PENDING, maybe_double=True, attempts=OutboxRow.attempts + 1
            )
            await self._session.execute(again)
            return purpose, Outcome.PENDING
        unknown = this.values(state=Outcome.UNKNOWN, effect=None, settled_at=now)
        await self._session.execute(unknown)
        return purpose, Outcome.UNKNOWN

    async def _change(self, outbox_id: OutboxId, change: Update) -> None:
        row = OutboxRow
        this = change.where(row.id == outbox_id, row.state.in_(_UNSETTLED)).returning(row.id)
        if await self._session.scalar(this) is None:
            raise StorageError(f"outbox item {outbox_id} does not wait to be settled")

    def _item(
        self, found: Row[int, str, Sealed | None, datetime, datetime | None, int, bool, int | None]
    ) -> OutboxItem:
        number, purpose, effect, not_before, expires, attempts, maybe_double, about = found
        if effect is None:
            raise StorageError(f"outbox item {number} waits but says nothing")
        what = EFFECTS.decode(self._vault.open(effect, EFFECT))
        flag = None if about is None else FlagId(about)
        item = NewOutboxItem(Purpose(purpose), what, not_before, expires, flag)
        return OutboxItem(OutboxId(number), item, attempts, maybe_double)


def _update() -> Update:
    return update(OutboxRow).execution_options(synchronize_session=False)
