"""What goes into somebody's file at school, as it is typed, and read back as PDF and JSON."""

import asyncio
import json
import re
import stat
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.bootstrap.opening import school
from bot.model.appeal import NewAppeal
from bot.model.audit import Audited, Entry, Facts, NewEntry
from bot.model.flag import Evidence, Line, NewFlag, Verdict
from bot.model.ids import FlagId, PersonId
from bot.model.member import Role, Sender
from bot.model.message import MediaKind
from bot.model.person import Person
from bot.ports import UnitOfWork
from bot.school import os_account
from tests.contract.builders import MENTOR, a_care_signal, a_flag, a_verdict
from tests.integration.conftest import Run
from tests.support.builders import CLASS_2B, NOON, a_group, an_account
from tests.support.privacy import enrol

SEM = Person(person_id=PersonId("1234"), name="Sem de Wit", role=Role.STUDENT, classes=("2B",))
LEAD = Person(person_id=PersonId("lead"), name="mw. El Idrissi", role=Role.TEAM_LEAD)
WOLTERS = Person(person_id=PersonId("wol"), name="dhr. Wolters", role=Role.MENTOR)
SEMS = Sender(an_account("sem"), "Sem 🔥", Role.STUDENT)
LEADS = an_account("lead")
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('[school]\nname = "Winkler Prins"\n', "utf-8")
    return path


def write(config: Path, work: Callable[[UnitOfWork], Awaitable[None]]) -> None:
    async def within() -> None:
        async with school(config, lambda: NOON) as opened, opened.unit_of_work() as uow:
            await work(uow)
            await uow.commit()

    asyncio.run(within())


async def staffed(uow: UnitOfWork) -> None:
    await uow.groups.put(replace(a_group(name="2B"), responsible=(MENTOR,), team_lead=LEADS))
    await enrol(uow, LEAD, os_account(), LEADS)
    await enrol(uow, WOLTERS, MENTOR)
    await enrol(uow, SEM, SEMS.account)


def a_matter(message_id: str, text: str = "jij sukkel", **changed: object) -> NewFlag:
    flag = replace(a_flag(message_id, sender=SEMS), evidence=Evidence(text))
    return replace(flag, **changed)  # type: ignore[arg-type] # fields of a flag


async def decided(uow: UnitOfWork, flag: NewFlag, verdict: Verdict = Verdict.UPHELD) -> FlagId:
    number = await uow.flags.add(flag)
    await uow.flags.decide(replace(a_verdict(number, verdict, MENTOR), why="na een gesprek"))
    facts: Facts = {"flag": number, "verdict": verdict, "measures": "warn"}
    entry = NewEntry(at=NOON, what=Audited.VERDICT, by=MENTOR, about=SEMS.account, facts=facts)
    await uow.audit.append(entry)
    return number


def made(run: Run, config: Path, *more: str) -> tuple[str, dict[str, Any]]:
    """The words of the PDF, and the JSON."""
    out = config.parent / "dossier.pdf"
    code, _, err = run("dossier", SEM.person_id, *YEAR, "--out", out, *more, "--config", config)
    assert (code, err) == (0, "")
    pages = PdfReader(BytesIO(out.read_bytes())).pages
    told = json.loads(out.with_suffix(".json").read_text("utf-8"))
    return "\n".join(page.extract_text() for page in pages), told


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_matter_is_told_whole(run: Run, config: Path) -> None:
    entries: list[Entry] = []

    async def happened(uow: UnitOfWork) -> None:
        await staffed(uow)
        line = Line(an_account("leerling-a"), "leerling A: hou op")
        said = Evidence("jij sukkel 🤡", (line,), MediaKind.PHOTO)
        number = await decided(uow, a_matter("m1", evidence=said))
        await uow.appeals.add(
            NewAppeal(
                chat=CLASS_2B, by=SEMS.account, at=NOON, why="het was een grap", about=number
            )
        )
        entries.extend(await uow.audit.about(SEMS.account))

    write(config, happened)
    text, told = made(run, config)
    for wanted in (
        "Sem de Wit",
        "Winkler Prins · nummer 1234 · leerling, 2B",
        "artikel 6.3",
        "ervoor: leerling A: hou op",
        "jij« sukke»l",
        "[clown face]",
        "foto",
        "Artikel 4.1",
        "Terecht, besloten door dhr. Wolters",
        "na een gesprek",
        "Maatregel: waarschuwen",
        "het was een grap",
        "nog niet beslist",
        entries[0].head.digest,
        "bladzijde 1 van 1",
    ):
        assert flat(wanted).replace(" ", "") in flat(text).replace(" ", "")
    (matter,) = told["matters"]
    assert matter["words"] == "jij sukkel 🤡"
    assert matter["name"] == "Sem 🔥"
    assert [one["digest"] for one in matter["audit"]] == [entries[0].head.digest]
    assert matter["appeals"][0]["state"] == "open"


def test_only_what_staff_found_right_is_in_it(run: Run, config: Path) -> None:
    async def happened(uow: UnitOfWork) -> None:
        await staffed(uow)
        await decided(uow, a_matter("m1", "dit was mis"))
        await decided(uow, a_matter("m2", "dit was niets"), Verdict.DISMISSED)
        await uow.flags.add(a_matter("m3", "dit is open"))
        await uow.flags.add(
            replace(a_flag("m4", sender=SEMS, care=a_care_signal()), evidence=Evidence("help mij"))
        )
        long_ago = {"sent_at": NOON - timedelta(days=400)}
        await decided(uow, a_matter("m5", "dit was vorig jaar", **long_ago))
        other = Sender(an_account("ander"), "Ander", Role.STUDENT)
        about_him = a_matter("m6", "dit zei een ander", sender=other, target=SEMS.account)
        await decided(uow, about_him)

    write(config, happened)
    text, told = made(run, config)
    assert [one["words"] for one in told["matters"]] == ["dit was mis"]
    for absent in ("niets", "dit is open", "help", "vorig jaar", "een ander"):
        assert absent not in text
    assert "ditwasmis" in re.sub(r"[\s«»]", "", text)


