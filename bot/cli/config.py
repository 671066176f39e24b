"""`klaswacht config check`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import console
from bot.texts import Texts


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.config.help"), no_args_is_help=True)
    app.add_typer(group, name="config")

    @group.callback()
    def only_a_group() -> None:
        """Keep `check` a subcommand while it is the only one."""

    @group.command(help=texts("cli.config.check.help"))
    def check(
        file: Annotated[Path, typer.Argument(help=texts("cli.config.file"))] = Path("config.toml"),
    ) -> None:
        from bot.bootstrap.choices import settings  # noqa: PLC0415 - keeps `--help` quick
        from bot.config import from_environment  # noqa: PLC0415

        read = settings(config=file, rulebook_file=None)
        out = console()
        out.print(
            texts("cli.config.ok", file=file, school=read.school, rulebook=read.rulebook.stamp)
        )
        for (table, option), given in from_environment(os.environ).items():
            out.print(texts("cli.config.given", option=f"{table}.{option}", name=given.where))
