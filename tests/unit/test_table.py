"""Tables that can be read on any screen."""

from io import StringIO

import pytest
from rich.console import Console

from bot.cli.table import table

COLUMNS = ("Nummer", "Naam", "Rol")
ROWS = (("1", "mw. Van der Wolters", "privacyfunctionaris"), ("2", "Bo", ""))


def shown(width: int, *, lines: bool = False) -> str:
    out = StringIO()
    table(Console(file=out, width=width), COLUMNS, ROWS, lines=lines)
    return out.getvalue()


@pytest.mark.parametrize("width", [30, 40, 41, 42, 45, 60, 80, 120])
def test_no_word_is_cut_and_no_line_too_long(width: int) -> None:
    told = shown(width)
    for word in ("Nummer", "Wolters", "privacyfunctionaris"):
        assert word in told
    assert max(map(len, told.splitlines())) <= max(width, 40)


def test_what_does_not_fit_is_a_paragraph_without_what_is_empty() -> None:
    assert shown(41) == (
        "Nummer: 1\n  Naam: mw. Van der Wolters\n  Rol: privacyfunctionaris\n"
        "Nummer: 2\n  Naam: Bo\n"
    )
    assert "│" in shown(42)


def test_a_digest_forces_no_paragraphs() -> None:
    out = StringIO()
    table(Console(file=out, width=60), ("Stand", "Wat"), [("a" * 64, "opgeschreven")])
    assert "│" in out.getvalue()


def test_what_people_wrote_steers_no_terminal() -> None:
    for width in (20, 80):
        out = StringIO()
        table(Console(file=out, width=width), ("Naam",), [("\x1b[31mrood",)])
        assert "\x1b" not in out.getvalue()


def test_lines_stand_between_rows_where_they_are_wanted() -> None:
    assert ("├" in shown(80), "├" in shown(80, lines=True)) == (False, True)
