"""A school opened: its database, its keys, its backups."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from bot import __version__
from bot.audit.changes import InForce, note_changes
from bot.backup import Backups, Restore
from bot.bootstrap.choices import settings
from bot.config import StorageConfig, content_of, load_config
from bot.errors import ConfigError, StorageError, WrongKey
from bot.judge.learned import NothingLearned
from bot.model.audit import Audited
from bot.ports import Clock
from bot.privacy.erasure import forget
from bot.privacy.record.facts import Places
from bot.privacy.record.places import places as find_places
from bot.school import School, os_account
from bot.settings import Settings
from storage.backup import SqlArchive
from storage.database import SqlDatabase
from storage.day_keys import DayKeys
from storage.engine import create_engine, upgrade
from storage.erasures import SealedErasures
from storage.keyring import first_key
from storage.master import KeyFile, KeyText, MasterKey, MasterSource, new_key, written
from storage.only import only_one
from storage.sqlite import url_of
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault

ERASED = "klaswacht.erased"


@asynccontextmanager
async def school(config: Path, clock: Clock = lambda: datetime.now(UTC)) -> AsyncIterator[School]:
    """The school of *config*, with its database and key. Both are made where they are missing, but
    never a key beside a database that has one.

    Raises `InputError` when the config, the key or the database cannot be used.
    """
    _leave_no_core()
    chosen, kept = settings(config=config, rulebook_file=None), load_config(config).storage
    where = kept.database.get_secret_value()
    key = _school_key(config.parent, kept)
    day_keys = DayKeys(config.parent / kept.day_keys, today=lambda: clock().date())
    engine = create_engine(where if "://" in where else url_of(config.parent / where))
    try:
        with refusing():
            await upgrade(engine)
            if isinstance(key, KeyFile) and not key.path.exists():
                await first_key(engine, key)
            vault = Vault(key, day_keys)
            async with SqlUnitOfWork(engine, vault) as uow:
                # A new database gets its keys here, and another's is refused.
                await note_changes(uow, _in_force(config, chosen), os_account(), clock())
                await uow.commit()
        erasures = SealedErasures(vault, config.parent / ERASED)
        yield School(
            settings=chosen,
            unit_of_work=lambda: SqlUnitOfWork(engine, vault),
            database=SqlDatabase(engine, vault, erasures),
            erasures=erasures,
            learned=NothingLearned(),
            backups=Backups(
                archive=SqlArchive(engine, vault),
                erasures=erasures,
                clock=clock,
                timezone=chosen.timezone,
                folder=config.parent / load_config(config).backup.folder,
                keep=load_config(config).backup.keep,
            ),
            clock=clock,
            sign=vault.sign,
            only=lambda: only_one(engine),
            folder=config.parent,
        )
    finally:
        await engine.dispose()


@asynccontextmanager
async def restoring(
    config: Path, old_key: Path | None = None, clock: Clock = lambda: datetime.now(UTC)
) -> AsyncIterator[Restore]:
    """What fills the empty database of *config* from a backup. *old_key*: the school's key of when
    it was made, where that is another now; what is restored gets the key of now.

    Raises `InputError` when the config, a key or the database cannot be used.
    """
    _leave_no_core()
    kept = load_config(config).storage
    where = kept.database.get_secret_value()
    key = _school_key(config.parent, kept)
    older = KeyFile(old_key)().keys if old_key else ()
    vault = Vault(lambda: MasterKey((*older, *key().keys)))
    engine = create_engine(where if "://" in where else url_of(config.parent / where))
    try:
        with refusing():
            yield Restore(
                archive=SqlArchive(engine, vault),
                erasures=SealedErasures(vault, config.parent / ERASED),
                clock=clock,
                forget=forget,
                learned=NothingLearned(),
            )
    finally:
        await engine.dispose()


def _in_force(config: Path, chosen: Settings) -> Sequence[InForce]:
    book = chosen.rulebook
    return (
        InForce(Audited.CONFIG, __version__, content_of(load_config(config))),
        InForce(Audited.RULEBOOK, book.stamp, book),
    )


def _school_key(folder: Path, kept: StorageConfig) -> MasterSource:
    """Where the school's key comes from: the environment, else a file that it or the config
    names."""
    if (keys := os.environ.get("KLASWACHT_KEY")) is not None:
        return KeyText(keys)
    return KeyFile(folder / kept.key_file)


def new_school_key() -> str:
    """As `KLASWACHT_KEY` takes it."""
    return written(MasterKey((new_key(),))).decode().strip()


def places(config: Path) -> Places:
    """Where what the school of *config* keeps lies. Raises `ConfigError`."""
    read = load_config(config)
    key = _school_key(config.parent, read.storage)
    return find_places(
        read.storage.database.get_secret_value(),
        key.path if isinstance(key, KeyFile) else None,
        config.parent,
        backup_days=read.backup.keep_days,
    )


def _leave_no_core() -> None:
    """A process that dies with the keys in its memory must not write that memory to disk."""
    with suppress(ImportError, OSError, ValueError):  # where the system knows no such limit
        import resource  # noqa: PLC0415

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))


@contextmanager
def refusing() -> Iterator[None]:
    """What the database says against it, as a `ConfigError`."""
    try:
        yield
    except WrongKey as error:
        raise ConfigError("error.key.wrong") from error
    except StorageError as error:
        raise ConfigError("error.database.refused", why=str(error)) from error
