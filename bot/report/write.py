"""A page on disk: whole or not at all, and for nobody's eyes but its owner's."""

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.errors import InputError
from bot.report.page import GENERATOR

_MARK = f'<meta name="generator" content="{GENERATOR}">'.encode()
_HEAD = 1_000
"""Bytes in which the mark of a page of ours stands."""


def must_be_writable(path: Path) -> None:
    """Raises `InputError` when a page cannot be written to *path*: better now than after reading.

    An earlier page of ours may be replaced; anything else that stands there is left alone.
    """
    if path.is_dir():
        raise InputError("error.report.folder", where=path)
    if not path.parent.is_dir():
        raise InputError("error.report.no_folder", where=path)
    if os.path.lexists(path) and not _ours(path):
        raise InputError("error.report.not_ours", where=path)
    try:
        handle, name = _beside(path)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


def write(path: Path, pieces: Iterable[str]) -> None:
    """Beside *path* first and then in its place, so that no half a page is ever there.

    Raises `InputError`.
    """
    must_be_writable(path)
    try:
        handle, name = _beside(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 - it is open
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _beside(path: Path) -> tuple[int, str]:
    """A new file that only its owner may read: it holds the words of pupils."""
    return tempfile.mkstemp(prefix=".klaswacht-", suffix=".part", dir=path.parent)


def _ours(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return _MARK in file.read(_HEAD)
    except OSError:
        return False


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError("error.report.unwritable", where=path, why=error.strerror or str(error))
