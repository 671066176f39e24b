"""What a sender wrote, apart from what WhatsApp wrote around it.

- A caption stays as the text; a placeholder becomes `Message.media` and leaves the text.
- A file whose name the phone made up (IMG-20260914-WA0001.jpg) leaves no text; any other file
  keeps its name as the first line of the text; a contact card keeps the name of the contact.
- A poll's text is its question, then one option a line, without the counts of votes.
- A shared location leaves no text but what was written behind it.

Only wordings known here are taken out: what somebody types between angle brackets stays.
"""

import re
from pathlib import PurePosixPath

from adapters.exports.whatsapp_notice import MARK
from bot.model.message import MediaKind

_EDGES = f" \t\r\n{MARK}\u200f"
_EDITED = ("<Dit bericht is bewerkt>", "<This message was edited>")
DELETED = frozenset({
    "Dit bericht is verwijderd",
    "U hebt dit bericht verwijderd",
    "Je hebt dit bericht verwijderd",
    "This message was deleted",
    "You deleted this message",
})  # fmt: skip
BY_ADMIN = (
    "Dit bericht is verwijderd door beheerder ",
    "Dit bericht is verwijderd door de beheerder ",
    "Verwijderd door beheerder ",
    "This message was deleted by admin ",
    "Deleted by admin ",
)
"""The name of the admin follows; only a name that occurs in the chat makes it a deletion."""
DELETIONS = (*DELETED, *BY_ADMIN)
"""What a deletion begins with."""
_THINGS = {
    "media": MediaKind.UNKNOWN,
    "afbeelding": MediaKind.PHOTO,
    "foto": MediaKind.PHOTO,
    "image": MediaKind.PHOTO,
    "photo": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "videonotitie": MediaKind.VIDEO,
    "videobericht": MediaKind.VIDEO,
    "video note": MediaKind.VIDEO,
    "gif": MediaKind.VIDEO,
    "sticker": MediaKind.STICKER,
    "audio": MediaKind.VOICE,
    "spraakbericht": MediaKind.VOICE,
    "voice message": MediaKind.VOICE,
    "document": MediaKind.DOCUMENT,
    "bestand": MediaKind.DOCUMENT,
    "contactkaart": MediaKind.CONTACT,
    "contact": MediaKind.CONTACT,
    "contact card": MediaKind.CONTACT,
}
_ONCE = ("", "view once ", "eenmalige ", "eenmalig te bekijken ")
_OMITTED = {
    f"{once}{thing} {gone}": kind
    for once in _ONCE
    for thing, kind in _THINGS.items()
    for gone in ("weggelaten", "omitted")
}
_LONGEST_OMITTED = max(map(len, _OMITTED)) + 2
_SUFFIXES = {
    **dict.fromkeys(["jpg", "jpeg", "png", "heic"], MediaKind.PHOTO),
    **dict.fromkeys(["mp4", "mov", "3gp", "gif"], MediaKind.VIDEO),
    **dict.fromkeys(["opus", "ogg", "m4a", "mp3", "aac", "amr"], MediaKind.VOICE),
    "webp": MediaKind.STICKER,
    "vcf": MediaKind.CONTACT,
}
_ATTACHED_AFTER = ("(bestand bijgevoegd)", "(file attached)")
_ATTACHED_IN = re.compile(rf"{MARK}?<(?:bijgevoegd|bijlage|attached): ([^<>\n]*)>")
_MADE_UP = re.compile(
    r"(?:(?:IMG|VID|PTT|AUD|STK|DOC)-[0-9]{8}-WA[0-9]{1,8}"
    r"|[0-9]{1,10}-[A-Z]{3,16}-[0-9]{4}(?:-[0-9]{2}){5})\.[A-Za-z0-9]{1,5}"
)
_NUMBERED = re.compile(r"[0-9]{8}-")
_PAGES = re.compile(rf" • {MARK}?[0-9]{{1,6}} (?:pagina(?:[’']?s)?|pages?)$")
_PLACE = re.compile(
    rf"(?:live[ -]?)?(?:locatie|location): {MARK}?https?://"
    r"(?:maps\.google\.|(?:www\.)?google\.[a-z]{2,3}/maps|maps\.apple\.|goo\.gl/maps"
    r"|maps\.app\.goo\.gl)\S*",
    re.IGNORECASE,
)
_LIVE = frozenset({"live locatie gedeeld", "live-locatie gedeeld", "live location shared"})
_POLLS = ("PEILING:", "POLL:")
_OPTIONS = ("OPTIE: ", "OPTION: ")
_VOTES = re.compile(rf" \({MARK}?[0-9]{{1,6}} (?:stem|stemmen|votes?)\)$")


