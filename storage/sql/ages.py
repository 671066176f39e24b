"""How much of something is kept and since when, and the older part of it gone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.model.retention import Held
from storage.tables import Base


async def held(
    session: AsyncSession, moment: InstrumentedAttribute[Any], before: datetime | None
) -> Held:
    """Of the table that *moment* is a column of; rows without one do not count."""
    query = select(func.count(moment), func.min(moment))
    if before is not None:
        query = query.where(moment < before)
    count, oldest = (await session.execute(query)).one()
    return Held(count, oldest)


async def gone(session: AsyncSession, row: type[Base], statement: Delete) -> int:
    """How many rows of *row* the *statement* deletes."""
    keys: list[ColumnElement[Any]] = list(row.__table__.primary_key)
    unsynced = statement.returning(*keys).execution_options(synchronize_session=False)
    return len((await session.execute(unsynced)).all())
