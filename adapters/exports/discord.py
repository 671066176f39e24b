"""A channel of Discord as DiscordChatExporter writes it in JSON: one file a channel, or several
that are parts of it.

Shape: the exporter's own writer, JsonMessageWriter.cs. Ids are the platform's own. What somebody
deleted is absent, only the last words of an edited message are there, polls only in new versions.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
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
    words,
)
from adapters.exports.source import Source
from bot.model.ids import Platform
from bot.model.message import MediaKind

_WRITTEN = frozenset({"Default", "Reply", "19", "20", "23"})
"""Kinds of messages that somebody wrote; all others are the platform's. A kind that the exporter
has no word for is a number: 19 a reply, 20 and 23 what a bot says when asked."""
_REPLIES = frozenset({"Reply", "19"})
_KINDS = {
    **dict.fromkeys(["png", "jpg", "jpeg", "webp", "heic"], MediaKind.PHOTO),
    **dict.fromkeys(["mp4", "mov", "webm", "mkv", "3gp", "gif"], MediaKind.VIDEO),
    **dict.fromkeys(["ogg", "opus", "mp3", "m4a", "aac", "wav", "flac"], MediaKind.VOICE),
}


def _recognises(start: Start) -> bool:
    return start.has("guild", "id") and start.has("channel", "id") and start.has("messages")


def _read(source: Source) -> Iterator[Row]:
    return read_each(_messages(source), _row)


def _messages(source: Source) -> Iterator[tuple[Talk, Any]]:
    head: dict[str | int, dict[str, Any]] = {}
    for path, value in values(source, ("guild",), ("channel",), ("messages", EACH)):
        if path[0] == "messages":
            yield _talk(head.get("guild", {}), head.get("channel", {})), value
        else:
            head[path[0]] = value if isinstance(value, dict) else {}


def _talk(guild: dict[str, Any], channel: dict[str, Any]) -> Talk:
    """A group is a channel of a server, or a conversation that says it is one of a group."""
    own_id, kind, server = str(channel.get("id")), channel.get("type"), guild.get("id")
    on_server = isinstance(server, str) and server != "0" and isinstance(kind, str)
    parts = [guild.get("name") if on_server else None, channel.get("name")]
    name = " - ".join(part for part in parts if isinstance(part, str))
    private = kind == "DirectTextChat" or not (on_server or kind == "DirectGroupTextChat")
    return Talk(own_id, name or own_id, private=private)


def _row(talk: Talk, place: int, element: Any) -> Row:
    at, kind, author = iso(element["timestamp"]), words(element["type"]), element["author"]
    name = words(author.get("nickname") or author["name"])
    if kind not in _WRITTEN:
        return PlatformLine(talk, at, f"{name}: {words(element['content']) or kind}")
    reference = element.get("reference") or {}
    reply_to = reference.get("messageId") if kind in _REPLIES else None
    return Post(
        talk=talk,
        place=place,
        own_id=_id(element["id"]),
        account=_id(author["id"]),
        name=name,
        at=at,
        text=_said(element),
        reply_to=_id(reply_to) if reply_to else "",
        forwarded="\n".join(filter(None, _of_others(element))),
        media=_media(element),
        edited=element.get("timestampEdited") is not None,
    )


def _id(value: object) -> str:
    return str(int(words(value)))


def _said(element: Any) -> str:
    """The words, below the names of documents and below a poll."""
    files = [file["fileName"] for file in element.get("attachments") or ()]
    said = [words(name) for name in files if _kind(name) is MediaKind.DOCUMENT]
    if poll := element.get("poll"):
        said += [words(poll["question"]), *(words(each["text"]) for each in poll["answers"])]
    return "\n".join(filter(None, [*said, words(element["content"])]))


def _of_others(element: Any) -> Iterator[str]:
    """What was passed on, what the page behind a link says of itself, what a bot says in a box."""
    if passed_on := element.get("forwardedMessage"):
        yield _said(passed_on)
    for embed in element.get("embeds") or ():
        yield words(embed.get("title") or "")
        yield words(embed.get("description") or "")


def _media(element: Any) -> MediaKind | None:
    passed_on = element.get("forwardedMessage") or {}
    for part in (element, passed_on):
        for file in part.get("attachments") or ():
            return _kind(file["fileName"])
        if part.get("stickers"):
            return MediaKind.STICKER
    if element.get("poll"):
        return MediaKind.POLL
    if element["content"] or element.get("embeds") or passed_on:
        return None
    return MediaKind.UNKNOWN  # nobody can send nothing: perhaps a poll, which was not exported


def _kind(file_name: str) -> MediaKind:
    return _KINDS.get(PurePosixPath(file_name).suffix[1:].lower(), MediaKind.DOCUMENT)


FORMAT = Format("Discord", Platform.DISCORD, _recognises, _read)
