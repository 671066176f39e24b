"""The keys of a database, wrapped by the school's key, in a table of their own."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from bot.errors import ConfigError, StorageError, WrongKey
from storage.errors import our_errors
from storage.master import KeyFile, MasterKey, new_key
from storage.tables import DataKeyRow, table_of
from storage.vault import Ring, Stamp, Vault

_KEYS = table_of(DataKeyRow)
_ALL = select(_KEYS.c.number, _KEYS.c.purpose, _KEYS.c.wrapped).order_by(_KEYS.c.number)


class KeyPurpose(StrEnum):
    DATA = "data"
    PEOPLE = "people"
    EVENTS = "events"
    AUDIT = "audit"


async def refresh(session: AsyncSession, vault: Vault) -> None:
    """See to it that *vault* has the keys of this database as they are now: another process may
    have changed them. A new database gets its keys here.

    Raises `WrongKey` when the school's key does not open them.
    """
    rows = await _rows(session)
    if vault.stamp == rows:
        return
    if not rows:
        for purpose in KeyPurpose:
            await add(session, vault.master, purpose)
        rows = await _rows(session)
    try:
        vault.ring = _open(vault.master, rows)
    except WrongKey:
        vault.reload()
        vault.ring = _open(vault.master, rows)


async def add(session: AsyncSession, master: MasterKey, purpose: KeyPurpose) -> None:
    wrapped = master.wrap(new_key(), purpose)
    row = insert(DataKeyRow).values(purpose=purpose, wrapped=wrapped, made=datetime.now(UTC))
    await session.execute(row)


async def rewrap(session: AsyncSession | AsyncConnection, master: MasterKey) -> None:
    """Wrap every key anew with the latest of the school's. Raises `WrongKey`."""
    for number, purpose, wrapped in await _rows(session):
        again = master.wrap(master.unwrap(wrapped, purpose), purpose)
        await session.execute(update(_KEYS).where(_KEYS.c.number == number).values(wrapped=again))


async def destroy_older(session: AsyncSession, purpose: KeyPurpose) -> int:
    """All keys for *purpose* but the latest. Returns how many."""
    mine = _KEYS.c.purpose == purpose
    latest = select(func.max(_KEYS.c.number)).where(mine).scalar_subquery()
    older = delete(_KEYS).where(mine, _KEYS.c.number < latest)
    return len((await session.scalars(older.returning(_KEYS.c.number))).all())


async def wrapped_by_latest(session: AsyncSession, master: MasterKey) -> bool:
    """Whether the latest of the school's keys alone opens them all."""
    latest = MasterKey(master.keys[-1:])
    try:
        for _, purpose, wrapped in await _rows(session):
            latest.unwrap(wrapped, purpose)
    except WrongKey:
        return False
    return True


async def first_key(engine: AsyncEngine, file: KeyFile) -> None:
    """Write the key of a school that begins.

    Raises `ConfigError` where its database was made with a key already: another would open
    nothing of it.
    """
    with our_errors():
        async with AsyncSession(engine) as session:
            if await _rows(session):
                raise ConfigError("error.key-file.lost", where=file.path)
            if not file.path.exists():  # two that start at once make one
                file.create()


async def _rows(session: AsyncSession | AsyncConnection) -> Stamp:
    found = (await session.execute(_ALL)).all()
    return [(number, purpose, wrapped) for number, purpose, wrapped in found]


def _open(master: MasterKey, rows: Stamp) -> Ring:
    opened: dict[str, dict[int, bytes]] = {purpose: {} for purpose in KeyPurpose}
    for number, purpose, wrapped in rows:
        opened[KeyPurpose(purpose)][number] = master.unwrap(wrapped, purpose)
    if not all(opened.values()):
        raise StorageError("the database lacks a key")
    people, events, audit = (
        list(opened[purpose].values())[-1]
        for purpose in (KeyPurpose.PEOPLE, KeyPurpose.EVENTS, KeyPurpose.AUDIT)
    )
    return Ring(
        stamp=rows,
        data=opened[KeyPurpose.DATA],
        people=people,
        events=events,
        audit=audit,
    )
