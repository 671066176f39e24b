"""`klaswacht version`."""

import platform

import typer

from bot import __version__
from bot.cli.output import console
from bot.texts import Texts


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts("cli.version.help"))
    def version() -> None:
        from bot.bootstrap.choices import rulebook  # noqa: PLC0415 - keeps `--help` quick

        console().print(f"klaswacht {__version__}")
        console().print(texts("cli.version.rulebook", rulebook=rulebook(None).stamp))
        console().print(f"Python {platform.python_version()}, {platform.system()}")
