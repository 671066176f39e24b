from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import create_engine, upgrade
from storage.sqlite import url_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "school.db"


@pytest.fixture
async def engine(path: Path) -> AsyncIterator[AsyncEngine]:
    """A migrated database in the file *path*."""
    engine = create_engine(url_of(path))
    await upgrade(engine)
    yield engine
    await engine.dispose()
