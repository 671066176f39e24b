"""`klaswacht dossier`: what staff upheld about somebody, for the school's own file of them."""

import asyncio
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import desk
from bot.cli.output import console, safe, say
from bot.errors import InputError
from bot.files import write_new
from bot.model.dossier import Dossier
from bot.model.ids import PersonId
from bot.texts import Texts

_DAY = "%Y-%m-%d"


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts("cli.dossier.help"))
    def dossier(
        person: Annotated[str, typer.Argument(help=texts("cli.dossier.person"))],
        since: Annotated[
            datetime,
            typer.Option(
                "--from",
                formats=[_DAY],
                metavar=texts("cli.privacy.day"),
                help=texts("cli.dossier.from"),
            ),
        ],
        until: Annotated[
            datetime | None,
            typer.Option(
                "--to",
                formats=[_DAY],
                metavar=texts("cli.privacy.day"),
                help=texts("cli.dossier.to"),
            ),
        ] = None,
        out: Annotated[Path, typer.Option(metavar="FILE", help=texts("cli.dossier.out"))] = Path(
            "dossier.pdf"
        ),
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        period = since.date(), until and until.date()
        made = asyncio.run(_make(config, PersonId(person), period, out, texts))
        files = {"pdf": safe(str(out)), "json": safe(str(out.with_suffix(".json")))}
        say(console(), texts("dossier.done", count=len(made.matters), **files))
        if made.left_out:
            say(console(), texts("dossier.left_out", count=made.left_out))
        if not made.linked:
            say(console(), texts("dossier.unlinked", name=safe(made.person.name)))


async def _make(
    config: Path, person: PersonId, period: tuple[date, date | None], out: Path, texts: Texts
) -> Dossier:
    from bot.dossier.as_json import as_json  # noqa: PLC0415 - keeps `--help` quick
    from bot.dossier.make import Dossiers  # noqa: PLC0415 - as above
    from bot.dossier.pdf import pdf  # noqa: PLC0415 - as above

    beside = _beside(out)
    async with desk(config) as sitting:
        school = sitting.school
        settings, (since, until) = school.settings, period
        last = until or school.clock().astimezone(settings.timezone).date()
        if last < since:
            raise InputError("error.dossier.period")
        made = await Dossiers(school.unit_of_work, school.clock, settings).make(
            person, since, last, by=sitting.by
        )
    told = as_json(made, texts).encode()
    _write(out, pdf(made, texts, settings.rulebook, settings.timezone), beside, told)
    return made


def _beside(out: Path) -> Path:
    """The file of the same in JSON. Raises `InputError` where one of them is there already."""
    _must_be_new(out)  # so it is no folder either, which has no suffix to change
    beside = out.with_suffix(".json")
    if beside == out:
        raise InputError("error.dossier.json", where=out)
    _must_be_new(beside)
    return beside


def _must_be_new(path: Path) -> None:
    with suppress(OSError):  # of a name that no file can have; that is told when it is written
        if path.exists():
            raise InputError("error.record.exists", where=path)


def _write(out: Path, shown: bytes, beside: Path, told: bytes) -> None:
    """Both or none."""
    write_new(out, shown)
    try:
        write_new(beside, told)
    except InputError:
        out.unlink()
        raise
