"""What goes to the terminal: hostile text made harmless, colour only where it is wanted."""

import sys
import unicodedata

from rich.console import Console

_SHOWN = {"\n": " ", "\t": " "}


def safe(text: str) -> str:
    """*text* on one line, without anything that could steer a terminal or turn text around."""
    return "".join(
        _SHOWN.get(char, "�") if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} else char
        for char in text.replace("\u200d", "").replace("\u200e", "")
    )


def console() -> Console:
    """Standard output. In a pipe: no colour, no wrapping at a width nobody has."""
    if sys.stdout.isatty():
        return Console(highlight=False, markup=False, emoji=False)
    return Console(highlight=False, markup=False, emoji=False, width=120, no_color=True)


def progress_console() -> Console:
    """Standard error, so that a pipe stays clean."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)
