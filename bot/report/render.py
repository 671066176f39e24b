"""The page as HTML. Jinja escapes every word; what it writes loads nothing and runs nothing."""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.report.charts import HEIGHT
from bot.report.page import GENERATOR, Page
from bot.report.words import harmless
from bot.texts import Texts


def render(page: Page, texts: Texts) -> Iterator[str]:
    """The page in pieces, so that a long one is never whole in memory."""

    def said(name: str, **values: object) -> str:
        return texts(f"report.{name}", **values)

    def shared(key: str, **values: object) -> str:
        return texts(key, **values)

    style = _environment().get_template("style.css").render(paper=said("paper"))
    template = _environment().get_template("page.html")
    return template.generate(
        page=page,
        said=said,
        shared=shared,
        style=Markup(style),  # noqa: S704 - our own, and the one sentence in it is escaped for CSS
        style_hash=_hash(style),
        generator=GENERATOR,
        height=HEIGHT,
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["css_string"] = css_string
    return environment


def _finalize(value: object) -> object:
    """Nothing reaches the page that was not made harmless, whoever forgot it before."""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def css_string(text: str) -> Markup:
    """*text* as a string of CSS, without a character that could end it."""
    inside = "".join(
        char if char.isalnum() or char in " .,:;-" else f"\\{ord(char):x} " for char in text
    )
    return Markup(f'"{inside}"')  # noqa: S704 - every other character is escaped


def _hash(style: str) -> str:
    """The one stylesheet that the page's own policy allows."""
    digest = hashlib.sha256(style.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
