"""The pages that a school hands out say what the code does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup

from bot.cli.app import build
from bot.config import BackupConfig
from bot.model.retention import Retention
from bot.texts import Language, texts
from tests.support.markdown import anchors, cells, links, one_line

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "nl"
TEMPLATES = ROOT / "bot" / "privacy" / "record" / "templates"
OURS = ("voor-leerlingen-en-ouders", "brief-aan-ouders", "checklist-privacy", "privacy")


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
    assert f"reservekopie kan alles nog {backups} langer staan" in pupils
    assert f"nog hooguit {backups} in een reservekopie" in letter
    assert f"reservekopie is nog {backups} terug te zetten" in one_line(page("privacy"))
    assert cells(page("privacy"), "de tijd om bezwaar te maken")[1].startswith(
        f"{USUAL.appeal_days} dagen"
    )


def test_the_page_for_pupils_is_one_page() -> None:
    assert len(page("voor-leerlingen-en-ouders").split()) <= 420


@pytest.mark.parametrize("name", ["voor-leerlingen-en-ouders", "brief-aan-ouders"])
@pytest.mark.parametrize("number", ["112", "113", "0800-0432", "0800-2000"])
def test_whom_to_call_is_on_every_page_for_outside(name: str, number: str) -> None:
    assert number in page(name)


@pytest.mark.parametrize("name", ["brief-aan-ouders", "checklist-privacy", "privacy"])
def test_staff_are_told_that_nothing_is_live_yet(name: str) -> None:
    said = r"in deze versie (is Klaswacht )?nog niet met"
    assert re.search(said, one_line(page(name)), flags=re.IGNORECASE)


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
    said = "\n".join([*templates, *map(page, OURS)])
    named = set(re.findall(r"klaswacht ((?:[a-z]+ ?){1,2})", said, flags=re.MULTILINE))

    assert named
    for words in (name.split() for name in named):
        assert words[0] in known or " ".join(words[:2]) in known, words
