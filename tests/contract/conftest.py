"""Every store test runs against memory, SQLite in a real file, and PostgreSQL where it runs."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import UnitOfWorkFactory
from storage.engine import create_engine
from storage.master import MasterKey
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from storage.sqlite import url_of
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.support.databases import KINDS, SERVER, empty, migrate, on_the_server

VAULT = Vault(MasterKey((bytes(32),)))
_QUICK = "SET synchronous_commit = off"  # no test cuts the power


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; each test takes a copy."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    asyncio.run(migrate(url_of(path)))
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A database for as long as the tests run, migrated; each test empties it."""
    own = f"klaswacht_test_{os.getpid()}"
    gone = f"DROP DATABASE IF EXISTS {own} WITH (FORCE)"
    try:
        asyncio.run(
            on_the_server(gone, f"CREATE DATABASE {own}", f"ALTER DATABASE {own} {_QUICK}")
        )
    except (OSError, DBAPIError) as error:
        where = f"{SERVER.host}:{SERVER.port or 5432}"
        pytest.skip(f"no PostgreSQL for tests at {where}: {error!s:.80}")
    try:
        url = SERVER.set(database=own)
        asyncio.run(migrate(url))
        yield url
    finally:
        asyncio.run(on_the_server(gone))


@pytest.fixture
def blank(postgresql: URL) -> Iterator[str]:
    """A database on the same server without tables. Its URL as a person writes it."""
    name = f"{postgresql.database}_blank"
    gone = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    quick = f"ALTER DATABASE {name} {_QUICK}"
    asyncio.run(on_the_server(gone, f"CREATE DATABASE {name}", quick))
    url = SERVER.set(drivername="postgresql", database=name)
    yield url.render_as_string(hide_password=False)
    asyncio.run(on_the_server(gone))


def _url(kind: str, request: pytest.FixtureRequest) -> URL:
    if kind == "postgresql":
        url: URL = request.getfixturevalue("postgresql")
        return url
    path: Path = request.getfixturevalue("tmp_path") / "school.db"
    shutil.copy(request.getfixturevalue("empty_database"), path)
    return url_of(path)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> URL:
    """A database of each kind with its tables; `engine` empties them."""
    return _url(request.param, request)


@pytest.fixture
async def engine(url: URL) -> AsyncIterator[AsyncEngine]:
    """An empty database of each kind."""
    async with _opened(url) as engine:
        yield engine


@pytest.fixture(params=["memory", *KINDS])
def place(request: pytest.FixtureRequest) -> URL | None:
    """Where the stores are; None: in memory."""
    return None if request.param == "memory" else _url(request.param, request)


@pytest.fixture
async def unit_of_work(place: URL | None) -> AsyncIterator[UnitOfWorkFactory]:
    if place is None:
        database = MemoryDatabase()
        yield lambda: MemoryUnitOfWork(database)
        return
    async with _opened(place) as engine:
        yield lambda: SqlUnitOfWork(engine, VAULT)


@asynccontextmanager
async def _opened(url: URL) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(url)
    try:
        if engine.dialect.name == "postgresql":
            await empty(engine)
        yield engine
    finally:
        await engine.dispose()
