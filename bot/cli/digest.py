"""`klaswacht digest`: a day's digest, sent or on the screen; and how somebody wants theirs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.cli.desk import Desk, desk
from bot.cli.output import safe
from bot.cli.refs import account_written
from bot.digest.office import DigestOffice
from bot.files import write_new
from bot.model.audit import Subject
from bot.model.ids import PersonId
from bot.texts import Texts

_DAY = "%Y-%m-%d"
T = TypeVar("T")


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts("cli.digest.help"))
    def digest(
        *,
        day: Annotated[
            datetime | None,
            typer.Option(
                "--date",
                formats=[_DAY],
                metavar=texts("cli.privacy.day"),
                help=texts("cli.digest.date"),
            ),
        ] = None,
        to: Annotated[str, typer.Option(metavar="NUMBER", help=texts("cli.digest.to"))] = "",
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=texts("cli.digest.dry_run"))
        ] = False,
        html: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.digest.html"))
        ] = None,
        reveal: Annotated[bool, typer.Option("--reveal", help=texts("cli.digest.reveal"))] = False,
        wish: Annotated[
            str | None, typer.Option(metavar=texts("cli.text"), help=texts("cli.digest.wish"))
        ] = None,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        async def work(office: DigestOffice, sitting: Desk) -> str:
            whom = _whom(to, sitting)
            if wish is not None:
                return await office.wish(wish, whom, texts, by=sitting.by)
            of = day.date() if day else _today(sitting)
            if not (dry_run or html):
                sent = await office.send(of, whom, by=sitting.by)
                return texts("cli.digest.waits" if sent else "cli.digest.went")
            shown = await office.show(of, whom, by=sitting.by, reveal=reveal)
            if html is not None:
                write_new(html, shown.html.encode())
            written = texts("cli.digest.written", file=str(html)) if html else ""
            return "\n".join(part for part in (shown.text if dry_run else "", written) if part)

        shown_in = texts if dry_run or html else None
        for line in asyncio.run(_at_desk(config, work, shown_in)).split("\n"):
            typer.echo(safe(line))


def _whom(given: str, sitting: Desk) -> Subject:
    """A number of the administration, an account, or whoever sits there."""
    if not given:
        return sitting.by
    return account_written(given) if ":" in given else PersonId(given)


def _today(sitting: Desk) -> date:
    school = sitting.school
    return school.clock().astimezone(school.settings.timezone).date()


async def _at_desk(
    config: Path, work: Callable[[DigestOffice, Desk], Awaitable[T]], shown_in: Texts | None
) -> T:
    from bot.bootstrap.assembly import digests  # noqa: PLC0415 - keeps `--help` quick

    async with desk(config) as sitting:
        return await work(DigestOffice(digests(sitting.school, shown_in)), sitting)
