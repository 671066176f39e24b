"""`klaswacht people`, and who a command is typed by."""

import asyncio
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup

from bot.bootstrap.opening import school
from bot.cli.app import build
from bot.cli.desk import CODE, SECOND
from bot.model.audit import Audited, Entry
from bot.model.ids import AccountRef, PersonId, Platform, UserId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.people.office import Office
from bot.school import os_account
from bot.texts import Language, texts
from tests.integration.conftest import Run
from tests.support.builders import a_group, an_account

LIST = """Nummer;Naam;Rol;Klas;Geboortedatum
M17;mw. Wolters;teamleider;;
M18;dhr. Bos;docent;2B;
M19;mw. Smit;privacyfunctionaris;;
1001;Sanne de Vries;leerling;2B;4-5-2013
"""
ME = PersonId("M17")
FORBIDDEN = "Dit mag u niet"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text('[school]\nname = "De Brug"\n', encoding="utf-8")
    (tmp_path / "lijst.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


@pytest.fixture
def people(run: Run, folder: Path) -> Run:
    """`klaswacht people` at the school in *folder*."""
    return lambda *words: run("people", *words, "--config", folder / "config.toml")


@pytest.fixture
def begun(people: Run, folder: Path) -> Run:
    """The same, where this account is that of the team lead."""
    assert people("import", folder / "lijst.csv", "--me", ME)[0] == 0
    return people


def audit(folder: Path) -> list[Entry]:
    async def read() -> list[Entry]:
        async with school(folder / "config.toml") as opened, opened.unit_of_work() as uow:
            return [entry async for entry in uow.audit.entries()]

    return asyncio.run(read())


def sit(folder: Path, role: Role | None) -> None:
    """Whoever types is of *role*; another team lead is linked too, and there is a group."""

    async def put() -> None:
        async with school(folder / "config.toml") as opened, opened.unit_of_work() as uow:
            await uow.groups.put(a_group())
            for number in (ME, PersonId("M18")):
                lead = Person(person_id=number, name="mw. Wolters", role=Role.TEAM_LEAD)
                await uow.people.put(lead)
            await uow.people.link(AccountLink(an_account("bos"), PersonId("M18")))
            if role is not None:
                await uow.people.put(Person(person_id=ME, name="mw. Wolters", role=role))
                await uow.people.link(AccountLink(os_account(), ME))
            await uow.commit()

    asyncio.run(put())


# from an empty register to a working one


def test_a_school_begins_with_one_team_lead_who_links_the_others(
    people: Run, folder: Path
) -> None:
    file = folder / "lijst.csv"
    assert "U deed dit alleen" not in people("import", file, "--me", "M17", "--dry-run")[2]
    code, out, err = people("import", file, "--me", "M17")
    assert code == 0
    assert "U deed dit alleen" in err
    assert "Nieuw: 4. Veranderd: 0. Ongewijzigd: 0." in out
    assert f"os:{os_account().user_id}" in out.replace("\n", " ")
    assert "Koppel ook een" in out

    code, out, _ = people("link", "M18", "telegram:12345", "--work")
    assert (code, out) == (0, "Account telegram:12345 hoort nu bij nummer M18 (docent).\n")
    _, out, _ = people("show", "M18")
    assert "telegram:12345 (van het werk)" in out
    assert people("unlink", "telegram:12345")[0] == 0
    assert "Er is geen account gekoppeld." in people("show", "M18")[1]
    _, out, _ = people("list", "--class", "2b", "--role", "leerling")
    assert "Sanne de Vries" in out
    assert "Wolters" not in out
    assert [entry.what for entry in audit(folder)][-2:] == [Audited.LINKED, Audited.UNLINKED]


def test_a_second_import_says_that_nothing_changed(begun: Run, folder: Path) -> None:
    file = folder / "lijst.csv"
    assert "Ongewijzigd: 4." in begun("import", file)[1]
    file.write_text(LIST.replace("1001;Sanne de Vries", "1002;Bram"), encoding="utf-8")
    code, out, _ = begun("import", file, "--dry-run")
    assert code == 0
    assert "Nieuw: 1. Veranderd: 0. Ongewijzigd: 3." in out
    assert "er is niets bewaard" in out
    _, out, _ = begun("import", file)
    assert re.search(r"Niet in dit bestand, maar wel bekend: 1\..*privacy erase", out, re.DOTALL)
    assert "  1001" in out


def test_an_import_names_no_pupil(begun: Run, folder: Path) -> None:
    file = folder / "lijst.csv"
    file.write_text(LIST.replace("2B;4", "3C;4") + "1002;Bram Jansen;leerling;2B;\n")
    told = "".join(map(str, begun("import", file)))
    file.write_text(LIST + "1003;Noor Bakker;prinses;2B;\n;Sem Visser;leerling;2B;\n")
    told += "".join(map(str, begun("import", file)))
    assert [name for name in ("Sanne", "Bram", "Noor", "Sem", "prinses") if name in told] == []


def test_bad_rows_are_told_line_by_line_and_nothing_is_taken_over(
    begun: Run, folder: Path
) -> None:
    file = folder / "lijst.csv"
    file.write_text(LIST + "1002;Bram;leerling;2B;\n1003;Noor;prinses;2B;\nbot;Sem;leerling;2B;\n")
    code, out, err = begun("import", file)
    assert (code, out) == (2, "")
    assert "Regel 7: de rol is niet bekend." in err
    assert "Regel 8: dit nummer is van de bot zelf." in err
    assert "2 regels kloppen niet" in err
    assert "1002" not in begun("list")[1]


def test_a_list_from_excel_in_another_code_says_what_to_do(begun: Run, folder: Path) -> None:
    file = folder / "lijst.csv"
    file.write_bytes(LIST.replace("Sanne", "Zoë").encode("cp1252"))
    code, _, err = begun("import", file)
    assert code == 2
    assert "CSV UTF-8" in err


def test_nobody_begins_twice(begun: Run, folder: Path) -> None:
    code, _, err = begun("import", folder / "lijst.csv", "--me", "M17")
    assert code == 2
    assert FORBIDDEN in err


@pytest.mark.parametrize(
    "words",
    [
        ("link", "M17", "telegram:1"),
        ("unlink", f"os:{os_account().user_id}"),
        ("code", "M17"),
        ("join", "M17", "memory:klas-2b", "mentor"),
        ("leave", "M17", "memory:klas-2b"),
    ],
)
def test_nobody_does_it_to_themselves(begun: Run, folder: Path, words: tuple[str, ...]) -> None:
    code, _, err = begun(*words)
    assert code == 2
    assert FORBIDDEN in err
    last = audit(folder)[-1]
    assert (last.what, dict(last.facts)) == (Audited.REFUSED, {"act": "manage_people"})


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("link", "M18", "telegram"), "PLATFORM:ID"),
        (("link", "M18", "signal:1"), "telegram"),
        (("link", "M99", "telegram:1"), "Niemand heeft nummer M99"),
        (("link", "M18", f"os:{os_account().user_id}"), "al van iemand anders"),
        (("unlink", "telegram:1"), "van niemand"),
        (("join", "M18", "telegram:-1", "ouder"), "Deze groep is niet bekend"),
        (("join", "M18", "telegram:-1", "koning"), "De rol koning is niet bekend"),
        (("code", "1001"), "geen medewerker"),
        (("import", "nergens.csv"), "Dit bestand is er niet"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    begun: Run, words: tuple[str, ...], why: str
) -> None:
    code, out, err = begun(*words)
    assert (code, out) == (2, "")
    assert why in err.replace("\n", " ")


