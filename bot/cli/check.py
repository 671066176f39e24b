"""`klaswacht check`: what broke which article in a chat export, and why."""

import asyncio
import gc
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.check import ExportCheck
from bot.cli.decided import as_json
from bot.cli.output import progress_console, safe
from bot.cli.overview import SHOWN, Naming, OverviewPage, file_hints, staff_hints
from bot.merge import Merged, together
from bot.model.decision import Decided
from bot.overview import ALL, ExportOverview
from bot.report.build import PageBuilder
from bot.report.write import must_be_writable, write
from bot.texts import Texts
from bot.wording import Wording

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
        report: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.report"))
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=texts("cli.check.all"))] = False,  # noqa: FBT002 - Typer
        rulebook: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.rulebook"))
        ] = None,
        config: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = None,
    ) -> None:
        from bot.bootstrap.choices import settings  # noqa: PLC0415 - keeps `--help` quick
        from bot.bootstrap.exporting import export_check, open_exports  # noqa: PLC0415 - keeps `--help` quick

        read = settings(config=config, rulebook_file=rulebook, staff=staff or ())
        if report is not None:
            must_be_writable(report)
        exports = together(open_exports(files, read, group))
        checker = export_check(read, texts)
        # Word lists are no garbage, messages make little; looking for it costs an eighth.
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        overview = ExportOverview(read.timezone)
        with _progress(texts) as tick:
            asyncio.run(_run(checker, exports, overview, tick, _print_json(texts, on=lines)))
        if lines:
            _warn(overview, exports, read.staff, texts)
        if report is not None:
            _report(report, overview, exports, checker.wording, read.staff, named=names)
            typer.echo(_written(report, overview, texts), err=lines)
        elif not lines:
            most = ALL if everything else SHOWN
            naming = _naming(overview, texts, named=names)
            OverviewPage(overview, checker.wording, naming, most).show(exports, read.staff)
        if overview.unjudged:
            raise typer.Exit(OUR_MISTAKE)


def _naming(overview: ExportOverview, texts: Texts, *, named: bool) -> Naming:
    return Naming.full() if named else Naming.hidden(overview.senders, texts)


def _report(
    path: Path,
    overview: ExportOverview,
    exports: Sequence[Merged],
    wording: Wording,
    staff: Sequence[str],
    *,
    named: bool,
) -> None:
    from bot.report.render import render  # noqa: PLC0415 - Jinja is only for who asks for a page

    texts = wording.texts
    builder = PageBuilder(wording, _naming(overview, texts, named=named), named)
    notes = [*file_hints(exports, texts), *staff_hints(overview, staff, texts)]
    page = builder.page(overview, exports, notes, datetime.now(wording.timezone))
    write(path, render(page, texts))


def _written(path: Path, overview: ExportOverview, texts: Texts) -> str:
    """Where it is; and that somebody may be in need, for who would open it tomorrow."""
    groups = overview.groups.values()
    care = sum(group.care.count for group in groups)
    findings = sum(group.findings for group in groups)
    words = texts("cli.check.report.written", file=safe(str(path)), findings=findings, care=care)
    return f"{words}\n{texts('cli.check.report.care')}" if care else words


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
    overview: ExportOverview,
    tick: Tick,
    each: Callable[[Decided, Merged], None],
) -> None:
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
