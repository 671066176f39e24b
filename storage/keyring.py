"""The keys of a database, wrapped by the school's key, in a table of their own."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError, WrongKey
from storage.master import MasterKey, new_key
from storage.tables import DataKeyRow
from storage.vault import Ring, Vault


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
    if vault.stamp == await _stamp(session):
        return
    rows = await _rows(session)
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


async def _stamp(session: AsyncSession) -> tuple[int, int]:
    found = await session.execute(select(func.max(DataKeyRow.number), func.count()))
    highest, count = found.one()
    return highest or 0, count


async def _rows(session: AsyncSession) -> Sequence[tuple[int, str, bytes]]:
    row = DataKeyRow
    query = select(row.number, row.purpose, row.wrapped).order_by(row.number)
    found = (await session.execute(query)).all()
    return [(number, purpose, wrapped) for number, purpose, wrapped in found]


def _open(master: MasterKey, rows: Sequence[tuple[int, str, bytes]]) -> Ring:
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
        stamp=(rows[-1][0], len(rows)),
        data=opened[KeyPurpose.DATA],
        people=people,
        events=events,
        audit=audit,
    )
