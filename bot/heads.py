"""The heads of the audit, written down outside the database: whoever changes the database later,
be it with its keys, cannot change what was read there.

A line of the file is "2026-11-22T16:30:00+01:00 812:3f9a…", or, where a backup was put back,
"2026-11-22T16:30:00+01:00 restored 790:c04b…".
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import InputError
from bot.model.audit import Head
from bot.ports import UnitOfWorkFactory

FILE = "klaswacht-audit.txt"
"""In the school's folder."""

_BEFORE_ALL = Head(0, "0" * 64)
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
_RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Restored:
    """On *at* a database was put back that led to *head*; the entries up to *lost* went with it,
    None where none had been published."""

    at: datetime
    head: Head
    lost: int | None


@dataclass(frozen=True, slots=True)
class Published:
    """*heads*: to which the chain has to lead."""

    heads: tuple[Head, ...] = ()
    restored: tuple[Restored, ...] = ()
    lost: frozenset[Head] = frozenset()


@dataclass(frozen=True, slots=True)
class _Line:
    at: datetime
    head: Head
    restored: bool


@dataclass(frozen=True, slots=True)
class HeadsFile:
    path: Path

    def read(self) -> Published:
        """Raises `InputError`. A file that is not there has published nothing."""
        return _put_together(_lines(self.path))

    def read_with(self, copy: "HeadsFile") -> Published:
        """With a copy that was kept elsewhere, as one. Raises `InputError`, also when there is no
        such copy."""
        if not copy.path.exists():
            raise InputError("error.heads.missing", where=copy.path)
        return _put_together(sorted({*_lines(self.path), *_lines(copy.path)}, key=_moment))

    def add(self, head: Head, at: datetime) -> None:
        self._append(f"{_moment_text(at)} {head}")

    def restored(self, head: Head | None, at: datetime) -> None:
        """A backup was put back. *head*: where its chain ended, before anything was added to it.
        What was published further on is lost from now on, and `verify` says so. Raises
        `InputError`."""
        self._append(f"{_moment_text(at)} {_RESTORED} {head or _BEFORE_ALL}")

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


async def publish(unit_of_work: UnitOfWorkFactory, file: HeadsFile, at: datetime) -> Head | None:
    """Writes the head of now down. None when there is none, or it was the latest already. Raises
    `InputError`."""
    async with unit_of_work() as uow:  # whose turn keeps two from writing the same
        head = await uow.audit.head()
        if head is None or head in file.read().heads[-1:]:
            return None
        file.add(head, at)
        return head


def _lines(path: Path) -> Sequence[_Line]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("error.heads.unreadable", where=path) from error
    numbered = enumerate(text.splitlines(), start=1)
    return [_line(path, number, line) for number, line in numbered if line.strip()]


def _line(path: Path, number: int, line: str) -> _Line:
    try:
        at, *marked, head = line.split()
        read = _Line(datetime.fromisoformat(at), head_of(head), bool(marked))
    except (ValueError, InputError) as error:
        raise InputError("error.heads.line", where=path, number=number) from error
    if marked not in ([], [_RESTORED]) or read.at.tzinfo is None:
        raise InputError("error.heads.line", where=path, number=number)
    return read


def _put_together(lines: Sequence[_Line]) -> Published:
    heads: list[Head] = []
    restored: list[Restored] = []
    lost: set[Head] = set()
    for line in lines:
        if line.restored:
            gone = [head for head in heads if head.sequence > line.head.sequence]
            furthest = max((head.sequence for head in gone), default=None)
            restored.append(Restored(line.at, line.head, furthest))
            heads = [head for head in heads if head not in gone]
            lost.update(gone)
        heads.append(line.head)
    return Published(tuple(heads), tuple(restored), frozenset(lost))


def _moment(line: _Line) -> tuple[datetime, bool, int]:
    return line.at, line.restored, line.head.sequence


def _moment_text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
