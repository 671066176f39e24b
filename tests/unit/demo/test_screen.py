"""The demo's screen can be read: on light and dark, wide and narrow, and in a pipe."""

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.text import Text

from bot.cli import demo_screen
from bot.cli.demo_screen import (
    BOT,
    CARE,
    DECIDED,
    FLAG,
    SOFT,
    STAFF,
    URGENT,
    WIDEST,
    Board,
    aside,
    card,
    note,
    said,
)

LONG = "wie heeft de antwoorden van opgave twaalf tot en met vijftien en kan ze even sturen"
WHITE, BLACK = 1.0, 0.0


def board(width: int) -> tuple[Board, StringIO]:
    out = StringIO()
    screen = Console(file=out, width=width, highlight=False, markup=False, emoji=False)
    return Board(screen), out


def luminance(name: str) -> float:
    """As the web's guidelines for contrast count it."""
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in Color.parse(name).get_truecolor().normalized
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [BOT, CARE, DECIDED, FLAG, SOFT, STAFF, URGENT])
@pytest.mark.parametrize("ground", [WHITE, BLACK])
def test_colours_are_read_on_light_and_on_dark(colour: str, ground: float) -> None:
    darker, lighter = sorted((luminance(colour), ground))
    assert (lighter + 0.05) / (darker + 0.05) >= 3.5


@pytest.mark.parametrize("width", [80, 90, 120, 200])
def test_two_columns_stand_beside_each_other(width: int) -> None:
    shown, out = board(width)
    left = [said("08:14", Text("Milan"), LONG), card([Text("Klaswacht"), Text(LONG)], BOT)]
    shown.row(left, [card([Text("Aan Mw. Brandsma"), Text(LONG)], FLAG)])
    shown.row([said("08:15", Text("Noor"), "ik 🙌")])
    lines = out.getvalue().splitlines()
    assert "Milan" in lines[0]
    assert "Aan Mw. Brandsma" in lines[0]
    assert len({cell_len(line.partition("│")[0]) for line in lines}) == 1
    assert all(cell_len(line) <= min(width, WIDEST) for line in lines)


@pytest.mark.parametrize("width", [30, 60, 79])
def test_a_narrow_screen_has_one_column(width: int) -> None:
    shown, out = board(width)
    shown.heads("wat de groep ziet", "wat medewerkers zien")
    shown.group("TH2C", "leerlingen")
    shown.row(
        [said("08:14", Text("Milan"), LONG)], [card([Text("Aan Mw. Brandsma")], FLAG), note("Ja.")]
    )
    lines = out.getvalue().splitlines()
    assert "│" not in out.getvalue()
    assert [line for line in lines if "wat" in line.split("▌")[0] and "zien" in line] == []
    assert lines[-2:] == ["▌ Aan Mw. Brandsma", "↳ Ja."]
    assert all(cell_len(line) <= width for line in lines)


def test_a_message_hangs_under_its_writer() -> None:
    shown, out = board(60)
    shown.row([said("08:14", Text("Milan"), LONG), aside("Milan haalt een bericht weg")])
    first, *others = out.getvalue().splitlines()
    assert first.startswith("08:14 Milan  wie")
    assert others
    assert all(line.startswith("      ") for line in others)


def test_no_line_ends_in_blanks() -> None:
    shown, out = board(100)
    shown.day("maandag")
    shown.group("TH2C", "leerlingen")
    shown.row([said("08:14", Text("Milan"), "hoi")])
    shown.across("", "Klaar.")
    assert [line for line in out.getvalue().splitlines() if line != line.rstrip()] == []


def test_what_could_steer_a_terminal_is_made_harmless() -> None:
    shown, out = board(100)
    shown.row([said("08:14", Text("Milan"), "\x1b[2Jweg"), aside("\u202eom")], [note("\x07")])
    assert not set(out.getvalue()) & {"\x1b", "\x07", "\u202e"}


def test_a_path_is_never_folded() -> None:
    shown, out = board(40)
    shown.path("Database: /een/heel/lang/pad/naar/de/database/van/de/demo.db")
    assert len(out.getvalue().splitlines()) == 1


def test_there_is_no_colour_without_a_terminal() -> None:
    shown, out = board(100)
    shown.row([card([Text("Klaswacht", f"bold {demo_screen.BOT}")], BOT)])
    assert "\x1b" not in out.getvalue()
