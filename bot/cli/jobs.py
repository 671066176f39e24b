"""`klaswacht jobs`: what the running bot does at set times, and how that goes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import console, say
from bot.cli.table import table
from bot.model.job import JobRun, is_missed
from bot.texts import Texts

_COLUMNS = ("name", "does", "every", "last", "how", "next")
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _State:
    """*now*: of the school."""

    now: datetime
    runs: Mapping[str, JobRun]
    every: Mapping[str, timedelta]
    is_running: bool


def add(app: typer.Typer, texts: Texts) -> None:
    option = typer.Option(metavar="FILE", help=texts("cli.people.config"))

    @app.command(help=texts("cli.jobs.help"))
    def jobs(config: Annotated[Path, option] = Path("config.toml")) -> None:
        state = asyncio.run(_look(config))
        named = [texts(f"jobs.column.{column}") for column in _COLUMNS]
        table(console(), named, [_row(name, state, texts) for name in state.every])
        if not state.is_running:
            say(console(), texts("jobs.not_running"))


async def _look(config: Path) -> _State:
    from bot.bootstrap.opening import school  # noqa: PLC0415 - keeps `--help` quick
    from bot.doctor.school import running_line  # noqa: PLC0415 - as above
    from bot.running.jobs import EVERY  # noqa: PLC0415 - as above

    async with school(config) as opened:
        now = opened.clock().astimezone(opened.settings.timezone)
        is_running = (await running_line(opened)).fine
        async with opened.unit_of_work() as uow:
            return _State(now, await uow.jobs.all(), EVERY, is_running)


def _row(name: str, state: _State, texts: Texts) -> Sequence[str]:
    run, every = state.runs.get(name), state.every[name]
    return (
        name,
        texts(f"jobs.does.{name}"),
        _often(every, texts),
        texts("jobs.never") if run is None else _when(run.at, state.now),
        "" if run is None else _fared(run, every, state, texts),
        _next(run, every, state, texts),
    )


def _often(every: timedelta, texts: Texts) -> str:
    if every == _HOUR:
        return texts("jobs.every.hour")
    if every == _MINUTE:
        return texts("jobs.every.minute")
    if every > _MINUTE:
        return texts("jobs.every.minutes", count=every // _MINUTE)
    return texts("jobs.every.second", count=every // timedelta(seconds=1))


def _fared(run: JobRun, every: timedelta, state: _State, texts: Texts) -> str:
    if run.well:
        missed = state.is_running and is_missed(run.at, every, state.now)
        return texts("jobs.missed" if missed else "jobs.well")
    if run.worked is None:
        return texts("jobs.failed.always")
    return texts("jobs.failed", at=_when(run.worked, state.now))


def _next(run: JobRun | None, every: timedelta, state: _State, texts: Texts) -> str:
    if not state.is_running:
        return texts("jobs.at_start")
    if run is None or run.at + every <= state.now:
        return texts("jobs.soon")
    return _when(run.at + every, state.now)


def _when(at: datetime, now: datetime) -> str:
    """As the clock of the school has it; of today only the hour."""
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M:%S}" if local.date() == now.date() else f"{local:%d-%m-%Y %H:%M}"
