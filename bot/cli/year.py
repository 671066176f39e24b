"""`klaswacht year close`: the end of a school year, looked at first."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import desk, second_code
from bot.cli.output import console, progress_console, safe, say
from bot.model.group import ClassGroup
from bot.model.ids import PersonId
from bot.people.year import Closed, YearEnd
from bot.rights import Signed
from bot.texts import Texts


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.year.help"), no_args_is_help=True)
    app.add_typer(group, name="year")

    @group.callback()
    def only_a_group() -> None:
        """Keep `close` a subcommand while it is the only one."""

    @group.command(help=texts("cli.year.close.help"))
    def close(
        *,
        keep: Annotated[
            list[str] | None, typer.Option(metavar="CLASS", help=texts("cli.year.keep"))
        ] = None,
        left: Annotated[
            list[str] | None, typer.Option(metavar="NUMBER", help=texts("cli.year.left"))
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help=texts("cli.year.yes"))] = False,
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = Path("config.toml"),
    ) -> None:
        gone = [PersonId(number) for number in left or ()]
        asked = _close(config, keep or (), gone, texts, yes=yes, second=second)
        _tell(asyncio.run(asked), texts, yes=yes)


async def _close(
    config: Path,
    keep: Sequence[str],
    left: Sequence[PersonId],
    texts: Texts,
    *,
    yes: bool,
    second: bool,
) -> Closed:
    from bot.bootstrap.assembly import front  # noqa: PLC0415 - keeps `--help` quick
    from bot.groups.binding import refresh  # noqa: PLC0415 - as above
    from bot.groups.words import Words  # noqa: PLC0415 - as above

    async with desk(config) as sitting:
        school = sitting.school
        speaking = front(school.settings, school.clock, school.sign)
        end = YearEnd(
            unit_of_work=school.unit_of_work,
            clock=school.clock,
            farewell=speaking.wording().texts("year.farewell"),
            refresh=partial(refresh, Words(speaking)),
            second=second_code(texts, wanted=second and yes),
        )
        return await end.close(by=sitting.by, keep=keep, left=left, dry_run=not yes)


def _tell(closed: Closed, texts: Texts, *, yes: bool) -> None:
    out = console()
    say(out, texts("year.closed" if yes else "year.would"), style="bold")
    say(out, texts("year.ended", names=_names(closed.ended, texts)), indent=2)
    say(out, texts("year.pupils", count=closed.pupils), indent=2)
    gone = ", ".join(one.person_id for one in closed.left) or "-"
    say(out, texts("year.left", numbers=gone, count=closed.accounts), indent=2)
    say(out, texts("year.goes_on", names=_names(closed.goes_on, texts)), indent=2)
    if closed.orphans:
        say(out, texts("year.orphans", names=_names(closed.orphans, texts)))
    if closed.signed is Signed.ALONE:
        say(progress_console(), texts("people.alone"))
    say(out, texts("year.then" if yes else "year.not_yet"))


def _names(groups: Sequence[ClassGroup], texts: Texts) -> str:
    return safe(", ".join(sorted(group.name for group in groups))) or texts("year.none")
