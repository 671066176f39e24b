"""A backup holds all that a database held at one moment, and gives it back on either kind."""

import asyncio
import os
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, insert, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import InputError, StorageError
from bot.model.absence import Absence
from bot.model.action import MeasureKind
from bot.model.appeal import Appeal, AppealId
from bot.model.audit import Audited, NewEntry
from bot.model.backup import Contents
from bot.model.digest import Wish
from bot.model.flag import Step, StepKind, Strike
from bot.model.ids import ChatId, ChatRef, FlagId, PersonId, Platform
from bot.model.intent import NewIntent
from bot.model.job import JobRun
from bot.model.member import Role
from bot.model.outbox import Outcome
from bot.model.person import AccountLink, Membership, Person
from bot.model.timetable import Slot, SlotKind
from bot.ports import UnitOfWork
from storage.backup import SqlArchive
from storage.dump import _kind
from storage.engine import create_engine, is_fresh
from storage.master import MasterKey
from storage.numbering import SINCE_THE_BACKUP
from storage.sqlite import url_of
from storage.tables import Base, DataKeyRow, DecisionRow, table_of
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import KeyedHash, Sealed, Vault, key_day
from tests.contract.builders import (
    MENTOR,
    RESPECT,
    a_decision,
    a_draft,
    a_finding,
    a_flag,
    a_post,
    a_reminder,
    a_ruling,
    a_verdict,
    an_appeal,
    an_item,
    posted,
)
from tests.support.builders import CLASS_2B, NOON, a_group, a_sender, an_account
from tests.support.databases import KINDS

MASTER = MasterKey((bytes(32),))
OTHER = MasterKey((bytes(range(32)),))
VAULT = Vault(MASTER)
LATER = NOON + timedelta(days=30)
SANNE = Person(person_id=PersonId("1007"), name="Sanne de Boer", role=Role.STUDENT)
STRANGE = ChatRef(Platform.MEMORY, ChatId("klas \\ \ud83d\0:3"))
INNOCENT = "Hebben jullie morgen ook eerst gym?"

Tables = Mapping[str, Sequence[tuple[Any, ...]]]


