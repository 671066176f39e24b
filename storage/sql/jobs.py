from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.job import JobRun
from storage.sql.upsert import put
from storage.tables import JobRow, table_of


class SqlJobStore:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, runs: Iterable[JobRun]) -> None:
        rows = [
            {"name": one.name, "at": one.at, "well": one.well, "worked": one.worked}
            for one in runs
        ]
        if rows:
            await self._session.execute(put(self._session, table_of(JobRow), "name"), rows)

    async def all(self) -> Mapping[str, JobRun]:
        row = JobRow
        query = select(row.name, row.at, row.well, row.worked)
        found = (await self._session.execute(query)).all()
        return {name: JobRun(name, at, well, worked) for name, at, well, worked in found}
