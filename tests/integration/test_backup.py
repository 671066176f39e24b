"""`klaswacht backup` and `restore`, as the school's technical administrator uses them."""

import asyncio
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.audit.heads import FILE, HeadsFile
from bot.bootstrap.assembly import chores
from bot.bootstrap.opening import ERASED, restoring, school
from bot.errors import InputError
from bot.model.audit import Audited, Entry
from bot.model.backup import LONGEST
from bot.model.calendar import AMSTERDAM
from bot.model.flag import Evidence, Line, Verdict
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.ports import UnitOfWork
from bot.privacy.erasure import Eraser
from bot.school import School, os_account
from storage.engine import create_engine, is_fresh
from storage.master import KeyFile
from storage.sqlite import url_of
from tests.contract.builders import a_flag, a_reminder, a_verdict
from tests.integration.conftest import Run
from tests.support.builders import a_group, a_sender, an_account
from tests.support.databases import ONLY_HERE
from tests.support.school import SettableClock

ADMIN = Person(person_id=PersonId("1"), name="dhr. Kuiper", role=Role.TECHNICAL_ADMIN)
OFFICER = Person(person_id=PersonId("2"), name="mw. Prins", role=Role.PRIVACY_OFFICER)
SANNE = Person(person_id=PersonId("1007"), name="Sanne Appelboom", role=Role.STUDENT)
SANNES = an_account("sanne-op-telegram")
BRAM = a_sender("Bram")
WORDS = "de geheime woorden van Sanne"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a school with its people, some flags, and an account of this machine that may do it."""
    (tmp_path / "config.toml").write_text('[school]\nname = "De Brug"\n', "utf-8")
    at_school(tmp_path, enrolled)
    return tmp_path


async def enrolled(opened: School) -> None:
    now = opened.clock()
    async with opened.unit_of_work() as uow:
        await uow.groups.put(a_group())
        for person in (ADMIN, OFFICER, SANNE):
            await uow.people.put(person)
        await uow.people.link(AccountLink(os_account(), ADMIN.person_id))
        await uow.people.link(AccountLink(SANNES, SANNE.person_id))
        line = Line(SANNES, f"leerling A: {WORDS}")
        await uow.flags.add(a_flag(at=now, sender=BRAM, evidence=Evidence("sukkel", (line,))))
        hers = replace(a_sender(SANNE.name), account=SANNES)
        flag = await uow.flags.add(a_flag("m2", at=now, sender=hers, evidence=Evidence(WORDS)))
        await uow.flags.decide(replace(a_verdict(flag, Verdict.DISMISSED), at=now))
        await uow.reminders.add(a_reminder("m2", at=now, account=SANNES))
        await uow.commit()


def now() -> datetime:
    return datetime.now(AMSTERDAM)


def at_school(
    folder: Path, work: Callable[[School], Awaitable[object]], clock: Callable[[], datetime] = now
) -> None:
    async def open_and_work() -> None:
        async with school(folder / "config.toml", clock) as opened:
            await work(opened)

    asyncio.run(open_and_work())


def in_it(folder: Path, look: Callable[[UnitOfWork], Awaitable[object]]) -> None:
    async def look_into(opened: School) -> None:
        async with opened.unit_of_work() as uow:
            await look(uow)

    at_school(folder, look_into)


def audited(folder: Path, what: Audited) -> list[Entry]:
    found: list[Entry] = []

    async def look(uow: UnitOfWork) -> None:
        found.extend([one async for one in uow.audit.entries() if one.what is what])

    in_it(folder, look)
    return found


def lose_database(folder: Path) -> None:
    for file in folder.glob("klaswacht.db*"):
        file.unlink()


def fresh(folder: Path) -> bool:
    async def look() -> bool:
        engine = create_engine(url_of(folder / "klaswacht.db"))
        try:
            return await is_fresh(engine)
        finally:
            await engine.dispose()

    return asyncio.run(look())


def backup(run: Run, folder: Path) -> Path:
    code, _, err = run("backup", "--config", folder / "config.toml")
    assert (code, err) == (0, "")
    (file,) = (folder / "backups").glob("*.backup")
    return file


def refused(run: Run, folder: Path, *arguments: object) -> str:
    """What it says in one sentence."""
    code, _, err = run(*arguments, "--config", folder / "config.toml")
    assert code == 2
    assert err.count("\n") == 1
    return err


def restored(run: Run, folder: Path, file: Path, *options: object) -> str:
    code, out, err = run("restore", file, "--yes", "--config", folder / "config.toml", *options)
    assert (code, err) == (0, "")
    return out


def test_a_lost_database_comes_back_and_its_audit_still_leads_to_what_was_published(
    run: Run, folder: Path
) -> None:
    file = backup(run, folder)
    (made,) = audited(folder, Audited.BACKUP)
    assert made.by == os_account()
    assert run("audit", "publish", "--config", folder / "config.toml")[0] == 0
    (lost,) = HeadsFile(folder / FILE).read()
    lose_database(folder)
    out = restored(run, folder, file)
    assert str(made.facts["rows"]) in out
    (entry,) = audited(folder, Audited.RESTORED)
    assert (entry.by, entry.facts["erasures"]) == (os_account(), "known")
    assert entry.facts["head"] == made.facts["head"]

    async def look(uow: UnitOfWork) -> None:
        assert await uow.people.who(SANNES) == SANNE
        assert len(await uow.flags.find()) == 2
        checked = await uow.audit.check(published=HeadsFile(folder / FILE).read())
        assert checked.wrong is None
        (one,) = checked.put_back
        assert (str(one.head), one.lost) == (made.facts["head"], lost.head.sequence)

    in_it(folder, look)


def test_what_became_too_old_since_goes_at_once(run: Run, folder: Path) -> None:
    file = backup(run, folder)
    lose_database(folder)
    restored(run, folder, file)
    (entry,) = audited(folder, Audited.RETENTION)
    assert entry.at >= audited(folder, Audited.RESTORED)[0].at


def test_it_can_go_to_a_folder_of_choice(run: Run, folder: Path) -> None:
    to = folder / "elders"
    code, out, _ = run("backup", "--to", to, "--config", folder / "config.toml")
    assert code == 0
    (file,) = to.iterdir()
    assert file.name in out.replace("\n", "")


def test_check_says_what_it_holds_and_changes_nothing(run: Run, folder: Path) -> None:
    file = backup(run, folder)
    lose_database(folder)
    before = {one.name for one in folder.iterdir()}
    code, out, _ = run("restore", file, "--check", "--config", folder / "config.toml")
    assert code == 0
    assert f"{now() + timedelta(days=30):%d-%m-%Y}" in out
    assert {one.name for one in folder.iterdir()} == before


def test_nothing_is_restored_until_somebody_says_yes(run: Run, folder: Path) -> None:
    file = backup(run, folder)
    lose_database(folder)
    assert "--yes" in refused(run, folder, "restore", file)
    assert not (folder / "klaswacht.db").exists()


def test_who_may_not_makes_no_backup_and_it_is_written_down(run: Run, folder: Path) -> None:
    async def take_away(uow: UnitOfWork) -> None:
        await uow.people.put(replace(ADMIN, role=Role.TEAM_LEAD))
        await uow.commit()

    in_it(folder, take_away)
    assert "mag u niet" in refused(run, folder, "backup")
    assert not list((folder / "backups").glob("*"))
    assert [entry.facts for entry in audited(folder, Audited.REFUSED)] == [{"act": "backup"}]


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.PRIVACY_OFFICER, Role.STUDENT])
def test_who_may_not_in_what_is_restored_restores_nothing(
    run: Run, folder: Path, role: Role
) -> None:
    file = backup_of(folder, role)
    lose_database(folder)
    assert "Er is niets teruggezet" in refused(run, folder, "restore", file, "--yes")
    assert fresh(folder)
    assert not (folder / FILE).exists()


def backup_of(folder: Path, role: Role) -> Path:
    """Made by the administrator when this machine's account was already somebody else's."""
    made = []

    async def make(opened: School) -> None:
        another = an_account("de andere beheerder")
        async with opened.unit_of_work() as uow:
            await uow.people.put(replace(OFFICER, role=Role.TECHNICAL_ADMIN))
            await uow.people.link(AccountLink(another, OFFICER.person_id))
            await uow.people.put(replace(ADMIN, role=role))
            await uow.commit()
        made.append((await opened.backups.make(another)).file)

    at_school(folder, make)
    return made[0]


def test_an_expired_backup_is_refused_and_the_next_one_deletes_it(folder: Path) -> None:
    clock = SettableClock()
    files = []

    async def make(opened: School) -> None:
        made = await opened.backups.make(os_account())
        files.append((made.file, made.deleted))

    at_school(folder, make, clock)
    clock.forward(days=30)
    at_school(folder, make, clock)
    (old, none), (new, one) = files
    assert (none, one) == (0, 1)
    assert list((folder / "backups").iterdir()) == [new]
    lose_database(folder)

    async def restore() -> None:
        async with restoring(folder / "config.toml", clock=clock) as opened:
            await opened.run(new, os_account())

    clock.forward(days=30)
    with pytest.raises(InputError) as caught:
        asyncio.run(restore())
    assert caught.value.key == "error.restore.expired"
    assert fresh(folder)
    clock.forward(seconds=-1)
    asyncio.run(restore())
    assert not fresh(folder)
    assert not old.exists()


async def erase(opened: School) -> None:
    eraser = Eraser(
        unit_of_work=opened.unit_of_work,
        erasures=opened.erasures,
        learned=opened.learned,
        tidy=opened.database.tidy,
        clock=opened.clock,
        timezone=opened.settings.timezone,
    )
    async with opened.unit_of_work() as uow:
        await uow.people.link(AccountLink(an_account("fg"), OFFICER.person_id))
        await uow.commit()
    await eraser.erase(SANNE.person_id, by=OFFICER.person_id)


def test_who_was_erased_since_is_erased_again(run: Run, folder: Path) -> None:
    file = backup(run, folder)
    at_school(folder, erase)
    lose_database(folder)
    assert "1" in restored(run, folder, file)
    (entry,) = audited(folder, Audited.RESTORED)
    assert entry.facts["erased"] == 1

    async def look(uow: UnitOfWork) -> None:
        assert await uow.people.get(SANNE.person_id) is None
        assert await uow.people.who(SANNES) is None
        assert await uow.flags.about(SANNES) == []
        assert await uow.reminders.of(SANNES) == []
        (flag,) = await uow.flags.find()
        assert flag.raised.sender.account == BRAM.account
        assert WORDS not in repr(flag)
        assert "appelboom" not in repr(await uow.people.all()).casefold()

    in_it(folder, look)


def test_no_byte_of_what_was_erased_is_in_the_restored_file(run: Run, folder: Path) -> None:
    """Not even sealed: what was restored and erased again was overwritten."""
    file = backup(run, folder)
    hers = sealed_of_sanne(folder)
    assert all(one in (folder / "klaswacht.db").read_bytes() for one in hers)
    at_school(folder, erase)
    lose_database(folder)
    restored(run, folder, file)
    found = b"".join(one.read_bytes() for one in folder.glob("klaswacht.db*"))
    assert len(hers) == 5
    assert not [one for one in hers if one in found]


def sealed_of_sanne(folder: Path) -> list[bytes]:
    """The person, the account, both flags as they were, and the reminder's account."""
    with sqlite3.connect(folder / "klaswacht.db") as connection:
        rows = connection.execute(
            "SELECT person.body FROM person JOIN account ON account.person = person.key "
            "JOIN reminder ON reminder.account = account.key "
            "UNION ALL SELECT account.body FROM account JOIN reminder ON account = account.key "
            "UNION ALL SELECT account.key FROM account JOIN reminder ON account = account.key "
            "UNION ALL SELECT matter FROM flag"
        ).fetchall()
    connection.close()
    return [value for (value,) in rows]


