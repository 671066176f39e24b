"""Every store test runs against memory and against SQLite in a real file."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import UnitOfWorkFactory
from storage.engine import create_engine, upgrade, url_of
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; each test takes a copy."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    asyncio.run(_migrate(path))
    return path


async def _migrate(path: Path) -> None:
    engine = create_engine(url_of(path))
    await upgrade(engine)
    await engine.dispose()


@pytest.fixture(params=["memory", "sqlite"])
async def unit_of_work(
    request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path
) -> AsyncIterator[UnitOfWorkFactory]:
    if request.param == "memory":
        database = MemoryDatabase()
        yield lambda: MemoryUnitOfWork(database)
        return
    path = tmp_path / "school.db"
    shutil.copy(empty_database, path)
    engine = create_engine(url_of(path))
    vault = Vault(bytes(32))
    yield lambda: SqlUnitOfWork(engine, vault)
    await engine.dispose()
