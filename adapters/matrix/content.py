"""What a message says and what hangs on it. Files are never fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.fields import Json, Strange, part, parts, word
from adapters.matrix.relations import NEW, replaced, reply_to
from adapters.matrix.shown import of_html, together, without_reply
from bot.model.message import MediaKind

MESSAGE = "m.room.message"
STICKER = "m.sticker"
POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
_MEDIA = {
    "m.image": MediaKind.PHOTO,
    "m.video": MediaKind.VIDEO,
    "m.audio": MediaKind.VOICE,
    "m.file": MediaKind.DOCUMENT,
    "m.location": MediaKind.LOCATION,
}
_VOICE = ("m.voice", "org.matrix.msc3245.voice")
_PLACE = ("m.location", "org.matrix.msc3488.location")
_POLL = ("m.poll", "m.poll.start", "org.matrix.msc3381.poll.start")
_TEXT = ("m.text", "org.matrix.msc1767.text")
_FILE_NAME = re.compile(r"\S*\.\w{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    quoted: str = ""
    """What whoever wrote it answers to."""
    media: MediaKind | None = None


def say(kind: str, content: Json, *, empty: bool = False) -> Said:
    """An edit says what it changes the words into. Beside those it has a line for clients that
    show no edits. *empty*: it may be that nothing is left of it."""
    new = content.get(NEW)
    if isinstance(new, dict) and replaced(content):
        body = without_reply(word(content, "body"))[0].strip().removeprefix("* ")
        own = word(new, "body")
        said = Said(
            together(_words(kind, new, own), "" if body == own else body), media=_media(kind, new)
        )
    else:
        own, quoted = _own(content)
        said = Said(_words(kind, content, own), quoted, _media(kind, content))
    if not said.text and said.media is None and not empty:
        raise Strange("neither words nor media")
    return said


def _words(kind: str, content: Json, body: str) -> str:
    if kind in POLLS:
        return _poll(content)
    return together(*_plain(kind, content, body), *of_html(word(content, "formatted_body")))


def _media(kind: str, content: Json) -> MediaKind | None:
    """*kind*: of the event."""
    if kind in POLLS:
        return MediaKind.POLL
    if kind == STICKER:
        return MediaKind.STICKER
    known = _MEDIA.get(word(content, "msgtype"))
    carries = bool(word(content, "url") or part(content, "file"))
    return known or (MediaKind.UNKNOWN if carries else None)


def _own(content: Json) -> tuple[str, str]:
    body = word(content, "body")
    return without_reply(body) if reply_to(content) else (body, "")


def _plain(kind: str, content: Json, body: str) -> Iterator[str]:
    """The name of a file is said where people see it: above what was said of it."""
    match _media(kind, content):
        case None:
            yield body
        case MediaKind.LOCATION:
            yield from (word(part(content, key), "description") for key in _PLACE)
            yield "" if "geo:" in body else body
        case MediaKind.DOCUMENT | MediaKind.UNKNOWN:
            yield word(content, "filename")
            yield body
        case _ if word(content, "filename") not in {"", body}:
            yield body
        case _ if any(key in content for key in _VOICE) or _FILE_NAME.fullmatch(body):
            pass
        case _:  # no name of a file: somebody wrote it, and some clients show it
            yield body


def _poll(content: Json) -> str:
    """Question and options, and what stands in for them where a client shows no polls."""
    poll = next((found for key in _POLL if (found := part(content, key))), {})
    asked = (part(poll, "question"), *parts(poll, "answers"))
    lines = [together(*_texts(one)) for one in asked]
    return together("\n".join(filter(None, lines)), *_texts(content))


def _texts(of: Json) -> Iterator[str]:
    """Words in each of the forms in which clients write them."""
    for key in _TEXT:
        yield word(of, key)
        for each in parts(of, key):
            body = word(each, "body")
            yield from of_html(body) if word(each, "mimetype") == "text/html" else (body,)
    yield word(of, "body")
