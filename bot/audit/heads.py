"""The heads of the audit, written down outside the database: whoever changes the database later,
be it with its keys, cannot change what was read there.

A line of the file is "2026-11-22T16:30:00+01:00 812:3f9a…".
"""

import os
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import InputError
from bot.model.audit import BOT, Audited, Head, NewEntry, Published, Subject
from bot.ports import UnitOfWork, UnitOfWorkFactory

FILE = "klaswacht-audit.txt"
"""In the school's folder."""

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class HeadsFile:
    path: Path

    def read(self) -> Sequence[Published]:
        """Raises `InputError`. A file that is not there has published nothing."""
        return _lines(self.path)

    def read_copy(self) -> Sequence[Head]:
        """As it was kept elsewhere. Raises `InputError`, also when there is none."""
        if not self.path.exists():
            raise InputError("error.heads.missing", where=self.path)
        return [one.head for one in self.read()]

    def add(self, head: Head, at: datetime) -> None:
        self._append(f"{_moment_text(at)} {head}")

    def _append(self, line: str) -> None:
        """In one write that has reached the disk when this returns. Raises `InputError`."""
        try:
            begin = "\n" if self._torn() else ""
            to = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(to, f"{begin}{line}\n".encode())
                os.fsync(to)
            finally:
                os.close(to)
        except OSError as error:
            raise InputError("error.heads.unwritable", where=self.path) from error

    def _torn(self) -> bool:
        """Whether the last line has no end: the power failed, or somebody pasted it."""
        written = self.path.read_bytes() if self.path.exists() else b""
        return bool(written) and not written.endswith(b"\n")


def head_of(text: str) -> Head:
    """What `str(head)` gives. Raises `InputError`."""
    found = _HEAD.fullmatch(text.strip().casefold())
    if found is None:
        raise InputError("error.heads.head", given=text)
    return Head(int(found[1]), found[2])


async def publish(
    unit_of_work: UnitOfWorkFactory, file: HeadsFile, at: datetime, by: Subject = BOT
) -> Head | None:
    """Writes the head of now down, and in the audit that it was. None when there is none, or
    nothing else happened since the latest. Raises `InputError`."""
    async with unit_of_work() as uow:  # whose turn keeps two from writing the same
        head = await uow.audit.head()
        written = {str(one.head) for one in file.read()}
        if head is None or await _told(uow, head) & written:
            return None
        if str(head) not in written:  # else whoever wrote it died before the commit
            file.add(head, at)
        facts = {"head": str(head)}
        await uow.audit.append(NewEntry(at=at, what=Audited.PUBLISHED, by=by, facts=facts))
        await uow.commit()
        return head


async def _told(uow: UnitOfWork, head: Head) -> AbstractSet[str]:
    """The head of before, where the entry of *head* only tells that it was published."""
    entry = await uow.audit.get(head.sequence)
    if entry is None or entry.what is not Audited.PUBLISHED:
        return set()
    return {str(entry.facts.get("head"))}


def _lines(path: Path) -> Sequence[Published]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("error.heads.unreadable", where=path) from error
    numbered = enumerate(text.splitlines(), start=1)
    return [_line(path, number, line) for number, line in numbered if line.strip()]


def _line(path: Path, number: int, line: str) -> Published:
    try:
        at, head = line.split()
        read = Published(head_of(head), datetime.fromisoformat(at))
    except (ValueError, InputError) as error:
        raise InputError("error.heads.line", where=path, number=number) from error
    if read.at.tzinfo is None:
        raise InputError("error.heads.line", where=path, number=number)
    return read


def _moment_text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
