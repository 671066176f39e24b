from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.audit import Subject
from bot.model.digest import Channel, Doubt, Gap, Wish
from bot.model.ids import AccountRef
from bot.model.outbox import OutboxId, Outcome
from bot.model.retention import Held
from storage.codec import PEOPLE, WISHES
from storage.digests import DOUBTFUL, UNNOTICED, UNSEEN
from storage.sql.accounts import Accounts, person_key
from storage.sql.ages import gone, held
from storage.sql.people import BODY as PERSON
from storage.sql.upsert import first, put
from storage.tables import (
    AccountRow,
    DigestClaimRow,
    DigestWishRow,
    OutboxRow,
    PersonRow,
    SignOfLifeRow,
    table_of,
)
from storage.vault import Vault

WISH = "digest_wish.body"

_ACCOUNT = table_of(AccountRow).c
_PERSON_OF = select(_ACCOUNT.person).where(_ACCOUNT.key == bindparam("of"))


class SqlDigestStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def claim(
        self, account: AccountRef, day: date, at: datetime, channel: Channel = Channel.CHAT
    ) -> bool:
        statement = first(self._session, table_of(DigestClaimRow))
        key = await self._accounts.keep(account)
        person = await self._session.scalar(_PERSON_OF, {"of": key})
        values = {"account": key, "day": day, "channel": channel, "at": at, "person": person}
        return await self._session.scalar(statement, values) is not None

    async def went(
        self, account: AccountRef, day: date, channel: Channel, outbox_id: OutboxId
    ) -> None:
        row = DigestClaimRow
        this = update(row).where(
            row.account == self._accounts.key(account), row.day == day, row.channel == channel
        )
        unsynced = this.execution_options(synchronize_session=False)
        await self._session.execute(unsynced.values(outbox_id=outbox_id))

    async def claimed(self, day: date) -> Mapping[Subject, Collection[Channel]]:
        row = DigestClaimRow
        query = (
            select(AccountRow.body, PersonRow.body, row.channel)
            .join(AccountRow, AccountRow.key == row.account)
            .outerjoin(PersonRow, PersonRow.key == row.person)
            .where(row.day == day)
        )
        found = defaultdict[Subject, set[Channel]](set)
        for account, person, channel in await self._session.execute(query):
            found[self._accounts.open(account)].add(Channel(channel))
            if person is not None:
                known = PEOPLE.decode(self._vault.open(person, PERSON))
                found[known.person_id].add(Channel(channel))
        return found

    async def doubts(self, reader: Subject, since: datetime) -> Sequence[Doubt]:
        row = DigestClaimRow
        query = (
            select(row.day, row.channel, OutboxRow.state)
            .join(OutboxRow, OutboxRow.id == row.outbox_id)
            .where(self._theirs(reader), OutboxRow.settled_at >= since)
            .where(OutboxRow.state.in_(DOUBTFUL))
            .order_by(row.day, row.channel)
        )
        found = await self._session.execute(query)
        return [Doubt(day, Channel(channel), Outcome(state)) for day, channel, state in found]

    async def latest(self, reader: Subject, before: date | None = None) -> datetime | None:
        row, ended = DigestClaimRow, OutboxRow.state
        query = (
            select(func.max(row.at))
            .outerjoin(OutboxRow, OutboxRow.id == row.outbox_id)
            .where(self._theirs(reader), or_(ended.is_(None), ended.not_in(UNSEEN)))
        )
        return await self._session.scalar(
            query if before is None else query.where(row.day < before)
        )

    async def of(self, reader: Subject) -> Mapping[date, datetime]:
        row = DigestClaimRow
        query = select(row.day, func.min(row.at)).where(self._theirs(reader))
        found = await self._session.execute(query.group_by(row.day).order_by(row.day))
        return dict(found.all())

    async def wish(self, account: AccountRef, wish: Wish | None) -> None:
        row = DigestWishRow
        if wish is None:
            theirs = delete(row).where(row.account == self._accounts.key(account))
            await gone(self._session, row, theirs)
            return
        statement = put(self._session, table_of(row), "account")
        body = self._vault.seal(WISHES.encode(wish), WISH)
        key = await self._accounts.keep(account)
        await self._session.execute(statement, {"account": key, "body": body})

    async def wishes(self) -> Mapping[AccountRef, Wish]:
        row = DigestWishRow
        query = select(AccountRow.body, row.body).join(AccountRow, AccountRow.key == row.account)
        found = {}
        for account, body in await self._session.execute(query):
            with suppress(StorageError):
                found[self._accounts.open(account)] = WISHES.decode(self._vault.open(body, WISH))
        return found

    async def forget(self, reader: Subject) -> int:
        if isinstance(reader, AccountRef):
            await self.wish(reader, None)
        theirs = delete(DigestClaimRow).where(self._theirs(reader))
        return await gone(self._session, DigestClaimRow, theirs)

    def _theirs(self, reader: Subject) -> ColumnElement[bool]:
        if isinstance(reader, AccountRef):
            return DigestClaimRow.account == self._accounts.key(reader)
        return DigestClaimRow.person == person_key(self._vault, reader)

    async def held(self, before: datetime | None = None) -> Held:
        return await held(self._session, DigestClaimRow.at, before)

    async def forget_before(self, moment: datetime) -> int:
        row = DigestClaimRow
        return await gone(self._session, row, delete(row).where(row.at < moment))


class SqlLifeStore:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def beat(self, at: datetime) -> None:
        row = SignOfLifeRow
        latest = select(row.id, row.seen).order_by(row.id.desc()).limit(1)
        found = (await self._session.execute(latest)).first()
        if found is None or at - found.seen > UNNOTICED:
            await self._session.execute(insert(row).values(began=at, seen=at))
        elif at > found.seen:
            this = update(row).where(row.id == found.id).values(seen=at)
            await self._session.execute(this.execution_options(synchronize_session=False))

    async def gaps(self, since: datetime) -> Sequence[Gap]:
        row = SignOfLifeRow
        times = (await self._session.execute(select(row.began, row.seen).order_by(row.id))).all()
        gaps = (Gap(before.seen, after.began) for before, after in pairwise(times))
        return [gap for gap in gaps if gap.ended > since]

    async def held(self, before: datetime | None = None) -> Held:
        row = SignOfLifeRow
        query = select(func.count(row.seen), func.min(row.seen)).where(row.id < _latest())
        if before is not None:
            query = query.where(row.seen < before)
        count, oldest = (await self._session.execute(query)).one()
        return Held(count, oldest)

    async def forget_before(self, moment: datetime) -> int:
        row = SignOfLifeRow
        old = delete(row).where(row.seen < moment, row.id < _latest())
        return await gone(self._session, row, old)


def _latest() -> ScalarSelect[int]:
    return select(func.max(SignOfLifeRow.id)).scalar_subquery()
