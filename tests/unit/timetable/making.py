"""Calendar files for the tests: the samples, and small ones made on the spot."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.timetable.read import read_timetable
from bot.model.calendar import AMSTERDAM
from bot.model.timetable import CalendarFile, Happening

DATA = Path(__file__).parents[2] / "data" / "calendar"
BEGIN, END = date(2026, 8, 1), date(2027, 8, 1)


def sample(name: str) -> CalendarFile:
    return read_timetable(DATA / name, AMSTERDAM, BEGIN, END)


def event(*lines: str, uid: str = "1") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "".join(parts) + "END:VCALENDAR", ""])


def read(
    folder: Path,
    *parts: str,
    timezone: ZoneInfo = AMSTERDAM,
    begin: date = BEGIN,
    end: date = END,
) -> CalendarFile:
    """A file of those events, in that school's time."""
    path = folder / "rooster.ics"
    path.write_text(calendar(*parts), "utf-8", newline="")
    return read_timetable(path, timezone, begin, end)


def local(one: Happening) -> str:
    """When it begins and ends on the school's clocks."""
    begin, end = one.begin.astimezone(AMSTERDAM), one.end.astimezone(AMSTERDAM)
    return f"{begin:%Y-%m-%d %H:%M}-{end:%H:%M}"
