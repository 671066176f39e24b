"""`klaswacht privacy record`: who may have it written, and what it takes from the database."""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.bootstrap.opening import school
from bot.cli.output import safe
from bot.model.audit import Audited
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.rights import WHO, Act
from bot.school import os_account
from tests.integration.conftest import Run
from tests.support.builders import NOON, a_group

ME = PersonId("100")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('[school]\nname = "De Brug"\n', "utf-8")
    return path


def enrol(config: Path, role: Role, *, linked: bool = True) -> None:
    """Whoever runs the tests, and two pupils of whom one is under 16."""

    async def put() -> None:
        async with school(config, lambda: NOON) as opened, opened.unit_of_work() as uow:
            await uow.people.put(Person(person_id=ME, name="Anneke Zonneveld", role=role))
            for number, born in (("7", date(2012, 1, 1)), ("8", date(2005, 1, 1))):
                pupil = Person(
                    person_id=PersonId(number), name="Bram Kwik", role=Role.STUDENT, born=born
                )
                await uow.people.put(pupil)
            if linked:
                await uow.people.link(AccountLink(os_account(), ME))
            await uow.groups.put(replace(a_group(), name="Zeeslang 2B", announced=None))
            await uow.commit()

    asyncio.run(put())


def refused(config: Path) -> int:
    """How often the audit says that somebody tried what they may not."""

    async def count() -> int:
        async with school(config) as opened, opened.unit_of_work() as uow:
            return sum([one.what is Audited.REFUSED async for one in uow.audit.entries()])

    return asyncio.run(count())


def test_before_anything_is_set_up_it_can_be_written(config: Path, run: Run) -> None:
    code, out, err = run("privacy", "record", "--config", config)

    assert (code, err) == (0, "")
    assert out.startswith("# Klaswacht bij De Brug: verwerkingsregister")
    assert "nog geen mensen doorgegeven" in out


@pytest.mark.parametrize("place", ["file", "environment"])
def test_it_says_that_telegram_is_connected_and_never_the_token(
    config: Path, run: Run, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    given = "123456:een-geheim-van-de-school"
    if place == "file":
        text = config.read_text("utf-8")
        config.write_text(f'{text}[telegram]\ntoken = "{given}"\n', "utf-8")
    else:
        monkeypatch.setenv("KLASWACHT_TELEGRAM_TOKEN", given)
    _, out, _ = run("privacy", "record", "--config", config)

    assert "**Verbonden met Telegram.**" in out
    assert given not in out


def test_it_is_dutch_in_every_language(config: Path, run: Run) -> None:
    _, dutch, _ = run("privacy", "record", "--config", config)
    _, english, _ = run("--lang", "en", "privacy", "record", "--config", config)

    assert english.splitlines()[3:] == dutch.splitlines()[3:]


def test_it_is_written_to_a_new_file_and_never_over_one(
    config: Path, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "register.md"
    first = run("privacy", "record", "--config", config, "--to", path)
    written = path.read_text("utf-8")
    path.write_text(written.replace("INVULLEN", "ingevuld"), "utf-8")
    again = run("privacy", "record", "--config", config, "--to", path)

    count = written.count("INVULLEN") - 1
    assert first == (
        0,
        f"Geschreven: {path}. Plekken om in te vullen: {count}. Zoek op INVULLEN.\n",
        "",
    )
    assert again[0] == 2
    assert f"{safe(str(path))}: Dit bestand is er al" in again[2]
    assert path.read_text("utf-8") == written.replace("INVULLEN", "ingevuld")


def test_a_place_that_cannot_be_written_is_told(config: Path, run: Run, tmp_path: Path) -> None:
    code, _, err = run("privacy", "record", "--config", config, "--to", tmp_path / "weg" / "r.md")

    assert code == 2
    assert "Hier kan het document niet geschreven worden" in err


@pytest.mark.parametrize("role", Role)
def test_who_may_have_it_written_is_who_the_rights_say(config: Path, run: Run, role: Role) -> None:
    enrol(config, role)
    code, out, err = run("privacy", "record", "--config", config)

    if role in WHO[Act.MAKE_RECORD]:
        assert (code, err) == (0, "")
        assert out
    else:
        assert (code, out) == (2, "")
        assert "Dit mag u niet" in err
        assert refused(config) == 1


def test_who_is_nobody_to_a_school_that_knows_people_may_not(
    config: Path, run: Run, tmp_path: Path
) -> None:
    enrol(config, Role.TEAM_LEAD, linked=False)
    code, out, _ = run("privacy", "record", "--config", config, "--to", tmp_path / "r.md")

    assert (code, out) == (2, "")
    assert not (tmp_path / "r.md").exists()
    assert refused(config) == 1


def test_it_counts_people_and_groups_and_names_none(config: Path, run: Run) -> None:
    enrol(config, Role.PRIVACY_OFFICER)
    _, out, _ = run("privacy", "record", "--config", config)
    said = " ".join(out.split())

    assert "leerling: 2, privacyfunctionaris (FG): 1." in said
    assert "Groepen die Klaswacht kent: 1 (klas: 1)" in said
    assert "nog niet zijn ingelicht: 1;" in said
    assert "van 1 leerling onder de 16" in said
    for name in ("Zonneveld", "Kwik", "Zeeslang"):
        assert name not in out
