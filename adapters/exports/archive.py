"""Finds the chat in a zip that a phone made. Nothing is ever unpacked to disk."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

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
LARGEST = 32 << 20
"""Bytes of the chat, unpacked. WhatsApp exports 40,000 messages at most: some megabytes."""


def chat_member(path: Path) -> str:
    """The name of the chat's text file inside the zip. Raises `ExportError` where none is."""
    chat = _pick(path, _texts(path))
    if chat.flag_bits & _ENCRYPTED:
        raise ExportError("error.export.zip_encrypted", where=path)
    if chat.compress_type not in _PACKED:
        raise ExportError("error.export.zip_broken", where=path)
    # Reading stops at this size, whatever the zip really holds.
    if chat.file_size > LARGEST:
        raise ExportError("error.export.zip_too_large", where=path, most=LARGEST >> 20)
    return chat.filename


def _texts(path: Path) -> Sequence[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [info for info in archive.infolist() if _is_text(info)]
    except BROKEN as error:
        raise ExportError("error.export.zip_broken", where=path) from error


def _is_text(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    macos_shadow = name.parts[:1] == ("__MACOSX",) or name.name.startswith("._")
    return not info.is_dir() and name.suffix.lower() == ".txt" and not macos_shadow


def _pick(path: Path, texts: Sequence[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Pupils send text files too: the phone's own name for the chat goes before being alone."""
    if not texts:
        raise ExportError("error.export.zip_no_chat", where=path)
    named = [info for info in texts if PurePosixPath(info.filename).name == "_chat.txt"]
    named += [info for info in texts if PurePosixPath(info.filename).name.startswith("WhatsApp")]
    if not named and len(texts) > 1:
        raise ExportError("error.export.zip_many", where=path, count=len(texts))
    return (named or texts)[0]
