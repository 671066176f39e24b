"""Until when somebody is muted, as staff choose or type it. Pure."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.answering.days import day_in

MORNING = time(8)
LONGEST = timedelta(days=365)
_WEEK = timedelta(days=7)
_WHEN = re.compile(
    r"(?:(?:tot|until)\s+)?(?P<day>\S+)(?:\s+(?:(?:om|at)\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d))?",
    re.IGNORECASE,
)


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
        day = day_in(found["day"], now.astimezone(timezone).date())
        hour = time(int(found["hour"]), int(found["minute"])) if found["hour"] else MORNING
    except ValueError:
        return None
    until = datetime.combine(day, hour, timezone)
    return until if now < until <= now + LONGEST else None
