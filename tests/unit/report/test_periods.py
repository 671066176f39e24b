"""The days of a group, in one picture."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.judgement import Topic
from bot.overview import Day
from bot.report.periods import MOST, TimeUnit, timeline

MONDAY = date(2026, 9, 7)


def days(*dates: date) -> dict[date, Day]:
    made: dict[date, Day] = {}
    for one in dates:
        day = made.setdefault(one, Day())
        day.messages += 1
        day.findings += 2
        day.topics[Topic.SCHOOL] += 1
    return made


@pytest.mark.parametrize(
    ("length", "unit", "periods"),
    [
        (1, TimeUnit.DAY, 1),
        (MOST, TimeUnit.DAY, MOST),
        (MOST + 1, TimeUnit.WEEK, 6),
        (7 * MOST, TimeUnit.WEEK, MOST),
        (7 * MOST + 1, TimeUnit.MONTH, 10),
        (4_000, TimeUnit.YEAR, 12),
    ],
)
def test_a_longer_export_is_told_in_longer_periods(
    length: int, unit: TimeUnit, periods: int
) -> None:
    line = timeline(days(MONDAY, MONDAY + timedelta(days=length - 1)))
    assert (line.unit, len(line.periods), line.cut) == (unit, periods, False)
    assert sum(period.messages for period in line.periods) == 2


def test_quiet_days_have_their_place() -> None:
    line = timeline(days(MONDAY, MONDAY + timedelta(days=3)))
    assert [(one.begin.day, one.messages) for one in line.periods] == [
        (7, 1),
        (8, 0),
        (9, 0),
        (10, 1),
    ]


def test_a_week_begins_on_monday_and_holds_all_its_days() -> None:
    sunday = MONDAY + timedelta(days=6)
    line = timeline(days(MONDAY - timedelta(days=60), MONDAY, sunday))
    assert (line.periods[-1].begin, line.periods[-1].messages) == (MONDAY, 2)
    assert (line.periods[-1].findings, line.periods[-1].topics[Topic.SCHOOL]) == (4, 2)


def test_nothing_has_no_periods() -> None:
    assert timeline({}).periods == ()


def test_of_ages_the_latest_are_shown_and_it_is_said() -> None:
    line = timeline(days(date.min, date(2026, 1, 1), date.max))
    assert (line.unit, len(line.periods), line.cut) == (TimeUnit.YEAR, MOST, True)
    assert line.periods[-1].begin == date(9999, 1, 1)


@given(st.lists(st.dates(), min_size=1, max_size=20))
def test_every_day_is_in_one_period_or_said_to_be_left_out(dates: list[date]) -> None:
    line = timeline(days(*dates))
    told = sum(period.messages for period in line.periods)
    assert 1 <= len(line.periods) <= MOST
    assert told == len(dates) or (line.cut and told < len(dates))
    begins = [period.begin for period in line.periods]
    assert begins == sorted(set(begins))
