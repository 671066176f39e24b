"""Until when somebody is muted, as staff choose or type it. Pure."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)
LONGEST = timedelta(days=365)
_WEEK = timedelta(days=7)
_WHEN = re.compile(
    r"(?:(?:tot|until)\s+)?(?P<day>\S+)(?:\s+(?:(?:om|at)\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d))?",
    re.IGNORECASE,
)
_DUTCH = re.compile(r"(\d{1,2})-(\d{1,2})(?:-(\d{4}))?")
_TODAY = frozenset({"vandaag", "today"})
_TOMORROW = frozenset({"morgen", "tomorrow"})
_WEEKDAYS = {
    name: number
    for names in (
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for number, name in enumerate(names.split())
}


def tomorrow(now: datetime, timezone: ZoneInfo) -> datetime:
    """When school begins."""
    day = now.astimezone(timezone).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, timezone)


def next_week(now: datetime, timezone: ZoneInfo) -> datetime:
    return datetime.combine(now.astimezone(timezone).date() + _WEEK, MORNING, timezone)


def typed(text: str, now: datetime, timezone: ZoneInfo) -> datetime | None:
    """Such as "vrijdag 16:00", "12-6" or "2026-06-12 10:00"; None: it is no such thing, past, or
    too far away."""
    found = _WHEN.fullmatch(text.strip())
    if found is None:
        return None
    try:
        day = _day(found["day"].casefold(), now.astimezone(timezone).date())
        hour = time(int(found["hour"]), int(found["minute"])) if found["hour"] else MORNING
    except ValueError:
        return None
    until = datetime.combine(day, hour, timezone)
    return until if now < until <= now + LONGEST else None


def _day(word: str, today: date) -> date:
    """Raises `ValueError` for what is no day. A weekday is the next there is, never today."""
    if word in _TODAY:
        return today
    if word in _TOMORROW:
        return today + timedelta(days=1)
    if word in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
    dutch = _DUTCH.fullmatch(word)
    if dutch is None:
        return date.fromisoformat(word)
    day = date(int(dutch[3] or today.year), int(dutch[2]), int(dutch[1]))
    return day.replace(year=today.year + 1) if not dutch[3] and day < today else day