# what takes two

SMIT = AccountRef(Platform.OS, UserId("smit@school"))


@pytest.fixture
def staffed(begun: Run) -> Run:
    """The same, where the privacy officer has an account of this machine too."""
    code, _, err = begun("link", "M19", "os:smit@school")
    assert code == 0
    assert "U deed dit alleen" in err
    return begun


def signature(folder: Path) -> str:
    """The privacy officer's, made under their own account."""

    async def make() -> str:
        async with school(folder / "config.toml") as opened:
            code = await Office(opened.unit_of_work, opened.clock).own_code(by=SMIT)
            return code.text

    return asyncio.run(make())


PUPPET = "Nummer;Naam;Rol\nM66;hr. Pop;technisch beheerder\n"


def test_no_team_lead_makes_a_puppet_and_the_refusal_says_what_to_do(
    staffed: Run, folder: Path
) -> None:
    (folder / "pop.csv").write_text(PUPPET, encoding="utf-8")
    for words in (
        ("import", folder / "pop.csv"),
        ("code", "M19"),
        ("link", "M19", "telegram:1"),
        ("unlink", "os:smit@school"),
    ):
        code, out, err = staffed(*words)
        assert (code, out) == (2, "")
        assert '"klaswacht people code"' in err
        assert "--second" in err
        last = audit(folder)[-1]
        assert (last.what, dict(last.facts)) == (Audited.REFUSED, {"act": "co_sign"})


