"""The keys of the days. What only has to live until it is decided or sent is sealed under the key
of its day; when that key is destroyed, no copy of the database opens it again, whoever has the
school's key.

They lie in a file of their own, in no database, no backup and no log of a server.
"""

import base64
import json
import os
from collections.abc import Callable, Collection
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from bot.errors import ConfigError, StorageError
from storage.master import KEY_BYTES, new_key


def _today() -> date:
    return datetime.now(UTC).date()


def mark_of(key: bytes) -> int:
    """32 bits that tell one key of a day from another, and nothing of the key."""
    return int.from_bytes(sha256(b"klaswacht day key\0" + key).digest()[:4])


class DayKeys:
    """*path*: the file; None keeps them in memory. Use it inside a transaction only: those take
    turns, and so do two processes at this file."""

    def __init__(self, path: Path | None = None, today: Callable[[], date] = _today) -> None:
        self._path = path
        self._today = today
        self._keys: dict[date, bytes] = {}

    def today(self) -> tuple[date, bytes]:
        """The key to seal with now; made when there is none yet. Raises `StorageError`."""
        day = self._today()
        if day not in self._keys:
            self._keys = self._read()
        if day not in self._keys:
            self._keys[day] = new_key()
            self._write()
        return day, self._keys[day]

    def of(self, day: date, mark: int) -> bytes | None:
        """The key of *day* that has this *mark*. None: it was destroyed, or lost and made anew."""
        for known in (self._keys, self._read()):
            key = known.get(day)
            if key is not None and mark_of(key) == mark:
                return key
        return None

    def destroy(self, needed: Collection[date]) -> int:
        """All but those that are *needed* and today's. Returns how many."""
        self._keys = self._read()
        keep = {*needed, self._today()}
        gone = [day for day in self._keys if day not in keep]
        for day in gone:
            del self._keys[day]
        if gone:
            self._write()
        return len(gone)

    def _read(self) -> dict[date, bytes]:
        if self._path is None:
            return self._keys
        try:
            kept = json.loads(self._path.read_bytes())
            keys = {date.fromisoformat(day): base64.b64decode(key) for day, key in kept.items()}
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise _unusable(self._path, error) from error
        except (ValueError, AttributeError, TypeError) as error:
            raise ConfigError("error.day-keys.damaged", where=self._path) from error
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise ConfigError("error.day-keys.damaged", where=self._path)
        return keys

    def _write(self) -> None:
        if self._path is None:
            return
        kept = {day.isoformat(): base64.b64encode(key).decode() for day, key in self._keys.items()}
        try:
            replace_secret(self._path, json.dumps(kept).encode())
        except OSError as error:
            raise StorageError(f"the file of day keys: {error.strerror}") from error


def replace_secret(path: Path, content: bytes) -> None:
    """*path* with *content*, its owner's only, whole or not at all; the old is overwritten where
    the system lets go of a file that is open."""
    fresh = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        fresh.unlink()  # of a process that died here
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with ExitStack() as stack:
        old = None
        if os.name == "posix":
            with suppress(FileNotFoundError):
                old = stack.enter_context(path.open("r+b"))
        fresh.replace(path)
        _keep_names(path.parent)
        if old is not None:
            old.write(bytes(os.fstat(old.fileno()).st_size))
            old.flush()
            os.fsync(old.fileno())


def _keep_names(folder: Path) -> None:
    """That a file has a new name must survive a power cut too: before the old content goes, and
    before the database says what only the new content opens."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unusable(path: Path, error: OSError) -> ConfigError:
    return ConfigError("error.key-file.unreadable", where=path, why=error.strerror or str(error))
