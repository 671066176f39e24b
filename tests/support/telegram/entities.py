"""HTML as Telegram takes it, and what it finds in plain text by itself."""

import html
import re
from dataclasses import dataclass

from tests.support.telegram.errors import bad
from tests.support.telegram.state import Json

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TAG = re.compile(r"<(/?)([^\s<>/]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+|(?<![\w@.])(?:[\w-]+\.)+(?:nl|com|org|net|eu|io|me)\b(?:/\S*)?)"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.]+)"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w#])(?P<hashtag>#\w+)"
    r"|(?<![\w/])(?P<bot_command>/\w{1,64}(?:@\w{3,32})?)\b"
)


def units(text: str) -> int:
    """Telegram counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Open:
    tag: str
    attributes: dict[str, str]
    at: int


def from_html(source: str) -> tuple[str, list[Json]]:
    reader = _Html(source)
    return trimmed(reader.text, reader.read())


class _Html:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.entities: list[Json] = []
        self.opened: list[Open] = []
        self._all = self._read()

    def read(self) -> list[Json]:
        return sorted(self._all, key=lambda found: (found["offset"], -found["length"]))

    def _read(self) -> list[Json]:
        at = 0
        while (start := self.source.find("<", at)) >= 0:
            self._plain(self.source[at:start])
            tag = _TAG.match(self.source, start)
            offset = len(self.source[:start].encode())
            if tag is None:
                raise _broken(self.source[start:], offset)
            (self._close if tag[1] else self._open)(tag[2].lower(), tag[3], offset)
            at = tag.end()
        self._plain(self.source[at:])
        if self.opened:
            raise _cannot(
                f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"'
            )
        return self.entities

    def _plain(self, piece: str) -> None:
        self.text += _REFERENCE.sub(lambda found: html.unescape(found[0]), piece)

    def _open(self, tag: str, rest: str, offset: int) -> None:
        if tag not in STYLES:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {offset}')
        found = {m[1]: m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(rest)}
        attributes = {name: html.unescape(value) for name, value in found.items()}
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.opened.append(Open(tag, attributes, units(self.text)))

    def _close(self, tag: str, _: str, offset: int) -> None:
        if not self.opened:
            raise _cannot(f"Unexpected end tag at byte offset {offset}")
        opened = self.opened.pop()
        if tag not in ("", opened.tag):
            raise _cannot(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", '
                f'found "</{tag}>"'
            )
        if length := units(self.text) - opened.at:
            self._add(opened, length)

    def _add(self, opened: Open, length: int) -> None:
        kind, attributes = STYLES[opened.tag], opened.attributes
        entity: Json = {"type": kind, "offset": opened.at, "length": length}
        if kind == "text_link":
            href = attributes.get("href", "")
            if "://" not in href and not href.startswith(("tg:", "mailto:", "tel:")):
                return  # Telegram shows the words without a link
            entity["url"] = href
        if kind == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        if kind == "custom_emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        self.entities.append(entity)


def _broken(rest: str, offset: int) -> Exception:
    name = re.split(r"[\s>]", rest[1:], maxsplit=1)
    if len(name) > 1 and name[0].lower() not in STYLES:
        return _cannot(f'Unsupported start tag "{name[0].lower()}" at byte offset {offset}')
    return _cannot(f"Unclosed start tag at byte offset {offset}")


def _cannot(why: str) -> Exception:
    return bad(f"can't parse entities: {why}")


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram cuts white space off both ends."""
    stripped = text.strip()
    ahead = units(text[: len(text) - len(text.lstrip())]) if stripped else 0
    kept = []
    for entity in entities:
        start = max(entity["offset"] - ahead, 0)
        end = min(entity["offset"] + entity["length"] - ahead, units(stripped))
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return stripped, kept


def found_in(text: str) -> list[Json]:
    return [
        {
            "type": str(found.lastgroup),
            "offset": units(text[: found.start()]),
            "length": units(found[0]),
        }
        for found in _FOUND.finditer(text)
    ]


def read(text: str, parse_mode: str | None, given: list[Json] | None = None) -> Json:
    """`text` and, where there are any, `entities`."""
    if parse_mode and parse_mode.lower() != "html":
        raise bad("unsupported parse_mode")
    plain, marked = from_html(text) if parse_mode else trimmed(text, given or [])
    taken = {(entity["offset"], entity["length"]) for entity in marked}
    inside_code = [e for e in marked if e["type"] in {"code", "pre", "text_link"}]
    free = [
        entity
        for entity in found_in(plain)
        if (entity["offset"], entity["length"]) not in taken
        and not any(_within(entity, outer) for outer in inside_code)
    ]
    entities = sorted(marked + free, key=lambda entity: entity["offset"])
    return {"text": plain} | ({"entities": entities} if entities else {})


def _within(inner: Json, outer: Json) -> bool:
    start, end = outer["offset"], outer["offset"] + outer["length"]
    return bool(start <= inner["offset"] < end)