def test_without_an_account_it_says_that_nothing_can_be_found(run: Run, config: Path) -> None:
    async def happened(uow: UnitOfWork) -> None:
        await staffed(uow)
        await uow.people.put(replace(SEM, person_id=PersonId("77"), name="Noa Bos"))

    write(config, happened)
    out = config.parent / "noa.pdf"
    code, said, _ = run("dossier", "77", *YEAR, "--out", out, "--config", config)
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert code == 0
    for shown in (said, text):
        assert "Van Noa Bos is geen account gekoppeld" in flat(shown)
    assert json.loads(out.with_suffix(".json").read_text("utf-8"))["linked"] is False

    text, told = made(run, config)
    assert "gekoppeld" not in text
    assert told["linked"] is True


def test_who_is_party_to_a_matter_does_not_put_it_in(run: Run, config: Path) -> None:
    async def happened(uow: UnitOfWork) -> None:
        await staffed(uow)
        await decided(uow, a_matter("m1", "de teamleider is dom", target=LEADS))
        await decided(uow, a_matter("m2", "jij sukkel"))

    write(config, happened)
    text, told = made(run, config)
    assert told["left_out"] == 1
    assert "dom" not in json.dumps(told)
    assert "andere teamleider" in flat(text)


def test_of_a_colleague_it_is_for_the_personnel_file(run: Run, config: Path) -> None:
    async def happened(uow: UnitOfWork) -> None:
        await staffed(uow)
        theirs = Sender(MENTOR, "Wolters", Role.MENTOR)
        number = await uow.flags.add(a_matter("m1", "die klas is dom", sender=theirs))
        await uow.flags.decide(a_verdict(number, by=LEADS))

    write(config, happened)
    out = config.parent / "w.pdf"
    run("dossier", WOLTERS.person_id, *YEAR, "--out", out, "--config", config)
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert "6.1" in text
    assert "besloten door mw. El Idrissi" in flat(text)


def test_a_thick_file_numbers_its_pages(run: Run, config: Path) -> None:
    async def happened(uow: UnitOfWork) -> None:
        await staffed(uow)
        for number in range(8):
            await decided(uow, a_matter(f"m{number}", "x" * 2000))

    write(config, happened)
    made(run, config)
    pages = PdfReader(config.parent / "dossier.pdf").pages
    for number, page in enumerate(pages, start=1):
        assert f"bladzijde {number} van {len(pages)}" in flat(page.extract_text())
    assert len(pages) > 3


def test_that_it_was_made_is_written_down(run: Run, config: Path) -> None:
    async def happened(uow: UnitOfWork) -> None:
        await staffed(uow)
        await decided(uow, a_matter("m1"))

    write(config, happened)
    made(run, config)
    entries: list[Entry] = []

    async def look(uow: UnitOfWork) -> None:
        entries.extend([one async for one in uow.audit.entries() if one.what is Audited.EXPORT])

    write(config, look)
    (entry,) = entries
    assert (entry.about, entry.by, entry.facts) == (SEM.person_id, os_account(), {"dossier": 1})


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TEAM_LEAD])
def test_nobody_but_a_team_lead_makes_one(run: Run, config: Path, role: Role) -> None:
    async def happened(uow: UnitOfWork) -> None:
        await enrol(uow, SEM, SEMS.account)
        await enrol(uow, replace(LEAD, role=role), os_account())
        await decided(uow, a_matter("m1"))

    write(config, happened)
    out = config.parent / "dossier.pdf"
    assert run("dossier", SEM.person_id, *YEAR, "--out", out, "--config", config)[0] == 2
    assert not out.exists()


def test_nobody_makes_their_own(run: Run, config: Path) -> None:
    write(config, staffed)
    assert run("dossier", LEAD.person_id, *YEAR, "--config", config)[0] == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("9999", *YEAR), "Niemand heeft nummer 9999"),
        (("1234", "--from", "2026-12-31", "--to", "2026-01-01"), "voor de eerste"),
    ],
)
def test_what_cannot_be_made_is_said(
    run: Run, config: Path, given: tuple[str, ...], said: str
) -> None:
    write(config, staffed)
    out = config.parent / "dossier.pdf"
    code, _, err = run("dossier", *given, "--out", out, "--config", config)
    assert code == 2
    assert said in flat(err)
    assert not out.exists()


def test_a_file_that_is_there_stays(run: Run, config: Path) -> None:
    write(config, staffed)
    (config.parent / "dossier.json").write_text("{}", "utf-8")
    out = config.parent / "dossier.pdf"
    assert run("dossier", SEM.person_id, *YEAR, "--out", out, "--config", config)[0] == 2
    assert not out.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_it_is_for_its_owner_alone(run: Run, config: Path) -> None:
    write(config, staffed)
    made(run, config)
    for name in ("dossier.pdf", "dossier.json"):
        assert stat.S_IMODE((config.parent / name).stat().st_mode) == 0o600
