"""Times as people type them. Pure."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(hours=24)
_SPAN = re.compile(r"(\d{1,4})\s*(m|min|minuten|minutes|u|uur|uren|h|hour|hours)", re.IGNORECASE)
_TEST = re.compile(r"(\d{1,2})[:.](\d\d)\s*(?:-|–|tot|to)\s*(\d{1,2})[:.](\d\d)(?:\s+(\S+))?")
_DUTCH = re.compile(r"(\d{1,2})-(\d{1,2})(?:-(\d{4}))?")
STOP = frozenset({"uit", "off", "nee", "no"})
_TOMORROW = frozenset({"morgen", "tomorrow"})
_TODAY = frozenset({"", "vandaag", "today"})


def span(text: str) -> timedelta | None:
    """Such as 20m or 2 uur; None: it is none, or longer than a day."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    number, unit = int(found[1]), found[2].casefold()
    length = timedelta(minutes=number) if unit.startswith("m") else timedelta(hours=number)
    return length if timedelta(0) < length <= LONGEST else None


def window(text: str, now: datetime, timezone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Such as 13:00-14:00 [day], in *timezone*; None: it is no such thing, or is over by *now*."""
    found = _TEST.fullmatch(text.strip())
    if found is None:
        return None
    try:
        day = _day(found[5] or "", now.astimezone(timezone).date())
        begin = datetime.combine(day, time(int(found[1]), int(found[2])), timezone)
        end = datetime.combine(day, time(int(found[3]), int(found[4])), timezone)
    except ValueError:
        return None
    return (begin, end) if begin < end and end > now else None


def _day(text: str, today: date) -> date:
    """Raises `ValueError` for what is no day. Without a year, the next there is of it."""
    word = text.casefold()
    if word in _TODAY:
        return today
    if word in _TOMORROW:
        return today + timedelta(days=1)
    dutch = _DUTCH.fullmatch(word)
    if dutch is None:
        return date.fromisoformat(word)
    day = date(int(dutch[3] or today.year), int(dutch[2]), int(dutch[1]))
    return day.replace(year=today.year + 1) if not dutch[3] and day < today else day
