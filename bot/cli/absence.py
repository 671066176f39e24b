"""`klaswacht staff away` and `staff back`: who is not there, and who stands in."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.desk import Desk, desk
from bot.cli.output import console, safe, say
from bot.model.ids import PersonId
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.people.absences import AbsenceOffice, Said

_CONFIG = Path("config.toml")
_DAY = "%Y-%m-%d"
_MORNING = time(7, 0)

T = TypeVar("T")


def away(group: typer.Typer, texts: Texts) -> None:
    @group.command("away", help=texts("cli.staff.away.help"))
    def command(
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=texts("cli.people.number"))],
        until: Annotated[
            datetime,
            typer.Option(
                formats=[_DAY],
                metavar=texts("cli.privacy.day"),
                help=texts("cli.staff.away.until"),
            ),
        ],
        *,
        deputy: Annotated[
            str, typer.Option(metavar="NUMBER", help=texts("cli.staff.away.deputy"))
        ] = "",
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def note(office: "AbsenceOffice", sitting: Desk) -> "tuple[Said, tzinfo]":
            zone = sitting.school.settings.timezone
            morning = datetime.combine(until.date(), _MORNING, zone)
            instead = PersonId(deputy) if deputy else None
            said = await office.away(PersonId(number), morning, instead, by=sitting.by)
            return said, zone

        said, zone = _at_office(config, note)
        _tell(said, f"{said.absence.until.astimezone(zone):%d-%m-%Y}", texts)


def back(group: typer.Typer, texts: Texts) -> None:
    @group.command("back", help=texts("cli.staff.back.help"))
    def command(
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=texts("cli.people.number"))],
        *,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        def end(office: "AbsenceOffice", sitting: Desk) -> Awaitable[bool]:
            return office.back(PersonId(number), by=sitting.by)

        was_away = _at_office(config, end)
        say(console(), texts("staff.back" if was_away else "staff.was_not_away", number=number))


def _tell(said: "Said", day: str, texts: Texts) -> None:
    out, number = console(), said.absence.person
    if said.deputy is None:
        say(out, texts("staff.away", number=number, day=day))
        return
    name = safe(said.deputy.person.name)
    say(out, texts("staff.away_with", number=number, day=day, name=name))
    if said.without:
        groups = ", ".join(one.name for one in said.without)
        say(out, texts("staff.away_without", groups=safe(groups)))


def _at_office(config: Path, work: "Callable[[AbsenceOffice, Desk], Awaitable[T]]") -> T:
    async def sit() -> T:
        from bot.bootstrap.assembly import absence_office  # noqa: PLC0415 - keeps `--help` quick

        async with desk(config) as sitting:
            return await work(absence_office(sitting.school), sitting)

    return asyncio.run(sit())