def test_with_a_signature_it_is_done_and_who_signed_is_found(
    staffed: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pop.csv").write_text(PUPPET, encoding="utf-8")
    monkeypatch.setenv(SECOND, signature(folder))
    code, out, err = staffed("import", folder / "pop.csv")
    assert (code, err) == (0, "")
    assert "Nieuw: 1." in out
    assert SECOND not in os.environ
    signed = [entry for entry in audit(folder) if entry.facts == {"second": "people"}]
    assert [(entry.by, entry.about) for entry in signed] == [("M19", "M66")]
    monkeypatch.setenv(SECOND, signature(folder))
    code, out, err = staffed("code", "M66")
    assert code == 0
    assert out.strip() not in err


def test_what_is_about_a_teacher_takes_one(staffed: Run) -> None:
    assert staffed("link", "M18", "telegram:1")[0] == 0
    assert staffed("code", "M18")[0] == 0


def test_whoever_sits_here_makes_a_code_to_sign_with_and_not_by_a_code(
    begun: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = begun("code")
    assert code == 0
    assert "Uw code om mee te tekenen" in err
    monkeypatch.setenv(CODE, out.strip())
    assert "Deze code klopt niet" in begun("me")[2]  # nobody is known by it
    monkeypatch.setenv(CODE, a_code(begun))
    code, out, err = begun("code")
    assert (code, out) == (2, "")
    assert "onder uw eigen account" in err


def test_everybody_of_the_office_sees_who_has_power(staffed: Run) -> None:
    code, out, _ = staffed("powers")
    assert code == 0
    assert [line for line in out.splitlines() if "M19" in line and "deze computer: 1" in line]
    assert "M18" not in out
    assert "Aantal mensen dat kan meetekenen: 2." in out.replace("\n", " ")


def test_a_backup_that_nobody_could_restore_says_so(
    begun: Run, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "ict.csv").write_text(PUPPET, encoding="utf-8")
    assert begun("import", folder / "ict.csv")[0] == 0
    backup = ("backup", "--to", folder, "--config", folder / "config.toml")
    monkeypatch.setenv(CODE, begun("code", "M66")[1].strip())
    code, _, err = run(*backup)
    assert code == 0
    assert "niemand kan deze back-up terugzetten" in err.replace("\n", " ")
    (made,) = folder.glob("*.backup")
    made.unlink()
    sit(folder, Role.TECHNICAL_ADMIN)
    code, _, err = run(*backup)
    assert (code, err) == (0, "")


def test_a_signature_is_asked_for_and_never_shown(staffed: Run, folder: Path) -> None:
    typed = signature(folder)
    words = ["people", "code", "M19", "--second", "--config", str(folder / "config.toml")]
    parent, terminal = pty.openpty()
    child = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    shown = _until(parent, "Code van wie meetekent: ")
    os.write(parent, f"{typed}\n".encode())
    shown += _until(parent, "logboek.")
    assert child.wait() == 2  # nobody signs for a code of their own
    os.close(parent)
    assert typed not in shown
    assert staffed("link", "M18", "telegram:1", "--second")[0] == 2  # no screen


# who types


def a_code(begun: Run, number: str = "M18") -> str:
    code, out, err = begun("code", number)
    assert code == 0
    assert f"Code voor nummer {number}." in err
    return out.strip()


def test_a_code_in_the_environment_is_somebody_for_one_command(
    begun: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = a_code(begun)
    monkeypatch.setenv(CODE, code)
    assert "U bent nummer M18: docent." in begun("me")[1]
    assert CODE not in os.environ
    assert "U bent nummer M17: teamleider." in begun("me")[1]
    monkeypatch.setenv(CODE, code)
    assert begun("me")[0] == 2


@pytest.mark.parametrize("variable", [CODE, SECOND])
@pytest.mark.parametrize("given", ["", " "], ids=["empty", "blank"])
def test_a_code_that_went_missing_is_no_leave_to_go_on_without(
    begun: Run, monkeypatch: pytest.MonkeyPatch, variable: str, given: str
) -> None:
    monkeypatch.setenv(variable, given)
    code, out, err = begun("link", "M18", "telegram:1")
    assert (code, out) == (2, "")
    assert f"{variable} staat in de omgeving, maar is leeg" in err
    assert begun("link", "M18", "telegram:1")[0] == 0


def test_whoever_gave_a_code_has_only_the_rights_that_go_with_it(
    begun: Run, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv(CODE, a_code(begun))
    code, _, err = begun("list")
    assert code == 2
    assert FORBIDDEN in err
    used, refused = audit(folder)[-2:]
    assert (used.what, used.by, used.about) == (Audited.CODE, os_account(), "M18")
    assert (refused.what, refused.by) == (Audited.REFUSED, "M18")


def test_a_wrong_code_is_nobody_not_even_the_account_that_gave_it(
    begun: Run, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv(CODE, "00000-00000-00000")
    code, out, err = begun("list")
    assert (code, out) == (2, "")
    assert "Deze code klopt niet" in err
    assert dict(audit(folder)[-1].facts) == {"act": "code"}


def test_a_code_is_asked_for_and_never_shown(begun: Run, folder: Path) -> None:
    typed = a_code(begun)
    words = ["people", "me", "--code", "--config", str(folder / "config.toml")]
    parent, terminal = pty.openpty()
    child = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    shown = _until(parent, "Eenmalige code: ")
    os.write(parent, f"{typed}\n".encode())
    shown += _until(parent, "docent.")
    assert child.wait() == 0
    os.close(parent)
    assert typed not in shown


def _until(terminal: int, words: str) -> str:
    shown = ""
    while words not in shown:
        shown += os.read(terminal, 1_000).decode()
    return shown


def test_without_a_screen_nobody_is_asked(begun: Run) -> None:
    code, _, err = begun("me", "--code")
    assert code == 2
    assert CODE in err


@pytest.mark.parametrize("place", [("--code=K7QX",), ("--code", "K7QX-22ABC-00000")])
def test_a_code_is_never_an_argument(begun: Run, place: tuple[str, ...]) -> None:
    assert begun("me", *place)[0] == 2


def test_no_variable_makes_somebody_else_of_whoever_types(folder: Path) -> None:
    names = ("USER", "LOGNAME", "LNAME", "USERNAME", "SUDO_USER", "HOSTNAME", "HOST", "HOME")
    forged = {**os.environ, **dict.fromkeys(names, "mentor"), "LANGUAGE": "nl"}
    told = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", "people", "me", "--config", folder / "config.toml"],
        env=forged,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"os:{os_account().user_id}." in told
    assert "mentor" not in told


def test_the_account_is_the_systems_own() -> None:
    told = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout  # noqa: S607 - wherever the system has it
    assert os_account().user_id == told.strip()


# every command there is


def commands(
    group: TyperGroup, way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*way, name))
        elif isinstance(command, TyperCommand):
            yield (*way, name), command


ALL = dict(commands(build(texts(Language.NL))))


@pytest.mark.parametrize("way", ALL, ids=" ".join)
def test_no_command_takes_who_somebody_is_as_an_argument(way: tuple[str, ...]) -> None:
    named = {word for param in ALL[way].params for word in param.opts}
    words = {part for word in named for part in re.split(r"\W+|_", word.casefold())}
    assert not words & {"by", "as", "user", "actor", "behalf", "door", "namens", "code", "token"}


OPEN = {
    ("check",),
    ("try",),
    ("rules",),
    ("demo",),
    ("evaluate",),
    ("version",),
    ("config", "check"),
    ("keys", "new"),
    ("people", "me"),  # only tells who one is
    ("init",),  # begins a school; where one has begun it changes nothing about people
    ("run",),
    ("doctor",),  # people and groups it shows to who may see them, and says so to others
    ("jobs",),  # names and moments, of nobody
    ("restore",),  # whoever has the key and the backup has it all; it asks in its own way
}
"""Commands that read nothing of a school's database, or only what is one's own."""

BY_MATTER = {
    *((("appeals", one)) for one in ("list", "show", "decide")),
    *((("flags", one)) for one in ("list", "show", "decide", "report", "aangifte", "release")),
    *((("calendar", one)) for one in ("import", "show", "remove")),
    ("staff", "away"),
    ("staff", "back"),
    ("digest",),
}
"""What somebody may do with them hangs on whose matter it is, and is proven beside each."""

_ALWAYS = frozenset({Role.TEAM_LEAD, Role.PRIVACY_OFFICER, Role.TECHNICAL_ADMIN})
GUARDED: dict[tuple[str, ...], frozenset[Role]] = {
    ("backup",): frozenset({Role.TECHNICAL_ADMIN}),
    ("keys", "rotate", "--yes"): frozenset({Role.TECHNICAL_ADMIN}),
    ("audit", "verify"): _ALWAYS,
    ("audit", "show"): _ALWAYS,
    ("audit", "show", "--reveal"): frozenset({Role.TEAM_LEAD, Role.PRIVACY_OFFICER}),
    ("audit", "publish"): _ALWAYS,
    ("people", "import", "lijst.csv"): frozenset({Role.TEAM_LEAD}),
    ("people", "list"): frozenset({Role.TEAM_LEAD}),
    ("people", "show", "M18"): frozenset({Role.TEAM_LEAD}),
    ("people", "link", "M18", "telegram:1"): frozenset({Role.TEAM_LEAD}),
    ("people", "unlink", "memory:bos"): frozenset({Role.TEAM_LEAD}),
    ("people", "join", "M18", "memory:klas-2b", "ouder"): frozenset({Role.TEAM_LEAD}),
    ("people", "leave", "M18", "memory:klas-2b"): frozenset({Role.TEAM_LEAD}),
    ("people", "code", "M18"): frozenset({Role.TEAM_LEAD}),
    ("people", "code"): _ALWAYS,
    ("people", "powers"): _ALWAYS,
    ("staff", "add", "B. Boer", "--role", "mentor"): frozenset({Role.TEAM_LEAD}),
    ("staff", "invite", "M18"): frozenset({Role.TEAM_LEAD}),
    ("staff", "list"): frozenset({Role.TEAM_LEAD}),
    ("staff", "work", "M18", "yes"): frozenset({Role.TEAM_LEAD}),
    ("year", "close"): frozenset({Role.TEAM_LEAD}),
    ("dossier", "M18", "--from", "2026-01-01"): frozenset({Role.TEAM_LEAD}),
    ("privacy", "access", "M18"): frozenset({Role.PRIVACY_OFFICER}),
    ("privacy", "erase", "M18", "--dry-run"): frozenset({Role.PRIVACY_OFFICER}),
    ("privacy", "announced", "2B"): frozenset(),  # only of one's own group
    ("privacy", "parents", "1001", "--on", "2026-01-01"): frozenset({Role.TEAM_LEAD}),
    ("privacy", "status"): _ALWAYS,
    ("privacy", "record"): _ALWAYS,
    ("retention", "show"): _ALWAYS,
    ("retention", "run"): _ALWAYS,
}
"""How each command that opens a school is typed, and as what somebody may. Nobody else may."""


def test_every_command_is_open_or_says_who_may_use_it() -> None:
    guarded = {way for way in ALL for words in GUARDED if words[: len(way)] == way}
    assert set(ALL) - OPEN - BY_MATTER == guarded


@pytest.mark.parametrize("words", GUARDED, ids=" ".join)
def test_a_command_is_refused_to_who_may_not_and_written_down(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(folder)
    for role in (None, Role.STUDENT, Role.TEACHER, *sorted(_ALWAYS - GUARDED[words])):
        sit(folder, role)
        code, out, err = run(*words)
        assert (code, out) == (2, ""), role
        assert FORBIDDEN in err
        assert audit(folder)[-1].what is Audited.REFUSED


@pytest.mark.parametrize("words", GUARDED, ids=" ".join)
def test_a_command_is_not_refused_to_who_may(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(folder)
    for role in sorted(GUARDED[words]):
        sit(folder, role)
        assert FORBIDDEN not in run(*words)[2], role
