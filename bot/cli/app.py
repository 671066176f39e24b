"""The commands, one file a group."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from bot.cli import (
    appeals,
    attempt,
    audit,
    backup,
    calendar,
    check,
    config,
    demo,
    digest,
    doctor,
    dossier,
    evaluate,
    flags,
    init,
    jobs,
    keys,
    people,
    privacy,
    retention,
    rules,
    run,
    staff,
    version,
    year,
)
from bot.cli.desk import ask_for_code
from bot.errors import InputError
from bot.texts import Texts


def build(texts: Texts) -> TyperGroup:
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
        code: Annotated[bool, typer.Option("--code", help=texts("cli.code"))] = False,  # noqa: FBT002 - Typer
    ) -> None:
        del lang  # taken out of the arguments by bot.cli.main, before help is worded
        ask_for_code(texts, wanted=code)

    for commands in (
        init,
        run,
        doctor,
        jobs,
        digest,
        staff,
        check,
        attempt,
        rules,
        demo,
        evaluate,
        config,
        keys,
        audit,
        backup,
        people,
        flags,
        appeals,
        year,
        calendar,
        privacy,
        dossier,
        retention,
        version,
    ):
        commands.add(app, texts)
    command = get_command(app)
    if not isinstance(command, TyperGroup):
        raise TypeError("several commands make a group")
    _word(command, texts)
    return command


def _word(command: TyperCommand | TyperGroup, texts: Texts) -> None:
    """Say in the reader's language what Typer only has in English, and no types a reader skips."""
    command.options_metavar = texts("cli.options")
    context = typer.Context(command, help_option_names=["-h", "--help"])
    help_option = command.get_help_option(context)
    for option in command.params:
        if isinstance(option, TyperArgument | TyperOption):
            option.process_value = _worded(option)  # type: ignore[method-assign,assignment]
    for option in (*command.params, *([help_option] if help_option else [])):
        if getattr(option, "is_flag", False):
            option.metavar = ""
    if help_option is not None:
        help_option.help = texts("cli.help_option")
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = texts("cli.command")
        for subcommand in command.commands.values():
            if isinstance(subcommand, TyperCommand | TyperGroup):
                _word(subcommand, texts)


_YEARS = range(1900, 2101)
_HIGHEST = 2**31 - 1
_WRONG = {
    "value_error": "error.option.date",
    "int_parsing": "error.option.number",
    "greater_than_equal": "error.option.too_low",
}


def _worded(option: TyperArgument | TyperOption) -> Callable[[Any, Any], Any]:
    """Typer says only in English what is no date, no number and no choice."""
    process = option.process_value

    def processed(context: Any, value: Any) -> Any:
        try:
            found = process(context, value)
        except typer.BadParameter as error:
            errors = getattr(error.__cause__, "errors", None)  # of pydantic, which checks them
            if errors is None:
                raise
            wrong = errors()[0]
            if wrong["type"] not in _WRONG:
                raise
            least = wrong.get("ctx", {}).get("ge", "")
            values = {"given": str(wrong["input"]), "least": least}
            key = _WRONG[wrong["type"]]
            if choices := _choices(option):
                key, values["choices"] = "error.option.choice", choices
            raise InputError(key, where=_name(option), **values) from None
        _must_fit(option, found)
        return found

    return processed


def _choices(option: TyperArgument | TyperOption) -> str:
    """Nothing: anything may be typed."""
    annotation = option.type_descriptor.annotation
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return ", ".join(str(one.value) for one in kind)
    return ""


def _must_fit(option: TyperArgument | TyperOption, found: object) -> None:
    """Raises `InputError` for what no database can be asked."""
    for one in found if isinstance(found, list | tuple) else [found]:
        if isinstance(one, datetime) and one.year not in _YEARS:
            day = one.date().isoformat()
            raise InputError("error.option.far", where=_name(option), given=day)
        if isinstance(one, int) and one > _HIGHEST:
            raise InputError("error.option.too_high", where=_name(option), given=str(one))


def _name(option: TyperArgument | TyperOption) -> str:
    return max(option.opts, key=len) if option.param_type_name == "option" else ""
