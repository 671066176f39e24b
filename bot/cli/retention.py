"""`klaswacht retention`: how long what is kept, and what goes when."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import desk
from bot.cli.output import console, say
from bot.cli.table import table
from bot.model.retention import Kept, Kind, Retention, RetentionReport, RetentionState
from bot.texts import Texts

_CONFIG = Path("config.toml")


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.retention.help"), no_args_is_help=True)
    app.add_typer(group, name="retention")
    option = typer.Option(metavar="FILE", help=texts("cli.retention.config"))

    @group.command(help=texts("cli.retention.show.help"))
    def show(config: Annotated[Path, option] = _CONFIG) -> None:
        terms, state = asyncio.run(_state(config))
        _show_state(terms, state, texts)

    @group.command(help=texts("cli.retention.run.help"))
    def run(
        config: Annotated[Path, option] = _CONFIG,
        *,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=texts("cli.retention.run.dry"))
        ] = False,
    ) -> None:
        _show_report(asyncio.run(_run(config, dry_run=dry_run)), texts, dry_run=dry_run)


async def _state(config: Path) -> tuple[Retention, RetentionState]:
    from bot.privacy.retention import RetentionRun  # noqa: PLC0415 - keeps `--help` quick

    async with desk(config) as sitting:
        school = sitting.school
        terms = school.settings.retention
        run = RetentionRun(school.unit_of_work, terms)
        return terms, await run.state(school.clock(), sitting.by)


async def _run(config: Path, *, dry_run: bool) -> RetentionReport:
    from bot.bootstrap.assembly import chores  # noqa: PLC0415 - as above

    async with desk(config) as sitting:
        daily, now = chores(sitting.school), sitting.school.clock()
        if dry_run:
            return await daily.retention.preview(now, sitting.by)
        return await daily.run_retention(now, sitting.by)


def _show_state(terms: Retention, state: RetentionState, texts: Texts) -> None:
    out = console()
    columns = ("kind", "term", "held", "oldest", "goes", "overdue")
    rows = ([*_row(kind, kept, terms, texts)] for kind, kept in state.kept.items())
    table(out, [texts(f"retention.column.{column}") for column in columns], rows)
    say(out, texts("retention.appeal", count=terms.appeal_days))
    say(out, _last_run(terms, state, texts))
    if state.care_waiting:
        say(out, texts("retention.care_waiting", count=state.care_waiting, days=terms.care_days))
    say(out, texts("retention.overdue", count=state.overdue), style="bold")


def _row(kind: Kind, kept: Kept, terms: Retention, texts: Texts) -> Iterator[str]:
    oldest = kept.held.oldest
    yield texts(f"retention.kind.{kind}")
    yield _term(kind, terms, texts)
    yield str(kept.held.count)
    yield "" if oldest is None else _day(terms.local_day(oldest))
    yield "" if kept.next_day is None else _day(kept.next_day)
    yield "" if kind is Kind.OPEN_CARE else str(kept.overdue)


def _term(kind: Kind, terms: Retention, texts: Texts) -> str:
    match kind:
        case Kind.OPEN_CARE:
            return texts("retention.term.open")
        case Kind.UPHELD:
            until = terms.upheld_until
            month = texts(f"month.{until.month}")
            return texts("retention.term.until", day=until.day, month=month)
        case _:
            return texts("retention.term.days", count=terms.days[kind])


def _last_run(terms: Retention, state: RetentionState, texts: Texts) -> str:
    if state.last_run is None:
        return texts("retention.never_run")
    at = _moment(state.last_run, terms)
    return texts("retention.stands_still" if state.stands_still else "retention.last_run", at=at)


def _show_report(report: RetentionReport, texts: Texts, *, dry_run: bool) -> None:
    out = console()
    say(out, texts("retention.would_go" if dry_run else "retention.went"), style="bold")
    for kind, count in report.went.items():
        say(out, f"{texts(f'retention.kind.{kind}')}: {count}", indent=2)
    say(out, f"{texts('retention.accounts')}: {report.accounts}", indent=2)
    say(out, f"{texts('retention.codes')}: {report.codes}", indent=2)
    if report.undecided:
        numbers = ", ".join(str(number) for number in report.undecided)
        say(out, texts("retention.never_decided", numbers=numbers))
    if report.care_waiting:
        say(out, texts("retention.care_report", count=report.care_waiting))


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _moment(at: datetime, terms: Retention) -> str:
    return f"{at.astimezone(terms.timezone):%d-%m-%Y %H:%M}"
