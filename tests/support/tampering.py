"""Somebody who changes the audit in the database itself."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import URL, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.model.audit import BEFORE_ALL
from storage.chain import PARTS, Link, Opening
from storage.tables import AuditRow, table_of
from storage.vault import Vault

_TABLES: Mapping[str, str] = {
    "audit": 'at, facts, "by", about, why, digest',
    "audit_opening": "part, body, account, person, flag_id",
}
_AUDIT = table_of(AuditRow).c

Statement = tuple[str, Mapping[str, object]]


@dataclass(frozen=True)
class Hand:
    """Has the whole database and no trigger in the way, and seals like the bot itself."""

    url: URL
    vault: Vault

    async def do(self, statement: str, **values: object) -> None:
        await self.all([(statement, values)])

    async def all(self, statements: Sequence[Statement]) -> None:
        if self.url.get_backend_name() == "sqlite":
            self._in_the_file(statements)
            return
        engine = create_async_engine(self.url)
        async with engine.begin() as connection:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement, values in statements:
                await connection.execute(text(statement), values)
        await engine.dispose()

    def _in_the_file(self, statements: Sequence[Statement]) -> None:
        with closing(sqlite3.connect(str(self.url.database))) as database, database:
            database.execute("DROP TRIGGER IF EXISTS audit_never_changes")
            database.execute("DROP TRIGGER IF EXISTS audit_never_shrinks")
            for statement, values in statements:
                database.execute(statement, values)

    async def number_anew(self, *pairs: tuple[int, int]) -> None:
        """Each entry with all that stands beside it, in this order."""
        await self._of_each("UPDATE {table} SET sequence = :new WHERE sequence = :old", pairs)

    async def remove(self, first: int, last: int) -> None:
        pairs = [(number, 0) for number in range(first, last + 1)]
        await self._of_each("DELETE FROM {table} WHERE sequence = :old AND :new = 0", pairs)

    async def make_room(self, number: int, last: int) -> None:
        await self.number_anew(*((n, n + 1) for n in range(last, number - 1, -1)))

    async def copy(self, of: int, to: int) -> None:
        insert = "INSERT INTO {table} (sequence, {columns}) "
        select_it = "SELECT CAST(:new AS bigint), {columns} FROM {table} WHERE sequence = :old"
        await self._of_each(insert + select_it, [(of, to)])

    async def _of_each(self, statement: str, pairs: Sequence[tuple[int, int]]) -> None:
        await self.all(
            [
                (statement.format(table=table, columns=columns), {"old": old, "new": new})
                for old, new in pairs
                for table, columns in _TABLES.items()
            ]
        )

    async def write(self, sequence: int, part: str, value: str) -> Opening:
        opening = Opening(b"x" * 16, value)
        one = {"n": sequence, "part": part}
        body = bytes(self.vault.seal(opening.text, "audit_opening.body"))
        change = "UPDATE audit_opening SET body = :body WHERE sequence = :n AND part = :part"
        insert = (
            "INSERT INTO audit_opening (sequence, part, body) VALUES (:n, :part, :body)"
            " ON CONFLICT DO NOTHING"
        )
        await self.all([(statement, one | {"body": body}) for statement in (change, insert)])
        return opening

    async def commit(self, sequence: int, part: str, opening: Opening) -> None:
        change = "UPDATE audit SET {part} = :new WHERE sequence = :n"
        quoted = change.format(part=f'"{part}"')
        await self.do(quoted, n=sequence, new=opening.commitment)

    async def chain_anew(self, first: int, key: bytes) -> None:
        """Every digest from *first* on, as it would be had all been written as it stands."""
        previous = bytes.fromhex(BEFORE_ALL.digest)
        digests: list[Statement] = []
        for link, digest in await self._entries():
            previous = digest if link.sequence < first else link.digest(key, previous)
            change = "UPDATE audit SET digest = :digest WHERE sequence = :n"
            digests.append((change, {"n": link.sequence, "digest": previous}))
        await self.all(digests)

    async def _entries(self) -> Sequence[tuple[Link, bytes]]:
        engine = create_async_engine(self.url)
        async with engine.connect() as connection:
            rows = (await connection.execute(select(*_AUDIT).order_by(_AUDIT.sequence))).all()
        await engine.dispose()
        return [
            (Link(row.sequence, row.at, tuple(getattr(row, part) for part in PARTS)), row.digest)
            for row in rows
        ]
