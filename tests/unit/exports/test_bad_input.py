"""One error a mistake, raised before the first message goes out."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.exports import open_exports
from bot.errors import ExportError
from tests.unit.exports.reading import AMSTERDAM, refusal, zipped

HOI = "14-09-2026 08:15 - Noa: hoi\n"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "binary"),
        (bytes(range(256)), "binary"),
        (HOI.encode("utf-16"), "utf16"),
        (HOI.encode("utf-16-le"), "utf16"),
        (HOI.encode("utf-16-be"), "utf16"),
        ("14-09-2026 08:15 - Zoë: hé\n".encode("latin-1"), "encoding"),
        (HOI.encode() * 9000 + "Zoë".encode("latin-1"), "encoding"),
        (b'{"id":1,"ts":"2026-09-14","sender":"a","text":"b"}\n' * 9000 + b"\xe9", "encoding"),
        ("14 sept. 2026 om 8.15 uur Noa zei hoi", "unknown"),
        ("99-99-2026 08:15 - Noa: hoi", "unknown"),
        ("zomaar een brief\nmet regels", "unknown"),
        ('{"hallo": 1}', "unknown_json"),
        ("{geen json", "unknown_json"),
        ("[]", "json_array"),
        ('\ufeff [{"id": 1, "ts": "2026-09-14", "sender": "a", "text": "b"}]', "json_array"),
        ('[\n  {\n    "id": 1', "json_array"),
        (zipped({}), "zip_no_chat"),
        (zipped({"foto.jpg": b"\xff\xd8"}), "zip_no_chat"),
        (zipped({"__MACOSX/._chat.txt": "x", "map.txt/": ""}), "zip_no_chat"),
        (zipped({"a.txt": HOI, "b.txt": HOI}), "zip_many"),
        (zipped({"_chat.txt": ""}), "empty"),
        (zipped({"_chat.txt": "brief"}), "unknown"),
        (zipped({"_chat.txt": HOI})[:60], "zip_broken"),
        (b"PK\x03\x04 geen zip", "zip_broken"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 15 else "",
)
def test_what_cannot_be_read_is_refused_with_its_own_sentence(
    content: str | bytes, key: str
) -> None:
    assert refusal(content).key == f"error.export.{key}"


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: '[{"text": "' + "x" * 2_000_000 + '"}]', "json_array"),
        (lambda: HOI + "x" * 50_000_000, "too_long"),
        (lambda: HOI + f"{'x' * 999}\n" * 2000, "too_long"),
        (lambda: HOI + "\n" * 2_000_000, "too_long"),
        (lambda: "\n" * 2_000_000 + HOI, "unknown"),
        (lambda: zipped({"_chat.txt": HOI + "\n" * 2_000_000}), "too_long"),
        (lambda: zipped({"_chat.txt": HOI * (33 * 2**20 // len(HOI))}), "zip_too_large"),
    ],
    ids=range(7),
)
def test_what_is_large_and_cannot_be_read_is_refused_too(
    make: Callable[[], str | bytes], key: str
) -> None:
    assert refusal(make()).key == f"error.export.{key}"


def test_the_error_says_which_line() -> None:
    text = (HOI * 3).encode() + "Zoë".encode("latin-1")
    assert refusal(text).values == {"line": 4}
    assert refusal(HOI * 2 + "x" * 2_000_000).values == {"line": 3}
    assert refusal(HOI * 2 + "x\n" * 1_000_000 + HOI).values == {"line": 2}


def damaged(flags: int = 0, wrong_byte: int = 0) -> bytes:
    """A zip with one stored chat, its flags or its checksum spoilt."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("_chat.txt", HOI)
    raw = bytearray(buffer.getvalue())
    raw[6] |= flags
    raw[raw.index(b"PK\x01\x02") + 8] |= flags
    raw[raw.index(HOI.encode()) + 30] ^= wrong_byte
    return bytes(raw)


def test_an_encrypted_zip_is_refused() -> None:
    assert refusal(damaged(flags=1)).key == "error.export.zip_encrypted"


def test_a_zip_whose_content_is_damaged_is_refused() -> None:
    assert refusal(damaged(wrong_byte=1)).key == "error.export.zip_broken"


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_cannot_be_unpacked_piece_by_piece_is_refused(way: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", way) as archive:
        archive.writestr("_chat.txt", HOI)
    assert refusal(buffer.getvalue()).key == "error.export.zip_broken"


def opened(path: Path) -> ExportError:
    with pytest.raises(ExportError) as refused:
        open_exports(path, staff=(), timezone=AMSTERDAM)
    return refused.value


def test_no_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    assert opened(tmp_path / "weg.txt").key == "error.export.not_found"
    assert opened(tmp_path).key == "error.export.directory"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pijp")
        assert opened(tmp_path / "pijp").key == "error.export.not_file"


def test_the_error_says_where(tmp_path: Path) -> None:
    assert opened(tmp_path / "weg.txt").where == str(tmp_path / "weg.txt")


def test_a_file_that_a_pupil_sent_does_not_take_the_place_of_the_chat() -> None:
    both = zipped({"WhatsApp-chat met 3B.txt": HOI, "_chat.txt": "14-09-2026 08:15 - Noa: lief\n"})
    assert refusal(both).key == "error.export.zip_many"
