"""What exports that keep messages as data say of one, in the terms that all of them share."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps
from typing import Any

from adapters.exports.json_values import Path
from adapters.exports.source import Source
from bot.model.ids import Platform
from bot.model.message import MediaKind

_YEARS = range(2000, 2100)
_SHOWN = 500
MOST_TALKS = 10_000
"""Of one file; and people of one group. More is no export of a person."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation. *private*: of two people, or of somebody alone; Klaswacht reads none."""

    own_id: str
    name: str
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message."""

    talk: Talk
    place: int
    """1-based, among all elements of the file; unique in it."""
    account: str
    """What stays when somebody changes their name, where the export knows such a thing."""
    name: str
    at: datetime
    """Aware; without a zone it is the school's."""
    text: str
    own_id: str = ""
    """The platform's own, where the export tells it."""
    reply_to: str = ""
    """The `own_id` of another post."""
    forwarded: str = ""
    media: MediaKind | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class PlatformLine:
    """What the platform itself says in a conversation: joined, left, renamed, taken back."""

    talk: Talk
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An element that the format does not explain."""

    talk: Talk
    place: int
    """As a post's."""
    text: str


Row = Post | PlatformLine | Unread


@dataclass(frozen=True, slots=True)
class Start:
    """The first 64 KiB of a file, for finding out what it is."""

    text: str
    paths: Collection[Path]
    """Where values stand, if this is JSON; 0 for any place in an array."""

    def has(self, *path: str | int) -> bool:
        return path in self.paths


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of export."""

    name: str
    """For people."""
    platform: Platform
    recognises: Callable[[Start], bool]
    read: Callable[[Source], Iterator[Row]]
    """Every element of every conversation as a row, in the order of the file. Raises only
    `ExportError`."""


def read_each(
    elements: Iterable[tuple[Talk, Any]], make: Callable[[Talk, int, Any], Row]
) -> Iterator[Row]:
    """*make* gets each element with its place; whatever shape it stumbles over is `Unread`."""
    for place, (talk, element) in enumerate(elements, 1):
        try:
            yield make(talk, place, element)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            yield Unread(talk, place, dumps(element, ensure_ascii=False, default=str)[:_SHOWN])


def iso(text: object) -> datetime:
    """A moment from ISO 8601, aware where it says its zone. Raises `ValueError`."""
    return _sane(datetime.fromisoformat(words(text)))


def since_epoch(value: object, parts: int = 1) -> datetime:
    """A moment from seconds since 1970, or *parts* of one (1000: milliseconds). Raises
    `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("no moment")  # noqa: TRY004 - as below
    try:
        return _sane(datetime.fromtimestamp(int(value) / parts, UTC))
    except (OverflowError, OSError) as error:
        raise ValueError("no moment") from error


def words(value: object) -> str:
    """*value* if it is text. Raises `ValueError`."""
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - bad input, whatever its type
    return value


def _sane(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError("not a year of chats")
    return moment
