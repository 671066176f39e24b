"""A chat exported from Telegram Desktop as JSON: `result.json`, of one chat or of an account.

Shape: Telegram Desktop's own writer, export_output_json.cpp. Messages have the platform's own ids
and the accounts of their senders. What somebody deleted is absent, and nothing says who is admin.
Before 2022 moments are those of the computer that made the export, and accounts bare numbers.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from adapters.exports.json_values import EACH, values
from adapters.exports.post import (
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
from bot.model.ids import Platform
from bot.model.message import MediaKind

_GROUPS = frozenset(
    {
        "private_group",
        "private_supergroup",
        "public_supergroup",
        "private_channel",
        "public_channel",
    }
)
"""Other chats are those of two people or with oneself, and whatever nobody has heard of yet."""
_PLACES: tuple[tuple[str | None, ...], ...] = (
    (),
    ("chats", "list", EACH),
    ("left_chats", "list", EACH),
)
"""Where chats stand: the whole file is one, or they are in the lists of an account."""
_OF_CHAT = ("name", "type", "id")
_OF_ACCOUNT = (
    ("personal_information",),
    *((key, "list") for key in ("contacts", "chats", "left_chats")),
)
"""Any of these may be absent: people choose what to export."""
_NEVER = "1970"
"""The year in which exports before 2022 say that a message without changes was edited."""
_KINDS = {
    "sticker": MediaKind.STICKER,
    "animation": MediaKind.VIDEO,
    "video_file": MediaKind.VIDEO,
    "video_message": MediaKind.VIDEO,
    "voice_message": MediaKind.VOICE,
    "audio_file": MediaKind.VOICE,
}
_LISTS = {"poll": "question", "todo_list": "title"}
_HOLDS = {
    "photo": MediaKind.PHOTO,
    "location_information": MediaKind.LOCATION,
    "place_name": MediaKind.LOCATION,
    "contact_information": MediaKind.CONTACT,
    "poll": MediaKind.POLL,
    "file": MediaKind.DOCUMENT,
}


def _recognises(start: Start) -> bool:
    if start.has("about"):
        return any(start.has(*path) for path in _OF_ACCOUNT)
    return start.has("messages") and start.has("type") and start.has("id")


def _read(source: Source) -> Iterator[Row]:
    return read_each(_messages(source), _row)


def _messages(source: Source) -> Iterator[tuple[Talk, Any]]:
    """Each message with its chat: what the file says of that stands before its messages."""
    heads = [(*place, key) for place in _PLACES for key in _OF_CHAT]
    messages = [(*place, "messages", EACH) for place in _PLACES]
    where: object = None
    head: dict[str | int, str | int] = {}
    for path, value in values(source, *heads, *messages):
        is_message = path[-2:-1] == ("messages",)
        chat = path[: -2 if is_message else -1]
        if chat != where:
            where, head = chat, {}
        if is_message:
            yield _talk(head), value
        elif isinstance(value, str | int):
            head[path[-1]] = value


def _talk(head: dict[str | int, str | int]) -> Talk:
    own_id = str(head.get("id"))
    return Talk(own_id, str(head.get("name", own_id)), private=head.get("type") not in _GROUPS)


def _row(talk: Talk, place: int, element: Any) -> Row:
    if element["type"] == "service":
        return PlatformLine(talk, _moment(element), _service(element))
    if element["type"] != "message":
        raise ValueError("a message that Telegram Desktop itself did not know")
    account, name = _sender(talk, element)
    media = _media(element)
    text = "\n".join(filter(None, [*_on_media(element), _text(element["text"])]))
    # Who passes on their own words has said them.
    forwarded = "forwarded_from" in element and element["forwarded_from"] != element.get("from")
    return Post(
        talk=talk,
        place=place,
        own_id=str(int(element["id"])),
        account=account,
        name=name,
        at=_moment(element),
        text="" if forwarded else text,
        forwarded=text if forwarded else "",
        reply_to=_reply_to(element),
        media=media,
        edited=not words(element.get("edited", _NEVER)).startswith(_NEVER),
    )


def _sender(talk: Talk, element: Any) -> tuple[str, str]:
    """Account and name. Where the chat itself speaks, older exports name nobody."""
    if "from_id" not in element:
        return talk.own_id, talk.name
    account = element["from_id"]
    account = str(account) if isinstance(account, int) else words(account)
    return account, words(element.get("from") or account)


def _moment(element: Any) -> datetime:
    seconds = element.get("date_unixtime")
    return since_epoch(seconds) if seconds else iso(element["date"])


def _service(element: Any) -> str:
    what = element.get("action") or element.get("information_text")
    parts = (element.get("actor"), what, element.get("title"), *(element.get("members") or ()))
    return " ".join(part for part in parts if isinstance(part, str))


def _reply_to(element: Any) -> str:
    """Nothing where that is in another chat."""
    number = element.get("reply_to_message_id")
    return str(int(number)) if number and "reply_to_peer_id" not in element else ""


def _media(element: Any) -> MediaKind | None:
    kind = _KINDS.get(element.get("media_type"))
    return kind or next((kind for key, kind in _HOLDS.items() if key in element), None)


def _text(value: object) -> str:
    """Text, or the pieces of it that are links, bold and the like among the plain ones."""
    if not isinstance(value, list):
        return words(value)
    return "".join(words(piece if isinstance(piece, str) else piece["text"]) for piece in value)


def _on_media(element: Any) -> Iterator[str]:
    """What people wrote in the media: it stands above the words, as in an export of WhatsApp."""
    for key, title in _LISTS.items():
        if key in element:
            yield _text(element[key][title])
            yield from (_text(answer["text"]) for answer in element[key]["answers"])
    if "contact_information" in element:
        contact = element["contact_information"]
        yield f"{words(contact['first_name'])} {words(contact['last_name'])}".strip()
    if "file" in element and "media_type" not in element:
        yield _file_name(element)


def _file_name(element: Any) -> str:
    """Older exports have only its path, or a sentence where the file was left out. Names that
    Telegram makes up have an at sign and the moment."""
    path = words(element["file"])
    made_up = "@" in path or path.startswith("(")
    return words(element.get("file_name") or ("" if made_up else path.rpartition("/")[2]))


FORMAT = Format("Telegram Desktop", Platform.TELEGRAM, _recognises, _read)
