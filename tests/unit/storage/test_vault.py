import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError, StorageError
from storage.vault import Sealed, Vault, create_key_file

VAULT = Vault(bytes(range(32)))


@given(st.text(st.characters()))
def test_what_is_sealed_opens_again_whatever_it_says(text: str) -> None:
    assert VAULT.open(VAULT.seal(text, "inbox.body"), "inbox.body") == text


def test_half_a_character_is_sealed_like_any_other() -> None:
    assert VAULT.open(VAULT.seal("\ud83d", "x"), "x") == "\ud83d"


def test_sealed_text_shows_nothing_and_never_the_same_twice() -> None:
    once, again = (VAULT.seal("geheim", "inbox.body") for _ in range(2))
    assert bytes(once).find(b"geheim") == -1
    assert once != again


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    damaged = bytearray(VAULT.seal("een tekst van enige lengte", "inbox.body"))
    damaged[place] ^= 1
    with pytest.raises(StorageError):
        VAULT.open(Sealed(damaged), "inbox.body")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(12), b"\x01" + bytes(28)])
def test_what_is_no_sealed_text_at_all_is_refused(sealed: bytes) -> None:
    with pytest.raises(StorageError):
        VAULT.open(Sealed(sealed), "inbox.body")


def test_text_opens_only_as_what_it_was_sealed_as() -> None:
    with pytest.raises(StorageError):
        VAULT.open(VAULT.seal("geheim", "inbox.body"), "flag.matter")


def test_another_key_opens_nothing_and_finds_nothing() -> None:
    other = Vault(bytes(32))
    with pytest.raises(StorageError):
        other.open(VAULT.seal("geheim", "inbox.body"), "inbox.body")
    assert other.lookup("Sanne") != VAULT.lookup("Sanne")


def test_a_keyed_hash_is_the_same_for_the_same_value_only() -> None:
    assert VAULT.lookup("Sanne") == VAULT.lookup("Sanne")
    assert VAULT.lookup("Sanne") != VAULT.lookup("sanne")
    assert len(VAULT.lookup("\ud83d")) == 32


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(StorageError):
        Vault(bytes(length))


def test_a_key_file_gives_the_same_vault_every_time(tmp_path: Path) -> None:
    path = tmp_path / "klaswacht.key"
    create_key_file(path)
    sealed = Vault.from_file(path).seal("geheim", "inbox.body")
    assert Vault.from_file(path).open(sealed, "inbox.body") == "geheim"


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_a_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "klaswacht.key"
    create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_key_files_hold_two_keys(tmp_path: Path) -> None:
    for name in ("a.key", "b.key"):
        create_key_file(tmp_path / name)
    assert (tmp_path / "a.key").read_bytes() != (tmp_path / "b.key").read_bytes()


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "klaswacht.key"
    create_key_file(path)
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="exists"):
        create_key_file(path)
    assert path.read_bytes() == before


def test_a_key_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unreadable") as caught:
        create_key_file(tmp_path / "nergens" / "klaswacht.key")
    assert "nergens" in caught.value.where


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="missing"):
        Vault.from_file(tmp_path / "klaswacht.key")


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unreadable"):
        Vault.from_file(tmp_path)


@pytest.mark.parametrize("content", [b"", b"kort", b"A" * 43, b"\xff" * 44, b"A" * 60])
def test_a_damaged_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "klaswacht.key"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="damaged"):
        Vault.from_file(path)
