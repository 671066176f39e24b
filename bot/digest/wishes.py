"""How somebody says how they want their digest: "17:00", "mail jansen@school.nl". Pure."""

import re
from dataclasses import replace
from datetime import time

from bot.errors import InputError
from bot.model.digest import Channel, DigestChoice, Wish
from bot.texts import Texts

_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:uur|u))?", re.ASCII)
_CHAT = frozenset({"chat", "telegram"})
_MAIL = frozenset({"mail", "email", "e-mail"})
_BOTH = frozenset({"beide", "allebei", "both"})
_USUAL = frozenset({"gewoon", "standaard", "default"})
_NO_LINE = frozenset({"niets", "stil", "geen", "uit", "stop", "nothing", "off", "none"})
_LINE = frozenset({"regel", "line"})
_HALF_PAST = {
    f"half {word}": time(hour, 30)
    for hour, word in enumerate(("drie", "vier", "vijf", "zes", "zeven", "acht"), start=14)
}
"""As people say it of an afternoon."""
_EARLIEST = 7
"""Who says "5" means no hour of the night; whether of the afternoon, they can say themselves."""


def wished(said: str, now: Wish, choice: DigestChoice) -> Wish | None:
    """*now*, with what was said of it. None: as the school chose again. Raises `InputError`."""
    text = " ".join(said.casefold().split())
    word, _, rest = text.partition(" ")
    if (at := _HOUR.fullmatch(text)) is not None:
        return replace(now, at=_time(*at.groups()))
    if text in _HALF_PAST:
        return replace(now, at=_HALF_PAST[text])
    if word in _MAIL | _BOTH:
        both = (Channel.CHAT, Channel.MAIL)
        channels = both if word in _BOTH else (Channel.MAIL,)
        return replace(now, channels=channels, address=_address(rest, now, choice), proof=None)
    if rest or word not in _CHAT | _NO_LINE | _LINE | _USUAL:
        raise InputError("overview.unknown")
    if word in _USUAL:
        return None
    if word in _CHAT:
        return replace(now, channels=(Channel.CHAT,), proof=None)
    return replace(now, when_quiet=word in _LINE)


def _time(hour: str, minute: str | None) -> time:
    if int(hour) < _EARLIEST:
        raise InputError("overview.unknown")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise InputError("overview.unknown") from None


def _address(said: str, now: Wish, choice: DigestChoice) -> str:
    if not choice.mail_domains:
        raise InputError("overview.no_mail")
    address = said or now.address
    if not address:
        raise InputError("overview.no_address")
    if not choice.mails_to(address):
        domains = {one.casefold() for one in choice.mail_domains}
        shown = ", ".join(f"@{one}" for one in sorted(domains))
        raise InputError("overview.other_address", domains=shown)
    return address


def told(wish: Wish, choice: DigestChoice, texts: Texts) -> str:
    """How it comes now, and how to have it otherwise."""
    at, channels = wish.at or choice.at, wish.channels or choice.channels
    lines = [texts("overview.at", at=f"{at:%H:%M}")]
    if Channel.MAIL in channels and choice.mails_to(wish.address):
        key = "overview.both" if Channel.CHAT in channels else "overview.mail"
        lines.append(texts(key, address=wish.address))
    else:
        lines.append(texts("overview.chat"))
    if wish.proof is not None:
        lines.append(texts("overview.code.waits", address=wish.proof.address))
    when_quiet = choice.when_quiet if wish.when_quiet is None else wish.when_quiet
    lines.append(texts("overview.wish.line" if when_quiet else "overview.wish.no_line"))
    lines += ["", texts("overview.how")]
    if choice.mail_domains:
        lines.append(texts("overview.how.mail"))
    return "\n".join(lines)
