"""One running bot a database: two would say everything twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import ConfigError
from storage.engine import create_engine
from storage.errors import our_errors

_LOCK = int.from_bytes(b"onlyonce")
"""An advisory lock, which ends with its connection: also when the process dies."""


@asynccontextmanager
async def only_one(engine: AsyncEngine) -> AsyncIterator[None]:
    """Raises `ConfigError` when another process is the one."""
    held = _of_server(engine) if engine.dialect.name == "postgresql" else _of_file(engine)
    async with held:
        yield


@asynccontextmanager
async def _of_file(engine: AsyncEngine) -> AsyncIterator[None]:
    lock = FileLock(Path(f"{engine.url.database}.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise ConfigError("error.run.second") from None
    try:
        yield
    finally:
        lock.release()


@asynccontextmanager
async def _of_server(engine: AsyncEngine) -> AsyncIterator[None]:
    # A connection of its own, that no transaction waits for.
    own = create_engine(engine.url)
    try:
        with our_errors():
            connection = await own.connect()
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not await alone.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):
            raise ConfigError("error.run.second")
        try:
            yield
        finally:
            await connection.close()
    finally:
        await own.dispose()
