"""A WhatsApp export of any length: one conversation over and over, eight days later each time."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

CONVERSATION = (
    Path(__file__).parent.parent / "tests" / "data" / "exports" / "c1-whatsapp-android.txt"
)
_HEAD = re.compile(r"(?m)^(\d\d-\d\d-\d{4} \d\d:\d\d) - ")
_CLOCK = "%d-%m-%Y %H:%M"
_FIRST = datetime(2000, 1, 3)  # noqa: DTZ001 - the clock of a phone
_APART = timedelta(days=8)


def write_long_export(path: Path, messages: int) -> int:
    """How many heads it has: at least *messages*. A century holds a million of them."""
    words = CONVERSATION.read_text(encoding="utf-8")
    heads = _HEAD.findall(words)
    start = datetime.strptime(heads[0], _CLOCK)  # noqa: DTZ007 - the clock of a phone
    rounds = -(-messages // len(heads))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_repeated(words, start, rounds))
    return rounds * len(heads)


def _repeated(words: str, start: datetime, rounds: int) -> Iterator[str]:
    for round_ in range(rounds):
        shift = _FIRST - start + round_ * _APART

        def later(head: re.Match[str], by: timedelta = shift) -> str:
            return f"{datetime.strptime(head[1], _CLOCK) + by:{_CLOCK}} - "  # noqa: DTZ007

        yield _HEAD.sub(later, words)
