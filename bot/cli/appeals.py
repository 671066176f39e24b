"""`klaswacht appeals`: objections that wait, what they are about, and the answer."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.appeals.office import AppealOffice, Waiting
from bot.cli.asked import Questions, must_have_a_screen
from bot.cli.desk import Desk, desk
from bot.cli.output import console, safe, say
from bot.cli.table import table
from bot.errors import InputError
from bot.model.appeal import AppealId, AppealState
from bot.texts import Texts

_CONFIG = Path("config.toml")
_ANSWERS = {
    "gegrond": AppealState.GRANTED,
    "granted": AppealState.GRANTED,
    "upheld": AppealState.GRANTED,
    "niet-gegrond": AppealState.DENIED,
    "ongegrond": AppealState.DENIED,
    "denied": AppealState.DENIED,
    "not-upheld": AppealState.DENIED,
}

T = TypeVar("T")


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.appeals.help"), no_args_is_help=True)
    app.add_typer(group, name="appeals")
    for command in (_list, _show, _decide):
        command(group, texts)


def _list(group: typer.Typer, texts: Texts) -> None:
    @group.command("list", help=texts("cli.appeals.list.help"))
    def command(
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def look(office: AppealOffice, sitting: Desk) -> Sequence[Sequence[str]]:
            zone = sitting.school.settings.timezone
            found = await office.waiting(sitting.by)
            return [_row(one, f"{one.appeal.filed.at.astimezone(zone):%d-%m-%Y}") for one in found]

        found = _at_office(config, look)
        columns = ("number", "group", "filed", "about", "due")
        named = [texts(f"appeals.column.{column}") for column in columns]
        table(console(), named, found)
        if not found:
            say(console(), texts("appeals.none"))


def _row(one: Waiting, filed: str) -> Sequence[str]:
    about = one.appeal.filed.about
    number = "" if about is None else str(about)
    return (str(one.appeal.appeal_id), one.group, filed, number, f"{one.due:%d-%m-%Y}")


def _show(group: typer.Typer, texts: Texts) -> None:
    @group.command("show", help=texts("cli.appeals.show.help"))
    def command(
        number: Annotated[
            int, typer.Argument(metavar=texts("cli.appeals.number"), min=1, help="")
        ],
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        def look(office: AppealOffice, sitting: Desk) -> Awaitable[Sequence[str]]:
            return office.show(AppealId(number), sitting.by)

        _print(_at_office(config, look))


def _decide(group: typer.Typer, texts: Texts) -> None:
    @group.command("decide", help=texts("cli.appeals.decide.help"))
    def command(
        number: Annotated[
            int, typer.Argument(metavar=texts("cli.appeals.number"), min=1, help="")
        ],
        answer: Annotated[
            str,
            typer.Argument(
                metavar=texts("cli.appeals.answer"), help=texts("cli.appeals.answer.help")
            ),
        ],
        *,
        why: Annotated[str, typer.Option(metavar="TEXT", help=texts("cli.appeals.why"))] = "",
        yes: Annotated[bool, typer.Option("--yes", help=texts("cli.appeals.yes"))] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        state = _ANSWERS.get(answer.casefold().replace(" ", "-"))
        if state is None:
            raise InputError("error.appeals.answer", given=answer)
        reason = why or _asked(texts)

        async def decide(office: AppealOffice, sitting: Desk) -> bool:
            """False: whoever sits here would rather not send what they saw."""
            shown = await office.preview(AppealId(number), state, reason, sitting.by)
            say(console(), texts("appeals.preview"), style="bold")
            _print(shown, indent=2)
            if not (yes or _sure(texts)):
                return False
            await office.decide(AppealId(number), state, reason, sitting.by)
            return True

        sent = _at_office(config, decide)
        say(console(), texts("appeals.sent" if sent else "appeals.not_sent"))


def _asked(texts: Texts) -> str:
    must_have_a_screen("error.appeals.no_why")
    return Questions(texts).needed("appeals.ask")


def _sure(texts: Texts) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError("error.appeals.unsure")
    return Questions(texts).yes("appeals.sure")


def _print(lines: Sequence[str], *, indent: int = 0) -> None:
    out = console()
    for line in lines:
        say(out, safe(line), indent=indent)


def _at_office(config: Path, work: Callable[[AppealOffice, Desk], Awaitable[T]]) -> T:
    async def sit() -> T:
        from bot.bootstrap.assembly import appeal_office  # noqa: PLC0415 - keeps `--help` quick

        async with desk(config) as sitting:
            return await work(appeal_office(sitting.school), sitting)

    return asyncio.run(sit())
