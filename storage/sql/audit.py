from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, insert, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.audit import BOT, NOBODY, Checked, Entry, Head, NewEntry, Published, Subject, Told
from bot.model.ids import AccountRef, FlagId
from storage import chain
from storage.chain import PARTS, Kept, Link, Opening, head
from storage.chain_check import check
from storage.sql.accounts import Accounts, person_key
from storage.sql.seen import seen_by
from storage.tables import AuditOpeningRow, AuditRow, table_of
from storage.vault import KeyedHash, Sealed, Vault

BODY = "audit_opening.body"
_PAGE = 500

_Beside = tuple[Any, ...]
_Keys = tuple[KeyedHash | None, KeyedHash | None]
_NO_ONE: _Keys = (None, None)

_ABOUT_SOMEBODY = ("about", "why")

_NO_SUCH_TYPE = (TypeError, ValueError)
"""SQLite keeps whatever somebody puts into a column, be it no moment or no bytes."""
_NEVER = datetime.min.replace(tzinfo=UTC)

_AUDIT, _OPENING = table_of(AuditRow).c, table_of(AuditOpeningRow).c
_CHAIN, _BESIDE = insert(table_of(AuditRow)), insert(table_of(AuditOpeningRow))
_LAST = select(_AUDIT.sequence, _AUDIT.digest).order_by(_AUDIT.sequence.desc()).limit(1)


class SqlAuditStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def append(self, entry: NewEntry) -> Head:
        seen = seen_by(self._session)
        last = seen.head or await self.head()
        kept = chain.chained(entry, last, self._vault.ring.audit)
        number = kept.link.sequence
        row = {"sequence": number, "at": entry.at, "digest": kept.digest, **kept.committed}
        await self._session.execute(_CHAIN, row)
        by, about = await self._whose(entry.by), await self._whose(entry.about)
        whose = {"facts": await self._whose(None), "by": by, "about": about, "why": about}
        flag = chain.flag_of(entry.facts)
        rows = [
            {"sequence": number, "part": part, "body": self._seal(opening), **whose[part]}
            | {"flag_id": flag}
            for part, opening in kept.openings.items()
            if opening is not None
        ]
        await self._session.execute(_BESIDE, rows)
        seen.head = kept.head
        return kept.head

    async def head(self) -> Head | None:
        found = (await self._session.execute(_LAST)).first()
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

    async def told(
        self, since: datetime, after: int = 0, limit: int | None = None
    ) -> AsyncIterator[Told]:
        facts = (_OPENING.sequence == _AUDIT.sequence) & (_OPENING.part == "facts")
        query = select(_AUDIT.at, _OPENING.body, _AUDIT.sequence).join(AuditOpeningRow, facts)
        wanted = query.where(_AUDIT.at >= since, _AUDIT.sequence > after)
        found = await self._session.stream(wanted.order_by(_AUDIT.sequence).limit(limit))
        try:
            async for at, body, sequence in found:
                opening = self._open(body)
                yield Told(at, *chain.told(opening.value if opening else None), sequence)
        finally:
            await found.close()

    async def about(self, subject: Subject) -> Sequence[Entry]:
        theirs = select(_OPENING.sequence).where(_OPENING.part == "about", self._is(subject))
        return [kept.read() async for kept in self._kept(_AUDIT.sequence.in_(theirs))]

    async def forget(self, subject: Subject, *, deeds: bool = False) -> int:
        parts = (*_ABOUT_SOMEBODY, "by") if deeds else _ABOUT_SOMEBODY
        return await self._let_go(_OPENING.part.in_(parts), self._is(subject))

    async def let_go(self, flag_id: FlagId) -> int:
        theirs = _OPENING.part.in_(_ABOUT_SOMEBODY)
        return await self._let_go(theirs, _OPENING.flag_id == flag_id)

    async def forget_before(self, moment: datetime) -> int:
        older = select(_AUDIT.sequence).where(_AUDIT.at < moment)
        theirs = _OPENING.part.in_(_ABOUT_SOMEBODY)
        return await self._let_go(theirs, _OPENING.sequence.in_(older))

    async def check(
        self, brought: Sequence[Head] = (), published: Sequence[Published] = ()
    ) -> Checked:
        return await check(self._kept(), self._vault.ring.audit, brought, published)

    async def _let_go(self, *which: ColumnElement[bool]) -> int:
        statement = (
            delete(AuditOpeningRow).where(*which).returning(_OPENING.sequence, _OPENING.part)
        )
        unsynced = statement.execution_options(synchronize_session=False)
        gone = [(row.sequence, row.part) for row in await self._session.execute(unsynced)]
        if gone:
            latest = select(_AUDIT.at).order_by(_AUDIT.sequence.desc()).limit(1)
            at = (await self._session.execute(latest)).scalar_one()
            for entry in chain.let_go(gone, at):
                await self.append(entry)
        return len(gone)

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
        beside = await self._beside([row.sequence for row in rows])
        return [self._put_together(row, beside[row.sequence]) for row in rows]

    async def _beside(self, numbers: Sequence[int]) -> Mapping[int, Sequence[Row[_Beside]]]:
        found = await self._session.execute(
            select(*_OPENING).where(_OPENING.sequence.in_(numbers))
        )
        beside: dict[int, list[Row[_Beside]]] = defaultdict(list)
        for row in found:
            beside[row.sequence].append(row)
        return beside

    def _put_together(self, row: Row[_Beside], beside: Sequence[Row[_Beside]]) -> Kept:
        kept = _kept(row, {one.part: self._open(one.body) for one in beside})
        return replace(kept, astray=self._astray(kept, beside))

    def _astray(self, kept: Kept, beside: Sequence[Row[_Beside]]) -> bool:
        """Whether one of *beside* is found by another person, account or flag than it names."""
        said = {part: opening.value for part, opening in kept.openings.items() if opening}
        whose: dict[str, _Keys | None] = {
            part: self._keys(chain.subject(said.get(part, ""))) for part in ("by", "about")
        }
        # Of what is gone, what is left cannot be told: that it went is told by the chain.
        whose["why"] = None if "about" in kept.gone else whose["about"]
        flag = chain.flag_of(kept.tells()[1])
        return any(
            one.flag_id != flag
            or whose.get(one.part, _NO_ONE) not in {(one.account, one.person), None}
            for one in beside
        )

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
            await self._accounts.keep(subject)
        account, person = self._keys(subject)
        return {"account": account, "person": person}

    def _keys(self, subject: Subject | None) -> _Keys:
        """Of the account and of the person."""
        if isinstance(subject, AccountRef):
            return self._accounts.key(subject), None
        if subject in {None, BOT, NOBODY}:
            return _NO_ONE
        return None, person_key(self._vault, subject)


def _kept(row: Row[tuple[object, ...]], opened: Mapping[str, Opening | None]) -> Kept:
    committed = tuple(getattr(row, part) for part in PARTS)
    if not all(isinstance(one, bytes) for one in (*committed, row.digest)):
        raise TypeError("no bytes")
    return Kept(Link(row.sequence, row.at, committed), row.digest, opened)
