"""`klaswacht calendar` as a school types it, and what a running bot makes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest

from bot.bootstrap.opening import school
from bot.cli.calendar import monday_of
from bot.errors import InputError
from bot.model.audit import Audited, Entry
from bot.model.calendar import AMSTERDAM
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.ports import UnitOfWork
from tests.support.lesson import lesson
from tests.support.running import Installation
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE, telegram
from tests.unit.timetable.making import DATA, calendar, event

__all__ = ["telegram"]

pytestmark = ONLY_HERE

NOW = datetime.now(AMSTERDAM).replace(microsecond=0)
ROSTER = "nummer;naam;rol;klas\n2;B. Bos;teamleider;\n4;Sem;leerling;3B\n5;Noor;leerling;TL3B\n"


@pytest.fixture
async def begun(tmp_path: Path, telegram: FakeTelegram) -> Installation:
    """The team lead works under the account that types."""
    installation = Installation(tmp_path, telegram)
    (tmp_path / "mensen.csv").write_text(ROSTER, "utf-8")
    await installation.command("people", "import", "mensen.csv", "--me", "2")
    return installation


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[UnitOfWork]:
    async with school(installation.folder / "config.toml") as one, one.unit_of_work() as uow:
        yield uow


async def entries(installation: Installation) -> list[Entry]:
    async with opened(installation) as uow:
        return [one async for one in uow.audit.entries() if one.what is Audited.CALENDAR]


def running_now(title: str, *more: str, minutes: int = 30) -> str:
    """An event that began just now, in the school's own hours."""
    begin, end = NOW - timedelta(minutes=5), NOW + timedelta(minutes=minutes)
    form = "%Y%m%dT%H%M%S"
    return event(
        f"DTSTART;TZID=Europe/Amsterdam:{begin:{form}}",
        f"DTEND;TZID=Europe/Amsterdam:{end:{form}}",
        f"SUMMARY:{title}",
        *more,
        uid=title,
    )


def write(installation: Installation, *parts: str, name: str = "rooster.ics") -> str:
    (installation.folder / name).write_text(calendar(*parts), "utf-8", newline="")
    return name


async def test_looked_at_taken_over_shown_replaced_and_taken_away(begun: Installation) -> None:
    lessons = (running_now("Les wiskunde 3B, telefoons weg"), running_now("SO Frans 3B"))
    name = write(begun, *lessons, running_now("wi vri 9Z"))

    looked = await begun.command("calendar", "import", name, "--dry-run")
    assert "zou worden overgenomen" in looked
    assert "lessen: 1 (eerst 0)" in looked
    assert "Er is niets veranderd" in looked
    assert "niets geïmporteerd" in await begun.command("calendar", "show")
    assert await entries(begun) == []

    code, out, err = await begun.typed("calendar", "import", name)
    assert code == 0
    assert "toetsen: 1 (eerst 0)" in out
    assert "per klas: 3B 2" in out
    assert 'regel 15, "wi vri 9Z": geen woord zegt' in err

    shown = await begun.command("calendar", "show", "--class", "3b")
    assert f"{NOW - timedelta(minutes=5):%H:%M}" in shown
    assert "weg" in shown
    assert "rooster.ics" in shown
    assert "wiskunde" not in shown
    assert "Frans" not in shown

    write(begun, lessons[0])
    again = await begun.command("calendar", "import", name)
    assert "toetsen: 0 (eerst 1)" in again
    assert "nieuw of veranderd: 0; weg of veranderd: 1" in again

    assert "rooster.ics, 1 afspraken" in await begun.command("calendar", "remove", name)
    assert "niets geïmporteerd" in await begun.command("calendar", "show")
    happened = [(one.facts["happened"], one.why) for one in await entries(begun)]
    assert happened == [("imported", name), ("imported", name), ("removed", name)]


async def test_a_lesson_on_a_free_day_is_shown_as_none(begun: Installation) -> None:
    name = write(begun, running_now("Les wiskunde 3B, telefoons weg"))
    await begun.command("calendar", "import", name)
    assert "vervalt" not in await begun.command("calendar", "show", "--class", "3B")
    free = event(f"DTSTART;VALUE=DATE:{NOW:%Y%m%d}", "SUMMARY:Studiedag")
    await begun.command("calendar", "import", write(begun, free, name="vrij.ics"))
    assert "vervalt" in await begun.command("calendar", "show", "--class", "3B")


async def test_a_wrong_file_does_not_empty_what_was_there(begun: Installation) -> None:
    name = write(begun, running_now("Les wiskunde 3B"))
    await begun.command("calendar", "import", name)
    write(begun, running_now("verjaardag van oma"))

    code, out = await begun.refused("calendar", "import", name)

    assert code == 2
    assert "--dry-run" in out
    assert "lessen: 0 (eerst 1)" in await begun.command("calendar", "import", name, "--dry-run")
    assert "3B" in await begun.command("calendar", "show", "--class", "3B")
    assert "lessen: 0 (eerst 1)" in await begun.command("calendar", "import", name, "--yes")


async def test_no_title_and_no_name_of_a_file_lies_in_the_database(begun: Installation) -> None:
    name = write(begun, running_now("Les mevrouw Zwanenburg 3B"), name="rooster-zwanenburg.ics")
    await begun.command("calendar", "import", name)
    raw = b"".join(file.read_bytes() for file in begun.folder.glob("klaswacht.db*"))
    assert b"3B" in raw
    assert b"wanenburg" not in raw


