from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import CursorRow


class SqlCursorStore:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, source: str) -> str | None:
        return await self._session.scalar(
            select(CursorRow.cursor).where(CursorRow.source == source)
        )

    async def put(self, source: str, cursor: str) -> None:
        put = insert(CursorRow).values(source=source, cursor=cursor)
        await self._session.execute(put.on_conflict_do_update(set_={"cursor": cursor}))
