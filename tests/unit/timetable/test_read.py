"""Calendar files as other programs write them, and as no program should."""

import itertools
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.timetable import blocks, bounds
from adapters.timetable import read as reading
from adapters.timetable.read import read_timetable
from bot.errors import InputError
from bot.model.calendar import AMSTERDAM
from tests.unit.timetable.making import BEGIN, END, calendar, event, local, read, sample

ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:{autumn}
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
""".replace("\n", "\r\n")
AUTUMN = "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
LESSON = ("DTSTART:20261020T090000", "DTEND:20261020T095000", "SUMMARY:les 3B")


# as other programs write them


def test_zermelo_writes_single_lessons_in_utc() -> None:
    file = sample("zermelo.ics")
    assert [local(one) for one in file.happenings] == [
        "2026-10-20 08:30-09:20",
        "2026-10-27 08:30-09:20",
        "2026-10-20 09:20-10:10",
        "2026-10-21 08:30-10:10",
    ]
    assert [one.cancelled for one in file.happenings] == [False, False, True, False]
    assert file.happenings[0].place == "A105"
    assert file.left_out == []


def test_somtoday_has_categories_and_what_stands_inside_an_event_is_not_its_own() -> None:
    first, *_ = sample("somtoday.ics").happenings
    assert (first.title, first.categories) == ("Les Nederlands, 3B", ("Les",))
    assert local(first) == "2026-10-20 09:00-09:50"


def test_magister_writes_floating_times_folded_titles_and_whole_days() -> None:
    lesson, test, holiday = sample("magister.ics").happenings
    assert local(lesson) == "2026-10-20 09:00-09:50"
    assert test.title == "proefwerk biologie 3B (eerst hoofdstuk 1, dan 2)"
    assert (holiday.whole_days, holiday.begin, holiday.end) == (
        True,
        datetime(2026, 10, 17, tzinfo=AMSTERDAM),
        datetime(2026, 10, 26, tzinfo=AMSTERDAM),
    )


def test_a_weekly_lesson_of_google_stays_at_nine_over_both_clock_changes() -> None:
    """Clocks change on 25 October 2026 and 28 March 2027."""
    lessons = [one for one in sample("google.ics").happenings if one.title.startswith("Les")]
    moved = [one for one in lessons if "verplaatst" in one.title]
    assert [local(one) for one in moved] == ["2026-11-09 11:00-11:50"]
    others = [one for one in lessons if one not in moved]
    assert {local(one)[11:] for one in others} == {"09:00-09:50"}
    days = [one.begin.date() for one in others]
    assert date(2026, 10, 19) not in days
    assert (days[0], days[-1], len(days)) == (date(2026, 10, 5), date(2027, 3, 29), 24)
    utc = {one.begin.astimezone(UTC).hour for one in others}
    assert utc == {7, 8}


def test_outlook_has_zones_with_names_of_its_own() -> None:
    file = sample("outlook.ics")
    lessons = [one for one in file.happenings if "techniek" in one.title]
    assert {local(one)[11:] for one in lessons} == {"08:30-09:20"}
    assert len(lessons) == 30
    assert lessons[0].categories == ("Geel", "Les")
    oral = next(one for one in file.happenings if "Engels" in one.title)
    assert local(oral) == "2027-04-05 10:30-11:20"
    assert file.left_out == []


# times


@pytest.mark.parametrize(
    ("begin", "zone", "then"),
    [
        ("DTSTART:20261005T090000", AMSTERDAM, {7, 8}),
        ("DTSTART:20261005T090000", ZoneInfo("Europe/London"), {8, 9}),
        ("DTSTART;TZID=Europe/Amsterdam:20261005T090000", AMSTERDAM, {7, 8}),
        ("DTSTART;TZID=/vendor.example/Europe/Amsterdam:20261005T090000", AMSTERDAM, {7, 8}),
        ("DTSTART;TZID=Eigen:20261005T090000", AMSTERDAM, {7, 8}),
        ("DTSTART;TZID=America/New_York:20261005T030000", AMSTERDAM, {7, 8}),
        ("DTSTART:20261005T070000Z", AMSTERDAM, {7}),
    ],
    ids=["floating", "another school", "zone", "vendor", "own zone", "elsewhere", "utc"],
)
def test_what_comes_back_keeps_the_hour_of_its_zone(
    tmp_path: Path, begin: str, zone: ZoneInfo, then: set[int]
) -> None:
    own = ZONE.format(name="Eigen", autumn=AUTUMN)
    file = read(tmp_path, own, event(begin, "RRULE:FREQ=WEEKLY;COUNT=30"), timezone=zone)
    assert len(file.happenings) == 30
    assert {one.begin.astimezone(UTC).hour for one in file.happenings} == then


def test_utc_means_the_zone_of_the_file_where_it_names_one(tmp_path: Path) -> None:
    weekly = event("DTSTART:20261005T070000Z", "RRULE:FREQ=WEEKLY;COUNT=30")
    file = read(tmp_path, "X-WR-TIMEZONE:Europe/Amsterdam\r\n", weekly)
    assert {local(one)[11:16] for one in file.happenings} == {"09:00"}


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("DTSTART;VALUE=DATE:20261111",), 1),
        (("DTSTART;VALUE=DATE:20261111", "DTEND;VALUE=DATE:20261111"), 1),
        (("DTSTART;VALUE=DATE:20261111", "DTEND;VALUE=DATE:20261113"), 2),
        (("DTSTART;VALUE=DATE:20261111", "DURATION:P3D"), 3),
    ],
)
def test_whole_days(tmp_path: Path, lines: tuple[str, ...], days: int) -> None:
    (one,) = read(tmp_path, event(*lines)).happenings
    assert one.whole_days
    assert one.begin == datetime(2026, 11, 11, tzinfo=AMSTERDAM)
    assert (one.end.date() - one.begin.date()).days == days


def test_a_holiday_of_whole_days_is_as_long_as_it_says_over_a_clock_change(
    tmp_path: Path,
) -> None:
    lines = ("DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261027")
    (one,) = read(tmp_path, event(*lines)).happenings
    assert one.end - one.begin == (
        datetime(2026, 10, 27, tzinfo=AMSTERDAM) - datetime(2026, 10, 24, tzinfo=AMSTERDAM)
    )
    assert one.end == datetime(2026, 10, 27, tzinfo=AMSTERDAM)


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    weekly = event(*LESSON, "RRULE:FREQ=DAILY")
    file = read(tmp_path, weekly, begin=date(2026, 11, 2), end=date(2026, 11, 7))
    assert [one.begin.day for one in file.happenings] == [2, 3, 4, 5, 6]
    none = read(tmp_path, event(*LESSON), begin=date(2026, 10, 21), end=END)
    assert none.happenings == []


# an event that cannot be used is told by its line, and stands in no other's way

LEFT_OUT = {
    "second": ("RRULE:FREQ=SECONDLY", "too_often"),
    "minute": ("RRULE:FREQ=MINUTELY;COUNT=5", "too_often"),
    "hour": ("RRULE:FREQ=HOURLY", "too_often"),
    "nothing": ("RRULE:COUNT=5", "rule"),
    "no interval": ("RRULE:FREQ=DAILY;INTERVAL=0", "rule"),
    "by hours": ("RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3;BYSECOND=1,2,3", "rule"),
    "never a day": ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "rule"),
    "never a monday": ("RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO", "rule"),
    "several rules": ("\r\n".join(["RRULE:FREQ=DAILY"] * 9), "rule"),
    "exception rule": ("RRULE:FREQ=DAILY\r\nEXRULE:FREQ=SECONDLY", "rule"),
    "no rule": ("RRULE:ELKE WEEK", "rule"),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_comes_back_too_often_or_never_ends_quickly(tmp_path: Path, name: str) -> None:
    rule, why = LEFT_OUT[name]
    began = time.monotonic()
    file = read(tmp_path, event(*LESSON, rule, uid="1"), event(*LESSON, uid="2"))
    assert time.monotonic() - began < 5
    assert [(one.line, one.key) for one in file.left_out] == [(3, f"timetable.left.{why}")]
    assert file.left_out[0].title == "les 3B"
    assert [one.title for one in file.happenings] == ["les 3B"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("DTSTART:gisteren",), "unreadable"),
        (("SUMMARY:zonder begin",), "unreadable"),
        (("DTSTART:20261020T090000Z", "DTEND:morgen"), "unreadable"),
        (("DTSTART:20261020T090000Z", "DURATION:P99999999W"), "unreadable"),
        (("DTSTART:20261020T090000Z", "DTEND:20261020T080000Z"), "ends_first"),
        (("DTSTART;TZID=Mars/Olympus:20261020T090000",), "timezone"),
        (("DTSTART;TZID=../../etc/passwd:20261020T090000",), "timezone"),
        (("DTSTART;TZID=Vaak:20261020T090000",), "timezone"),
        (("DTSTART:00010101T090000", "RRULE:FREQ=DAILY"), "rule"),
    ],
)
def test_what_cannot_be_read_is_left_out(tmp_path: Path, lines: tuple[str, ...], why: str) -> None:
    often = ZONE.format(name="Vaak", autumn="FREQ=SECONDLY")
    file = read(tmp_path, event(*lines), often, event(*LESSON, uid="2"))
    assert [one.key for one in file.left_out] == [f"timetable.left.{why}"]
    assert len(file.happenings) == 1


def test_a_zone_of_one_file_is_none_of_the_next(tmp_path: Path) -> None:
    own = event("DTSTART;TZID=Eigen:20261020T090000")
    assert read(tmp_path, ZONE.format(name="Eigen", autumn=AUTUMN), own).left_out == []
    assert [one.key for one in read(tmp_path, own).left_out] == ["timetable.left.timezone"]


# a file that is none


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("", "empty", None),
        ("naam;klas\n", "no_calendar", 1),
        ("BEGIN:VEVENT\nEND:VEVENT\n", "no_calendar", 1),
        (calendar(), "empty", None),
        (calendar(event(*LESSON)).replace("END:VCALENDAR", ""), "breaks_off", 10),
        (calendar(event(*LESSON)).replace("END:VEVENT", "END:VTODO"), "no_calendar", 8),
        (calendar("BEGIN:A\r\n" * 9), "no_calendar", 6),
    ],
    ids=["nothing", "csv", "no calendar", "no events", "cut off", "crossed", "deep"],
)
def test_what_is_no_calendar_is_refused_with_its_line(
    tmp_path: Path, text: str, key: str, line: int | None
) -> None:
    path = tmp_path / "rooster.ics"
    path.write_text(text, "utf-8", newline="")
    with pytest.raises(InputError, match=f"timetable.{key}") as refused:
        read_timetable(path, AMSTERDAM, BEGIN, END)
    assert refused.value.values.get("line") == line


def test_bytes_of_another_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rooster.ics"
    path.write_bytes(calendar(event(*LESSON, "DESCRIPTION:één")).encode("latin-1"))
    with pytest.raises(InputError, match="not_utf8"):
        read_timetable(path, AMSTERDAM, BEGIN, END)


@pytest.mark.parametrize("path", ["nergens.ics", ".", "\0"])
def test_a_path_that_is_no_file_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError, match="toml"):
        read_timetable(tmp_path / path, AMSTERDAM, BEGIN, END)


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    daily = event(*LESSON, "RRULE:FREQ=DAILY")
    monkeypatch.setattr(reading, "MOST_HAPPENINGS", 100)
    with pytest.raises(InputError, match="too_many"):
        read(tmp_path, daily)
    monkeypatch.setattr(blocks, "MOST_EVENTS", 3)
    with pytest.raises(InputError, match="too_many"):
        read(tmp_path, *(event(*LESSON, uid=str(number)) for number in range(5)))
    monkeypatch.setattr(blocks, "LARGEST", 100)
    with pytest.raises(InputError, match="too_large"):
        read(tmp_path, daily)


@pytest.mark.parametrize("name", ["RDATE", "EXDATE"])
def test_days_without_end_are_left_out(tmp_path: Path, name: str) -> None:
    first = datetime(2026, 10, 21, 9, tzinfo=AMSTERDAM)
    dates = (first + timedelta(minutes=7 * number) for number in range(bounds.MOST_DATES + 1))
    many = f"{name}:" + ",".join(f"{one:%Y%m%dT%H%M%S}" for one in dates)
    file = read(tmp_path, event(*LESSON, "RRULE:FREQ=WEEKLY", many), event(*LESSON, uid="2"))
    assert [one.key for one in file.left_out] == ["timetable.left.rule"]
    assert len(file.happenings) == 1


def test_exceptions_without_end_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_OF_ONE", 3)
    moved = ("RECURRENCE-ID:20261021T090000", *LESSON)
    file = read(tmp_path, event(*LESSON, "RRULE:FREQ=DAILY"), *(event(*moved) for _ in range(3)))
    assert [(one.line, one.key) for one in file.left_out] == [(3, "timetable.left.rule")]
    assert file.happenings == []


def test_what_comes_back_takes_too_long_too(tmp_path: Path) -> None:
    path = tmp_path / "rooster.ics"
    path.write_text(calendar(event(*LESSON, "RRULE:FREQ=DAILY")), "utf-8", newline="")
    ticks = itertools.count()
    with pytest.raises(InputError, match="too_slow"):
        read_timetable(path, AMSTERDAM, BEGIN, END, lambda: float(next(ticks)))


def test_what_takes_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rooster.ics"
    path.write_text(calendar(event(*LESSON)), "utf-8", newline="")
    slow = itertools.count(step=reading.LONGEST_S + 1)
    with pytest.raises(InputError, match="too_slow"):
        read_timetable(path, AMSTERDAM, BEGIN, END, lambda: float(next(slow)))
