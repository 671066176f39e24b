"""Finds the chats in a zip that a phone or a network made. Nothing is ever unpacked to disk."""

import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from bot.errors import ExportError

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # and NotImplementedError: a way of packing that Python does not know
    ValueError,
)
"""What Python's zipfile raises on a damaged or foreign zip."""
_ENCRYPTED = 0x1  # bit of a member's flags
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What phones use; Python unpacks the other kinds in pieces that have no bound."""
_LARGEST = 32 << 20
"""Bytes of one chat, unpacked. WhatsApp exports 40,000 messages at most: some megabytes."""
_LARGEST_DATA = 256 << 20
"""Of data: some networks keep all chats of years in one file."""
_DATA = {".json", ".js", ".csv"}
"""How networks keep messages. Which of them hold chats is for their content to tell."""
_MOST = 3000
"""Files of that kind in one zip."""
_START = 1 << 16


def chats(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and first 64 KiB of each file in the zip that may be a chat: a phone's one text, or
    all data of a network's. Raises `ExportError` where there is none.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not _is_beside_the_point(info)]
            candidates = _candidates(path, infos)
            if _share_names(candidates, infos):  # which is to be read, which passed over?
                raise ExportError("error.export.zip_broken", where=path)
            for info in candidates:
                _check(path, info)
                with archive.open(info) as member:
                    yield info.filename, member.read(_START)
    except BROKEN as error:
        raise ExportError("error.export.zip_broken", where=path) from error


@contextmanager
def opened(path: Path, member: str) -> Iterator[IO[bytes]]:
    """Raises `ExportError` where *member* is larger than a chat can be, and what `BROKEN` is."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(member)
        # Reading stops at this size, whatever the zip really holds.
        most = _LARGEST_DATA if _suffix(info) in _DATA else _LARGEST
        if info.file_size > most:
            raise ExportError("error.export.zip_too_large", where=path, most=most >> 20)
        with archive.open(info) as unpacked:
            yield unpacked


def _candidates(path: Path, infos: Sequence[zipfile.ZipInfo]) -> Sequence[zipfile.ZipInfo]:
    """Pupils send text files and networks add a note: a name that phones give goes first."""
    texts = [info for info in infos if _suffix(info) == ".txt"]
    named = [info for info in texts if _stem(info) == "_chat"]
    named += [info for info in texts if _stem(info).startswith("WhatsApp")]
    if len(named) > 1:
        # Which is the chat, and which did somebody send in it to take its place?
        raise ExportError("error.export.zip_many", where=path, count=len(named))
    if named:
        return named
    data = [info for info in infos if _suffix(info) in _DATA]
    if len(data) > _MOST:
        raise ExportError("error.export.zip_many", where=path, count=len(data))
    if data:
        return data
    if len(texts) > 1:
        raise ExportError("error.export.zip_many", where=path, count=len(texts))
    if not texts:
        raise ExportError("error.export.zip_no_chat", where=path)
    return texts


def _share_names(candidates: Sequence[zipfile.ZipInfo], infos: Sequence[zipfile.ZipInfo]) -> bool:
    names = Counter(info.filename for info in infos)
    return any(names[info.filename] > 1 for info in candidates)


def _check(path: Path, info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise ExportError("error.export.zip_encrypted", where=path)
    if info.compress_type not in _PACKED:
        raise ExportError("error.export.zip_broken", where=path)


def _is_beside_the_point(info: zipfile.ZipInfo) -> bool:
    """A folder, or the shadow that a Mac packs with each file."""
    name = PurePosixPath(info.filename)
    return info.is_dir() or name.parts[:1] == ("__MACOSX",) or name.name.startswith("._")


def _suffix(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename).suffix.lower()


def _stem(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename).stem
