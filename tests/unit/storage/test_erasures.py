"""Who was erased is remembered as long as a backup can bring them back, and no longer."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model.backup import LONGEST, Erased
from bot.model.ids import AccountRef, PersonId, Platform, UserId
from storage.erasures import SealedErasures
from storage.master import KeyFile, MasterKey, written
from storage.vault import Vault
from tests.support.builders import NOON

SANNE = AccountRef(Platform.TELEGRAM, UserId("sanne-1007"))
STRANGE = AccountRef(Platform.MEMORY, UserId("\ud83d\0 \\u0000"))
NUMBER = PersonId("10432")
OLD, NEW = MasterKey((bytes(32),)), MasterKey((bytes(range(32)),))
BOTH = MasterKey((*OLD.keys, *NEW.keys))


def erasures(folder: Path, master: MasterKey = OLD) -> SealedErasures:
    return SealedErasures(Vault(master), folder / "klaswacht.erased")


def test_what_was_added_is_there_for_whoever_opens_it_next(tmp_path: Path) -> None:
    erasures(tmp_path).add([SANNE, STRANGE], NUMBER, NOON)
    erasures(tmp_path).add([], None, NOON + timedelta(days=1))
    assert erasures(tmp_path).all() == (
        Erased(frozenset({SANNE, STRANGE}), NUMBER, NOON),
        Erased(frozenset(), None, NOON + timedelta(days=1)),
    )


def test_memory_does_the_same() -> None:
    kept = SealedErasures(Vault(OLD))
    assert kept.since() is None
    kept.add([SANNE], NUMBER, NOON)
    assert kept.all() == (Erased(frozenset({SANNE}), NUMBER, NOON),)


def test_it_is_complete_from_when_it_was_begun(tmp_path: Path) -> None:
    assert erasures(tmp_path).since() is None
    assert erasures(tmp_path).all() == ()
    erasures(tmp_path).begin(NOON)
    erasures(tmp_path).begin(NOON + timedelta(days=1))
    erasures(tmp_path).add([SANNE], None, NOON + timedelta(days=2))
    assert erasures(tmp_path).since() == NOON


def test_the_first_who_is_erased_begins_it(tmp_path: Path) -> None:
    erasures(tmp_path).add([SANNE], None, NOON)
    assert erasures(tmp_path).since() == NOON


def test_who_can_be_in_no_backup_any_more_is_let_go(tmp_path: Path) -> None:
    kept = erasures(tmp_path)
    kept.add([SANNE], None, NOON)
    kept.add([], NUMBER, NOON + LONGEST)
    assert len(kept.all()) == 2
    kept.add([], PersonId("2"), NOON + LONGEST + timedelta(seconds=1))
    assert [one.person for one in kept.all()] == [NUMBER, PersonId("2")]
    assert kept.expire(NOON + 2 * LONGEST) == 0
    assert kept.expire(NOON + 3 * LONGEST) == 2
    assert kept.all() == ()
    assert kept.since() == NOON


def test_no_byte_of_the_file_names_anybody(tmp_path: Path) -> None:
    erasures(tmp_path).add([SANNE], NUMBER, NOON)
    (file,) = tmp_path.iterdir()
    found = file.read_bytes()
    assert not [word for word in (SANNE.user_id, NUMBER, "telegram") if word.encode() in found]
    assert file.stat().st_mode & 0o077 == 0


def test_it_follows_a_change_of_the_schools_key(tmp_path: Path) -> None:
    erasures(tmp_path).add([SANNE], NUMBER, NOON)
    erasures(tmp_path, BOTH).rewrap()
    assert erasures(tmp_path, NEW).all() == (Erased(frozenset({SANNE}), NUMBER, NOON),)
    with pytest.raises(ConfigError):
        erasures(tmp_path, OLD).all()


def test_where_nobody_was_erased_there_is_nothing_to_follow(tmp_path: Path) -> None:
    erasures(tmp_path, BOTH).rewrap()
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_still_has_the_old_key_reads_the_new_one(tmp_path: Path) -> None:
    key = KeyFile(tmp_path / "klaswacht.key")
    key.path.write_bytes(written(OLD))
    key.path.chmod(0o600)
    running = SealedErasures(Vault(key), tmp_path / "klaswacht.erased")
    running.add([SANNE], NUMBER, NOON)
    erasures(tmp_path, BOTH).rewrap()
    key.path.write_bytes(written(NEW))
    assert len(running.all()) == 1


@pytest.mark.parametrize("damage", [b"", b"x", bytes(200)])
def test_a_damaged_file_is_said_to_be_one(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "klaswacht.erased").write_bytes(damage)
    for use in (SealedErasures.all, SealedErasures.since):
        with pytest.raises(ConfigError) as caught:
            use(erasures(tmp_path))
        assert caught.value.key == "error.erasures.damaged"


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    erasures(tmp_path).add([SANNE], NUMBER, NOON)
    file = tmp_path / "klaswacht.erased"
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ConfigError):
            erasures(tmp_path).all()


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    kept = SealedErasures(Vault(OLD), tmp_path / "nowhere" / "klaswacht.erased")
    with pytest.raises(ConfigError) as caught:
        kept.add([SANNE], NUMBER, NOON)
    assert caught.value.key == "error.erasures.unusable"
