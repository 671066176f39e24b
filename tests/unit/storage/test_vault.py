import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StorageError
from storage.master import MasterKey
from storage.vault import Ring, Sealed, Vault


def a_vault(key: bytes) -> Vault:
    vault = Vault(MasterKey((key,)))
    vault.ring = Ring(stamp=(4, 4), data={1: key}, people=key, events=key, audit=key)
    return vault


VAULT = a_vault(bytes(range(32)))


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
    other = a_vault(bytes(32))
    with pytest.raises(StorageError):
        other.open(VAULT.seal("geheim", "inbox.body"), "inbox.body")
    assert other.person("Sanne") != VAULT.person("Sanne")


def test_a_keyed_hash_is_the_same_for_the_same_value_only() -> None:
    assert VAULT.person("Sanne") == VAULT.person("Sanne")
    assert VAULT.person("Sanne") != VAULT.person("sanne")
    assert len(VAULT.person("\ud83d")) == 32
