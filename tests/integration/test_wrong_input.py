"""What people type wrong: one sentence that says what, in their language, and nothing is done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bootstrap.opening import school
from bot.cli.calendar import monday_of
from bot.errors import InputError
from bot.model.group import ClassGroup, Stage
from bot.model.ids import ChatId, ChatRef, Platform
from bot.ports import UnitOfWork
from bot.school import os_account
from tests.support.running import Installation
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE, telegram
from tests.unit.timetable.making import calendar

__all__ = ["telegram"]

pytestmark = ONLY_HERE

HUGE = str(10**22)
LONG = "x" * 300
DOSSIER = ("dossier", "4", "--from", "2026-01-01")


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[UnitOfWork]:
    async with school(installation.folder / "config.toml") as one, one.unit_of_work() as uow:
        yield uow
        await uow.commit()


@pytest.fixture
async def begun(tmp_path: Path, telegram: FakeTelegram) -> Installation:
    """Whoever types leads the team, answers for a group, and has all kinds of files."""
    installation = Installation(tmp_path, telegram)
    await installation.command("people", "import", "mensen.csv", "--me", "2")
    async with opened(installation) as uow:
        me, now = os_account(), datetime.now(UTC)
        chat = ChatRef(Platform.TELEGRAM, ChatId("-5"))
        group = ClassGroup(
            chat, "TL3B", responsible=(me,), team_lead=me, announced=now, stage=Stage.ON
        )
        await uow.groups.put(group)
    (tmp_path / "map").mkdir()
    (tmp_path / "leeg.ics").write_bytes(b"")
    (tmp_path / "rommel.ics").write_bytes(bytes(range(256)))
    (tmp_path / "rooster.ics").write_text(calendar(), "utf-8", newline="")
    with (tmp_path / "groot.ics").open("wb") as huge:
        huge.truncate(3_000_000_000)
    for name in ("er-al.pdf", "beide.json", "tekst.txt"):
        (tmp_path / name).write_text("van iemand", "utf-8")
    return installation


WRONG: list[tuple[tuple[str, ...], str, str]] = [
    (("calendar", "import", "nergens.ics"), "is er niet", "does not exist"),
    (("calendar", "import", "map"), "kan niet worden gelezen", "cannot be read"),
    (("calendar", "import", "leeg.ics"), "geen enkele afspraak", "no event at all"),
    (("calendar", "import", "rommel.ics"), "geen tekst in UTF-8", "no text in UTF-8"),
    (("calendar", "import", "tekst.txt"), "Regel 1 past niet", "Line 1 does not fit"),
    (("calendar", "import", "groot.ics"), "groter dan 32 MB", "larger than 32 MB"),
    (("calendar", "import", "rooster.ics", "--kind", "feest"), "geen les, toets", "none of"),
    (("calendar", "import", "rooster.ics", "--class", "9Z"), "geen klas", "no class"),
    (("calendar", "import", "rooster.ics", "--name", LONG), "afspraak", "event"),
    (("calendar", "show", "--week", "morgen"), "is geen week", "is no week"),
    (("calendar", "show", "--week", "54"), "is geen week", "is no week"),
    (("calendar", "show", "--week", "2026-02-31"), "is geen week", "is no week"),
    (("calendar", "show", "--week", "9999-12-31"), "is geen week", "is no week"),
    (("calendar", "show", "--week", "0001-01-01"), "is geen week", "is no week"),
    (("calendar", "show", "--class", "9Z"), "geen klas", "no class"),
    (("calendar", "remove", LONG), "niets geïmporteerd", "Nothing was imported"),
    (("calendar", "remove", ""), "niets geïmporteerd", "Nothing was imported"),
    (("dossier", "4", "--from", "morgen"), "geen datum", "no date"),
    (("dossier", "4", "--from", "2026-02-30"), "geen datum", "no date"),
    (("dossier", "4", "--from", "9999-12-31"), "te ver weg", "too far away"),
    (("dossier", "4", "--from", "2099-01-01"), "voor de eerste", "before the first"),
    ((*DOSSIER, "--to", "2025-12-31"), "voor de eerste", "before the first"),
    ((*DOSSIER, "--to", "nooit"), "geen datum", "no date"),
    (("dossier", "999", "--from", "2026-01-01"), "Niemand heeft nummer 999", "Nobody has"),
    ((*DOSSIER, "--out", "er-al.pdf"), "er-al.pdf: Dit bestand is er al", "exists"),
    ((*DOSSIER, "--out", "beide.pdf"), "beide.json: Dit bestand is er al", "exists"),
    ((*DOSSIER, "--out", "map"), "is er al", "exists"),
    ((*DOSSIER, "--out", ""), "is er al", "exists"),
    ((*DOSSIER, "--out", "zelf.json"), "dezelfde naam", "the same name"),
    ((*DOSSIER, "--out", "nergens/x.pdf"), "niet geschreven worden", "cannot be written"),
    ((*DOSSIER, "--out", "tekst.txt/x.pdf"), "niet geschreven worden", "cannot be written"),
    ((*DOSSIER, "--out", f"{LONG}.pdf"), "niet geschreven worden", "cannot be written"),
    (("digest", "--date", "gisteren"), "geen datum", "no date"),
    (("digest", "--date", "0001-01-01"), "‘0001-01-01’ ligt te ver weg", "too far away"),
    (("digest", "--date", "2020-01-01"), "de laatste schooldagen", "school days"),
    (("digest", "--date", "2099-01-01"), "de laatste schooldagen", "school days"),
    (("digest", "--to", "999"), "Niemand heeft nummer 999", "Nobody has"),
    (("digest", "--to", "telegram:abc"), "geen account van Telegram", "no Telegram account"),
    (("digest", "--to", "nergens:1"), "geen account of groep", "no account or group"),
    (("digest", "--to", "4"), "krijgt geen dagoverzicht", "gets no digest"),
    (("digest", "--html", "er-al.pdf"), "is er al", "exists"),
    (("digest", "--html", "nergens/x.html"), "niet geschreven worden", "cannot be written"),
    (("digest", "--wish", "25:00"), "begrijp ik niet", "do not understand"),
    (("jobs", "--config", "nergens.toml"), "is er niet", "does not exist"),
    (("jobs", "--config", "map"), "kan niet worden gelezen", "cannot be read"),
    (("jobs", "--config", "rommel.ics"), "geen tekst in UTF-8", "not text in UTF-8"),
    (("appeals", "show", "0"), "te laag", "too low"),
    (("appeals", "show", "x"), "geen heel getal", "no whole number"),
    (("appeals", "show", "999"), "Dit mag u niet", "may not do this"),
    (("appeals", "show", HUGE), "te hoog", "too high"),
    (("appeals", "decide", "1", "misschien"), "ken ik niet", "do not know"),
    (("appeals", "decide", "1", "gegrond"), "een reden nodig", "reason is needed"),
    (("flags", "list", "--page", "0"), "te laag", "too low"),
    (("flags", "list", "--since", "morgen"), "geen datum", "no date"),
    (("flags", "list", "--until", "9999-12-31"), "te ver weg", "too far away"),
    (
        ("flags", "list", "--since", "2026-03-02", "--until", "2026-03-01"),
        "voor de eerste",
        "before the first",
    ),
    (("flags", "list", "--class", "9Z"), "ken ik niet", "do not know"),
    (("flags", "list", "--about", "999"), "ken ik niet", "do not know"),
    (("flags", "show", HUGE), "te hoog", "too high"),
    (("flags", "decide", "1", HUGE, "--upheld"), "te hoog", "too high"),
    (("flags", "decide", "1"), "Zeg wat u besluit", "Say what you decide"),
    (
        ("flags", "decide", "1", "--upheld", "--measure", "slaan"),
        "Kies uit: hide, warn, mute, remove",
        "Choose from: hide",
    ),
    (("flags", "report", "999", "--why", "x"), "Dit mag u niet", "may not do this"),
]


async def test_one_sentence_says_what_is_wrong_and_nothing_is_done(begun: Installation) -> None:
    before = {one.name for one in begun.folder.iterdir()}
    wrong: list[str] = []
    for arguments, *sentences in WRONG:
        for language, said in zip(("nl", "en"), sentences, strict=True):
            begun.more = {"KLASWACHT_LANG": language}
            code, out, err = await begun.typed(*arguments)
            fine = code == 2 and not out and said in err and err.startswith("klaswacht: ")
            if not fine or err.count("\n") != 1:
                wrong.append(f"{' '.join(arguments)} -> {code}: {out}{err}")
    assert wrong == []
    assert {one.name for one in begun.folder.iterdir()} == before


async def test_without_rights_everything_is_refused_in_one_sentence(begun: Installation) -> None:
    async with opened(begun) as uow:
        await uow.people.unlink(os_account())
    for arguments in (
        ("calendar", "import", "rooster.ics"),
        ("calendar", "show"),
        ("calendar", "remove", "x"),
        DOSSIER,
        ("digest", "--dry-run"),
        ("appeals", "show", "1"),
        ("flags", "show", "1"),
        ("flags", "decide", "1", "--upheld"),
    ):
        code, out, err = await begun.typed(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), arguments
        assert "Dit mag u niet" in err, arguments
    assert not (begun.folder / "dossier.pdf").exists()


@pytest.mark.parametrize("given", ["0001-01-01", "9999-12-31", "9999-52", "0001-W01", "2101-01"])
def test_no_timetable_is_of_another_century(given: str) -> None:
    with pytest.raises(InputError):
        monday_of(given, datetime.now(UTC).date())
