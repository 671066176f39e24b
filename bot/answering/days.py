"""A day as people type it. Pure."""

import re
from datetime import date, timedelta

WEEKDAYS = {
    name: number
    for names in (
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for number, name in enumerate(names.split())
}
_DUTCH = re.compile(r"(\d{1,2})-(\d{1,2})(?:-(\d{4}))?")
_TODAY = frozenset({"", "vandaag", "today"})
_TOMORROW = frozenset({"morgen", "tomorrow"})


def day_in(typed: str, today: date) -> date:
    """Such as "vrijdag", "12-6", "2026-06-12" or nothing, which is *today*. Raises `ValueError`
    for what is no day. Without a year, the next there is of it; a weekday is never today."""
    word = typed.casefold()
    if word in _TODAY:
        return today
    if word in _TOMORROW:
        return today + timedelta(days=1)
    if word in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
    dutch = _DUTCH.fullmatch(word)
    if dutch is None:
        return date.fromisoformat(word)
    day = date(int(dutch[3] or today.year), int(dutch[2]), int(dutch[1]))
    return day.replace(year=today.year + 1) if not dutch[3] and day < today else day
