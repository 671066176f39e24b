"""How often SQLite's thread is visited, which is what a statement costs."""

from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import create_engine
from storage.sqlite import url_of


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncEngine:
    return create_engine(url_of(tmp_path / "x.db"))


async def test_a_statement_is_one_visit(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = list[object]()
    visit: Any = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, *what: object) -> object:
        visits.append(what)
        return await visit(self, *what)

    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER)"))
        monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        rows = [{"n": number} for number in range(3)]
        await connection.execute(text("INSERT INTO t VALUES (:n)"), rows)
        found = await connection.execute(text("SELECT n FROM t ORDER BY n"))
        assert found.scalars().all() == [0, 1, 2]
        changed = await connection.execute(text("UPDATE t SET n = n + 1 WHERE n > 0"))
        assert changed.rowcount == 2
        assert len(visits) == 3
    await engine.dispose()


async def test_what_streams_by_is_not_read_at_once(engine: AsyncEngine) -> None:
    many = text("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c")
    async with engine.connect() as connection, connection.stream(many) as found:
        assert [row.n for row in await found.fetchmany(3)] == [1, 2, 3]
    await engine.dispose()
