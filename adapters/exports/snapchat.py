"""Snapchat's "My Data" as JSON: `chat_history.json`, with all conversations of an account.

Shape: as public parsers of it agree. Messages have no ids and no replies; people are user names.
It has words only of what somebody saved in the chat. Only a group has a title; one that nobody
named is taken for private, and so is all of the older shape, which does not tell groups apart.
"""

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

from adapters.exports.json_values import EACH, values
from adapters.exports.post import (
    MOST_TALKS,
    Format,
    PlatformLine,
    Post,
    Row,
    Start,
    Talk,
    iso,
    read_each,
    since_epoch,
    words,
)
from adapters.exports.source import Source
from bot.errors import ExportError
from bot.model.ids import Platform
from bot.model.message import MediaKind

_TITLE = "Conversation Title"
_SYSTEM = "STATUS"
_BOT = "NONPARTICIPANTBOTRESPONSE"
_KINDS = {
    "TEXT": None,
    _BOT: None,
    "NOTE": MediaKind.VOICE,
    "STICKER": MediaKind.STICKER,
    "LOCATION": MediaKind.LOCATION,
    "PHOTO": MediaKind.PHOTO,
    "IMAGE": MediaKind.PHOTO,
    "VIDEO": MediaKind.VIDEO,
}
_MICROSECONDS = 10**14
"""Lower numbers are milliseconds: this many are the year 5138."""


def _recognises(start: Start) -> bool:
    """The history of snaps has neither `Content` nor `Text`: no words are in it."""
    keys = {path[-1] for path in start.paths if path[1:-1] == (0,)}
    return {"Media Type", "Created"} <= keys and not keys.isdisjoint({"Content", "Text"})


def _read(source: Source) -> Iterator[Row]:
    return read_each(_messages(source), _row)


def _messages(source: Source) -> Iterator[tuple[Talk, Any]]:
    """Not every message need have the title of its group, so all titles come first."""
    titles: dict[str, str] = {}
    for path, title in values(source, (EACH, EACH, _TITLE)):
        if title and isinstance(title, str):
            titles.setdefault(str(path[0]), title)
        if len(titles) > MOST_TALKS:
            raise ExportError("error.export.too_many_groups", where=source.path)
    for path, element in values(source, (EACH, EACH)):
        own_id = str(path[0])
        title = titles.get(own_id)
        yield Talk(own_id, title or own_id, private=title is None), element


def _row(talk: Talk, place: int, element: Any) -> Row:
    kind = words(element["Media Type"])
    at = _moment(element)
    said = words(element.get("Content") or unescape(element.get("Text") or ""))
    if kind.startswith(_SYSTEM):
        return PlatformLine(talk, at, f"{kind} {said}".strip())
    name = words(element["From"]) or "?"
    return Post(
        talk=talk,
        place=place,
        account=name,
        name=name,
        at=at,
        text="" if kind == _BOT else said,
        forwarded=said if kind == _BOT else "",
        media=_KINDS.get(kind, MediaKind.UNKNOWN),
    )


def _moment(element: Any) -> datetime:
    """`Created(microseconds)` holds milliseconds, or nothing."""
    number = element.get("Created(microseconds)")
    if not number:
        return iso(words(element["Created"]).replace(" UTC", "+00:00"))
    return since_epoch(number, 10**6 if int(number) >= _MICROSECONDS else 1000)


FORMAT = Format("Snapchat", Platform.SNAPCHAT, _recognises, _read)
