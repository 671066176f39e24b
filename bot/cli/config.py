"""`klaswacht config check`."""

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
        from bot.bootstrap import settings  # noqa: PLC0415 - keeps `--help` quick

        read = settings(config=file, rulebook_file=None)
        console().print(
            texts("cli.config.ok", file=file, school=read.school, rulebook=read.rulebook.stamp)
        )