@pytest.fixture(params=KINDS)
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A database of each kind without tables."""
    if request.param == "sqlite":
        return url_of(tmp_path / "restored.db")
    return make_url(request.getfixturevalue("blank"))


@pytest.fixture
async def empty(empty_place: URL) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(empty_place)
    yield engine
    await engine.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "klaswacht-now.backup"


async def fill(engine: AsyncEngine, vault: Vault = VAULT) -> None:
    """A row in every table, and some that are gone again."""
    async with SqlUnitOfWork(engine, vault) as uow:
        await uow.groups.put(a_group())
        await uow.people.put(SANNE)
        await uow.people.link(AccountLink(an_account("Sanne"), SANNE.person_id, work=False))
        await uow.people.link(AccountLink(MENTOR, SANNE.person_id))
        await uow.people.join(Membership(CLASS_2B, SANNE.person_id, Role.STUDENT))
        away = Absence(person=SANNE.person_id, since=NOON, until=LATER, deputy=SANNE.person_id)
        await uow.people.away(away)
        await uow.people.issue("code-1", SANNE.person_id, LATER)
        await uow.cursors.put("telegram", "4\02\ud83d")
        await uow.decisions.add(a_decision(chat=STRANGE, findings=(a_finding(),)))
        await uow.decisions.add(a_decision("m2", by_staff=True))
        await uow.reminders.add(a_reminder())
        await _judged(uow)
        flag = await uow.flags.add(a_flag("m8"))
        await uow.flags.step(flag, Step(StepKind.TAKEN_UP, NOON, MENTOR))
        await uow.posts.add(a_post(reader=MENTOR, about=flag))
        await uow.appeals.draft(a_draft(await uow.appeals.add(an_appeal(about=flag))))
        await uow.appeals.decide(a_ruling(await uow.appeals.add(an_appeal(MENTOR))))
        await uow.intents.put(
            NewIntent(flag=flag, kind=MeasureKind.WARN, by=MENTOR, at=NOON, text="hoor eens")
        )
        await uow.timetable.put("rooster.ics", [Slot(SlotKind.LESSON, NOON, LATER)], NOON)
        await uow.flags.remove(await uow.flags.add(a_flag("m9")))
        await uow.outbox.settle(await uow.outbox.add(an_item()), Outcome.DONE, NOON)
        await uow.outbox.add(an_item())
        await uow.digests.claim(MENTOR, NOON.date(), NOON)
        await uow.digests.wish(MENTOR, Wish(address="wolters@school.nl"))
        await uow.life.beat(NOON)
        await uow.chores.claim("retention", NOON.date(), NOON)
        await uow.jobs.put([JobRun("digests", NOON, True, NOON)])
        for lane, name in enumerate(("w1", "w2")):
            await uow.inbox.add(posted(name, INNOCENT), lane=lane)
        (row,) = await uow.inbox.take(1, 1, NOON)
        await uow.inbox.bury(row.inbox_id, "RuntimeError", NOON)
        entry = NewEntry(at=NOON, what=Audited.PEOPLE, by=MENTOR, about=SANNE.person_id)
        await uow.audit.append(replace(entry, facts={"people": 1}, why="zij zit in 2B"))
        await uow.commit()


async def _judged(uow: UnitOfWork, name: str = "m1") -> FlagId:
    flag = a_flag(name, sender=a_sender())
    number = await uow.flags.add(flag)
    verdict = await uow.flags.decide(a_verdict(number))
    rule = flag.findings[0].rule
    await uow.strikes.add(Strike(flag.sender.account, rule, RESPECT, NOON, verdict))
    return number


async def all_rows(engine: AsyncEngine) -> Tables:
    """As the database has them, but for what wraps the keys, which is other bytes every time."""
    async with engine.connect() as connection:
        tables = {}
        for table in Base.metadata.sorted_tables:
            columns = [each for each in table.columns if each.name != "wrapped"]
            rows = await connection.execute(select(*columns).order_by(*table.primary_key))
            tables[table.name] = [tuple(row) for row in rows]
    return tables


async def back_up(engine: AsyncEngine, file: Path, vault: Vault = VAULT) -> Contents:
    async with SqlArchive(engine, vault).saving() as saving:
        contents = await saving.write(file, NOON, LATER)
        await saving.commit()
    return contents


async def put_back(engine: AsyncEngine, file: Path, vault: Vault | None = None) -> Contents:
    async with SqlArchive(engine, vault or Vault(MASTER)).restoring(file) as restoring:
        await restoring.commit()
    return restoring.contents


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(url_of(path))
    yield engine
    await engine.dispose()


def bytes_of(file: Path) -> bytes:
    return file.read_bytes()


def changed(file: Path, content: bytes, place: int) -> None:
    """*content* in *file*, with another bit at *place*."""
    file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


def others_may(path: Path) -> int:
    return path.stat().st_mode & 0o077


def names_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


async def test_every_table_comes_back_as_it_was_on_either_database(
    engine: AsyncEngine, empty: AsyncEngine, file: Path
) -> None:
    await fill(engine)
    before = await all_rows(engine)
    assert all(before.values())  # or this would prove less than it looks
    contents = await back_up(engine, file)
    assert await put_back(empty, file) == contents
    after = await all_rows(empty)
    waiting = [row for row in before["outbox"] if Outcome.PENDING in row]
    settled = [row for row in before["outbox"] if Outcome.DONE in row]
    expected = {**before, "inbox": [], "one_time_code": [], "outbox": settled}
    assert after == expected
    assert contents.rows == {
        name: len(rows)
        for name, rows in expected.items()
        if name not in {"inbox", "one_time_code"}
    }
    left_out = (contents.messages_left_out, contents.deliveries_left_out)
    assert left_out == (len(before["inbox"]), len(waiting)) == (1, 1)


async def test_what_is_kept_can_be_read_and_found_after_it(
    engine: AsyncEngine, empty: AsyncEngine, file: Path
) -> None:
    await fill(engine)
    await back_up(engine, file)
    await put_back(empty, file)
    async with SqlUnitOfWork(empty, Vault(MASTER)) as uow:
        assert await uow.people.who(an_account("Sanne")) == SANNE
        (flag, *_) = await uow.flags.find()
        assert flag.raised == a_flag("m1", sender=a_sender())
        assert len(await uow.strikes.of(a_sender().account)) == 1
        (post,) = await uow.posts.about(FlagId(2))
        assert post.post == a_post(reader=MENTOR, about=FlagId(2))
        appeal = Appeal(AppealId(1), an_appeal(about=FlagId(2)))
        assert await uow.appeals.of(an_account()) == [appeal]
        assert await uow.flags.steps(FlagId(2)) == [Step(StepKind.TAKEN_UP, NOON, MENTOR)]
        assert await uow.cursors.get("telegram") == "4\02\ud83d"
        assert not await uow.inbox.add(posted("w2", INNOCENT), lane=0)  # a double, still
        checked = await uow.audit.check()
        assert (checked.entries, checked.wrong) == (1, None)


async def test_no_number_is_given_twice(
    engine: AsyncEngine, empty: AsyncEngine, file: Path
) -> None:
    await fill(engine)
    await back_up(engine, file)
    await put_back(empty, file)
    numbers: list[tuple[int, int, int]] = []
    for one in (engine, empty):
        async with SqlUnitOfWork(one, Vault(MASTER)) as uow:
            flag = await _judged(uow, "m20")
            await uow.reminders.add(a_reminder("m20"))
            await uow.decisions.add(a_decision("m20"))
            await uow.inbox.add(posted("w20"), lane=5)
            (row,) = await uow.inbox.take(5, 1, NOON)
            sent = await uow.outbox.add(an_item())
            await uow.commit()
        numbers.append((flag, row.inbox_id, sent))
    assert numbers[0] == (4, 3, 3)
    since = SINCE_THE_BACKUP
    assert numbers[1] == (4 + since, 3 + since, 3 + since)


async def test_a_database_that_gave_no_number_yet_begins_with_one(
    engine: AsyncEngine, empty: AsyncEngine, file: Path
) -> None:
    await back_up(engine, file)
    await put_back(empty, file)
    async with SqlUnitOfWork(empty, Vault(MASTER)) as uow:
        assert await uow.flags.add(a_flag()) == 1


async def test_it_is_of_one_moment_while_somebody_keeps_writing(
    engine: AsyncEngine, url: URL, empty: AsyncEngine, file: Path
) -> None:
    """Each transaction of the writer adds a flag with its parties, verdict, strike and audit."""
    wrote, stop = asyncio.Event(), asyncio.Event()
    other = create_engine(url)
    writer_vault = Vault(MASTER)
    written = 0

    async def keep_writing() -> None:
        nonlocal written
        while not stop.is_set():
            async with SqlUnitOfWork(other, writer_vault) as uow:
                flag = await _judged(uow, f"m{written}")
                await uow.audit.append(
                    NewEntry(at=NOON, what=Audited.VERDICT, by=MENTOR, facts={"flag": flag})
                )
                await uow.commit()
            written += 1
            wrote.set()

    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.commit()
    writing = asyncio.create_task(keep_writing())
    held = []
    for number in range(3):
        wrote.clear()
        await wrote.wait()
        began = written
        await back_up(engine, file.with_name(f"{number}.backup"))
        held.append((began, written))
        wrote.clear()
        await wrote.wait()
    stop.set()
    await writing
    await other.dispose()
    await put_back(empty, file.with_name("1.backup"))
    tables = await all_rows(empty)
    began, ended = held[1]
    assert began <= len(tables["flag"]) <= ended + 1
    whole = {len(tables[name]) for name in ("flag", "verdict", "strike", "audit", "flag_party")}
    assert whole == {len(tables["flag"])}
    async with SqlUnitOfWork(empty, Vault(MASTER)) as uow:
        checked = await uow.audit.check()
        assert (checked.entries, checked.wrong) == (len(tables["audit"]), None)
        for flag in await uow.flags.find():
            assert await uow.flags.verdict(flag.flag_id) is not None


async def test_the_file_names_nobody_and_is_its_owners_alone(
    engine: AsyncEngine, file: Path
) -> None:
    await fill(engine)
    contents = await back_up(engine, file)
    found = bytes_of(file)
    secrets = ("Sanne", "1007", "sukkel", "klas-2b", "mentor", INNOCENT, "zij zit", "flag", "4.1")
    assert not [word for word in secrets if word.encode() in found]
    assert contents.backup.database.encode() in found  # the search itself works
    assert others_may(file) == others_may(file.parent) == 0
    assert names_in(file.parent) == {file.name}


async def test_nothing_that_only_waits_is_in_it_even_sealed(
    engine: AsyncEngine, file: Path, tmp_path: Path
) -> None:
    await fill(engine)
    await back_up(engine, file)
    async with opened(tmp_path / "looked-into.db") as looked_into:
        await put_back(looked_into, file)
        rows = await all_rows(looked_into)
        sealed = [
            value
            for table in rows.values()
            for row in table
            for value in row
            if isinstance(value, Sealed)
        ]
        vault = Vault(MASTER, VAULT.day_keys)
        async with SqlUnitOfWork(looked_into, vault):
            texts = [text for value in sealed for text in _opened_somehow(vault, value)]
    assert len(texts) == len(sealed) > 8
    assert any("sukkel" in text for text in texts)  # the search itself works
    assert not [text for text in texts if "gym" in text or "Blijf aardig" in text]
    assert not [value for value in sealed if key_day(value)]


def _opened_somehow(vault: Vault, sealed: Sealed) -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            try:
                yield vault.open(sealed, f"{table.name}.{column.name}")
            except StorageError:
                continue


async def test_it_stays_small_in_memory_however_much_it_holds(
    engine: AsyncEngine, file: Path, tmp_path: Path
) -> None:
    rows = [
        {
            "chat": CLASS_2B,
            "message": KeyedHash(os.urandom(32)),
            "at": NOON,
            "by_staff": False,
            "topic": "school",
            "labels": Sealed(b"\2" + os.urandom(300)),
            "rulebook": "school 1",
        }
        for _ in range(10_000)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(table_of(DecisionRow)), rows)
    del rows
    async with opened(tmp_path / "many.db") as many:
        tracemalloc.start()
        try:
            contents = await back_up(engine, file)
            await put_back(many, file)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert contents.rows["decision"] == 10_000
    assert peak < 9_000_000  # all of them at once take several times that


async def test_without_commit_there_is_no_file(engine: AsyncEngine, file: Path) -> None:
    async with SqlArchive(engine, VAULT).saving() as saving:
        await saving.write(file, NOON, LATER)
        assert file.name not in names_in(file.parent)
    assert names_in(file.parent) == set()


async def test_a_backup_that_cannot_be_recorded_is_none(engine: AsyncEngine, file: Path) -> None:
    """What is written down about it and the file itself: both or neither."""

    async def fail() -> None:
        async with SqlArchive(engine, VAULT).saving() as saving:
            await saving.uow.audit.append(NewEntry(at=NOON, what=Audited.BACKUP))
            await saving.write(file, NOON, LATER)
            await saving.uow.strikes.add(
                Strike(MENTOR, a_finding().rule, RESPECT, NOON, 999)  # type: ignore[arg-type]
            )
            await saving.commit()

    with pytest.raises(StorageError):
        await fail()
    assert names_in(file.parent) == set()
    async with SqlUnitOfWork(engine, VAULT) as uow:
        assert await uow.audit.head() is None


async def test_without_commit_nothing_was_restored(
    engine: AsyncEngine, empty: AsyncEngine, file: Path
) -> None:
    await fill(engine)
    await back_up(engine, file)
    async with SqlArchive(empty, Vault(MASTER)).restoring(file) as restoring:
        assert await restoring.uow.people.get(SANNE.person_id) == SANNE
        await restoring.uow.commit()  # which is not the commit of all
    assert await is_fresh(empty)
    await put_back(empty, file)
    assert not await is_fresh(empty)


async def test_it_goes_into_an_empty_database_only(engine: AsyncEngine, file: Path) -> None:
    await fill(engine)
    await back_up(engine, file)
    before = await all_rows(engine)
    with pytest.raises(InputError) as caught:
        await put_back(engine, file)
    assert caught.value.key == "error.restore.not_empty"
    assert await all_rows(engine) == before


async def test_a_file_that_was_changed_leaves_the_database_empty(
    engine: AsyncEngine, empty: AsyncEngine, file: Path
) -> None:
    await fill(engine)
    await back_up(engine, file)
    whole = bytes_of(file)
    for place in (0, 25, len(whole) // 2, len(whole) - 1):
        changed(file, whole, place)
        with pytest.raises(InputError):
            await put_back(empty, file)
        assert await is_fresh(empty)


async def test_what_was_sealed_under_an_older_key_gets_the_key_of_now(
    engine: AsyncEngine, empty: AsyncEngine, file: Path
) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.people.put(SANNE)
        await uow.commit()
    await back_up(engine, file)
    with pytest.raises(InputError) as caught:
        await put_back(empty, file, Vault(OTHER))
    assert caught.value.key == "error.backup.wrong_key"
    await put_back(empty, file, Vault(MasterKey((*MASTER.keys, *OTHER.keys))))
    async with SqlUnitOfWork(empty, Vault(OTHER)) as uow:
        assert await uow.people.get(SANNE.person_id) == SANNE
    with pytest.raises(StorageError):
        async with SqlUnitOfWork(empty, Vault(MASTER)):
            pass


async def test_a_backup_of_a_later_version_is_refused(
    engine: AsyncEngine, empty: AsyncEngine, file: Path
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    try:
        async with SqlUnitOfWork(engine, VAULT) as uow:
            await uow.commit()
        await back_up(engine, file)
    finally:
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '0002_trust'"))
    with pytest.raises(StorageError, match="newer version"):
        await put_back(empty, file)
    assert await is_fresh(empty)


def died_over(file: Path) -> None:
    file.rename(file.with_name("klaswacht-before.part"))
    file.with_name("of-another.part").write_bytes(b"not ours")


async def test_what_a_process_that_died_left_behind_is_taken_away(
    engine: AsyncEngine, file: Path
) -> None:
    await back_up(engine, file)
    died_over(file)
    await back_up(engine, file)
    assert names_in(file.parent) == {file.name, "of-another.part"}


async def test_a_backup_is_never_overwritten(engine: AsyncEngine, file: Path) -> None:
    await back_up(engine, file)
    before = bytes_of(file)
    with pytest.raises(InputError) as caught:
        await back_up(engine, file)
    assert caught.value.key == "error.backup.exists"
    assert bytes_of(file) == before


def copied(one: Path, other: Path) -> None:
    other.write_bytes(one.read_bytes())


async def test_expired_backups_of_this_database_are_deleted(
    engine: AsyncEngine, file: Path, tmp_path: Path
) -> None:
    await back_up(engine, file)
    other, strange = file.with_name("other-school.backup"), file.with_name("holiday.backup")
    copied(Path(__file__), strange)
    async with opened(tmp_path / "other.db") as theirs:
        await put_back(theirs, file, Vault(MASTER))
        async with theirs.begin() as connection:
            await connection.execute(table_of(DataKeyRow).delete())
        await back_up(theirs, other, Vault(MASTER))
    archive = SqlArchive(engine, VAULT)
    assert archive.clear(file.parent, LATER - timedelta(seconds=1)) == 0
    assert archive.clear(file.parent, LATER) == 1
    assert names_in(file.parent) == {other.name, strange.name}


def test_every_column_has_a_type_that_a_backup_knows() -> None:
    kinds = {_kind(column) for table in Base.metadata.sorted_tables for column in table.columns}
    assert kinds == {"bytes", "text", "whole", "truth", "moment", "day"}
