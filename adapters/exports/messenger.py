"""Facebook Messenger, in both its downloads.

"Download your information" is as Instagram's: see `meta`. End-to-end encrypted chats come in a
download of their own, one file a conversation. Shape: as public parsers of it agree. It has no
ids, no accounts but the names that people show, no replies, and not what was edited.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from adapters.exports import meta
from adapters.exports.json_values import EACH, paths, values
from adapters.exports.post import (
    Format,
    PlatformLine,
    Post,
    Row,
    Start,
    Talk,
    read_each,
    since_epoch,
    words,
)
from adapters.exports.source import Source
from bot.model.ids import Platform
from bot.model.message import MediaKind

_COUNTER = re.compile(r"_\d+\Z")
_KINDS = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".webp", ".heic"), MediaKind.PHOTO),
    **dict.fromkeys((".mp4", ".mov", ".gif"), MediaKind.VIDEO),
    **dict.fromkeys((".mp3", ".m4a", ".aac", ".ogg", ".opus", ".wav"), MediaKind.VOICE),
}
"""By the end of the file's name, which is not the one that the sender gave it."""


def _recognises(start: Start) -> bool:
    return _is_encrypted(start) or meta.network(start) is meta.Network.MESSENGER


def _is_encrypted(start: Start) -> bool:
    return start.has("messages", 0, "senderName") and start.has("messages", 0, "timestamp")


def _read(source: Source) -> Iterator[Row]:
    if not _is_encrypted(Start("", paths(source.start()))):
        return meta.read(source)
    talk = _talk(source)
    return read_each(((talk, value) for _, value in values(source, ("messages", EACH))), _row)


def _talk(source: Source) -> Talk:
    """Two groups may have one name, so the counter behind it belongs to what tells them apart."""
    found, people = meta.around(source, "threadName")
    thread = found.get("threadName")
    own_id = (thread if isinstance(thread, str) else "") or "?"
    name = _COUNTER.sub("", own_id) or own_id
    return Talk(own_id, name, private=meta.seems_private(people, name))


def _row(talk: Talk, place: int, element: Any) -> Row:
    at = since_epoch(element["timestamp"], 1000)
    name = words(element["senderName"]) or "?"
    if element.get("isUnsent") or element.get("type") == "placeholder":
        return PlatformLine(talk, at, "unsent")
    return Post(
        talk=talk,
        place=place,
        account=name,
        name=name,
        at=at,
        text=words(element.get("text") or ""),
        media=next(map(_kind, element.get("media") or []), None),
    )


def _kind(media: Any) -> MediaKind:
    suffix = PurePosixPath(words(media["uri"])).suffix.lower()
    return _KINDS.get(suffix, MediaKind.UNKNOWN)


FORMAT = Format(meta.Network.MESSENGER, Platform.META, _recognises, _read)
