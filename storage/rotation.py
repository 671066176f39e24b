"""Other keys in the place of the school's and of those that seal, while the bot runs.

It goes by steps of a transaction each, and finds out from the keys themselves how far an earlier
one came: whoever dies at any moment leaves a database that opens, and the next one finishes it.

1. The key file gets a line more: the new key wraps, the old one still opens.
2. All keys are wrapped by the new one. There is another to seal with, and another to find people
   by, under which all are found from here on.
3. What was sealed under an older key is sealed anew, a batch at a time.
4. The older keys are destroyed.
5. What lies beside the database is wrapped anew, and the key file gets its new line alone.

Two keys stay, wrapped anew. What events and messages are found by was made of words that nobody
has any more, so it cannot be made again; it names nobody. And under another key the audit could
not be followed to the heads that were published.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.errors import StorageError
from bot.model.ids import PersonId
from bot.model.keys import Rotated
from bot.ports import UnitOfWork
from storage import keyring
from storage.codec import PEOPLE
from storage.columns import SealedText
from storage.day_keys import replace_secret
from storage.erasures import SealedErasures
from storage.errors import our_errors
from storage.keyring import KeyPurpose
from storage.master import KeyFile, MasterKey, new_key, written
from storage.sql import accounts, audit, people
from storage.tables import AccountRow, AuditOpeningRow, Base, PersonRow, table_of
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import KeyedHash, Sealed, Vault, first_under, key_number

BATCH = 200
"""Rows in a transaction: the bot waits for its turn no longer than a moment."""

Ask = Callable[[UnitOfWork], Awaitable[None]]

_PERSON = "person "
"""As `storage.chain.named` begins."""


async def rotation(
    engine: AsyncEngine,
    vault: Vault,
    ask: Ask,
    *,
    erasures: SealedErasures | None = None,
    batch: int = BATCH,
) -> AsyncIterator[Rotated]:
    """Says after every transaction how far it has come. What *ask* raises comes first, and then
    nothing has happened. Raises `StorageError` or `ConfigError`."""
    async with SqlUnitOfWork(engine, vault) as uow:
        await ask(uow)
        done = Rotated(school=_widen(vault))
        await uow.commit()
    yield done
    async with _turn(engine, vault) as session:
        done = await _renew(session, vault, done)
    yield done
    for one in _sealed():
        async for resealed in _reseal(engine, vault, one, batch):
            done = replace(done, texts=done.texts + resealed)
            yield done
    async with _turn(engine, vault) as session:
        damaged = await _nothing_is_left(session, vault)
        destroyed = await keyring.destroy_older(session, KeyPurpose.DATA)
        done = replace(done, destroyed=done.destroyed + destroyed, damaged=damaged)
    yield done
    async with _turn(engine, vault) as session:
        if erasures is not None:
            erasures.rewrap()
        await _narrow(session, vault)
    yield done


@asynccontextmanager
async def _turn(engine: AsyncEngine, vault: Vault) -> AsyncIterator[AsyncSession]:
    """One transaction, in which the school's key is read anew: turns guard its file too."""
    with our_errors():
        async with AsyncSession(engine) as session:
            await keyring.refresh(session, vault)
            vault.reload()
            yield session
            await session.commit()


def _widen(vault: Vault) -> bool:
    """Whether the school's key is changed here. A file of several lines is of one that died."""
    if (file := vault.key_file) is None:
        return False
    vault.reload()
    if len(vault.master.keys) == 1:
        _write(file, (*vault.master.keys, new_key()))
    return True


async def _narrow(session: AsyncSession, vault: Vault) -> None:
    file, keys = vault.key_file, vault.master.keys
    if file is None or len(keys) == 1:
        return
    if await keyring.wrapped_by_latest(session, vault.master):
        _write(file, keys[-1:])
        vault.reload()


def _write(file: KeyFile, keys: tuple[bytes, ...]) -> None:
    try:
        replace_secret(file.path, written(MasterKey(keys)))
    except OSError as error:
        raise StorageError(f"the key file: {error.strerror}") from error


async def _renew(session: AsyncSession, vault: Vault, done: Rotated) -> Rotated:
    """Nothing happens where one that died came as far as this."""
    several = len(vault.ring.data) > 1
    if several and await keyring.wrapped_by_latest(session, vault.master):
        return done
    await keyring.rewrap(session, vault.master)
    for purpose in (KeyPurpose.DATA, KeyPurpose.PEOPLE):
        await keyring.add(session, vault.master, purpose)
    fresh = Vault(vault.master)
    await keyring.refresh(session, fresh)
    done = replace(
        done,
        accounts=await _find_accounts_by(session, fresh),
        people=await _find_people_by(session, fresh),
    )
    destroyed = await keyring.destroy_older(session, KeyPurpose.PEOPLE)
    return replace(done, destroyed=destroyed)


