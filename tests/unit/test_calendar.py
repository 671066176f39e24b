from datetime import UTC, datetime, time

import pytest

from bot.model.calendar import AMSTERDAM, QuietHours, SchoolCalendar, TestWindow
from bot.model.record import CalendarMoment

NIGHT = QuietHours(time(22), time(7))
LUNCH = QuietHours(time(12), time(13))


@pytest.mark.parametrize(
    ("local", "quiet"),
    [
        (time(21, 59), False),
        (time(22), True),
        (time(0), True),
        (time(6, 59, 59), True),
        (time(7), False),
        (time(12), False),
    ],
)
def test_quiet_hours_run_past_midnight(local: time, quiet: bool) -> None:
    assert NIGHT.hold(local) is quiet


@pytest.mark.parametrize(
    ("local", "quiet"), [(time(11, 59), False), (time(12), True), (time(13), False)]
)
def test_quiet_hours_within_a_day(local: time, quiet: bool) -> None:
    assert LUNCH.hold(local) is quiet


def test_hours_that_end_as_they_begin_are_never_quiet() -> None:
    never = QuietHours(time(8), time(8))
    assert not any(never.hold(time(hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("utc", "quiet"),
    [
        # summer time, two hours ahead, until Sunday 25 October 2026
        (datetime(2026, 10, 24, 19, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), True),
        # the hour that comes twice is quiet both times
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),
        # winter time, one hour ahead
        (datetime(2026, 10, 25, 5, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 6, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 21, 0, tzinfo=UTC), True),
        # the spring night without an hour between two and three
        (datetime(2026, 3, 29, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 5, 0, tzinfo=UTC), False),
    ],
)
def test_quiet_hours_follow_the_clock_on_the_wall(utc: datetime, quiet: bool) -> None:
    assert SchoolCalendar(quiet=NIGHT).moment(utc).quiet is quiet


def test_a_school_without_quiet_hours_is_never_quiet() -> None:
    midnight = datetime(2026, 3, 2, tzinfo=AMSTERDAM)
    assert SchoolCalendar().moment(midnight) == CalendarMoment(quiet=False)


def test_a_test_runs_from_its_begin_up_to_its_end_in_its_own_groups() -> None:
    begin, end = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
    calendar = SchoolCalendar(tests=(TestWindow(begin, end, frozenset({"H4B"})),))
    assert calendar.moment(begin, "H4B").testing
    assert not calendar.moment(end, "H4B").testing
    assert not calendar.moment(begin, "H4C").testing
    assert calendar.moment(begin, "h4b").testing  # as people write it
    everybody = SchoolCalendar(tests=(TestWindow(begin, end),))
    assert everybody.moment(begin, "H4C").testing
