"""What somebody types into the demo: lines from a keyboard or a pipe, and moments."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from bot.cli.output import safe

_LONGEST = 4_000
"""Characters of a message, as chat platforms have it."""

_LATER = re.compile(r"\+([0-9]{1,3})([muhd])")
_UNITS = {"m": "minutes", "u": "hours", "h": "hours", "d": "days"}


def typed(prompt: Callable[[], str]) -> Iterator[str]:
    """Line by line what somebody types, or what a pipe holds; then both can be read back."""
    if sys.stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401, PLC0415 - gives `input` its history; Windows has none
        while True:
            sys.stdout.write("\n")
            yield _clean(input(prompt()))
    for line in sys.stdin:
        clean = _clean(line)
        sys.stdout.write(f"\n{prompt()}{safe(clean)}\n")
        yield clean


def _clean(line: str) -> str:
    """Without what no text can hold."""
    return line.encode("utf-8", "replace").decode("utf-8").strip()[:_LONGEST]


def later(now: datetime, given: str) -> datetime | None:
    """`+30m`, `+2u`, `+1d`, or the next time a clock shows `22:30`; None: not understood."""
    if match := _LATER.fullmatch(given.casefold()):
        return now + timedelta(**{_UNITS[match[2]]: int(match[1])})
    try:
        at = datetime.strptime(given, "%H:%M").time()  # noqa: DTZ007 - a time, of no day
    except ValueError:
        return None
    moment = datetime.combine(now, at, now.tzinfo)
    return moment if moment > now else moment + timedelta(days=1)
