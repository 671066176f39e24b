"""Where an export's lines come from: a text file, or the chat inside a zip. Always a stream."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from adapters.exports.archive import BROKEN, chats, opened
from bot.errors import ExportError

LONGEST = 1 << 20
"""No line, and no message, is longer than this many bytes; WhatsApp itself stops at 65,536."""
_BLOCK = 1 << 16
SNIFFED = 1 << 16
"""Bytes that tell what a file is."""
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
        before = 0
        with self.stream() as stream:
            while block := stream.read1(_BLOCK) + stream.readline(LONGEST):
                text, wrong = _readable(block)
                if text:
                    lines = text.removesuffix("\n").split("\n")
                    yield from lines if "\r" not in text else [line.rstrip("\r") for line in lines]
                before += text.count("\n")
                if wrong:
                    raise ExportError(f"error.export.{wrong}", where=self.path, line=before + 1)

    def start(self) -> bytes:
        """The first 64 KiB. Raises `ExportError`."""
        with self.stream() as stream:
            return stream.read(SNIFFED)

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
        with opened(self.path, self.member) as packed:
            # A ZipExtFile is a buffered stream whose readline is slow Python; one in C over it.
            yield io.BufferedReader(packed, SNIFFED)  # type: ignore[arg-type]  # it has readinto


def _readable(block: bytes) -> tuple[str, str]:
    """The lines above the first that is not to be read, and what is wrong with that one, or ""."""
    last = block.rfind(b"\n", 0, -1) + 1
    wrong = ""
    if len(block) - last >= LONGEST:
        block, wrong = block[:last], "too_long"
    try:
        return block.decode(), wrong
    except UnicodeDecodeError as error:
        return block[: block.rfind(b"\n", 0, error.start) + 1].decode(), "encoding"


def find_sources(path: Path) -> Iterator[tuple[Source, bytes]]:
    """Every text at *path* that may hold chats, with its first 64 KiB: the file itself, or what a
    zip holds. Raises `ExportError` where there is none.
    """
    _need_file(path)
    source = Source(path)
    start = source.start()
    if not start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        need_text(source, start)
        yield source, start
        return
    for member, beginning in chats(path):
        yield Source(path, member), beginning.removeprefix(codecs.BOM_UTF8)


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


def need_text(source: Source, start: bytes) -> None:
    """Raises `ExportError` where *source*, with its *start*, is no text."""
    if not start.strip() and len(start) < SNIFFED:
        raise ExportError("error.export.empty", where=source.path)
    if _is_utf16(start):
        raise ExportError("error.export.utf16", where=source.path)
    if _is_binary(start):
        raise ExportError("error.export.binary", where=source.path)


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
