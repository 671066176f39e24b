"""Days as people write them in Dutch."""

from datetime import date, datetime

from bot.model.retention import YearDay

_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def in_words(day: YearDay | date) -> str:
    """With the year, where it has one."""
    of_any_year = f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{of_any_year} {day.year}" if isinstance(day, date) else of_any_year


def with_time(at: datetime) -> str:
    return f"{in_words(at)}, {at:%H:%M}"
