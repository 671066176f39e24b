from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, insert, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.audit import BOT, Checked, Entry, Head, NewEntry, Subject
from bot.model.ids import AccountRef
from storage import chain
from storage.chain import PARTS, Kept, Link, Opening, head
from storage.sql.accounts import Accounts, person_key
from storage.tables import AuditOpeningRow, AuditRow, table_of
from storage.vault import KeyedHash, Sealed, Vault

BODY = "audit_opening.body"
_PAGE = 500

_NO_SUCH_TYPE = (TypeError, ValueError)
"""SQLite keeps whatever somebody puts into a column, be it no moment or no bytes."""
_NEVER = datetime.min.replace(tzinfo=UTC)

_AUDIT, _OPENING = table_of(AuditRow).c, table_of(AuditOpeningRow).c


class SqlAuditStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def append(self, entry: NewEntry) -> Head:
        kept = chain.chained(entry, await self.head(), self._vault.ring.audit)
        number, committed = kept.link.sequence, kept.committed
        row = insert(AuditRow).values(
            sequence=number, at=entry.at, digest=kept.digest, **committed
        )
        await self._session.execute(row)
        by, about = await self._whose(entry.by), await self._whose(entry.about)
        whose = {"facts": await self._whose(None), "by": by, "about": about, "why": about}
        rows = [
            {"sequence": number, "part": part, "body": self._seal(opening), **whose[part]}
            for part, opening in kept.openings.items()
            if opening is not None
        ]
        await self._session.execute(insert(AuditOpeningRow), rows)
        return kept.head

    async def head(self) -> Head | None:
        last = select(_AUDIT.sequence, _AUDIT.digest).order_by(_AUDIT.sequence.desc()).limit(1)
        found = (await self._session.execute(last)).first()
        return None if found is None else head(*found)

    async def get(self, sequence: int) -> Entry | None:
        found = [kept.read() async for kept in self._kept(_AUDIT.sequence == sequence)]
        return found[0] if found else None

    async def entries(
        self, *, since: datetime | None = None, newest_first: bool = False
    ) -> AsyncIterator[Entry]:
        wanted = true() if since is None else _AUDIT.at >= since
        async for kept in self._kept(wanted, newest_first=newest_first):
            yield kept.read()

    async def about(self, subject: Subject) -> Sequence[Entry]:
        theirs = select(_OPENING.sequence).where(_OPENING.part == "about", self._is(subject))
        return [kept.read() async for kept in self._kept(_AUDIT.sequence.in_(theirs))]

    async def forget(self, subject: Subject, *, deeds: bool = False) -> int:
        parts = ("by", "about", "why") if deeds else ("about", "why")
        gone = delete(AuditOpeningRow).where(_OPENING.part.in_(parts), self._is(subject))
        unsynced = gone.execution_options(synchronize_session=False)
        return len((await self._session.scalars(unsynced.returning(_OPENING.sequence))).all())

    async def check(self, published: Sequence[Head] = ()) -> Checked:
        return await chain.check(self._kept(), self._vault.ring.audit, published)

    async def _kept(
        self, wanted: ColumnElement[bool] | None = None, *, newest_first: bool = False
    ) -> AsyncIterator[Kept]:
        """A page at a time, so that a chain of any length fits in memory."""
        number = _AUDIT.sequence
        query = select(*_AUDIT).order_by(number.desc() if newest_first else number).limit(_PAGE)
        page = query if wanted is None else query.where(wanted)
        while read := await self._read(page):
            for kept in read:
                yield kept
            last = read[-1].link.sequence
            further = number < last if newest_first else number > last
            page = query.where(further) if wanted is None else query.where(wanted, further)

    async def _read(self, page: Select[Any]) -> Sequence[Kept]:
        try:
            return await self._load(page)
        except _NO_SUCH_TYPE:
            numbers = await self._session.scalars(page.with_only_columns(_AUDIT.sequence))
            return [await self._one(number) for number in numbers.all()]

    async def _one(self, number: int) -> Kept:
        try:
            return (await self._load(select(*_AUDIT).where(_AUDIT.sequence == number)))[0]
        except _NO_SUCH_TYPE:
            return Kept(Link(number, _NEVER, (b"",) * len(PARTS)), b"", {})

    async def _load(self, query: Select[Any]) -> Sequence[Kept]:
        rows = (await self._session.execute(query)).all()
        opened = await self._openings([row.sequence for row in rows])
        return [_kept(row, opened[row.sequence]) for row in rows]

    async def _openings(
        self, numbers: Sequence[int]
    ) -> Mapping[int, Mapping[str, Opening | None]]:
        query = select(_OPENING.sequence, _OPENING.part, _OPENING.body)
        theirs = query.where(_OPENING.sequence.in_(numbers))
        opened: dict[int, dict[str, Opening | None]] = defaultdict(dict)
        for number, part, body in await self._session.execute(theirs):
            opened[number][part] = self._open(body)
        return opened

    def _seal(self, opening: Opening) -> Sealed:
        return self._vault.seal(opening.text, BODY)

    def _open(self, body: Sealed) -> Opening | None:
        with suppress(StorageError, ValueError):
            return Opening.of(self._vault.open(body, BODY))
        return None

    def _is(self, subject: Subject) -> ColumnElement[bool]:
        if isinstance(subject, AccountRef):
            return _OPENING.account == self._accounts.key(subject)
        return _OPENING.person == person_key(self._vault, subject)

    async def _whose(self, subject: Subject | None) -> Mapping[str, KeyedHash | None]:
        if isinstance(subject, AccountRef):
            return {"account": await self._accounts.keep(subject), "person": None}
        if subject is None or subject == BOT:
            return {"account": None, "person": None}
        return {"account": None, "person": person_key(self._vault, subject)}


def _kept(row: Row[tuple[object, ...]], opened: Mapping[str, Opening | None]) -> Kept:
    committed = tuple(getattr(row, part) for part in PARTS)
    if not all(isinstance(one, bytes) for one in (*committed, row.digest)):
        raise TypeError("no bytes")
    return Kept(Link(row.sequence, row.at, committed), row.digest, opened)