def test_without_knowing_who_was_erased_it_takes_somebody_to_say_so(
    run: Run, folder: Path
) -> None:
    file = backup(run, folder)
    at_school(folder, erase)
    lose_database(folder)
    (folder / ERASED).unlink()
    assert "--without-erasures" in refused(run, folder, "restore", file, "--yes")
    assert fresh(folder)
    restored(run, folder, file, "--without-erasures")
    (entry,) = audited(folder, Audited.RESTORED)
    assert (entry.facts["erased"], entry.facts["erasures"]) == (0, "unknown")


def test_a_list_of_erasures_that_was_begun_later_is_not_enough(run: Run, folder: Path) -> None:
    file = backup(run, folder)
    (folder / ERASED).unlink()
    at_school(folder, erase)
    lose_database(folder)
    assert "--without-erasures" in refused(run, folder, "restore", file, "--yes")
    restored(run, folder, file, "--without-erasures")
    assert audited(folder, Audited.RESTORED)[0].facts["erased"] == 1  # whom it does know


def test_who_was_erased_before_may_have_come_back_since(folder: Path) -> None:
    """An erasure is for what was there then: not for a pupil who was enrolled again."""
    clock = SettableClock()
    made = []

    async def erase_and_enrol_again(opened: School) -> None:
        await erase(opened)
        clock.forward(days=2)
        async with opened.unit_of_work() as uow:
            await uow.people.put(SANNE)
            await uow.commit()
        made.append((await opened.backups.make(os_account())).file)

    at_school(folder, erase_and_enrol_again, clock)
    lose_database(folder)

    async def restore() -> None:
        async with restoring(folder / "config.toml", clock=clock) as opened:
            assert (await opened.run(made[0], os_account())).erased == 0

    asyncio.run(restore())


