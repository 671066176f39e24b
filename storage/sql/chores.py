from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.sql.ages import gone
from storage.sql.upsert import first
from storage.tables import ChoreRow, table_of


class SqlChoreStore:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(self, name: str, day: date, at: datetime) -> bool:
        statement = first(self._session, table_of(ChoreRow))
        values = {"name": name, "day": day, "at": at}
        return await self._session.scalar(statement, values) is not None

    async def latest(self, name: str) -> datetime | None:
        row = ChoreRow
        return await self._session.scalar(select(func.max(row.at)).where(row.name == name))

    async def forget_before(self, moment: datetime) -> int:
        row, other = ChoreRow, aliased(ChoreRow)
        latest = select(func.max(other.at)).where(other.name == row.name).scalar_subquery()
        once = (row.at < latest) | row.name.contains(" ")
        old = delete(row).where(row.at < moment, once)
        return await gone(self._session, row, old)
