"""Where links stand in a text: with a scheme, bare, or with the dots written out."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.detectors.disguise import DROPPED
from bot.detectors.lookalikes import DOTS, FOREIGN
from bot.detectors.normalize import Reading, fold
from bot.model.message import Span

if TYPE_CHECKING:
    from tldextract import TLDExtract

_DOT_IN = re.compile(r"[.．。｡․][\u200b-\u200d\u2060\ufeff\xad]*(?:[^\W\d_]|[\])])| \. |://")
_OTHER_DOTS = frozenset("．。｡․")
_DOT_WORDS = frozenset({"dot", "punt"})

_LABEL = rf"[\w{DROPPED}-]{{1,63}}"
_TOP = rf"(?:xn--[a-z0-9-]{{1,59}}|(?:{DROPPED}{{0,8}}[^\W\d_]){{2,24}}{DROPPED}{{0,8}})(?![\w-])"
_DOT = r"(?:\.| ?[(\[](?:dot|punt|\.)[)\]] ?| (?:dot|punt|\.) )"
_REST = r"(?::[0-9]{1,5})?(?:[/?#]\S{0,2000})?"
_SCHEMES = r"(?:https?|hxxps?|ftp)://"
_LINK = re.compile(
    rf"(?<![\w@.{DROPPED}-])(?:"
    rf"(?P<scheme>{_SCHEMES})(?:(?P<user>[^\s/@]{{1,100}})@)?"
    rf"(?P<host>(?:{_LABEL}{_DOT}){{1,8}}{_TOP}|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})"
    rf"|(?P<bare>(?:{_LABEL}\.){{1,8}}{_TOP})"
    rf"|(?P<spelled>(?:{_LABEL}{_DOT}){{1,8}}(?P<top>{_TOP}))"
    rf"){_REST}"
)
_DOTS = re.compile(_DOT)
_CLOSING = ".,!?;:)]}>'\"’”*_~…"

_FILES = frozenset({"py", "md", "rs", "sh", "zip", "mov", "so", "ps", "pl", "cc", "cpp", "app"})
_WORDS_TOO = frozenset(
    {"is", "in", "de", "me", "nu", "to", "at", "no", "so", "al", "je", "my", "do", "as", "la"}
    | {"er", "mag", "be", "ga", "om", "van", "het", "en", "te", "we", "he", "hm", "am", "pm"}
)
"""Top levels that are Dutch or English words: "klaar.nu" is a forgotten space."""
_SPELLED_TOPS = frozenset({"nl", "com", "be", "org", "io", "gg", "ly", "xyz", "eu", "example"})
"""Top levels trusted after " punt " or " . "; "dat punt net" is talk."""


class Link(NamedTuple):
    """*host*: lower case, with the accents and foreign letters that make it another host;
    *rest*: path and query, folded."""

    span: Span
    host: str
    rest: str
    user: str
    number: bool
    """The host is an IP address."""

    domains: frozenset[str]
    """The host and what it is below: a.b.nl, b.nl, nl."""

    def under(self, domains: frozenset[str]) -> bool:
        """The host is one of *domains* or below one."""
        return not self.domains.isdisjoint(domains)


def above(host: str) -> frozenset[str]:
    """The host and what it is below: a.b.nl, b.nl, nl."""
    parts = host.split(".")
    return frozenset(".".join(parts[place:]) for place in range(len(parts)))


def may_hold_a_link(reading: Reading) -> bool:
    """False for nearly every message, at next to no cost."""
    raw = reading.raw
    if "." in raw or not (raw.isascii() or _OTHER_DOTS.isdisjoint(raw)):
        return _DOT_IN.search(raw) is not None or not _DOT_WORDS.isdisjoint(reading.words)
    return not _DOT_WORDS.isdisjoint(reading.words)


def links(reading: Reading, known: frozenset[str] = frozenset()) -> Iterator[Link]:
    """Every link whose host may exist; names of files and forgotten spaces are none.

    *known*: hosts that are links however much they look like something else.
    """
    text = fold(reading.raw)
    for match in _LINK.finditer(text):
        group = next(g for g in ("host", "bare", "spelled") if match[g])
        host = _host(reading.raw, text, *match.span(group))
        if group != "host" and plain(host) not in known and not _meant(match, reading.raw, group):
            continue
        number = host.replace(".", "").isdigit()
        if number or suffix(host):
            end = match.start() + len(match[0].rstrip(_CLOSING))
            rest = text[match.end(group) : end].replace(DROPPED, "")
            span, user = Span(match.start(), end), match["user"] or ""
            yield Link(span, host, rest, user, number, above(host))


def plain(host: str) -> str:
    """A host as a reader takes it: bıt.ly is bit.ly."""
    return host if host.isascii() else fold(host).translate(FOREIGN)


def _host(raw: str, text: str, start: int, end: int) -> str:
    """As a browser would read it; *text* is *raw* folded."""
    host = text[start:end]
    if not raw[start:end].isascii():
        seen = zip(raw[start:end], host, strict=True)
        shown = "".join(c for c, folded in seen if folded != DROPPED)
        host = unicodedata.normalize("NFKC", shown.translate(DOTS))
    return _DOTS.sub(".", host.lower())


def _meant(match: re.Match[str], raw: str, group: str) -> bool:
    """Written as a link, not a sentence without a space, an abbreviation or a file."""
    host = match[group]
    rest = match[0][len(host) :].strip(_CLOSING)
    if group == "spelled":
        return match["top"] in _SPELLED_TOPS or rest.startswith("/")
    if host.startswith("www.") or rest.startswith("/"):
        return True
    label, _, top = host.rpartition(".")
    end = match.end(group)
    if top in _FILES or raw[end - len(top) : end].istitle() or not any(map(str.isalpha, label)):
        return False
    return top not in _WORDS_TOO or not (label.isalpha() or len(label) == 1)


@lru_cache(maxsize=1024)
def suffix(host: str) -> str:
    """The public suffix of *host* ("nl", "co.uk"), "" where the host is no more than that."""
    parts = _extractor().extract_str(host)
    return parts.suffix if parts.domain else ""


@cache
def _extractor() -> "TLDExtract":
    """The public suffix list as it is packaged: nothing is fetched and nothing is written."""
    from tldextract import TLDExtract  # noqa: PLC0415  a third of a second that only a link costs

    return TLDExtract(
        suffix_list_urls=(),
        cache_dir=None,
        include_psl_private_domains=False,
        extra_suffixes=("example", "test"),  # reserved names, but as good a link as any
    )
