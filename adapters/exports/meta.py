"""A conversation in the download of Instagram or of Facebook: `message_1.json` and so on.

Shape: as public parsers of these downloads agree on it; Meta documents none. It has no ids, no
accounts but the names that people show, no replies, and not what was edited. What stands around
the messages may come after them. Its own sentences are like anybody's, in the language of the
account: only a few, fixed ones are taken for what they are.
"""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
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
    read_each,
    since_epoch,
    words,
)
from adapters.exports.source import Source
from bot.errors import ExportError
from bot.model.ids import Platform
from bot.model.message import MediaKind

_PLACE = re.compile(r'"uri"\s*:\s*"your_(instagram|facebook|activity_across_facebook)')
_A_GROUP = 3
_ONLY_MESSENGER = ("gifs", "sticker", "ip", "bumped_message_metadata")
_FAULTY = re.compile("[Â-ß][\x80-\xbf]|[à-ï][\x80-\xbf]{2}|[ð-ô][\x80-\xbf]{3}")
"""UTF-8 written as Latin-1: what stands for one character."""
_SYSTEM = frozenset({"Call", "Subscribe", "Unsubscribe"})
"""Kinds of message, until about 2022, that are sentences of the network."""
_REACTED = re.compile(
    r"(?:Liked a message|Reacted \W{1,20} to your message"
    r"|(?:Vindt|Vond) een bericht leuk|Heeft een bericht leuk gevonden"
    r"|(?:Reageerde|Heeft gereageerd) met \W{1,20} op je bericht"
    r"|Heeft met \W{1,20} op je bericht gereageerd)\.? ?"
)
"""Without a word of the sender's own."""
_ATTACHED = re.compile(
    r" (?:sent an attachment|(?:heeft|hebt) een bijlage (?:verzonden|verstuurd|gestuurd))\."
)
_MEDIA = {
    "photos": MediaKind.PHOTO,
    "videos": MediaKind.VIDEO,
    "audio_files": MediaKind.VOICE,
    "gifs": MediaKind.VIDEO,
    "files": MediaKind.DOCUMENT,
    "sticker": MediaKind.STICKER,
}


class Network(StrEnum):
    INSTAGRAM = "Instagram"
    MESSENGER = "Messenger"


def recognises(start: Start) -> bool:
    return start.has("messages", 0, "sender_name") and start.has("messages", 0, "timestamp_ms")


def network(start: Start) -> Network | None:
    """Which of the two made it, where the content says so: by the folders that media lie in, else
    by what only one of them has."""
    if not recognises(start):
        return None
    if place := _PLACE.search(start.text):
        return Network.INSTAGRAM if place[1] == "instagram" else Network.MESSENGER
    if start.has("messages", 0, "share", "original_content_owner"):
        return Network.INSTAGRAM
    messenger = any(start.has("messages", 0, key) for key in _ONLY_MESSENGER)
    return Network.MESSENGER if messenger else None


def read(source: Source) -> Iterator[Row]:
    keys = ("title", "thread_path", "thread_type", "joinable_mode")
    talk = _talk(*around(source, *keys))
    return read_each(((talk, value) for _, value in values(source, ("messages", EACH))), _row)


def around(source: Source, *keys: str) -> tuple[dict[str, Any], set[str]]:
    """What the file says beside its messages: the values of *keys*, and who takes part."""
    found: dict[str, Any] = {}
    people: set[str] = set()
    for path, value in values(source, *((key,) for key in keys), ("participants", EACH)):
        if len(path) == 1:
            found[str(path[0])] = value
            continue
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str):
            people.add(name)
        if len(people) > MOST_TALKS:
            raise ExportError("error.export.too_many_groups", where=source.path)
    return found, people


def seems_private(people: Collection[str], title: str) -> bool:
    """Those who left are no longer among *people*, so a group may seem private; never the other
    way round."""
    return len(people) < _A_GROUP or len({*people} - {title}) < _A_GROUP


def repaired(text: str) -> str:
    """*text* as it was written, where Meta spoilt it; else as it is."""
    return text if text.isascii() else _FAULTY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return found[0]


def _talk(found: dict[str, Any], people: Collection[str]) -> Talk:
    title, path = (
        value if isinstance(value := found.get(key), str) else ""
        for key in ("title", "thread_path")
    )
    name = repaired(title)
    # The folder before the thread's own changes when somebody archives the conversation.
    own_id = path.rpartition("/")[2] or name or "?"
    kind = found.get("thread_type")
    mode = found.get("joinable_mode")
    group = kind == "RegularGroup" or (isinstance(mode, dict) and bool(mode))
    seems = seems_private({repaired(person) for person in people}, name)
    return Talk(own_id, name or own_id, private=kind == "Regular" or (seems and not group))


def _row(talk: Talk, place: int, element: Any) -> Row:
    at = since_epoch(element["timestamp_ms"], 1000)
    name = repaired(words(element["sender_name"])) or "?"
    said = _text(element, "content")
    if element.get("is_unsent"):
        return PlatformLine(talk, at, "unsent")
    if element.get("type") in _SYSTEM or "call_duration" in element or _REACTED.fullmatch(said):
        return PlatformLine(talk, at, said)
    media = next((kind for key, kind in _MEDIA.items() if element.get(key)), None)
    share = element.get("share") or {}
    if (media or share) and _is_about_attachment(said, name):
        said = ""
    link = _text(share, "link")
    return Post(
        talk=talk,
        place=place,
        account=name,
        name=name,
        at=at,
        text="\n".join(filter(None, [said, "" if link in said else link])),
        forwarded=_text(share, "share_text"),
        media=media,
    )


def _text(element: Any, key: str) -> str:
    text = element.get(key)
    return "" if text is None else repaired(words(text))


def _is_about_attachment(said: str, name: str) -> bool:
    return any(
        said.startswith(who) and _ATTACHED.fullmatch(said, len(who)) for who in (name, "You", "Je")
    )


FORMAT = Format("Instagram/Messenger", Platform.META, recognises, read)
"""Where nothing in the file says which of the two it is."""
