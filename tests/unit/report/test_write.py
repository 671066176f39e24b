"""A page on disk: whole or not at all, never over somebody else's file, for one pair of eyes."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.report.write import must_be_writable, write

OURS = '<!doctype html>\n<meta name="generator" content="Klaswacht">\n'
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes and links")


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        write(path, [OURS])
    with pytest.raises(InputError) as before:
        must_be_writable(path)
    assert before.value.key == caught.value.key
    return caught.value.key


def test_a_page_is_written_and_written_again(tmp_path: Path) -> None:
    path = tmp_path / "overzicht.html"
    write(path, [OURS, "één"])
    write(path, [OURS, "twee ", "🙂"])
    assert path.read_bytes() == f"{OURS}twee 🙂".encode()
    assert [file.name for file in tmp_path.iterdir()] == ["overzicht.html"]


@POSIX
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "overzicht.html"
    write(path, [OURS])
    path.chmod(0o644)
    write(path, [OURS])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"mijn verslag", b"<!doctype html><p>Klaswacht"])
def test_what_is_not_ours_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "verslag.html"
    path.write_bytes(content)
    assert refused(path) == "error.report.not_ours"
    assert path.read_bytes() == content


@POSIX
def test_a_link_to_nothing_is_not_ours_either(tmp_path: Path) -> None:
    path = tmp_path / "link.html"
    path.symlink_to(tmp_path / "weg.html")
    assert refused(path) == "error.report.not_ours"
    assert [file.name for file in tmp_path.iterdir()] == ["link.html"]


def test_a_folder_is_no_page_and_a_page_needs_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path) == "error.report.folder"
    assert refused(tmp_path / "geen map" / "uit.html") == "error.report.no_folder"


def test_a_disk_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.report.write.tempfile.mkstemp", full)
    assert refused(tmp_path / "uit.html") == "error.report.unwritable"


@pytest.mark.parametrize("mistake", [RuntimeError, KeyboardInterrupt, OSError])
def test_no_half_a_page_is_left(tmp_path: Path, mistake: type[BaseException]) -> None:
    path = tmp_path / "overzicht.html"
    write(path, [OURS, "heel"])

    def pieces() -> Iterator[str]:
        yield OURS
        raise mistake

    with pytest.raises((mistake, InputError)):
        write(path, pieces())
    assert path.read_text(encoding="utf-8") == f"{OURS}heel"
    assert [file.name for file in tmp_path.iterdir()] == ["overzicht.html"]
