"""The record on disk. The school writes in it: what is there is never written over."""

from pathlib import Path

from bot.errors import InputError


def write(path: Path, record: str) -> None:
    """Raises `InputError`, also where *path* is there already."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(record)
    except FileExistsError as error:
        raise InputError("error.record.exists", where=path) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError("error.record.unwritable", where=path, why=why) from error
