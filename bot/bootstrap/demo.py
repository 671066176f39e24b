"""The whole bot on a fresh database, beside a platform in memory."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.memory import MemoryAdapter
from bot.app import App
from bot.bootstrap.assembly import app
from bot.bootstrap.choices import rulebook, rules_judge
from bot.bootstrap.opening import refusing
from bot.demo.stage import Stage
from bot.errors import ConfigError
from bot.model.calendar import SchoolCalendar
from bot.ports import Clock
from bot.settings import Settings
from bot.texts import Texts
from storage.database import SqlDatabase
from storage.day_keys import DayKeys
from storage.engine import create_engine, is_fresh, upgrade
from storage.master import KeyFile
from storage.sqlite import checkpoint, url_of
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault

DEMO_DATABASE = "klaswacht-demo.db"
DEMO_KEY = "klaswacht-demo.key"
DEMO_DAY_KEYS = "klaswacht-demo.daykeys"


@asynccontextmanager
async def demo(
    directory: Path,
    texts: Texts,
    clock: Clock,
    database: str | None = None,
    *,
    staff: Iterable[str] = (),
    calendar: SchoolCalendar | None = None,
) -> AsyncIterator[tuple[App, Stage]]:
    """The whole bot on a fresh database, beside a platform in memory.

    *database*: the URL of an empty one; without it, SQLite in *directory*. The key is made in
    *directory*. Raises `ConfigError` when either cannot be used, and leaves a database that has
    tables of ours as it was. *staff*: names that nobody else may pass for.
    """
    if database is not None:
        await _must_be_fresh(database)
    _empty(directory)
    key = KeyFile(directory / DEMO_KEY)
    key.create()
    vault = Vault(key, DayKeys(directory / DEMO_DAY_KEYS, today=lambda: clock().date()))
    engine = create_engine(database or url_of(directory / DEMO_DATABASE))
    platform = MemoryAdapter(clock)
    book = rulebook(None)
    chosen = Settings(
        rulebook=book,
        staff=tuple(staff),
        words=book.words,
        calendar=calendar or SchoolCalendar(),
    )
    try:
        with refusing():
            await upgrade(engine)
        yield (
            app(
                chosen,
                texts,
                judge=rules_judge(chosen),
                unit_of_work=lambda: SqlUnitOfWork(engine, vault),
                adapters=[platform],
                clock=clock,
                tidy=SqlDatabase(engine, vault).tidy,
            ),
            platform,
        )
        await checkpoint(engine)
    finally:
        await engine.dispose()


async def _must_be_fresh(database: str) -> None:
    engine = create_engine(database)
    try:
        with refusing():
            fresh = await is_fresh(engine)
    finally:
        await engine.dispose()
    if not fresh:
        raise ConfigError("error.demo.not_empty")


def _empty(directory: Path) -> None:
    """Make room for a new demo; nothing else in *directory* is touched.

    A folder that is made for it is its owner's alone, where the system knows owners.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = (f"{DEMO_DATABASE}-wal", f"{DEMO_DATABASE}-shm")
        for name in (DEMO_KEY, DEMO_DAY_KEYS, DEMO_DATABASE, *beside):
            (directory / name).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError("error.demo.unwritable", where=directory) from error
