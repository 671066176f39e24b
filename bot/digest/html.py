"""A digest as HTML: safe in programs for mail, and as a file of its own. Pure.

Tables, and styles on each element, because programs for mail know little else. Nothing is loaded
and nothing runs; Jinja escapes every word.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.digest.page import Page, Style, mail_foot, page
from bot.model.digest import Digest
from bot.model.ids import AccountRef
from bot.model.outbox import PICTURE_CID, Letter, Picture
from bot.texts import Texts
from bot.wording import Wording

_TEXT = (
    "font-family:Arial, Helvetica, sans-serif; font-size:15px; line-height:21px; color:#1a1a1a;"
)
_CELL = f"{_TEXT} padding:4px 24px 0 24px;"
_LOADS_NOTHING = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def letter(
    digest: Digest, wording: Wording, style: Style, picture: Picture | None, reader: AccountRef
) -> Letter:
    """For mail. The *picture* travels beside it."""
    source, foot = f"cid:{PICTURE_CID}", mail_foot(digest, wording)
    html = _html(digest, wording, style, picture, source=source, foot=foot)
    return Letter(_subject(digest, wording), html, reader)


def note(subject: str, text: str, texts: Texts, reader: AccountRef) -> Letter:
    """For mail, beside digests. *reader*: for whom it is."""
    html = _template().render(
        page=Page(subject, (text,)),
        subject=subject,
        language=texts.language.value,
        picture="",
        alt="",
        foot="",
        policy="",
        text=_TEXT,
        cell=_CELL,
    )
    return Letter(subject, html, reader)


def file(digest: Digest, wording: Wording, style: Style, picture: Picture | None) -> str:
    """One that needs nothing beside it."""
    source = f"data:image/png;base64,{picture.base64}" if picture else ""
    return _html(digest, wording, style, picture, source=source, policy=_LOADS_NOTHING)


def _html(
    digest: Digest,
    wording: Wording,
    style: Style,
    picture: Picture | None,
    *,
    source: str,
    foot: str = "",
    policy: str = "",
) -> str:
    return _template().render(
        page=page(digest, wording, style),
        subject=_subject(digest, wording),
        language=wording.texts.language.value,
        picture=source if picture else "",
        alt=picture.alt if picture else "",
        foot=foot,
        policy=policy,
        text=_TEXT,
        cell=_CELL,
    )


def _subject(digest: Digest, wording: Wording) -> str:
    return wording.texts("digest.subject", day=f"{digest.day:%d-%m-%Y}")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot.digest", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template("page.html")
