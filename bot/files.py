"""Files that hold what people said: whole or not at all, and for their owner's eyes only."""

import os
from contextlib import suppress
from pathlib import Path

from bot.errors import InputError

_OWN = 0o600


def write_new(path: Path, content: bytes) -> None:
    """Raises `InputError`, also where *path* is there already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN)
    except FileExistsError as error:
        raise InputError("error.record.exists", where=path) from error
    except OSError as error:
        raise _unwritable(path) from error
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - it is open
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise _unwritable(path) from error


def _unwritable(path: Path) -> InputError:
    return InputError("error.record.unwritable", where=path)
