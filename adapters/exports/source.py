"""Where an export's lines come from: a text file, or the chat inside a zip. Always a stream."""

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from adapters.exports.archive import BROKEN, chat_member
from bot.errors import ExportError

LONGEST = 1 << 20
"""No line, and no message, is longer than this many bytes; WhatsApp itself stops at 65,536."""
_SNIFFED = 1 << 16
_JSON_ARRAY = re.compile(rb"\s*+\[\s*+(?:[{\[\]\"]|$)")
"""An iPhone's head begins with a bracket too, and a digit behind it."""
_CONTROLS = bytes(sorted({*range(0x20)} - {*b"\t\n\v\f\r\x1b"}))


@dataclass(frozen=True, slots=True)
class Source:
    """UTF-8 text, with or without byte order mark, on disk or in a zip."""

    path: Path
    member: str | None = None

    @property
    def stem(self) -> str:
        """The name a person would call this chat by; an iPhone's `_chat.txt` says nothing."""
        inner = PurePosixPath(self.member or self.path.name).stem
        return self.path.stem if inner == "_chat" else inner

    def lines(self) -> Iterator[str]:
        """Lines as line feeds divide them, without their end. Raises `ExportError`."""
        number = 0
        try:
            with self.stream() as stream:
                for number, raw in enumerate(iter(partial(stream.readline, LONGEST), b""), 1):
                    if len(raw) == LONGEST:
                        raise ExportError("error.export.too_long", where=self.path, line=number)
                    yield raw.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            raise ExportError("error.export.encoding", where=self.path, line=number) from None

    def first_line(self) -> str:
        """The first line that is not blank, stripped; empty where none comes for long."""
        read = 0
        for line in self.lines():
            read += len(line) + 1
            if (stripped := line.strip()) or read > LONGEST:
                return stripped
        return ""

    @contextmanager
    def stream(self) -> Iterator[io.BufferedReader]:
        """The bytes after the byte order mark. Library errors leave it as `ExportError`."""
        try:
            with self._opened() as stream:
                if stream.peek(3).startswith(codecs.BOM_UTF8):
                    stream.read(3)
                yield stream
        except UnicodeDecodeError:
            raise
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except BROKEN as error:
            raise ExportError("error.export.zip_broken", where=self.path) from error

    @contextmanager
    def _opened(self) -> Iterator[io.BufferedReader]:
        if self.member is None:
            with self.path.open("rb") as plain:
                yield plain
            return
        with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as packed:
            # A ZipExtFile is a buffered stream whose readline is slow Python; one in C over it.
            yield io.BufferedReader(packed, _SNIFFED)  # type: ignore[arg-type]  # it has readinto


def find_source(path: Path) -> Source:
    """The text to read at *path*. Raises `ExportError` where there is none."""
    _need_file(path)
    source = Source(path)
    with source.stream() as stream:
        start = stream.peek(4)[:4]
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        source = Source(path, chat_member(path))
    _need_text(source)
    return source


def _need_file(path: Path) -> None:
    try:
        if not path.exists():
            raise ExportError("error.export.not_found", where=path)
        if path.is_dir():
            raise ExportError("error.export.directory", where=path)
        if not path.is_file():
            raise ExportError("error.export.not_file", where=path)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> ExportError:
    return ExportError(
        "error.export.unreadable", where=path, why=error.strerror or type(error).__name__
    )


def _need_text(source: Source) -> None:
    with source.stream() as stream:
        start = stream.read(_SNIFFED)
    if not start.strip() and len(start) < _SNIFFED:
        raise ExportError("error.export.empty", where=source.path)
    if _is_utf16(start):
        raise ExportError("error.export.utf16", where=source.path)
    if _is_binary(start):
        raise ExportError("error.export.binary", where=source.path)
    if _JSON_ARRAY.match(start):
        raise ExportError("error.export.json_array", where=source.path)


def _is_utf16(start: bytes) -> bool:
    """By its byte order mark, or because every other byte of western text is nought."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    halves = start[::2], start[1::2]
    noughts = sorted(half.count(0) for half in halves)
    return noughts[0] == 0 and noughts[1] * 2 > len(halves[1])


def _is_binary(start: bytes) -> bool:
    if 0 in start:
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return len(start) != len(start.translate(None, _CONTROLS))
    return False
