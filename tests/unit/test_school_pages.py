"""The pages that a school hands out say what the code does."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.core import TyperGroup

from bot.cli.app import build
from bot.config import OWN_VARIABLES, BackupConfig
from bot.model.member import Role
from bot.model.retention import WAITING_DAYS, Retention
from bot.people.codes import LASTS
from bot.people.roster import read_roster
from bot.rights import POWERFUL
from bot.texts import Language, texts
from storage.tables import Base
from tests.support.markdown import anchors, cells, links, one_line

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "nl"
TEMPLATES = ROOT / "bot" / "privacy" / "record" / "templates"
OURS = (
    "voor-leerlingen-en-ouders",
    "brief-aan-ouders",
    "checklist-privacy",
    "privacy",
    "inrichten",
    "telegram",
    "eerste-week",
)


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


USUAL = Retention()
TERMS = {
    "undecided": f"{USUAL.undecided_days} dagen",
    "dismissed": f"{USUAL.dismissed_days} dagen na het besluit",
    "upheld": "31 juli",
    "care": f"{USUAL.care_days} dagen nadat het is",
}


@pytest.mark.parametrize(
    ("name", "row", "term"),
    [
        ("voor-leerlingen-en-ouders", "nog niet bekeken", "undecided"),
        ("voor-leerlingen-en-ouders", "onterecht", "dismissed"),
        ("voor-leerlingen-en-ouders", "terecht", "upheld"),
        ("voor-leerlingen-en-ouders", "over zorg", "care"),
        ("privacy", "een melding waar niemand over besliste", "undecided"),
        ("privacy", "een melding die onterecht was", "dismissed"),
        ("privacy", "een melding die terecht was", "upheld"),
        ("privacy", "een zorgsignaal", "care"),
    ],
)
def test_the_pages_say_the_terms_that_the_code_has(name: str, row: str, term: str) -> None:
    assert TERMS[term] in cells(page(name), row)[1]


def test_the_terms_in_running_text_are_those_too() -> None:
    assert (USUAL.upheld_until.day, USUAL.upheld_until.month) == (31, 7)
    pupils, letter = one_line(page(OURS[0])), one_line(page("brief-aan-ouders"))
    assert f"zeg het dan binnen {USUAL.appeal_days} dagen" in pupils
    assert f"onthoudt hij {USUAL.reminder_days} dagen" in pupils
    assert f"zeg het dan binnen {USUAL.appeal_days} dagen" in letter
    assert (
        f"{USUAL.undecided_days} dagen zolang niemand besliste, {USUAL.dismissed_days} dagen na"
        " het besluit als ze onterecht was, en tot het einde van het schooljaar (31 juli)"
    ) in letter
    assert f"tot {USUAL.care_days} dagen nadat het is afgehandeld" in letter
    backups = f"{BackupConfig().keep_days} dagen"
    assert f"back-up kan alles nog {backups} langer staan" in pupils
    assert f"nog hooguit {backups} in een back-up" in letter
    assert f"back-up is nog {backups} terug te zetten" in one_line(page("privacy"))
    assert cells(page("privacy"), "de tijd om bezwaar te maken")[1].startswith(
        f"{USUAL.appeal_days} dagen"
    )


def test_the_pages_say_how_long_the_audit_knows_a_name_and_what_waits_lasts() -> None:
    assert USUAL.audit_days == 365
    pupils, letter = one_line(page(OURS[0])), one_line(page("brief-aan-ouders"))
    assert "na één jaar, of zodra de melding weg is, ook zonder je naam" in pupils
    assert "zodra de melding weg is, en uiterlijk na één jaar" in letter
    kept = page("privacy")
    assert f"{USUAL.audit_days} dagen" in cells(kept, "in het logboek: over wie het ging")[1]
    assert f"{WAITING_DAYS} dagen" in cells(kept, "wat wacht op een oordeel")[1]
    english = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    assert f"audit_days, {USUAL.audit_days}" in cells(english, "in the audit: about whom")[1]
    assert cells(english, "what waits to be judged")[1].startswith(f"{WAITING_DAYS} days")


@pytest.mark.parametrize("name", ["voor-leerlingen-en-ouders", "brief-aan-ouders"])
def test_pages_for_outside_say_that_lines_of_others_are_kept_too(name: str) -> None:
    said = one_line(page(name))
    assert "hooguit twee regels ervoor" in said
    assert "schuilnaam" in said
    assert "Van gewone berichten" not in said


def test_the_example_of_a_list_of_people_can_be_taken_over(tmp_path: Path) -> None:
    example = page("inrichten").split("```\nnummer;")[1].split("```")[0]
    (tmp_path / "lijst.csv").write_text(f"nummer;{example}", "utf-8-sig")

    roster = read_roster(tmp_path / "lijst.csv", date(2026, 11, 22))

    assert not roster.bad
    assert not roster.unread
    assert [row.role for row in roster.rows].count(Role.TEAM_LEAD) == 2
    assert {row.role for row in roster.rows} >= POWERFUL


def test_how_long_a_code_lasts() -> None:
    assert timedelta(minutes=10) == LASTS
    assert "geldt tien minuten" in one_line(page("inrichten"))


def test_every_table_is_in_what_is_kept() -> None:
    english = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    first = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", english, flags=re.MULTILINE)
    named = {name for cell in first for name in re.findall(r"\w+", cell)}

    assert named == set(Base.metadata.tables)


def test_every_variable_and_group_of_commands_is_described() -> None:
    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for variable in OWN_VARIABLES:
        assert f"`{variable}`" in operations
    for name, command in build(texts(Language.NL)).commands.items():
        row = next(line for line in readme.splitlines() if line.startswith(f"| `klaswacht {name}"))
        if isinstance(command, TyperGroup):
            assert all(f"`{one}" in row for one in command.commands), name
    assert "**3**" in readme


def test_links_in_the_guide_for_whoever_runs_it_lead_somewhere() -> None:
    for file in (ROOT / "docs" / "operations.md", ROOT / "docs" / "privacy.md"):
        text = file.read_text("utf-8")
        for target in links(text):
            name, _, anchor = target.partition("#")
            path = file.parent / name if name else file
            assert path.is_file(), target
            assert not anchor or f"#{anchor}" in anchors(path.read_text("utf-8")), target


def test_one_word_for_one_thing() -> None:
    files = [*DOCS.glob("*.md"), *TEMPLATES.glob("*.md")]
    for file in files:
        said = file.read_text("utf-8").casefold()
        assert "reservekopie" not in said, file.name
        assert "leidinggevende" not in said, file.name


def test_the_page_for_pupils_is_one_page() -> None:
    assert len(page("voor-leerlingen-en-ouders").split()) <= 430


@pytest.mark.parametrize("name", ["voor-leerlingen-en-ouders", "brief-aan-ouders"])
@pytest.mark.parametrize("number", ["112", "113", "0800-0432", "0800-2000"])
def test_whom_to_call_is_on_every_page_for_outside(name: str, number: str) -> None:
    assert number in page(name)


@pytest.mark.parametrize("name", ["brief-aan-ouders", "checklist-privacy", "privacy", "inrichten"])
def test_staff_are_told_where_it_is_live(name: str) -> None:
    said = "in deze versie werkt Klaswacht live alleen op Telegram"
    assert said.casefold() in one_line(page(name)).casefold()


@pytest.mark.parametrize("name", OURS)
def test_links_lead_somewhere(name: str) -> None:
    for target in links(page(name)):
        file, _, anchor = target.partition("#")
        path = DOCS / (file or f"{name}.md")
        assert path.is_file(), target
        assert not anchor or f"#{anchor}" in anchors(path.read_text("utf-8")), target


def commands(group: TyperGroup, above: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}"


def test_every_command_that_is_named_exists() -> None:
    """In the record too, which they lead to."""
    known = set(commands(build(texts(Language.NL))))
    templates = [file.read_text("utf-8") for file in TEMPLATES.glob("*.md")]
    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    said = "\n".join([*templates, operations, *map(page, OURS)])
    named = set(re.findall(r"klaswacht ((?:[a-z]+ ?){1,2})", said, flags=re.MULTILINE))

    assert named
    for words in (name.split() for name in named):
        assert words[0] in known or " ".join(words[:2]) in known, words
