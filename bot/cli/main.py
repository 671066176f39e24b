"""The command `klaswacht`: language first, then the commands, then errors as sentences."""

import gettext
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.cli.output import safe
from bot.errors import InputError
from bot.texts import Language, Texts, texts

OUR_MISTAKE, BAD_INPUT = 1, 2
"""Exit codes. 2: a file, an option or the rulebook cannot be used. 0: done."""


def main(argv: Sequence[str] | None = None) -> None:
    arguments = list(sys.argv[1:] if argv is None else argv)
    said = texts(Language.NL)
    _speak_unicode()
    try:
        said = texts(_take_language(arguments))
        _code_first(arguments)
        _run(arguments or ["--help"], said)
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep Python from complaining on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:
        print(f"klaswacht: {said('error.output')}", file=sys.stderr)  # noqa: T201 - as below
        sys.exit(BAD_INPUT)
    except InputError as error:
        print(f"klaswacht: {sentence(error, said)}", file=sys.stderr)  # noqa: T201 - the one place that speaks
        sys.exit(BAD_INPUT)
    except Exception as error:  # noqa: BLE001 - Python itself would show what the error says
        print(  # noqa: T201 - as above
            f"klaswacht: {said('error.crash', kind=type(error).__name__)}",
            *_places(error),
            sep="\n",
            file=sys.stderr,
        )
        sys.exit(OUR_MISTAKE)


def _places(error: BaseException) -> Iterator[str]:
    """Where in the code it came from. Not what it says: that may quote a message or a secret."""
    before = error.__cause__ or error.__context__
    if before is not None:
        yield from _places(before)
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    yield type(error).__name__
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _places(one)


def _run(arguments: Sequence[str], said: Texts) -> None:
    _translate_typer(said.language)
    from bot.cli.app import build  # noqa: PLC0415 - Typer words its help when it is imported

    build(said).main(args=arguments, prog_name="klaswacht")


def sentence(error: InputError, said: Texts) -> str:
    """One sentence: where, what, what to do."""
    words = said(error.key, **error.values)
    return safe(f"{error.where}: {words}" if error.where else words)


def _take_language(arguments: list[str]) -> Language:
    """Take `--lang en` out of *arguments*, wherever it stands; else KLASWACHT_LANG; else Dutch.

    Raises `InputError` for a language that the bot does not speak.
    """
    wanted = os.environ.get("KLASWACHT_LANG", "")
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for index, argument in enumerate(own):
        if argument == "--lang" and index + 1 < len(own):
            wanted = arguments[index + 1]
            del arguments[index : index + 2]
            break
        if argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
            del arguments[index]
            break
    try:
        return Language(wanted.casefold()[:2] or Language.NL)
    except ValueError:
        raise InputError("error.language", given=wanted) from None


def _code_first(arguments: list[str]) -> None:
    """`--code` goes for every command, so it may stand behind one too."""
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--code" in own:
        arguments.remove("--code")
        arguments.insert(0, "--code")


def _translate_typer(language: Language) -> None:
    """Typer words its "Options" and "Error" through gettext's default domain."""
    gettext.bindtextdomain("messages", str(Path(__file__).parent.parent / "texts"))
    os.environ["LANGUAGE"] = language.value


def _speak_unicode() -> None:
    """A Windows pipe speaks the code page of the country; names and emoji need more."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
