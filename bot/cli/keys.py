"""`klaswacht keys`: another key in the place of the one there is."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import desk
from bot.cli.output import console, progress_console, say
from bot.errors import InputError
from bot.model.keys import Rotated
from bot.texts import Texts


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.keys.help"), no_args_is_help=True)
    app.add_typer(group, name="keys")

    @group.command(help=texts("cli.keys.rotate.help"))
    def rotate(
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.keys.config"))
        ] = Path("config.toml"),
        yes: Annotated[bool, typer.Option("--yes", help=texts("cli.keys.yes"))] = False,  # noqa: FBT002 - Typer
    ) -> None:
        if not yes:
            raise InputError("error.keys.yes")
        _show(asyncio.run(_rotate(config)), texts)

    @group.command(help=texts("cli.keys.new.help"))
    def new() -> None:
        from bot.bootstrap.opening import new_school_key  # noqa: PLC0415 - keeps `--help` quick

        say(progress_console(), texts("keys.new"))
        console().print(new_school_key())


async def _rotate(config: Path) -> Rotated:
    from bot.privacy.keys import rotate  # noqa: PLC0415 - as above

    async with desk(config) as sitting:
        school = sitting.school
        return await rotate(school.database, school.unit_of_work, school.clock, sitting.by)


def _show(done: Rotated, texts: Texts) -> None:
    out = console()
    counts = {"people": done.people, "accounts": done.accounts, "texts": done.texts}
    say(out, texts("keys.rotated", **counts))
    if done.damaged:
        say(out, texts("keys.damaged", count=done.damaged))
    say(out, texts("keys.school" if done.school else "keys.elsewhere"))