async def made(opened: School) -> None:
    await opened.backups.make(os_account())


async def tidied(opened: School) -> None:
    await chores(opened).daily(opened.clock())


@pytest.mark.parametrize("work", [made, tidied])
def test_who_was_erased_is_remembered_only_as_long_as_a_backup_lives(
    folder: Path, work: Callable[[School], Awaitable[None]]
) -> None:
    clock = SettableClock()
    at_school(folder, erase, clock)
    left = []
    for days in (LONGEST.days, 1):
        clock.forward(days=days)

        async def look(opened: School) -> None:
            await work(opened)
            left.append(len(opened.erasures.all()))

        at_school(folder, look, clock)
    assert left == [1, 0]


def test_another_key_opens_nothing(run: Run, folder: Path) -> None:
    file = backup(run, folder)
    lose_database(folder)
    (folder / "klaswacht.key").unlink()
    (folder / ERASED).unlink()
    KeyFile(folder / "klaswacht.key").create()
    assert "--key-file" in refused(run, folder, "restore", file, "--check")
    assert "--key-file" in refused(run, folder, "restore", file, "--yes")
    assert not (folder / "klaswacht.db").exists()


def test_after_a_change_of_key_the_old_one_opens_it_and_the_new_one_keeps_it(
    run: Run, folder: Path
) -> None:
    file = backup(run, folder)
    old = folder / "old.key"
    shutil.copy(folder / "klaswacht.key", old)
    code, _, _ = run("keys", "rotate", "--yes", "--config", folder / "config.toml")
    assert code == 0
    at_school(folder, erase)
    lose_database(folder)
    assert "--key-file" in refused(run, folder, "restore", file, "--yes")
    restored(run, folder, file, "--key-file", old)
    old.unlink()

    async def look(uow: UnitOfWork) -> None:
        assert await uow.people.get(OFFICER.person_id) == OFFICER
        assert await uow.people.get(SANNE.person_id) is None

    in_it(folder, look)


