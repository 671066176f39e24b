"""What a reader of Markdown sees of it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token


def tokens(text: str) -> Iterator[Token]:
    for token in _read(text):
        yield token
        yield from token.children or ()


def rows(text: str) -> list[list[str]]:
    """The cells of every table, without marks of emphasis."""
    found: list[list[str]] = []
    for before, token in pairwise(_read(text)):
        if before.type == "tr_open":
            found.append([])
        if before.type in {"td_open", "th_open"}:
            found[-1].append("".join(child.content for child in token.children or ()))
    return found


def cells(text: str, beginning: str, *, of: int = 0) -> list[str]:
    """The one row, of *of* cells, whose first cell is, or else begins with, those words."""
    fitting = [row for row in rows(text) if not of or len(row) == of]
    same = [row for row in fitting if row[0] == beginning]
    (row,) = same or [row for row in fitting if row[0].startswith(beginning)]
    return row


def links(text: str) -> set[str]:
    return {str(token.attrs["href"]) for token in tokens(text) if token.type == "link_open"}


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return {
        "#" + re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in headings
    }


def one_line(text: str) -> str:
    """As it reads, wherever its lines end."""
    return " ".join(text.replace("\n> ", "\n").split())


def _read(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)
