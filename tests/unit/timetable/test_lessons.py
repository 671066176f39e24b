"""Which lesson runs in a class, and what goes for phones there."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.model.calendar import AMSTERDAM, ByClass, FreeDays, Lesson, SchoolCalendar, TestWindow

NINE = datetime(2026, 11, 23, 9, tzinfo=AMSTERDAM)
HOUR = timedelta(hours=1)


def lesson(begin: datetime = NINE, *groups: str, phones: bool = False, hours: int = 1) -> Lesson:
    return Lesson(begin, begin + hours * HOUR, frozenset(groups or {"3B"}), phones)


def calendar(*lessons: Lesson) -> SchoolCalendar:
    return SchoolCalendar(lessons=ByClass(lessons))


@pytest.mark.parametrize(
    ("at", "group", "away"),
    [
        (NINE, "3B", True),
        (NINE, "3b", True),
        (NINE + HOUR - timedelta(seconds=1), "3B", True),
        (NINE + HOUR, "3B", False),
        (NINE - timedelta(seconds=1), "3B", False),
        (NINE, "3C", False),
        (NINE + timedelta(days=1), "3B", False),
    ],
)
def test_phones_are_away_while_a_lesson_of_the_class_is_running(
    at: datetime, group: str, away: bool
) -> None:
    moment = calendar(lesson()).moment(at, group)
    assert moment.away == ((NINE, NINE + HOUR) if away else None)


def test_a_lesson_in_which_they_may_be_used_takes_nothing_away() -> None:
    assert calendar(lesson(phones=True)).moment(NINE, "3B").away is None


def test_of_two_lessons_of_parts_of_a_class_the_kinder_counts() -> None:
    both = calendar(lesson(), lesson(phones=True, hours=2))
    assert both.moment(NINE, "3B").away is None
    assert both.moment(NINE + timedelta(minutes=90), "3B").away is None
    strict = calendar(lesson(), lesson(hours=2))
    assert strict.moment(NINE, "3B").away == (NINE, NINE + 2 * HOUR)


def test_there_are_no_lessons_on_a_free_day() -> None:
    free = replace(calendar(lesson()), free=(FreeDays(date(2026, 11, 23), date(2026, 11, 23)),))
    assert free.moment(NINE, "3B").away is None
    holiday = replace(calendar(lesson()), holiday=lambda _: "Koningsdag")
    assert holiday.moment(NINE, "3B").away is None


def test_the_teacher_has_the_last_word() -> None:
    allowed = Lesson(NINE, NINE + HOUR, phones=True)
    away = Lesson(NINE, NINE + 2 * HOUR, phones=False)
    strict = calendar(lesson())
    assert strict.moment(NINE, "3B", lessons=(away, allowed)).away is None
    assert strict.moment(NINE, "3B", lessons=(allowed, away)).away == (NINE, NINE + 2 * HOUR)
    assert SchoolCalendar().moment(NINE, "3B", lessons=(away,)).away == (NINE, NINE + 2 * HOUR)
    assert SchoolCalendar().moment(NINE + 3 * HOUR, "3B", lessons=(away,)).away is None


HOURS = {0: ((time(8, 30), time(9, 20)), (time(9, 20), time(10, 10)))}


@pytest.mark.parametrize(
    ("at", "away"),
    [
        (NINE, (NINE.replace(hour=8, minute=30), NINE.replace(minute=20))),
        (NINE.replace(minute=20), (NINE.replace(minute=20), NINE.replace(hour=10, minute=10))),
        (NINE.replace(hour=10, minute=10), None),
        (NINE + timedelta(days=1), None),
    ],
)
def test_lesson_hours_go_where_there_is_no_timetable(
    at: datetime, away: tuple[datetime, datetime] | None
) -> None:
    assert SchoolCalendar(hours=HOURS, phones=False).moment(at, "3B").away == away
    assert SchoolCalendar(hours=HOURS).moment(at, "3B").away is None


def test_a_class_with_a_timetable_that_day_has_free_hours() -> None:
    later = replace(calendar(lesson(NINE + HOUR)), hours=HOURS, phones=False)
    assert later.moment(NINE, "3B").away is None
    assert later.moment(NINE, "3C").away is not None


@pytest.mark.parametrize("day", [date(2026, 10, 19), date(2026, 10, 26), date(2027, 3, 29)])
def test_lesson_hours_are_those_of_the_clock_on_the_wall(day: date) -> None:
    at = datetime.combine(day, time(9), AMSTERDAM)
    moment = SchoolCalendar(hours=HOURS, phones=False).moment(at, "3B")
    assert moment.away == (at.replace(hour=8, minute=30), at.replace(minute=20))


def test_a_test_of_the_timetable_is_one_of_its_classes() -> None:
    planned = SchoolCalendar(planned=ByClass([TestWindow(NINE, NINE + HOUR, frozenset({"H4a"}))]))
    assert planned.moment(NINE, "H4A").testing
    assert not planned.moment(NINE, "3B").testing
    assert not planned.moment(NINE + HOUR, "H4a").testing
    everybody = SchoolCalendar(planned=ByClass([TestWindow(NINE, NINE + HOUR)]))
    assert everybody.moment(NINE, "3B").testing


def test_what_runs_over_midnight_is_found_on_both_days() -> None:
    late = NINE.replace(hour=23)
    nights = SchoolCalendar(planned=ByClass([TestWindow(late, late + 5 * HOUR)]))
    assert nights.moment(late, "3B").testing
    assert nights.moment(late + 4 * HOUR, "3B").testing