def test_a_file_that_is_no_backup_is_refused(run: Run, folder: Path) -> None:
    lose_database(folder)
    for strange in (folder / "config.toml", folder / "nergens", folder):
        refused(run, folder, "restore", strange, "--check")


def test_where_nothing_can_be_written_it_says_so(run: Run, folder: Path) -> None:
    err = refused(run, folder, "backup", "--to", folder / "config.toml" / "map")
    assert "--to" in err
    assert audited(folder, Audited.BACKUP) == []


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """No file of this process gets longer than *size*, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_no_half_a_file(run: Run, folder: Path) -> None:
    async def add_much(uow: UnitOfWork) -> None:
        for number in range(20):
            words = Evidence(os.urandom(10_000).hex())
            await uow.flags.add(a_flag(f"x{number}", at=now(), evidence=words))
        await uow.commit()

    in_it(folder, add_much)
    with little_room(100_000):
        err = refused(run, folder, "backup")
    assert "File too large" in err
    assert list((folder / "backups").iterdir()) == []
    assert audited(folder, Audited.BACKUP) == []
    backup(run, folder)


DIE = """
import os, signal, sys
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
import pathlib
import storage.backup, storage.numbering, storage.sealed_file
{place} = die
from bot.cli.main import main
main(sys.argv[1:])
"""


def killed_at(place: str, *arguments: object) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", DIE.format(place=place), *map(str, arguments)],
        check=False,
        capture_output=True,
    )
    assert done.returncode == -9, done.stderr.decode()


@pytest.mark.parametrize(
    "place",
    [
        "storage.backup.dump",
        "storage.sealed_file.SealedWriter.finish",
        "storage.backup.SqlSaving.commit",
        "pathlib.Path.rename",
    ],
)
@pytest.mark.long
def test_whoever_is_killed_while_making_one_leaves_none(
    run: Run, folder: Path, place: str
) -> None:
    killed_at(place, "backup", "--config", folder / "config.toml")
    (left,) = (folder / "backups").iterdir()
    assert left.suffix == ".part"
    backup(run, folder)
    assert [one.suffix for one in (folder / "backups").iterdir()] == [".backup"]


BEFORE_COMMIT = [
    "storage.backup.load",
    "storage.numbering.go_on_from",
    "storage.backup.keyring.rewrap",
    "storage.backup.SqlRestoring.commit",
]


@pytest.mark.parametrize("place", BEFORE_COMMIT)
@pytest.mark.long
def test_whoever_is_killed_while_restoring_leaves_the_database_empty(
    run: Run, folder: Path, place: str
) -> None:
    file = backup(run, folder)
    lose_database(folder)
    killed_at(place, "restore", file, "--yes", "--config", folder / "config.toml")
    assert fresh(folder)
    restored(run, folder, file)
    assert len(audited(folder, Audited.RESTORED)) == 1


def test_whoever_is_killed_after_it_leaves_it_whole(run: Run, folder: Path) -> None:
    file = backup(run, folder)
    lose_database(folder)
    place = "storage.backup.checkpoint"
    killed_at(place, "restore", file, "--yes", "--config", folder / "config.toml")
    refused(run, folder, "restore", file, "--yes")
    assert len(audited(folder, Audited.RESTORED)) == 1


@ONLY_HERE
@pytest.mark.parametrize("place", [None, *BEFORE_COMMIT[1:]])
@pytest.mark.long
def test_it_can_be_restored_to_postgresql_and_killed_there_too(
    run: Run, folder: Path, blank: str, place: str | None
) -> None:
    file = backup(run, folder)
    at_school(folder, erase)
    config = f'[school]\nname = "De Brug"\n[storage]\ndatabase = "{blank}"\n'
    (folder / "config.toml").write_text(config, "utf-8")
    if place is not None:
        killed_at(place, "restore", file, "--yes", "--config", folder / "config.toml")
    restored(run, folder, file)
    (entry,) = audited(folder, Audited.RESTORED)
    assert entry.facts["erased"] == 1

    async def look(uow: UnitOfWork) -> None:
        assert await uow.people.get(SANNE.person_id) is None
        checked = await uow.audit.check()
        assert (checked.wrong, len(checked.put_back)) == (None, 1)

    in_it(folder, look)
