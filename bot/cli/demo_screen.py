"""The screen of the demo: the group's column beside the staff's, or one where it is narrow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.cli.output import safe

TWO_COLUMNS_FROM = 80
WIDEST = 132
"""Cells: longer lines are hard to read."""

BOT = "color(30)"
FLAG = "color(130)"
URGENT = "color(160)"
CARE = "color(133)"
DECIDED = "color(64)"
STAFF = "color(32)"
SOFT = "color(243)"
"""Colours of the middle: they can be read on a dark screen and on a light one."""

_TIME = "      "
"""As wide as "08:14 ", before what does not begin a message."""

_BAR = "▌ "
_BETWEEN = " │ "


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: *first* before its first line, *rest* before the others, as wide as *first*."""

    body: Text
    first: Text
    rest: Text

    def lines(self, screen: Console, width: int) -> Iterator[Text]:
        room = max(width - self.first.cell_len, 10)
        for number, line in enumerate(self.body.wrap(screen, room)):
            line.rstrip()
            yield Text.assemble(self.first if number == 0 else self.rest, line)


def said(at: str, who: Text, text: str) -> Block:
    """A message as a chat shows it."""
    body = Text.assemble(who, "  ", safe(text))
    return Block(body, Text(f"{at} ", SOFT), Text(_TIME))


def aside(text: str, style: str = SOFT, *, at: str = "") -> Block:
    """What happens in a group that nobody wrote."""
    return Block(Text(safe(text), style), Text(f"{at} " if at else _TIME, SOFT), Text(_TIME))


def card(lines: Iterable[Text], colour: str, *, indent: str = "") -> Block:
    """What the bot or a member of staff brings, behind a bar."""
    bar = Text.assemble(indent, (_BAR, colour))
    return Block(Text("\n").join(lines), bar, bar)


def note(text: str) -> Block:
    """For who watches the demo; no part of it."""
    return Block(Text(safe(text), Style.parse(f"italic {SOFT}")), Text("↳ ", SOFT), Text("  "))


class Board:
    """Rows of blocks, the group's on the left, the staff's on the right."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen
        self.width = min(screen.width, WIDEST)
        self.two = screen.width >= TWO_COLUMNS_FROM
        self._left = (self.width - len(_BETWEEN)) // 2
        self._right = self.width - self._left - len(_BETWEEN)

    def row(self, left: Sequence[Block], right: Sequence[Block] = ()) -> None:
        if not self.two:
            for block in (*left, *right):
                self._print(block.lines(self._screen, self.width))
            return
        self._print(
            _beside(one, other, self._left)
            for one, other in zip_longest(
                self._lines(left, self._left), self._lines(right, self._right), fillvalue=Text()
            )
        )

    def day(self, name: str) -> None:
        """A heading over the whole width."""
        rest = max(self.width - len(name) - 4, 2)
        self._print([Text(), Text(f"━━ {name} {'━' * rest}", "bold")])

    def group(self, name: str, who: str) -> None:
        """Which group the next rows are of."""
        head = Text.assemble((safe(name), "bold underline"), "  ", (who, SOFT))
        self.row([Block(Text(), Text(), Text()), Block(head, Text(), Text())])

    def heads(self, left: str, right: str) -> None:
        """Whose eyes each column is for."""
        if self.two:
            self._print([_beside(Text(left, SOFT), Text(right, SOFT), self._left)])

    def across(self, *paragraphs: Text | str) -> None:
        """Paragraphs over the whole width."""
        for one in paragraphs:
            block = Block(one if isinstance(one, Text) else Text(safe(one)), Text(), Text())
            self._print(block.lines(self._screen, self.width) if one else [Text()])

    def blocks(self, *blocks: Block) -> None:
        for block in blocks:
            self._print(block.lines(self._screen, self.width))

    def path(self, words: str) -> None:
        """Never folded, so that it can be copied."""
        self._screen.print(Text(safe(words)), soft_wrap=True)

    def _lines(self, blocks: Iterable[Block], width: int) -> Iterator[Text]:
        for block in blocks:
            yield from block.lines(self._screen, width)

    def _print(self, lines: Iterable[Text]) -> None:
        for line in lines:
            line.rstrip()
            self._screen.print(line, soft_wrap=True)


def _beside(left: Text, right: Text, width: int) -> Text:
    blank = " " * max(width - left.cell_len, 0)
    return Text.assemble(left, blank, (_BETWEEN, SOFT), right)
