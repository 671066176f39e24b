from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import KeyGone, StorageError
from storage.day_keys import DayKeys
from storage.master import MasterKey
from storage.vault import Ring, Sealed, Vault, first_under, key_day, key_number


def a_vault(key: bytes) -> Vault:
    vault = Vault(MasterKey((key,)))
    vault.ring = Ring(stamp=[], data={1: key}, people=key, events=key, audit=key)
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


def test_people_and_events_are_never_found_by_the_same_hash() -> None:
    key = bytes(32)
    vault = Vault(MasterKey((key,)))
    vault.ring = Ring(stamp=[], data={1: key}, people=key, events=bytes([1]) * 32, audit=key)
    assert vault.person("m1") != vault.event("m1")


def with_keys(*numbers: int) -> Vault:
    vault = Vault(MasterKey((bytes(32),)), DayKeys(today=lambda: date(2026, 3, 2)))
    keys = {number: bytes([number % 251]) * 32 for number in numbers}
    vault.ring = Ring(stamp=[], data=keys, people=bytes(32), events=bytes(32), audit=bytes(32))
    return vault


def test_the_highest_number_seals_and_says_so() -> None:
    assert key_number(with_keys(2, 300, 7).seal("geheim", "x")) == 300


def test_what_is_sealed_for_today_names_its_day_and_opens_until_its_key_is_gone() -> None:
    vault = with_keys(1)
    sealed = vault.seal_for_today("geheim", "x")
    assert (key_number(sealed), key_day(sealed)) == (None, date(2026, 3, 2))
    assert key_day(vault.seal("geheim", "x")) is None
    assert vault.open(sealed, "x") == "geheim"
    vault.day_keys = DayKeys()
    with pytest.raises(KeyGone):
        vault.open(sealed, "x")


def test_what_was_sealed_under_a_key_that_was_destroyed_is_gone() -> None:
    sealed = with_keys(1).seal("geheim", "x")
    with pytest.raises(KeyGone):
        with_keys(2).open(sealed, "x")


def test_the_number_of_a_key_cannot_be_exchanged() -> None:
    vault = with_keys(1)
    sealed = bytearray(vault.seal("geheim", "x"))
    sealed[4] = 2
    key = vault.ring.data[1]
    vault.ring = Ring(stamp=[], data={1: key, 2: key}, people=key, events=key, audit=key)
    with pytest.raises(StorageError):
        vault.open(Sealed(sealed), "x")


@given(st.integers(1, 2**32 - 2), st.integers(1, 2**32 - 2))
def test_what_is_sealed_sorts_by_its_key_and_for_a_day_comes_last(one: int, other: int) -> None:
    sealed = with_keys(one).seal("geheim", "x")
    assert (sealed < first_under(other)) == (one < other)
    assert with_keys(one).seal_for_today("geheim", "x") > first_under(other)
