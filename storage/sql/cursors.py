from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.sql.upsert import put
from storage.tables import CursorRow, table_of

_CURSOR = table_of(CursorRow).c
_OF_SOURCE = select(_CURSOR.cursor).where(_CURSOR.source == bindparam("of"))


class SqlCursorStore:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, source: str) -> str | None:
        found: str | None = await self._session.scalar(_OF_SOURCE, {"of": source})
        return found

    async def put(self, source: str, cursor: str) -> None:
        statement = put(self._session, table_of(CursorRow), "source")
        await self._session.execute(statement, {"source": source, "cursor": cursor})
