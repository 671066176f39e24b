"""`klaswacht check`: what broke which article in a chat export, and why."""

import asyncio
import gc
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.check import ExportCheck
from bot.cli.decided import as_json
from bot.cli.output import progress_console
from bot.cli.overview import SHOWN, Naming, OverviewPage, file_hints, staff_hints
from bot.merge import Merged, together
from bot.model.decision import Decided
from bot.overview import ALL, ExportOverview
from bot.texts import Texts

Tick = Callable[[int], None]
_STEERING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
OUR_MISTAKE = 1
_GARBAGE = 20_000
"""New objects before Python looks for cycles among them."""
_EVERY = 50
"""Messages between two movements of the progress line."""


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts("cli.check.help"))
    def check(  # noqa: PLR0917 - Typer makes each a named option
        files: Annotated[
            list[Path], typer.Argument(metavar="FILE", help=texts("cli.check.files"))
        ],
        group: Annotated[
            str | None, typer.Option(metavar=texts("cli.name"), help=texts("cli.check.group"))
        ] = None,
        staff: Annotated[
            list[str] | None,
            typer.Option(metavar=texts("cli.name"), help=texts("cli.check.staff")),
        ] = None,
        names: Annotated[bool, typer.Option("--names", help=texts("cli.check.names"))] = False,  # noqa: FBT002 - Typer
        lines: Annotated[bool, typer.Option("--json", help=texts("cli.check.json"))] = False,  # noqa: FBT002 - Typer
        everything: Annotated[bool, typer.Option("--all", help=texts("cli.check.all"))] = False,  # noqa: FBT002 - Typer
        rulebook: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.rulebook"))
        ] = None,
        config: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = None,
    ) -> None:
        from bot.bootstrap import export_check, open_exports, settings  # noqa: PLC0415 - keeps `--help` quick

        read = settings(config=config, rulebook_file=rulebook, staff=staff or ())
        exports = together(open_exports(files, read, group))
        checker = export_check(read, texts)
        # Word lists are no garbage, messages make little; looking for it costs an eighth.
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        with _progress(texts) as tick:
            overview = asyncio.run(_run(checker, exports, tick, _print_json(texts, on=lines)))
        if lines:
            _warn(overview, exports, read.staff, texts)
        else:
            naming = Naming.full() if names else Naming.hidden(overview.senders, texts)
            most = ALL if everything else SHOWN
            OverviewPage(overview, checker.wording, naming, most).show(exports, read.staff)
        if overview.unjudged:
            raise typer.Exit(OUR_MISTAKE)


def _warn(
    overview: ExportOverview, exports: Sequence[Merged], staff: Sequence[str], texts: Texts
) -> None:
    """What a reader of JSON would miss, beside it."""
    sys.stderr.writelines(f"{hint}\n" for hint in file_hints(exports, texts))
    if overview.repeated:
        sys.stderr.write(texts("overview.repeated", count=overview.repeated) + "\n")
    if overview.not_understood_count:
        count = overview.not_understood_count
        sys.stderr.write(texts("cli.check.not_understood", count=count) + "\n")
    if staff:
        sys.stderr.writelines(f"{hint}\n" for hint in staff_hints(overview, staff, texts))


async def _run(
    checker: ExportCheck,
    exports: Sequence[Merged],
    tick: Tick,
    each: Callable[[Decided, Merged], None],
) -> ExportOverview:
    overview = ExportOverview()
    read = 0
    for export in exports:
        async for one in checker.run(export):
            overview.add(one)
            if isinstance(one, Decided):
                each(one, export)
            read += 1
            if read % _EVERY == 0:
                tick(read)
    overview.unjudged, overview.repeated = checker.unjudged, checker.repeated
    return overview


def _print_json(texts: Texts, *, on: bool) -> Callable[[Decided, Merged], None]:
    def write(one: Decided, export: Merged) -> None:
        if on:
            line = as_json(one, texts, export.own_id)
            sys.stdout.write(_harmless(json.dumps(line, ensure_ascii=False)) + "\n")

    return write


def _harmless(line: str) -> str:
    """JSON that says the same, with what could steer a terminal spelt out."""
    return _STEERING.sub(lambda char: f"\\u{ord(char[0]):04x}", line)


@contextmanager
def _progress(texts: Texts) -> Iterator[Tick]:
    """A moving line on a terminal, nothing in a pipe."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns,
        console=progress_console(),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task(texts("cli.check.progress", count=0))
        yield lambda count: bar.update(task, description=texts("cli.check.progress", count=count))
