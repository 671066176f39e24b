"""A page as a browser reads it: tags, what they hold, and what of it is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from typing_extensions import override

_VOID = {"meta", "link", "br", "img", "hr", "input", "source", "base"}
_INLINE = {"a", "bdi", "mark", "span", "strong", "time"}
_DRAWN = {"line", "rect"}
"""Written with a slash at the end; these hold nothing."""


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    parent: "Tag | None" = None
    children: "list[Tag | str]" = field(default_factory=list)

    def all(self, *names: str) -> "Iterator[Tag]":
        for child in self.children:
            if isinstance(child, Tag):
                if not names or child.name in names:
                    yield child
                yield from child.all(*names)

    def one(self, name: str, **attributes: str) -> "Tag":
        (found,) = (tag for tag in self.all(name) if attributes.items() <= tag.attributes.items())
        return found

    @property
    def words(self) -> str:
        return " ".join(self._text.split())

    @property
    def _text(self) -> str:
        parts = (child if isinstance(child, str) else child._text for child in self.children)
        apart = "" if self.name in _INLINE else " "
        return f"{apart}{''.join(parts)}{apart}"

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def of_class(self, name: str) -> "list[Tag]":
        return [tag for tag in self.all() if name in tag.classes]

    @property
    def hidden(self) -> bool:
        """From those who hear the page."""
        own = self.attributes.get("aria-hidden") == "true"
        return own or (self.parent is not None and self.parent.hidden)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Tag("", {})
        self.open = [self.top]

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"{tag} says something twice"
        made = Tag(tag, {name: value or "" for name, value in attrs}, self.open[-1])
        self.open[-1].children.append(made)
        if tag not in _VOID:
            self.open.append(made)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _DRAWN
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"{self.open[-1].name} ends as {tag}"
        self.open.pop()

    @override
    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    @override
    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def read_page(html: str) -> Tag:
    """Asserts that every tag that is opened is closed, in its turn, and nothing else is."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.top]
    return reader.top


def faults(page: Tag) -> set[str]:
    """What keeps somebody from using *page* by ear or by keyboard."""
    return {*_headings(page), *_names(page), *_tables(page), *_landmarks(page)}


def _headings(page: Tag) -> Iterator[str]:
    level = 0
    for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        here = int(heading.name[1])
        if here > level + 1:
            yield f"{heading.name} after h{level}: {heading.words}"
        if not heading.words:
            yield f"empty {heading.name}"
        level = here
    if len(list(page.all("h1"))) != 1:
        yield "not one h1"


def _names(page: Tag) -> Iterator[str]:
    ids = [tag.attributes["id"] for tag in page.all() if "id" in tag.attributes]
    if len(set(ids)) != len(ids):
        yield "an id twice"
    for tag in page.all():
        for name in tag.attributes.get("aria-labelledby", "").split():
            if name not in ids:
                yield f"no {name} for {tag.name}"
        target = tag.attributes.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            yield f"link to nowhere: {target}"
        if tag.name == "a" and not tag.words:
            yield "a link without words"
        if tag.name == "svg" and not tag.hidden:
            labelled = {child.name for child in tag.children if isinstance(child, Tag)}
            if tag.attributes.get("role") != "img" or "title" not in labelled:
                yield "a picture without words"


def _tables(page: Tag) -> Iterator[str]:
    for table in page.all("table"):
        if not ({"caption"} & {tag.name for tag in table.all()} or table.attributes.keys()):
            yield "a table without a name"
        if any(tag.attributes.get("scope") not in {"col", "row"} for tag in table.all("th")):
            yield "a header of nothing"
        widths = {len(list(row.all("th", "td"))) for row in table.all("tr")}
        if len(widths) != 1:
            yield f"rows of {widths}"


def _landmarks(page: Tag) -> Iterator[str]:
    if not page.one("html").attributes.get("lang"):
        yield "no language"
    for name in ("header", "main", "nav", "footer"):
        if len(list(page.all(name))) != 1:
            yield f"not one {name}"
    first = next(page.all("a"))
    if first.attributes.get("href") != f"#{page.one('main').attributes.get('id')}":
        yield "nothing to skip with"
    for tag in page.all("details"):
        if next(child.name for child in tag.children if isinstance(child, Tag)) != "summary":
            yield "details without a summary"
