"""The commands, one file a group."""

from typing import Annotated

import typer

from bot.cli import attempt, check, config, demo, rules, version
from bot.texts import Texts


def build(texts: Texts) -> typer.Typer:
    """The command line in one language."""
    app = typer.Typer(
        help=texts("cli.help"),
        epilog=texts("cli.exit_codes"),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def language(
        lang: Annotated[str, typer.Option(metavar="nl|en", help=texts("cli.lang"))] = "nl",
    ) -> None:
        del lang  # taken out of the arguments by bot.cli.main, before help is worded

    for commands in (check, attempt, rules, demo, config, version):
        commands.add(app, texts)
    return app
