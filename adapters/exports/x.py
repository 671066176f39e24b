"""Group conversations of an X (Twitter) archive: `data/direct-messages-group.js`.

Shape: the archive itself, as several open parsers of it agree. It is JSON behind the beginning of
a JavaScript statement, newest first. There are no names: senders are the numbers of their
accounts, and a group has a name only if somebody changed it. No replies, and what was deleted is
absent.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from adapters.exports.json_values import EACH, Wanted, values
from adapters.exports.post import (
    MOST_TALKS,
    Format,
    PlatformLine,
    Post,
    Row,
    Start,
    Talk,
    Unread,
    iso,
    read_each,
    words,
)
from adapters.exports.source import Source
from bot.errors import ExportError
from bot.model.ids import Platform
from bot.model.message import MediaKind

_STATEMENT = re.compile(
    r"\s*window\.YTD\.direct_messages?(?P<group>_group)?\.part\d+\s*=\s*", re.ASCII
)
_ID: Final = (EACH, "dmConversation", "conversationId")
_MESSAGE: Final = (EACH, "dmConversation", "messages", EACH)
_RENAMED = "conversationNameUpdate"
_SYSTEM = {
    _RENAMED,
    "joinConversation",
    "participantsJoin",
    "participantsLeave",
    "reactionCreate",
}
_SHORTENED = re.compile(r"https://t\.co/\w+", re.ASCII)
_ATTACHED = re.compile(r"https://(?:twitter|x)\.com/messages/media/")
_KINDS = {"https://ton.twitter.com/": MediaKind.PHOTO, "https://video.twimg.com/": MediaKind.VIDEO}


def _recognises(start: Start) -> bool:
    return _STATEMENT.match(start.text) is not None


def _read(source: Source) -> Iterator[Row]:
    statement = _STATEMENT.match(source.start().decode(errors="replace"))
    if statement and not statement["group"]:
        # Who gives the other file is told that it holds private messages; they are left alone.
        return iter([Unread(Talk("", "", private=True), 1, "")])
    return read_each(_messages(source, statement.end() if statement else 0), _row)


def _messages(source: Source, skip: int) -> Iterator[tuple[Talk, Any]]:
    names = _names(source, skip)
    for own_id, message in _elements(source, skip, _MESSAGE):
        private = "-" in own_id or not own_id
        yield Talk(own_id, names.get(own_id) or own_id, private=private), message


def _names(source: Source, skip: int) -> dict[str, str]:
    """By conversation the name that it got last, which may stand behind older messages."""
    newest: dict[str, tuple[str, str]] = {}
    for own_id, renamed in _elements(source, skip, (*_MESSAGE, _RENAMED)):
        try:
            named = words(renamed["createdAt"]), words(renamed["name"])
        except (LookupError, TypeError, ValueError):
            continue  # its row tells that it could not be read
        newest[own_id] = max(named, newest.get(own_id, named))
        if len(newest) > MOST_TALKS:
            raise ExportError("error.export.too_many_groups", where=source.path)
    return {own_id: name for own_id, (_, name) in newest.items()}


def _elements(source: Source, skip: int, wanted: Wanted) -> Iterator[tuple[str, Any]]:
    """Each value at *wanted* with the id of its conversation, which stands before it."""
    place: str | int = ""
    own_id = ""
    for path, value in values(source, _ID, wanted, skip=skip):
        if path[0] != place:
            place, own_id = path[0], ""
        if len(path) == len(_ID):
            own_id = value if isinstance(value, str) else ""
        else:
            yield own_id, value


def _row(talk: Talk, place: int, element: Any) -> Row:
    ((kind, body),) = element.items()
    at = iso(body["createdAt"])
    if kind in _SYSTEM:
        name = words(body["name"]) if kind == _RENAMED else ""
        return PlatformLine(talk, at, f"{kind} {name}".rstrip())
    if kind != "messageCreate":
        raise ValueError("a kind that no archive was seen to hold")
    account = words(body["senderId"])
    return Post(
        talk=talk,
        place=place,
        own_id=words(body["id"]),
        account=account,
        name=account,
        at=at,
        text=_said(body),
        media=_media(body.get("mediaUrls") or ()),
    )


def _said(body: Any) -> str:
    """With the links as they were written. X shortens them, and adds one for each attachment."""
    links = {words(link["url"]): words(link["expanded"]) for link in body.get("urls") or ()}
    links = {short: "" if _ATTACHED.match(link) else link for short, link in links.items()}
    # Each once: else a text of one link many times over could be made to fill the memory.
    said = _SHORTENED.sub(lambda found: links.pop(found[0], found[0]), words(body["text"]))
    return said.rstrip()


def _media(urls: Any) -> MediaKind | None:
    for url in urls:
        return next((kind for at, kind in _KINDS.items() if url.startswith(at)), MediaKind.UNKNOWN)
    return None


FORMAT = Format("X", Platform.X, _recognises, _read)