@pytest.mark.parametrize("sample", sorted(file.name for file in DATA.glob("*.ics")))
async def test_files_of_other_programs(begun: Installation, sample: str) -> None:
    copy(DATA / sample, begun.folder)
    options = ("--kind", "les", "--class", "3B", "--dry-run")
    assert f"Uit {sample} zou worden" in await begun.command(
        "calendar", "import", sample, *options
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "nergens.ics"), "nergens.ics"),
        (("import", "mensen.csv"), "Regel 1 past niet in een agendabestand"),
        (("import", "rooster.ics", "--class", "9Z"), "geen klas met de naam"),
        (("import", "rooster.ics", "--kind", "pauze"), "geen les, toets of vrij"),
        (("import", "rooster.ics", "--name", "x" * 300), "hoogstens 200 tekens"),
        (("remove", "nooit.ics"), "niets geïmporteerd onder de naam"),
        (("show", "--week", "60"), "is geen week"),
    ],
)
async def test_refused_in_one_sentence(
    begun: Installation, arguments: tuple[str, ...], said: str
) -> None:
    write(begun, running_now("Les 3B"))
    code, out = await begun.refused("calendar", *arguments)
    assert code == 2
    assert said in " ".join(out.split())


async def test_only_who_may(begun: Installation) -> None:
    name = write(begun, running_now("Les 3B"))
    await begun.command("calendar", "import", name)
    async with opened(begun) as uow:
        person = await uow.people.get(PersonId("2"))
        assert person is not None
        await uow.people.put(replace(person, role=Role.MENTOR))
        await uow.commit()
    for arguments in (("import", name), ("show",), ("remove", name)):
        code, _ = await begun.refused("calendar", *arguments)
        assert code == 2
    async with opened(begun) as uow:
        refused = [one async for one in uow.audit.entries() if one.what is Audited.REFUSED]
        assert [one.facts["act"] for one in refused] == ["manage_calendar"] * 3
        assert [one.name for one in await uow.timetable.sources()] == [name]


@pytest.mark.parametrize(
    ("given", "monday"),
    [
        ("", "2026-11-23"),
        ("48", "2026-11-23"),
        ("2026-W49", "2026-11-30"),
        ("202649", "2026-11-30"),
        ("2", "2027-01-11"),
        ("2026-12-02", "2026-11-30"),
        ("53", "2026-12-28"),
    ],
)
def test_weeks_as_people_write_them(given: str, monday: str) -> None:
    today = datetime(2026, 11, 25, tzinfo=AMSTERDAM).date()
    assert monday_of(given, today).isoformat() == monday


@pytest.mark.parametrize("given", ["0", "54", "week", "2026-W60", "2025-53", "2026-13-01"])
def test_what_is_no_week_is_refused(given: str) -> None:
    with pytest.raises(InputError, match=r"timetable\.week"):
        monday_of(given, datetime(2026, 11, 25, tzinfo=AMSTERDAM).date())


# while the bot runs


async def test_a_running_bot_notices_an_import_and_the_teacher_has_the_last_word(
    tmp_path: Path, telegram: FakeTelegram
) -> None:
    installation = Installation(tmp_path, telegram)
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
        config.write("[calendar]\npublic_holidays = false\n")  # today may be one
    async with lesson(installation) as one:
        await one.sem.says(one.group, "hoi")
        await one.guard.settles()
        before = len(one.by_bot())

        name = write(installation, running_now("Les, telefoons weg", "DESCRIPTION:TL3B"))
        assert "per klas: TL3B 1" in await installation.command("calendar", "import", name)
        await one.sem.says(one.group, "wat moeten we doen")
        notice = await one.sem.receives("Het is nu les tot", one.group)
        assert "(artikel 4.10)" in notice.text
        await one.noor.says(one.group, "geen idee")
        await one.guard.settles()
        assert len(one.by_bot()) == before + 1

        await one.teacher.writes("/les TL3B mag")
        await one.teacher.receives("mogen in TL3B telefoons")
        assert [said.phones for said in (await one.kept()).lessons] == [True]
        await one.other.writes("/les TL3B weg")
        await one.other.receives("alleen een medewerker van school")
        assert [said.phones for said in (await one.kept()).lessons] == [True]

        await one.guard.passes(minutes=36)
        await one.guard.job("take_back")
        assert notice.deleted


async def test_no_digest_on_a_free_day(tmp_path: Path, telegram: FakeTelegram) -> None:
    async with lesson(Installation(tmp_path, telegram)) as one:
        await one.guard.comes_to_school(timedelta(days=1))
        await one.guard.passes(hours=6)
        free = event(f"DTSTART;VALUE=DATE:{one.guard.time():%Y%m%d}", "SUMMARY:Studiedag")
        installation = Installation(tmp_path, telegram)
        name = write(installation, free)
        await installation.command("calendar", "import", name)
        before = len(one.mentor.inbox)
        await one.guard.job("digests")
        assert len(one.mentor.inbox) == before
        await installation.command("calendar", "remove", name)
        await one.guard.job("digests")
        assert len(one.mentor.inbox) == before + 1
