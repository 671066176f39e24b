"""Backups: all that a database holds in one sealed file, and back."""

import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, AsyncTransaction

from bot.errors import InputError, StorageError, WrongKey
from bot.model.backup import Backup, Contents
from storage import keyring
from storage.dump import Counted, count, dump, load
from storage.engine import has_no_tables, migrate, revision_of
from storage.errors import our_errors
from storage.master import MasterKey, new_key
from storage.sealed_file import Damaged, SealedWriter, read_chunks, read_front
from storage.sqlite import checkpoint
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault

_CONTEXT = "backup"
_DONE, _PART = ".backup", ".part"


class SqlArchive:
    """See `bot.ports.Archive`. The key of a file is wrapped by the school's."""

    def __init__(self, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    @asynccontextmanager
    async def saving(self) -> AsyncIterator["SqlSaving"]:
        with our_errors():
            async with (
                _turn(self._engine) as (connection, transaction),
                SqlUnitOfWork(connection, self._vault) as uow,
            ):
                self._vault.reload()  # keys may be in the middle of a change
                saving = SqlSaving(uow, connection, transaction, self._vault)
                try:
                    yield saving
                finally:
                    saving.clear()

    def check(self, file: Path) -> Contents:
        with _opened(file, self._vault.master) as (backup, lines):
            return _contents(backup, count(lines))

    def clear(self, folder: Path, now: datetime) -> int:
        expired = [
            file
            for file, backup in _lying_in(folder, _DONE)
            if backup.database == _database(self._vault) and backup.expires <= now
        ]
        for file in expired:
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                why = error.strerror or str(error)
                raise InputError("error.backup.not_deleted", where=file, why=why) from error
        return len(expired)

    @asynccontextmanager
    async def restoring(self, file: Path) -> AsyncIterator["SqlRestoring"]:
        with our_errors():
            async with _turn(self._engine) as (connection, transaction):
                if not await connection.run_sync(has_no_tables):
                    raise InputError("error.restore.not_empty")
                contents = await self._load(connection, file)
                async with SqlUnitOfWork(connection, self._vault) as uow:
                    yield SqlRestoring(uow, contents, transaction)
        await checkpoint(self._engine)

    async def _load(self, connection: AsyncConnection, file: Path) -> Contents:
        """Into the tables of its own day, and those brought up to date."""
        with _opened(file, self._vault.master) as (backup, lines):
            await connection.run_sync(migrate, backup.revision)
            contents = _contents(backup, await load(connection, lines))
        await connection.run_sync(migrate)
        async with AsyncSession(connection) as session:
            await keyring.rewrap(session, self._vault.master)
            await session.commit()
        return contents


class SqlSaving:
    """See `bot.ports.Saving`."""

    def __init__(
        self,
        uow: SqlUnitOfWork,
        connection: AsyncConnection,
        transaction: AsyncTransaction,
        vault: Vault,
    ) -> None:
        self.uow = uow
        self._connection = connection
        self._transaction = transaction
        self._vault = vault
        self._part: Path | None = None

    async def write(self, file: Path, made: datetime, expires: datetime) -> Contents:
        revision = await self._connection.run_sync(revision_of)
        backup = Backup(
            database=_database(self._vault), revision=str(revision), made=made, expires=expires
        )
        key = new_key()
        with _writable(file.parent):
            _make_room(file, backup.database)
            self._part = file.with_suffix(_PART)
            with _new(self._part) as opened:
                front = _front_of(backup, self._vault.master.wrap(key, _CONTEXT))
                sealed = SealedWriter(opened, front, key)
                counted = await dump(self._connection, sealed.write)
                sealed.finish()
                opened.flush()
                os.fsync(opened.fileno())
        return _contents(backup, counted)

    async def commit(self) -> None:
        if self._part is None:
            raise StorageError("nothing was written yet")
        await self.uow.commit()
        await self._transaction.commit()
        with _writable(self._part.parent):
            self._part.rename(self._part.with_suffix(_DONE))
            _sync(self._part.parent)

    def clear(self) -> None:
        """What was written without becoming a backup."""
        if self._part is not None:
            with suppress(OSError):
                self._part.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class SqlRestoring:
    """See `bot.ports.Restoring`."""

    uow: SqlUnitOfWork
    contents: Contents
    transaction: AsyncTransaction = field(repr=False)

    async def commit(self) -> None:
        await self.uow.commit()
        await self.transaction.commit()


@asynccontextmanager
async def _turn(engine: AsyncEngine) -> AsyncIterator[tuple[AsyncConnection, AsyncTransaction]]:
    """A transaction; what is not committed has not happened."""
    async with engine.connect() as connection:
        yield connection, await connection.begin()


def _database(vault: Vault) -> str:
    """The key behind the audit stays, so it tells databases apart for as long as they are."""
    return hmac.digest(vault.ring.audit, b"klaswacht database", "sha256")[:16].hex()


def _contents(backup: Backup, counted: Counted) -> Contents:
    return Contents(
        backup=backup,
        rows=counted.rows,
        messages_left_out=counted.messages_left_out,
        deliveries_left_out=counted.deliveries_left_out,
    )


@contextmanager
def _opened(file: Path, master: MasterKey) -> Iterator[tuple[Backup, Iterable[bytes]]]:
    """What stands at the front, and the lines. Raises `InputError`, also while they are read."""
    try:
        with file.open("rb") as opened:
            text = read_front(opened)
            backup, wrapped = _front(text)
            pieces = read_chunks(opened, text, master.unwrap(wrapped, _CONTEXT))
            yield backup, _lines(pieces)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError("error.backup.unreadable", where=file, why=why) from error
    except WrongKey as error:
        raise InputError("error.backup.wrong_key", where=file) from error
    except Damaged as error:
        raise InputError("error.backup.damaged", where=file) from error


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines


def _front_of(backup: Backup, wrapped: bytes) -> bytes:
    said = {
        "database": backup.database,
        "revision": backup.revision,
        "made": backup.made.isoformat(),
        "expires": backup.expires.isoformat(),
        "key": b64encode(wrapped).decode(),
    }
    return json.dumps(said).encode()


def _front(text: bytes) -> tuple[Backup, bytes]:
    try:
        said = json.loads(text)
        backup = Backup(
            database=said["database"],
            revision=said["revision"],
            made=datetime.fromisoformat(said["made"]),
            expires=datetime.fromisoformat(said["expires"]),
        )
        return backup, b64decode(said["key"])
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged from error


def _lying_in(folder: Path, suffix: str) -> Iterator[tuple[Path, Backup]]:
    """What looks like a backup; nothing of it is proven."""
    for file in sorted(folder.glob(f"*{suffix}")):
        with suppress(OSError, Damaged), file.open("rb") as opened:
            yield file, _front(read_front(opened))[0]


def _make_room(file: Path, database: str) -> None:
    """A folder that is made for it is its owner's alone. What a process left there that died is
    taken away: no other makes a backup of this database now, for transactions take turns."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    if file.exists():
        raise InputError("error.backup.exists", where=file)
    for part, backup in list(_lying_in(file.parent, _PART)):
        if backup.database == database:
            part.unlink()


@contextmanager
def _new(part: Path) -> Iterator[BinaryIO]:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        yield opened


def _sync(folder: Path) -> None:
    """So that the new name survives a power cut, where folders can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError("error.backup.unwritable", where=folder, why=why) from error
