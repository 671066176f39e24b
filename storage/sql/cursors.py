from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.sql.upsert import put
from storage.tables import CursorRow, table_of


class SqlCursorStore:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, source: str) -> str | None:
        return await self._session.scalar(
            select(CursorRow.cursor).where(CursorRow.source == source)
        )

    async def put(self, source: str, cursor: str) -> None:
        statement = put(self._session, table_of(CursorRow), "source")
        await self._session.execute(statement, {"source": source, "cursor": cursor})
