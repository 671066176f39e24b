"""A digest as plain text."""

from collections.abc import Iterator

from bot.digest.page import Page, Style, page
from bot.model.digest import Digest
from bot.wording import Wording

_EVERYTHING = Style()


def render(digest: Digest, wording: Wording, style: Style = _EVERYTHING) -> str:
    return written(page(digest, wording, style))


def written(page: Page) -> str:
    return "\n".join(_lines(page))


def _lines(page: Page) -> Iterator[str]:
    yield page.title
    yield from page.intro
    for section in page.sections:
        yield ""
        yield section.title
        mark = "• " if section.bullets else ""
        for item in section.items:
            yield f"  {mark}{item.text}"
            yield from (f"    {line}" for line in item.more)
    if page.foot:
        yield ""
        yield from page.foot