def trim(text: str) -> str:
    """Without space and WhatsApp's marks at either end."""
    return text.strip(_EDGES)


def read_body(text: str) -> tuple[str, MediaKind | None, bool]:
    """Text, media, and whether the text was edited. *text* is trimmed and no deletion."""
    if _is_plain(text):
        return text, None, False
    edited = text.endswith(_EDITED)
    if edited:
        text = trim(text[: text.rindex("<")])
    text, media = _read_media(text)
    if "\u2068" in text:
        text = _plain_mentions(text)
    return text, media, edited


def _is_plain(text: str) -> bool:
    """Whether there is surely nothing of WhatsApp's in *text*: cheap, for nearly all messages."""
    return (
        text != ""
        and text[0] not in "<lLpP"
        and text[-1] not in ">dn"
        and ")" not in text
        and MARK not in text
        and "\u2068" not in text
    )


def _read_media(text: str) -> tuple[str, MediaKind | None]:
    if not text:
        return "", MediaKind.UNKNOWN  # a message for viewing once leaves nothing at all
    return (
        _omitted_at_end(text)
        or _angled(text)
        or _attached(text)
        or _place(text)
        or _poll(text)
        or (text, None)
    )


def _omitted_at_end(text: str) -> tuple[str, MediaKind] | None:
    """An iPhone's `caption ‎afbeelding weggelaten`: the mark tells it from typed words."""
    if MARK not in text and text[-1] not in "dn":
        return None
    caption, _, words = text.rpartition(MARK)
    kind = _OMITTED.get(words.casefold()) if len(words) <= _LONGEST_OMITTED else None
    if kind is None:
        return None
    caption = trim(caption)
    return (_PAGES.sub("", caption) if kind is MediaKind.DOCUMENT else caption), kind


def _angled(text: str) -> tuple[str, MediaKind] | None:
    """Android's `<Media weggelaten>` with a caption behind it; an iPhone's `<attached: name>`."""
    if text[0] != "<" and text[-1] != ">" and MARK not in text:
        return None
    end = text.find(">", 0, _LONGEST_OMITTED)
    kind = _OMITTED.get(text[1:end].casefold()) if text[0] == "<" and end > 0 else None
    if kind is not None:
        return trim(text[end + 1 :]), kind
    found = _ATTACHED_IN.search(text)
    if found is None:
        return None
    caption = trim(f"{trim(text[: found.start()])}\n{trim(text[found.end() :])}")
    name = found[1]
    return _file(_NUMBERED.sub("", name, count=1), caption, made_up=_MADE_UP.fullmatch(name))


def _attached(text: str) -> tuple[str, MediaKind] | None:
    """Android's `name (bestand bijgevoegd)`, the caption on the lines below."""
    line, _, caption = text.partition("\n")
    line = trim(line)
    if not line.endswith(_ATTACHED_AFTER):
        return None
    name = trim(line[: line.rindex("(")])
    return _file(name, caption, made_up=_MADE_UP.fullmatch(name))


def _file(name: str, caption: str, *, made_up: object) -> tuple[str, MediaKind]:
    path = PurePosixPath(name)
    kind = _SUFFIXES.get(path.suffix[1:].lower(), MediaKind.DOCUMENT)
    if made_up:
        return trim(caption), kind
    shown = path.stem if kind is MediaKind.CONTACT else name
    return trim(f"{shown}\n{caption}"), kind


def _place(text: str) -> tuple[str, MediaKind] | None:
    if text[0] not in "lL":
        return None
    if text.lower() in _LIVE:
        return "", MediaKind.LOCATION
    found = _PLACE.match(text)
    return None if found is None else (trim(text[found.end() :]), MediaKind.LOCATION)


def _poll(text: str) -> tuple[str, MediaKind] | None:
    if not text.startswith(_POLLS):
        return None
    lines = [trim(line) for line in text.partition(":")[2].split("\n")]
    if not any(line.startswith(_OPTIONS) for line in lines):
        return None
    return "\n".join(filter(None, map(_option, lines))), MediaKind.POLL


def _option(line: str) -> str:
    if not line.startswith(_OPTIONS):
        return line
    return _VOTES.sub("", line.partition(": ")[2])


def _plain_mentions(text: str) -> str:
    """A name between the marks that WhatsApp puts around it becomes `@Noa`, tilde or not."""
    for tilde in ("~\u202f", "~\u00a0", "~ ", "~"):
        text = text.replace(f"@\u2068{tilde}", "@")
    return text.replace("\u2068", "").replace("\u2069", "")
