"""Rows under their columns, or below one another where the screen is too narrow for that."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from bot.cli.output import safe, say

_WORD = 20
"""Characters. What is longer is a digest or an id, which may be cut."""

_LINE = 30
"""Characters that a cell is given on one line before others get more."""

_BORDERS = 3
"""Characters beside what stands in a column; and one at the end of all."""


def table(
    out: Console, columns: Sequence[str], rows: Iterable[Sequence[str]], *, lines: bool = False
) -> None:
    """*lines*: between the rows too."""
    told = [[safe(cell) for cell in row] for row in rows]
    cells = [*zip(columns, *told, strict=True)]
    widths = [max(map(_longest_word, column)) for column in cells]
    spare = out.width - sum(widths) - _BORDERS * len(widths) - 1
    if spare < 0:
        for row in told:
            _paragraph(out, columns, row)
        return
    wanted = [max(map(cell_len, column)) for column in cells]
    shown = Table(show_lines=lines)
    for column, width in zip(columns, _widened(widths, wanted, spare), strict=True):
        shown.add_column(column, overflow="fold", width=width)
    for row in told:
        shown.add_row(*row)
    out.print(shown)


def _longest_word(cell: str) -> int:
    return min(_WORD, max(map(cell_len, cell.split()), default=0))


def _widened(widths: Sequence[int], wanted: Sequence[int], spare: int) -> Sequence[int]:
    """What is short first, so that names and moments stay on one line; then whatever lacks most.
    The library itself would cut words."""
    wide = [*widths]
    for _ in range(spare):
        lacking = [place for place, wish in enumerate(wanted) if wide[place] < wish]
        if not lacking:
            break
        first = max(lacking, key=lambda at: (wanted[at] <= _LINE, wanted[at] - wide[at]))
        wide[first] += 1
    return wide


def _paragraph(out: Console, columns: Sequence[str], row: Sequence[str]) -> None:
    lines = [f"{name}: {cell}" for name, cell in zip(columns, row, strict=True) if cell]
    for place, line in enumerate(lines):
        say(out, line, indent=2 if place else 0, style="" if place else "bold")
