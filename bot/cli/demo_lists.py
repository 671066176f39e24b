"""Lists for who types: the groups and who is in one, and what can be typed."""

from collections.abc import Iterable

from rich.text import Text

from bot.cli.demo_screen import BOT, SOFT, Block, Board
from bot.cli.output import safe
from bot.demo.session import Session
from bot.texts import Texts


def who(session: Session, board: Board, texts: Texts) -> None:
    board.across("")
    for number, group in enumerate(session.groups, start=1):
        here = group is session.group
        board.blocks(_numbered(number, group.name, "", here=here))
    board.across("")
    for number, member in enumerate(session.here, start=1):
        here = member == session.speaker
        board.blocks(_numbered(number, member.name, texts(f"demo.role.{member.role}"), here=here))
    told = texts("demo.talk.told", names=session.answers_here())
    board.across("", Text(safe(told), SOFT))


def commands(explained: Iterable[tuple[str, str]], board: Board) -> None:
    """*explained*: each command and what it does."""
    board.across("")
    for command, words in explained:
        first = Text(f"{command:<15}", "bold")
        board.blocks(Block(Text(words), first, Text(" " * first.cell_len)))


def _numbered(number: int, name: str, role: str, *, here: bool) -> Block:
    first = Text.assemble(("▸" if here else " ", f"bold {BOT}"), (f"{number:>3}  ", SOFT))
    body = Text.assemble((safe(name), "bold" if here else ""), (f"  {role}" if role else "", SOFT))
    return Block(body, first, Text("      "))
