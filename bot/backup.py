"""Backups of all that is kept, and restoring one without bringing back who was erased since."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from bot.errors import Forbidden, InputError
from bot.model.audit import BEFORE_ALL, Audited, Facts, Head, NewEntry, Subject
from bot.model.backup import Backup, Contents
from bot.model.ids import AccountRef, PersonId, Platform
from bot.ports import (
    Archive,
    Clock,
    Erasures,
    LearnedFrom,
    PeopleStore,
    Restoring,
    UnitOfWork,
)
from bot.rights import Act, Actor, may, require

_LATE = timedelta(hours=1)
"""An erasure waits for its turn with the moment it began at; a backup may have gone before."""

Forget = Callable[
    [UnitOfWork, Collection[AccountRef], PersonId | None, datetime], Awaitable[object]
]
"""Erases somebody."""


@dataclass(frozen=True, slots=True)
class Made:
    file: Path
    contents: Contents
    deleted: int
    """Older backups in the same folder, which expired."""
    restorable: bool
    """Whether the account of anybody in it may restore it: codes are in no backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """*folder*: where they go unless somebody says otherwise; *keep*: how long they live."""

    archive: Archive
    erasures: Erasures
    clock: Clock
    timezone: tzinfo
    folder: Path
    keep: timedelta

    async def make(self, by: Subject, folder: Path | None = None) -> Made:
        """Raises `Forbidden`, or `InputError` where it cannot be written; then there is none."""
        at = self.clock()
        file = (folder or self.folder) / f"klaswacht-{_name(at.astimezone(self.timezone))}.backup"
        async with self.archive.saving() as saving:
            await require(saving.uow.people, by, Act.BACKUP)
            self.erasures.begin(at)
            self.erasures.expire(at)
            restorable = await _restorable(saving.uow.people)
            head = await saving.uow.audit.head()
            contents = await saving.write(file, at, at + self.keep)
            await saving.uow.audit.append(_backup(contents, head, by))
            await saving.commit()
        return Made(file, contents, self.archive.clear(file.parent, at), restorable)

    def clear(self) -> int:
        """Deletes what expired. Returns how many."""
        return self.archive.clear(self.folder, self.clock())


@dataclass(frozen=True, slots=True)
class Restored:
    contents: Contents
    erased: int
    """People who were erased again."""
    after: Head
    """The entry that tells of the restore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    archive: Archive
    erasures: Erasures
    clock: Clock
    forget: Forget
    learned: LearnedFrom

    def look(self, file: Path) -> Contents:
        """What *file* holds, all of it opened. Raises `InputError`."""
        return self.archive.check(file)

    async def run(self, file: Path, by: Subject, *, without_erasures: bool = False) -> Restored:
        """Raises `InputError`; then the database is as empty as before.

        *without_erasures*: also where nobody can say any more who was erased since.
        """
        async with self.archive.restoring(file) as restoring:
            backup, now = restoring.contents.backup, self.clock()
            if backup.expires <= now:
                raise InputError("error.restore.expired", where=file)
            complete = self._knows_who_was_erased(backup)
            if not (complete or without_erasures):
                raise InputError("error.restore.no_erasures", where=file)
            await _must_be_allowed(restoring.uow, by)
            restored = await self._finish(restoring, by, now, complete=complete)
            # Before the commit: who dies in between finds an empty database and does it again.
            self.erasures.begin(now)
            await restoring.commit()
        return restored

    def _knows_who_was_erased(self, backup: Backup) -> bool:
        since = self.erasures.since()
        return since is not None and since <= backup.made

    async def _finish(
        self, restoring: Restoring, by: Subject, now: datetime, *, complete: bool
    ) -> Restored:
        uow, contents = restoring.uow, restoring.contents
        before = await uow.audit.head() or BEFORE_ALL
        erased = [one for one in self.erasures.all() if one.at >= contents.backup.made - _LATE]
        facts: Facts = {
            "head": str(before),
            "made": contents.backup.made.isoformat(),
            "rows": contents.total,
            "erased": len(erased),
            "erasures": "known" if complete else "unknown",
        }
        # Directly behind that head: what was published beyond it before now is lost.
        entry = NewEntry(at=now, what=Audited.RESTORED, by=by, facts=facts)
        after = await uow.audit.append(entry)
        for one in erased:
            await self.forget(uow, one.accounts, one.person, now)
            await self.learned.forget(one.accounts)
        return Restored(contents, len(erased), after)


async def _restorable(people: PeopleStore) -> bool:
    able = [
        one.person_id
        for one in await people.all()
        if may(Actor(person=one.person_id, role=one.role), Act.RESTORE)
    ]
    known = (await people.known(able)).values()
    return any(link.account.platform is Platform.OS for one in known for link in one.links)


async def _must_be_allowed(uow: UnitOfWork, by: Subject) -> None:
    """As the people say who were restored. Nobody can write down who was refused."""
    try:
        await require(uow.people, by, Act.RESTORE)
    except Forbidden as error:
        raise InputError("error.restore.forbidden") from error


def _backup(contents: Contents, head: Head | None, by: Subject) -> NewEntry:
    facts: Facts = {
        "rows": contents.total,
        "messages_left_out": contents.messages_left_out,
        "deliveries_left_out": contents.deliveries_left_out,
        "expires": contents.backup.expires.isoformat(),
        "head": str(head or ""),
    }
    return NewEntry(at=contents.backup.made, what=Audited.BACKUP, by=by, facts=facts)


def _name(local: datetime) -> str:
    return f"{local:%Y-%m-%dT%H%M%S}"
