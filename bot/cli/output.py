"""What goes to the terminal: hostile text made harmless, colour only where it is wanted."""

import os
import sys
import textwrap

from rich.console import Console
from rich.text import Text

from bot.model.shown import safe

__all__ = ["console", "progress_console", "safe", "say"]


def console() -> Console:
    """Standard output. In a pipe: no colour, and a width that does not hang on who calls."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        return Console(highlight=False, markup=False, emoji=False)
    return Console(highlight=False, markup=False, emoji=False, width=120, no_color=True)


def say(out: Console, words: str, *, indent: int = 0, style: str = "") -> None:
    """One paragraph, indented as a whole, without blanks at the ends of its lines."""
    margin = " " * indent
    lines = textwrap.fill(
        words,
        max(out.width, 40),
        initial_indent=margin,
        subsequent_indent=margin,
        break_on_hyphens=False,
    )
    if out.is_terminal:
        out.print(Text(lines, style=style), soft_wrap=True)
    else:
        out.file.write(f"{lines}\n")  # ten times cheaper, and an overview has thousands


def progress_console() -> Console:
    """Standard error, so that a pipe stays clean."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)
