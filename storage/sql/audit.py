from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.audit import BOT, Head, NewEntry, Subject
from bot.model.ids import AccountRef
from storage.chain import GENESIS, PARTS, head, link, openings
from storage.sql.accounts import Accounts, person_key
from storage.tables import AuditOpeningRow, AuditRow
from storage.vault import KeyedHash, Vault

BODY = "audit_opening.body"


class SqlAuditStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def append(self, entry: NewEntry) -> Head:
        last = select(AuditRow.sequence, AuditRow.digest).order_by(AuditRow.sequence.desc())
        found = (await self._session.execute(last.limit(1))).first()
        number, previous = found or (0, GENESIS)
        opened = openings(entry)
        one = link(number + 1, entry.at, opened)
        digest = one.digest(self._vault.ring.audit, previous)
        committed = dict(zip(PARTS, one.commitments, strict=True))
        row = insert(AuditRow).values(sequence=one.sequence, at=one.at, digest=digest, **committed)
        await self._session.execute(row)
        whose = (None, entry.by, entry.about, entry.about)
        for part, opening, subject in zip(PARTS, opened, whose, strict=True):
            if opening.value:
                await self._session.execute(
                    insert(AuditOpeningRow).values(
                        sequence=one.sequence,
                        part=part,
                        body=self._vault.seal(f"{opening.salt.hex()} {opening.value}", BODY),
                        **await self._whose(subject),
                    )
                )
        return head(one.sequence, digest)

    async def _whose(self, subject: Subject | None) -> dict[str, KeyedHash | None]:
        if isinstance(subject, AccountRef):
            return {"account": await self._accounts.keep(subject), "person": None}
        if subject is None or subject == BOT:
            return {"account": None, "person": None}
        return {"account": None, "person": person_key(self._vault, subject)}