async def _find_accounts_by(session: AsyncSession, fresh: Vault) -> int:
    """Every row about an account follows by itself."""
    row = AccountRow
    found = await session.execute(select(row.key, row.body))
    keys = {
        key: accounts.account_key(fresh, accounts.decoded(fresh.open(body, accounts.BODY)))
        for key, body in found
    }
    return await _change(session, table_of(row).c.key, keys)


async def _find_people_by(session: AsyncSession, fresh: Vault) -> int:
    """Rows about a person follow, but for the audit: it remembers people whom the school no longer
    knows, and has no row of theirs to follow."""
    row = PersonRow
    found = await session.execute(select(row.key, row.body))
    keys = {
        key: accounts.person_key(fresh, PEOPLE.decode(fresh.open(body, people.BODY)).person_id)
        for key, body in found
    }
    changed = await _change(session, table_of(row).c.key, keys)
    remembered = await _remembered(session, fresh)
    await _change(session, table_of(AuditOpeningRow).c.person, remembered)
    return changed


async def _remembered(session: AsyncSession, fresh: Vault) -> dict[KeyedHash, KeyedHash]:
    """Of the people that the audit names."""
    row = AuditOpeningRow
    query = select(row.person, row.body).where(row.part.in_(("by", "about")))
    keys = {}
    for key, body in await session.execute(query):
        _, _, said = fresh.open(body, audit.BODY).partition(" ")
        if key is not None:
            keys[key] = accounts.person_key(fresh, PersonId(said.removeprefix(_PERSON)))
    return keys


async def _change(
    session: AsyncSession,
    column: Column[Any],
    keys: dict[KeyedHash, KeyedHash],
) -> int:
    if keys:
        change = update(column.table).where(column == bindparam("old", type_=column.type))
        values = {column.name: bindparam("new", type_=column.type)}
        await session.execute(
            change.values(values), [{"old": old, "new": new} for old, new in keys.items()]
        )
    return len(keys)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """The columns of one table that number its rows, and those that hold what is sealed."""

    table: Table
    keys: Sequence[Column[Any]]
    texts: Sequence[Column[Any]]

    def older(self, vault: Vault) -> ColumnElement[bool]:
        """Sealed under an older key than now; what is sealed for a day is not."""
        newest = first_under(max(vault.ring.data))
        return or_(*(column < newest for column in self.texts))

    def next(self, vault: Vault, after: Sequence[object] | None, batch: int) -> Select[Any]:
        query = select(*self.keys, *self.texts).where(self.older(vault)).order_by(*self.keys)
        if after is not None:
            last = [literal(value, key.type) for key, value in zip(self.keys, after, strict=True)]
            query = query.where(tuple_(*self.keys) > tuple_(*last))
        return query.limit(batch)

    def put_back(self) -> Update:
        """Parameters are called after their columns, with "the_" before those that number."""
        this = [key == bindparam(f"the_{key.name}", type_=key.type) for key in self.keys]
        return update(self.table).where(*this)

    def renewed(self, vault: Vault, row: Row[*tuple[Any, ...]]) -> Mapping[str, object]:
        values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        return self.fresh(vault, row) | {f"the_{key.name}": values[key] for key in self.keys}

    def fresh(self, vault: Vault, row: Row[*tuple[Any, ...]]) -> dict[str, object]:
        """The texts of *row* under the key of now, by column."""
        values = row._mapping  # noqa: SLF001 - as above
        return {c.name: _again(vault, values[c], f"{c.table}.{c.name}") for c in self.texts}


def _sealed() -> Iterator[_Sealed]:
    for table in Base.metadata.sorted_tables:
        texts = [column for column in table.columns if isinstance(column.type, SealedText)]
        if texts:
            yield _Sealed(table, list(table.primary_key), texts)


async def _reseal(
    engine: AsyncEngine, vault: Vault, one: _Sealed, batch: int
) -> AsyncIterator[int]:
    after: Sequence[object] | None = None
    more = True
    while more:
        async with _turn(engine, vault) as session:
            rows = (await session.execute(one.next(vault, after, batch))).all()
            if rows:
                renewed = [one.renewed(vault, row) for row in rows]
                await session.execute(one.put_back(), renewed)
                after = rows[-1][: len(one.keys)]
        more = len(rows) == batch
        yield len(rows)


def _again(vault: Vault, sealed: Sealed | None, context: str) -> Sealed | None:
    """The same where it is damaged: no key opens it, so none is needed for it."""
    if sealed is None or key_number(sealed) is None:
        return sealed
    try:
        return vault.seal(vault.open(sealed, context), context)
    except StorageError:
        return sealed


async def _nothing_is_left(session: AsyncSession, vault: Vault) -> int:
    """Whatever is sealed under an older key would be lost with it. Returns how many texts are
    damaged: those were lost before."""
    damaged = 0
    for one in _sealed():
        for row in await session.execute(select(*one.keys, *one.texts).where(one.older(vault))):
            if any(text != row._mapping[name] for name, text in one.fresh(vault, row).items()):  # noqa: SLF001 - as below
                raise StorageError(f"something in {one.table} is still sealed under an older key")
            damaged += 1
    return damaged
