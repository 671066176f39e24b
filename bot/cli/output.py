"""What goes to the terminal: hostile text made harmless, colour only where it is wanted."""

import os
import sys
import textwrap
import unicodedata

from rich.console import Console
from rich.text import Text

_SHOWN = {**dict.fromkeys("\n\t\u2028\u2029", " "), "\u200d": "\u200d", "\u200e": ""}
"""The joiner of emoji families is harmless; the mark of left-to-right text is noise."""

_STEERING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def safe(text: str) -> str:
    """*text* on one line, without anything that could steer a terminal or turn text around."""
    return "".join(
        _SHOWN.get(char, "�") if unicodedata.category(char) in _STEERING else char for char in text
    )


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
