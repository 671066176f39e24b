"""`klaswacht calendar`: the school's timetable, imported, looked at, taken away."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.desk import Desk, desk
from bot.cli.output import console, progress_console, safe, say
from bot.cli.table import table
from bot.errors import InputError
from bot.model.timetable import LeftOut, Slot, SlotKind
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.planning.office import Imported, PlanningOffice, Week

_CONFIG = Path("config.toml")
_SHOWN = 40
"""Events that are left out, one a line; with more, they are of a kind."""
_TITLE = 60
"""Characters of what an event is called."""
_WEEK = re.compile(r"(?:(\d{4})-?)?[wW]?(\d{1,2})")
_DAYS = 7
_YEARS = range(1900, 2101)
_KINDS = {
    **dict.fromkeys(("les", "lessen", "lesson", "lessons"), SlotKind.LESSON),
    **dict.fromkeys(("toets", "toetsen", "test", "tests"), SlotKind.TEST),
    **dict.fromkeys(("vrij", "free"), SlotKind.FREE),
}

T = TypeVar("T")


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.calendar.help"), no_args_is_help=True)
    app.add_typer(group, name="calendar")
    for command in (_import, _show, _remove):
        command(group, texts)


def _import(group: typer.Typer, texts: Texts) -> None:
    @group.command("import", help=texts("cli.calendar.import.help"))
    def command(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=texts("cli.calendar.file"))],
        *,
        name: Annotated[str, typer.Option(metavar="NAME", help=texts("cli.calendar.name"))] = "",
        kind: Annotated[
            str,
            typer.Option(
                "--kind", metavar=texts("cli.calendar.kinds"), help=texts("cli.calendar.as")
            ),
        ] = "",
        school_class: Annotated[
            list[str] | None,
            typer.Option("--class", metavar="CLASS", help=texts("cli.calendar.class")),
        ] = None,
        all_classes: Annotated[
            bool, typer.Option("--all-classes", help=texts("cli.calendar.all_classes"))
        ] = False,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=texts("cli.calendar.dry_run"))
        ] = False,
        yes: Annotated[bool, typer.Option("--yes", help=texts("cli.calendar.yes"))] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        from bot.planning.understand import Assumed  # noqa: PLC0415 - keeps `--help` quick

        assumed = Assumed(_kind(kind), frozenset(school_class or ()), everybody=all_classes)
        source = name or file.name

        async def take(office: "PlanningOffice", sitting: Desk) -> "Imported":
            from bot.bootstrap.timetable import reader  # noqa: PLC0415 - as above

            read = reader(file, sitting.school)
            return await office.take(
                read, source, by=sitting.by, assumed=assumed, dry_run=dry_run, empty=yes
            )

        _tell(_at_office(config, take), source, texts, dry_run=dry_run)


def _kind(given: str) -> SlotKind | None:
    if given and given.casefold() not in _KINDS:
        raise InputError("error.timetable.kind", given=given)
    return _KINDS.get(given.casefold())


def _tell(imported: "Imported", source: str, texts: Texts, *, dry_run: bool) -> None:
    out, name = console(), safe(source)
    say(out, texts("timetable.would" if dry_run else "timetable.imported", name=name))
    for kind in SlotKind:
        counts = {"count": imported.slots[kind], "before": imported.before[kind]}
        say(out, texts(f"timetable.count.{kind}", **counts), indent=2)
    say(out, texts("timetable.changes", new=imported.new, gone=imported.gone), indent=2)
    if imported.classes:
        each = (f"{name} {count}" for name, count in sorted(imported.classes.items()))
        say(out, texts("timetable.classes", classes=safe(", ".join(each))), indent=2)
    if imported.cancelled:
        say(out, texts("timetable.cancelled", count=imported.cancelled), indent=2)
    _tell_left_out(imported.left_out, texts)
    if dry_run:
        say(out, texts("timetable.dry_run"))


def _tell_left_out(left_out: Sequence[LeftOut], texts: Texts) -> None:
    if not left_out:
        return
    out = progress_console()
    say(out, texts("timetable.left_out", count=len(left_out)))
    for one in left_out[:_SHOWN]:
        title = safe(" ".join(one.title.split()))[:_TITLE]
        values = {"line": one.line, "title": title, "why": texts(one.key)}
        say(
            out,
            texts("timetable.left" if title else "timetable.left.untitled", **values),
            indent=2,
        )
    if len(left_out) > _SHOWN:
        say(out, texts("timetable.left.more", count=len(left_out) - _SHOWN), indent=2)


def _show(group: typer.Typer, texts: Texts) -> None:
    @group.command("show", help=texts("cli.calendar.show.help"))
    def command(
        school_class: Annotated[
            str, typer.Option("--class", metavar="CLASS", help=texts("cli.calendar.show.class"))
        ] = "",
        week: Annotated[str, typer.Option(metavar="WEEK", help=texts("cli.calendar.week"))] = "",
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def look(office: "PlanningOffice", sitting: Desk) -> "tuple[date, Week, tzinfo]":
            zone = sitting.school.settings.timezone
            monday = monday_of(week, sitting.school.clock().astimezone(zone).date())
            found = await office.week(monday, by=sitting.by, school_class=school_class)
            return monday, found, zone

        monday, found, zone = _at_office(config, look)
        _tell_week(monday, found, zone, texts, of_class=bool(school_class))


def monday_of(given: str, today: date) -> date:
    """Of the week that *given* names, as people write one; of the number alone, the nearest one.
    Raises `InputError`."""
    try:
        written = _WEEK.fullmatch(given)
        if written is None:
            day = date.fromisoformat(given) if given else today
            return _near(day) - timedelta(days=day.weekday())
        year, number = written.groups()
        if year:
            return _near(date.fromisocalendar(int(year), int(number), 1))
        return min(_years_around(int(number), today), key=lambda day: abs(day - today))
    except ValueError:
        raise InputError("error.timetable.week", given=given) from None


def _near(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError(day)
    return day


def _years_around(number: int, today: date) -> Sequence[date]:
    years = [today.isocalendar().year + more for more in (-1, 0, 1)]
    last = {year: date(year, 12, 28).isocalendar().week for year in years}
    found = [date.fromisocalendar(year, number, 1) for year in years if number <= last[year]]
    if not found:
        raise ValueError(number)
    return found


def _tell_week(monday: date, week: "Week", zone: tzinfo, texts: Texts, *, of_class: bool) -> None:
    out, calendar = console(), monday.isocalendar()
    say(out, texts("timetable.week", week=calendar.week, year=calendar.year), style="bold")
    for day, name in week.free:
        say(out, texts("timetable.free", day=_day(day, texts), name=safe(name)).strip(" :"))
    lessons = [slot for slot in week.slots if slot.kind is SlotKind.LESSON]
    shown = [slot for slot in week.slots if _is_shown(slot, of_class=of_class)]
    if shown:
        columns = ("day", "time", "what", "classes", "phones")
        named = [texts(f"timetable.column.{column}") for column in columns]
        free = {day for day, _ in week.free}
        table(out, named, (_row(slot, zone, texts, free) for slot in shown))
    if lessons and not of_class:
        say(out, texts("timetable.lessons", count=len(lessons)))
    if not week.slots:
        say(out, texts("timetable.nothing"))
    for one in week.sources:
        at = f"{one.at.astimezone(zone):%d-%m-%Y %H:%M}"
        say(out, texts("timetable.source", name=safe(one.name), at=at, count=one.slots))


def _is_shown(slot: Slot, *, of_class: bool) -> bool:
    """Free days stand above; of the whole school there are too many lessons."""
    return slot.kind is SlotKind.TEST or (of_class and slot.kind is SlotKind.LESSON)


def _row(slot: Slot, zone: tzinfo, texts: Texts, free: Collection[date]) -> tuple[str, ...]:
    """On a day without school a lesson of the timetable is none."""
    begin, end = slot.begin.astimezone(zone), slot.end.astimezone(zone)
    allowed = {True: "timetable.phones.allowed", False: "timetable.phones.away"}
    off = slot.kind is SlotKind.LESSON and begin.date() in free
    phones = texts(allowed[slot.phones]) if slot.phones is not None and not off else ""
    return (
        _day(begin.date(), texts),
        f"{begin:%H:%M}-{end:%H:%M}",
        texts("timetable.kind.off" if off else f"timetable.kind.{slot.kind}"),
        ", ".join(sorted(slot.classes)) or texts("timetable.all"),
        phones,
    )


def _day(day: date, texts: Texts) -> str:
    return f"{texts(f'weekday.{day.isoweekday()}')} {day:%d-%m}"


def _remove(group: typer.Typer, texts: Texts) -> None:
    @group.command("remove", help=texts("cli.calendar.remove.help"))
    def command(
        source: Annotated[
            str, typer.Argument(metavar="SOURCE", help=texts("cli.calendar.source"))
        ],
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        gone = _at_office(config, lambda office, sitting: office.remove(source, by=sitting.by))
        say(console(), texts("timetable.removed", name=safe(source), count=gone))


def _at_office(config: Path, work: "Callable[[PlanningOffice, Desk], Awaitable[T]]") -> T:
    async def sit() -> T:
        from bot.bootstrap.timetable import office  # noqa: PLC0415 - as above

        async with desk(config) as sitting:
            return await work(office(sitting.school), sitting)

    return asyncio.run(sit())
