"""What a message says and what hangs on it. Files are never fetched, not even by their names."""

from collections.abc import Iterator

from adapters.fields import Json, part, parts, word
from bot.model.message import MediaKind

_MEDIA = {
    # In this order: an animation has `document` too, a live photo `photo`, a venue `location`.
    "animation": MediaKind.VIDEO,
    "video": MediaKind.VIDEO,
    "video_note": MediaKind.VIDEO,
    "photo": MediaKind.PHOTO,
    "live_photo": MediaKind.PHOTO,
    "voice": MediaKind.VOICE,
    "audio": MediaKind.VOICE,
    "sticker": MediaKind.STICKER,
    "dice": MediaKind.STICKER,
    "document": MediaKind.DOCUMENT,
    "location": MediaKind.LOCATION,
    "venue": MediaKind.LOCATION,
    "contact": MediaKind.CONTACT,
    "poll": MediaKind.POLL,
    "poll_option_added": MediaKind.POLL,
    "story": MediaKind.UNKNOWN,
    "game": MediaKind.UNKNOWN,
    "invoice": MediaKind.UNKNOWN,
    "giveaway": MediaKind.UNKNOWN,
    "giveaway_winners": MediaKind.UNKNOWN,
}
_PAID = {"photo": MediaKind.PHOTO, "live_photo": MediaKind.PHOTO, "video": MediaKind.VIDEO}
_RICH = ("label", "summary", "text", "expression", "credit")
"""Where words stand in a block of a rich message."""
_RICHER = ("blocks", "items", "cells", "caption")
"""Where more blocks stand in it."""


def media(message: Json) -> MediaKind | None:
    if "paid_media" in message:
        first = (parts(part(message, "paid_media"), "paid_media") or [{}])[0]
        return _PAID.get(word(first, "type"), MediaKind.UNKNOWN)
    return next((kind for key, kind in _MEDIA.items() if key in message), None)


def words(message: Json) -> str:
    """What people wrote in the media stands above the words, as in an export."""
    return "\n".join(filter(None, [*_on_media(message), written(message)]))


def written(message: Json) -> str:
    rich = "\n".join(filter(None, _lines(part(message, "rich_message"))))
    return word(message, "text") or word(message, "caption") or rich


def _on_media(message: Json) -> Iterator[str]:
    poll = part(message, "poll")
    yield word(poll, "question")
    yield from (word(option, "text") for option in parts(poll, "options"))
    yield from (word(poll, "description"), word(poll, "explanation"))
    yield word(part(message, "poll_option_added"), "option_text")
    for tasks in (part(message, "checklist"), part(message, "checklist_tasks_added")):
        yield word(tasks, "title")
        yield from (word(task, "text") for task in parts(tasks, "tasks"))
    contact = part(message, "contact")
    yield f"{word(contact, 'first_name')} {word(contact, 'last_name')}".strip()
    if media(message) is MediaKind.DOCUMENT:
        yield word(part(message, "document"), "file_name")


def _lines(block: object) -> Iterator[str]:
    if isinstance(block, list):
        for each in block:
            yield from _lines(each)
    elif isinstance(block, dict):
        yield from (_line(block[key]) for key in _RICH if key in block)
        for key in _RICHER:
            yield from _lines(block.get(key))
    else:
        yield _line(block)


def _line(text: object) -> str:
    """Rich text is plain, or pieces of it, or has a shape such as bold around more of it."""
    if isinstance(text, list):
        return "".join(map(_line, text))
    if isinstance(text, dict):
        inner = (text.get(key) for key in ("text", "expression", "alternative_text"))
        return "".join(map(_line, inner))
    return text if isinstance(text, str) else ""


def prefix(text: str, units: int) -> str:
    """The first *units* of *text* as Telegram counts them: in UTF-16."""
    start = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return start.decode("utf-16-le", "surrogatepass")
