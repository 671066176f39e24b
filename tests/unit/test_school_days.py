"""Which days are school days."""

from datetime import date

import pytest

from bot.model.calendar import FreeDays, SchoolCalendar

AUTUMN = FreeDays(date(2026, 10, 17), date(2026, 10, 25), "Herfstvakantie")
CALENDAR = SchoolCalendar(free=(AUTUMN,))


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2026, 10, 16), True),
        (date(2026, 10, 17), False),
        (date(2026, 10, 19), False),
        (date(2026, 10, 25), False),
        (date(2026, 10, 26), True),
        (date(2026, 10, 31), False),
    ],
)
def test_a_school_day_is_no_weekend_and_not_free(day: date, is_one: bool) -> None:
    assert CALENDAR.is_school_day(day) is is_one


def test_a_free_day_has_the_name_of_its_holiday() -> None:
    assert CALENDAR.free_days(date(2026, 10, 20)) == AUTUMN
    assert CALENDAR.free_days(date(2026, 10, 31)) is None


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 10, 14), 0, date(2026, 10, 14)),
        (date(2026, 10, 14), 1, date(2026, 10, 15)),
        (date(2026, 3, 2), 10, date(2026, 3, 16)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 10, 16), 1, date(2026, 10, 26)),
        (date(2026, 10, 15), 3, date(2026, 10, 27)),
        (date(2026, 10, 30), 1, date(2026, 11, 2)),
    ],
)
def test_school_days_are_counted_over_weekends_and_holidays(
    day: date, count: int, then: date
) -> None:
    assert CALENDAR.school_day_after(day, count) == then


def test_a_calendar_without_any_school_day_does_not_hang() -> None:
    always = SchoolCalendar(free=(FreeDays(date(2020, 1, 1), date(2040, 1, 1)),))
    assert always.school_day_after(date(2026, 10, 16)) == date(2026, 10, 17)
