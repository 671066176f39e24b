"""What only waits cannot be opened any more once the key of its day is gone."""

import json
import os
import shutil
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import ConfigError, KeyGone, StorageError
from bot.model.outbox import Outcome
from storage.database import SqlDatabase
from storage.day_keys import DayKeys, mark_of, replace_secret
from storage.engine import create_engine
from storage.master import MasterKey
from storage.sqlite import url_of
from storage.tables import InboxRow
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Sealed, Vault
from tests.contract.builders import an_item, posted
from tests.support.builders import NOON

ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
SCHOOL = MasterKey((bytes(32),))
MONDAY = date(2026, 3, 2)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


class Today:
    """A day that a test can change."""

    def __init__(self) -> None:
        self.day = MONDAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def today() -> Today:
    return Today()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "klaswacht.daykeys"


@pytest.fixture(params=["file", "memory"])
def keys(request: pytest.FixtureRequest, file: Path, today: Today) -> DayKeys:
    return DayKeys(file if request.param == "file" else None, today)


def is_there(keys: DayKeys, key: tuple[date, bytes]) -> bool:
    day, own = key
    found = keys.of(day, mark_of(own))
    assert found in {None, own}
    return found is not None


def test_a_day_has_one_key_and_every_day_another(keys: DayKeys, today: Today) -> None:
    first = keys.today()
    assert keys.today() == first
    assert first[0] == MONDAY
    today.day = TUESDAY
    second = keys.today()
    assert second[1] != first[1]
    assert is_there(keys, first)
    assert is_there(keys, second)


def test_a_day_on_which_nothing_was_sealed_has_no_key(keys: DayKeys) -> None:
    assert not is_there(keys, (MONDAY, bytes(32)))


def test_what_is_not_needed_is_destroyed_but_for_today(keys: DayKeys, today: Today) -> None:
    made = []
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        today.day = day
        made.append(keys.today())
    assert keys.destroy([MONDAY]) == 1
    assert [is_there(keys, one) for one in made] == [True, False, True]
    assert keys.destroy([MONDAY]) == 0
    today.day += timedelta(days=1)
    assert keys.destroy([]) == 2


def test_another_process_reads_the_same_keys(file: Path, today: Today) -> None:
    one, two = DayKeys(file, today), DayKeys(file, today)
    first = one.today()
    assert first == two.today()
    today.day = TUESDAY
    assert two.today() == one.today()
    assert is_there(one, first)
    assert is_there(two, first)


def test_what_another_process_destroyed_is_not_written_back(file: Path, today: Today) -> None:
    one, two = DayKeys(file, today), DayKeys(file, today)
    first = one.today()
    today.day = TUESDAY
    two.destroy([])
    one.today()
    assert not is_there(DayKeys(file, today), first)


def test_a_key_that_was_lost_is_gone_though_its_day_has_another(file: Path, today: Today) -> None:
    lost = DayKeys(file, today).today()
    file.unlink()
    again = DayKeys(file, today)
    assert is_there(again, again.today())
    assert not is_there(again, lost)


def test_a_process_finds_the_other_key_of_its_day(file: Path, today: Today) -> None:
    one = DayKeys(file, today)
    before = one.today()
    file.unlink()
    other = DayKeys(file, today).today()
    assert is_there(one, before)
    assert is_there(one, other)


@ON_POSIX
def test_the_file_is_its_owners_alone(file: Path, today: Today) -> None:
    before = os.umask(0)
    try:
        DayKeys(file, today).today()
        today.day = TUESDAY
        DayKeys(file, today).today()
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


DAMAGED = [b"", b"{", b"[]", b'{"maandag": ""}', b'{"2026-03-02": "kort"}', b'{"2026-03-02": 1}']


@pytest.mark.parametrize("content", [*DAMAGED, b"\xff" * 40])
def test_a_damaged_file_is_refused_and_left_alone(
    file: Path, today: Today, content: bytes
) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigError, match="damaged"):
        DayKeys(file, today).today()
    assert file.read_bytes() == content


def test_a_folder_is_no_file_of_keys(tmp_path: Path, today: Today) -> None:
    with pytest.raises(ConfigError, match="unreadable"):
        DayKeys(tmp_path, today).today()


def test_a_file_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path, today: Today) -> None:
    with pytest.raises(StorageError):
        DayKeys(tmp_path / "nergens" / "klaswacht.daykeys", today).today()


@ON_POSIX
def test_the_old_content_is_overwritten_where_it_lies(tmp_path: Path) -> None:
    secret, kept = tmp_path / "secret", tmp_path / "kept"
    secret.write_bytes(b"geheim")
    kept.hardlink_to(secret)  # another name for the same place on the disk
    replace_secret(secret, b"nieuw")
    assert (secret.read_bytes(), kept.read_bytes()) == (b"nieuw", bytes(6))


def test_what_a_process_left_that_died_is_in_nobodys_way(file: Path, today: Today) -> None:
    left = file.with_name(f"{file.name}.new")
    left.write_bytes(b"half")
    DayKeys(file, today).today()
    assert not left.exists()
    assert list(json.loads(file.read_bytes())) == [MONDAY.isoformat()]


async def test_no_copy_of_the_database_opens_what_was_decided(
    engine: AsyncEngine, path: Path, tmp_path: Path, file: Path, today: Today
) -> None:
    vault = Vault(SCHOOL, DayKeys(file, today))
    async with SqlUnitOfWork(engine, vault) as uow:
        await uow.inbox.add(posted(), lane=0)
        item = await uow.outbox.add(an_item())
        await uow.commit()
    stolen = tmp_path / "copy"
    stolen.mkdir()
    for part in path.parent.glob(f"{path.name}*"):
        shutil.copy(part, stolen)
    assert (stolen / f"{path.name}-wal").stat().st_size > 0

    async with SqlUnitOfWork(engine, vault) as uow:
        (row,) = await uow.inbox.take(0, 1, NOON)
        await uow.inbox.done(row.inbox_id)
        await uow.outbox.settle(item, Outcome.DONE, NOON)
        await uow.commit()
    today.day = TUESDAY
    assert await SqlDatabase(engine, vault).tidy() == 1

    copy = create_engine(url_of(stolen / path.name))
    thief = Vault(SCHOOL, DayKeys(file, today))
    async with SqlUnitOfWork(copy, thief):
        assert thief.ring.data  # all that is kept opens
    async with copy.connect() as connection:
        (body,) = await connection.scalars(select(InboxRow.body))
    with pytest.raises(KeyGone):
        thief.open(Sealed(body), "inbox.body")
    async with SqlUnitOfWork(copy, thief) as uow:
        assert await uow.inbox.take(0, 1, NOON) == []
        assert await uow.inbox.buried() == 1
        assert await uow.outbox.claim(NOON, 1) == []
    await copy.dispose()


def test_without_a_clock_of_its_own_it_goes_by_utc() -> None:
    before = datetime.now(UTC).date()
    day, _ = DayKeys().today()
    assert before <= day <= datetime.now(UTC).date()
