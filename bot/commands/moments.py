"""Times as people type them. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.answering.days import WEEKDAYS, day_in

LONGEST = timedelta(hours=24)
_SPAN = re.compile(r"(\d{1,4})\s*(m|min|minuten|minutes|u|uur|uren|h|hour|hours)", re.IGNORECASE)
_TEST = re.compile(r"(\d{1,2})[:.](\d\d)\s*(?:-|–|tot|to)\s*(\d{1,2})[:.](\d\d)(?:\s+(\S+))?")
_AWAY_UNTIL = re.compile(
    r"(?<!\S)(?:(?P<with>t/m|t\.?e\.?m\.?|tot en met|up to|through) ?|(?:tot|until|till) ?)?"
    r"(?P<day>\d{1,2}-\d{1,2}(?:-\d{4})?|\d{4}-\d\d-\d\d|morgen|tomorrow"
    rf"|{'|'.join(WEEKDAYS)})\b",
    re.IGNORECASE,
)
_BACK_AT = time(7, 0)
_PHONES = re.compile(
    r"(?:(?:de\s+)?(?P<what>telefoons?|mobiel(?:en|tjes?)?|(?:smart)?phones?|mobiles?)\s+)?"
    r"(?P<goes>\w+)(?:\s+(?:(?:tot|until|till)\s+(?P<hour>\d{1,2})[:.](?P<minute>\d\d)"
    r"|(?P<span>\d.*)))?",
    re.IGNORECASE,
)
_AWAY = frozenset({"weg", "opbergen", "away"})
_ALLOWED = frozenset({"mag", "mogen", "toegestaan", "allowed", "ok"})
_OFF, _ON = frozenset({"uit", "off"}), frozenset({"aan", "on"})
"""Of telephones these mean away and allowed; of anything else that it is over."""
LONGEST_LESSON = timedelta(hours=10)
STOP = frozenset({"uit", "off", "nee", "no"})


def span(text: str) -> timedelta | None:
    """Such as 20m or 2 uur; None: it is none, or longer than a day."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    number, unit = int(found[1]), found[2].casefold()
    length = timedelta(minutes=number) if unit.startswith("m") else timedelta(hours=number)
    return length if timedelta(0) < length <= LONGEST else None


@dataclass(frozen=True, slots=True)
class AwaySaid:
    """*who*: "" for whoever says it. *deputy*: "" for nobody."""

    until: datetime
    deputy: str = ""
    who: str = ""


def away(text: str, now: datetime, timezone: ZoneInfo) -> AwaySaid | None:
    """When somebody is there again, from such as "mw. Vos tot 12-01 mw. Kok": in the morning of
    that day, or of the next one after "t/m". None: no such thing, or over."""
    words = " ".join(text.split())
    found = _AWAY_UNTIL.search(words)
    if found is None:
        return None
    try:
        day = day_in(found["day"], now.astimezone(timezone).date())
    except ValueError:
        return None
    day += timedelta(days=bool(found["with"]))
    until = datetime.combine(day, _BACK_AT, timezone)
    if now >= until:
        return None
    who, deputy = words[: found.start()], words[found.end() :]
    return AwaySaid(until, deputy.strip(" ,:"), who.strip(" ,:"))


def window(text: str, now: datetime, timezone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Such as 13:00-14:00 [day], in *timezone*; None: it is no such thing, or is over by *now*."""
    found = _TEST.fullmatch(text.strip())
    if found is None:
        return None
    try:
        day = day_in(found[5] or "", now.astimezone(timezone).date())
        begin = datetime.combine(day, time(int(found[1]), int(found[2])), timezone)
        end = datetime.combine(day, time(int(found[3]), int(found[4])), timezone)
    except ValueError:
        return None
    return (begin, end) if begin < end and end > now else None


@dataclass(frozen=True, slots=True)
class PhonesSaid:
    """*until*: None where the lesson says it."""

    allowed: bool
    until: datetime | None


def phones(text: str, now: datetime, timezone: ZoneInfo) -> PhonesSaid | None:
    """Such as "telefoons weg", "mag tot 11:20" or "away 30m"; None: it is no such thing, or over
    by *now*."""
    found = _PHONES.fullmatch(text.strip())
    allowed = None if found is None else _allowed(found["goes"].casefold(), found["what"])
    if found is None or allowed is None:
        return None
    if found["hour"]:
        until = _at(int(found["hour"]), int(found["minute"]), now.astimezone(timezone))
    else:
        length = span(found["span"] or "")
        until = None if length is None else now + length
    if until is None:
        return PhonesSaid(allowed, None) if not (found["hour"] or found["span"]) else None
    return PhonesSaid(allowed, until) if now < until <= now + LONGEST_LESSON else None


def _allowed(goes: str, what: str | None) -> bool | None:
    if goes in _AWAY or (what and goes in _OFF):
        return False
    return True if goes in _ALLOWED or (what and goes in _ON) else None


def _at(hour: int, minute: int, local: datetime) -> datetime | None:
    try:
        return datetime.combine(local.date(), time(hour, minute), local.tzinfo)
    except ValueError:
        return None
