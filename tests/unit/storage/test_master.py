"""The key that a school keeps, in a file or in the environment."""

import os
import stat
from pathlib import Path

import pytest

from bot.errors import ConfigError, StorageError, WrongKey
from storage.master import KeyFile, KeyText, MasterKey, new_key, written

OLD, NEW, OTHER = (bytes([number]) * 32 for number in range(3))
ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "klaswacht.key")


def put(file: KeyFile, content: bytes) -> None:
    file.path.write_bytes(content)
    file.path.chmod(0o600)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(StorageError):
        MasterKey((bytes(32), bytes(length)))


def test_no_key_at_all_is_refused() -> None:
    with pytest.raises(StorageError):
        MasterKey(())


def test_what_is_wrapped_opens_again_and_shows_nothing() -> None:
    master = MasterKey((OLD,))
    wrapped = master.wrap(NEW, "data")
    assert master.unwrap(wrapped, "data") == NEW
    assert NEW not in wrapped
    assert master.wrap(NEW, "data") != wrapped


def test_all_keys_open_and_the_last_one_wraps() -> None:
    both = MasterKey((OLD, NEW))
    assert both.unwrap(MasterKey((OLD,)).wrap(OTHER, "data"), "data") == OTHER
    wrapped = both.wrap(OTHER, "data")
    assert MasterKey((NEW,)).unwrap(wrapped, "data") == OTHER
    with pytest.raises(WrongKey):
        MasterKey((OLD,)).unwrap(wrapped, "data")


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    master = MasterKey((OLD,))
    damaged = bytearray(master.wrap(NEW, "data"))
    damaged[place] ^= 1
    with pytest.raises(WrongKey):
        master.unwrap(bytes(damaged), "data")


@pytest.mark.parametrize("wrapped", [b"", bytes(11), bytes(12), bytes(28)])
def test_what_is_no_wrapped_key_is_refused(wrapped: bytes) -> None:
    with pytest.raises(WrongKey):
        MasterKey((OLD,)).unwrap(wrapped, "data")


def test_a_key_opens_only_for_its_purpose() -> None:
    master = MasterKey((OLD,))
    with pytest.raises(WrongKey):
        master.unwrap(master.wrap(NEW, "data"), "people")


def test_no_key_is_shown_by_accident(file: KeyFile) -> None:
    file.create()
    line = file.path.read_text().strip()
    assert line not in repr((file, file(), KeyText(line), KeyText(line)()))
    assert repr(OLD) not in repr(MasterKey((OLD,)))


def test_a_key_file_gives_the_same_key_every_time(file: KeyFile) -> None:
    file.create()
    assert file() == file()
    assert len(file().keys) == 1


def test_several_lines_are_several_keys_in_their_order(file: KeyFile) -> None:
    put(file, written(MasterKey((OLD, NEW))))
    assert file() == MasterKey((OLD, NEW))


def test_a_file_that_notepad_saved_is_read(file: KeyFile) -> None:
    put(file, written(MasterKey((OLD,))).replace(b"\n", b"\r\n"))
    assert file() == MasterKey((OLD,))


@ON_POSIX
def test_a_key_file_is_its_owners_alone(file: KeyFile) -> None:
    before = os.umask(0)
    try:
        file.create()
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


@ON_POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o611, 0o777])
def test_a_key_file_that_others_may_touch_is_refused_with_what_to_do(
    file: KeyFile, mode: int
) -> None:
    file.create()
    file.path.chmod(mode)
    with pytest.raises(ConfigError, match="open") as caught:
        file()
    assert caught.value.values["path"] == str(file.path)


@ON_POSIX
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_one_that_its_owner_alone_may_touch_is_read(file: KeyFile, mode: int) -> None:
    file.create()
    file.path.chmod(mode)
    assert file()


def test_two_key_files_hold_two_keys(tmp_path: Path) -> None:
    files = [KeyFile(tmp_path / name) for name in ("a.key", "b.key")]
    for file in files:
        file.create()
    assert files[0]() != files[1]()


def test_a_key_file_is_never_overwritten(file: KeyFile) -> None:
    file.create()
    before = file.path.read_bytes()
    with pytest.raises(ConfigError, match="exists"):
        file.create()
    assert file.path.read_bytes() == before


def test_a_key_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unreadable") as caught:
        KeyFile(tmp_path / "nergens" / "klaswacht.key").create()
    assert "nergens" in caught.value.where


def test_a_missing_key_file_is_named(file: KeyFile) -> None:
    with pytest.raises(ConfigError, match="missing") as caught:
        file()
    assert caught.value.where == str(file.path)


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unreadable"):
        KeyFile(tmp_path)()


DAMAGED = [b"", b"kort", b"A" * 43, b"\xff" * 44, b"A" * 60, written(MasterKey((OLD,))) + b"kort"]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_key_file_is_refused_without_showing_what_it_holds(
    file: KeyFile, content: bytes
) -> None:
    put(file, content)
    with pytest.raises(ConfigError, match="damaged") as caught:
        file()
    assert not content or content.decode("latin-1") not in str(caught.value)


def test_keys_in_the_environment_stand_with_commas_between_them() -> None:
    both = written(MasterKey((OLD, NEW))).decode().split()
    assert KeyText(both[0])() == MasterKey((OLD,))
    assert KeyText(", ".join(both))() == MasterKey((OLD, NEW))
    assert KeyText(f" {both[1]}\n")() == MasterKey((NEW,))


@pytest.mark.parametrize("text", ["", ",", "kort", "é" * 44, "A" * 43])
def test_a_damaged_key_in_the_environment_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="damaged"):
        KeyText(text)()


def test_half_of_a_list_is_no_list() -> None:
    with pytest.raises(ConfigError, match="damaged"):
        KeyText(f"{written(MasterKey((OLD,))).decode()},")()


def test_no_two_new_keys_are_alike() -> None:
    assert len({new_key() for _ in range(100)}) == 100
