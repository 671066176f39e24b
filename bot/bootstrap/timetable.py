"""A calendar file, and the office that takes it over."""

from datetime import date
from pathlib import Path

from bot.model.timetable import CalendarFile
from bot.planning.office import PlanningOffice, Read
from bot.school import School


def office(school: School) -> PlanningOffice:
    return PlanningOffice(
        unit_of_work=school.unit_of_work,
        clock=school.clock,
        calendar=school.settings.calendar,
        words=school.settings.event_words,
    )


def reader(file: Path, school: School) -> Read:
    def read(begin: date, end: date) -> CalendarFile:
        from adapters.timetable.read import read_timetable  # noqa: PLC0415 - loading it takes a while

        return read_timetable(file, school.settings.timezone, begin, end)

    return read
