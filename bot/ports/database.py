"""What is done to a database as a whole."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.model.backup import Contents, Erased
from bot.model.flag import Flag
from bot.model.ids import AccountRef, PersonId
from bot.model.keys import Rotated
from bot.ports.unit_of_work import UnitOfWork


class Database(Protocol):
    """What is done to everything that is kept, as a whole. Never inside a unit of work."""

    async def tidy(self) -> int:
        """Destroy the keys of days that nothing waits under any more, and leave no copies of what
        was deleted where that is ours to do. Returns how many keys were destroyed."""

    async def rotate(self, ask: Callable[[UnitOfWork], Awaitable[None]]) -> Rotated:
        """Another key in the place of the school's, where that is ours to change, and of those
        that seal what is kept. Others go on reading and writing meanwhile; after a crash at any
        moment everything opens, and the next call finishes it.

        *ask* may write in the first transaction; what it raises stops everything, and then nothing
        has happened. Raises `StorageError` or `ConfigError`.
        """


class Saving(Protocol):
    """A backup while it is made: a unit of work and a file. After `commit` both are there, and
    without it neither."""

    @property
    def uow(self) -> UnitOfWork: ...

    async def write(self, file: Path, made: datetime, expires: datetime) -> Contents:
        """All that the database holds now, but for what only waits. *file*: ends in ".backup".
        Raises `InputError` where it is there already or cannot be written."""

    async def commit(self) -> None: ...


class Restoring(Protocol):
    """A database that was filled from a backup, and will be empty again without `commit`."""

    @property
    def uow(self) -> UnitOfWork: ...

    @property
    def contents(self) -> Contents: ...

    async def commit(self) -> None: ...


class Archive(Protocol):
    """Backups of a database. Never inside a unit of work."""

    def saving(self) -> AbstractAsyncContextManager[Saving]: ...

    def check(self, file: Path) -> Contents:
        """Opens all of it and changes nothing. Raises `InputError` where it is not as it was
        written, or the school's key does not open it."""

    def clear(self, folder: Path, now: datetime) -> int:
        """Deletes the backups of this database in *folder* that expired. Returns how many."""

    def restoring(self, file: Path) -> AbstractAsyncContextManager[Restoring]:
        """Raises `InputError` as `check` does, and where the database is not empty."""


class LearnedFrom(Protocol):
    """What a judge learned from what people wrote, or from verdicts about it."""

    async def forget(self, accounts: Collection[AccountRef]) -> int:
        """Undo what was learned from *accounts*, as if they had never written. Returns how many
        things that were; a second time 0."""

    async def correct(self, flag: Flag) -> None:
        """*flag* was upheld, and that was wrong: undo what was learned from it. A second time, and
        where nothing was, nothing happens."""


class Erasures(Protocol):
    """Who was erased, kept beside the database and not in it: a backup from before still has
    them, and whoever restores it erases them again. Use it inside a unit of work only, and before
    its `commit`: then nobody can be erased without a trace here. Raises `ConfigError`."""

    def add(
        self, accounts: Collection[AccountRef], person: PersonId | None, at: datetime
    ) -> None: ...

    def all(self) -> Sequence[Erased]:
        """In the order of their erasure."""

    def begin(self, at: datetime) -> None:
        """From now on it is kept; nothing happens when it is already."""

    def since(self) -> datetime | None:
        """From when on it is complete; None: it is not kept, or was lost."""

    def expire(self, now: datetime) -> int:
        """Let go of those who are in no backup any more that can be restored. Returns how many."""
