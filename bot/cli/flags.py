"""`klaswacht flags`: flags found, opened and decided at the school's own computer."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.cli.desk import Desk, desk, second_code
from bot.cli.output import console, safe, say
from bot.cli.refs import account_written
from bot.cli.table import table
from bot.errors import InputError
from bot.model.action import MeasureKind
from bot.model.audit import Subject
from bot.model.flag import FlagState, Verdict
from bot.model.ids import FlagId, PersonId
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.flags.hold import Holding
    from bot.flags.office import FlagOffice, Listed, Opened, Outcome

_CONFIG = Path("config.toml")
_DAY = "%Y-%m-%d"
PAGE = 20

T = TypeVar("T")


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.flags.help"), no_args_is_help=True)
    app.add_typer(group, name="flags")
    for command in (_list, _show, _decide, _report, _release):
        command(group, texts)


def _list(group: typer.Typer, texts: Texts) -> None:
    day = texts("cli.privacy.day")

    @group.command("list", help=texts("cli.flags.list.help"))
    def command(
        *,
        still_open: Annotated[bool, typer.Option("--open", help=texts("cli.flags.open"))] = False,
        decided: Annotated[
            bool, typer.Option("--decided", help=texts("cli.flags.decided"))
        ] = False,
        school_class: Annotated[
            str,
            typer.Option("--class", "--group", metavar="GROUP", help=texts("cli.flags.class")),
        ] = "",
        article: Annotated[
            str, typer.Option(metavar="ARTICLE", help=texts("cli.flags.article"))
        ] = "",
        since: Annotated[
            datetime | None,
            typer.Option(formats=[_DAY], metavar=day, help=texts("cli.flags.since")),
        ] = None,
        until: Annotated[
            datetime | None,
            typer.Option(formats=[_DAY], metavar=day, help=texts("cli.flags.until")),
        ] = None,
        about: Annotated[str, typer.Option(metavar="PERSON", help=texts("cli.flags.about"))] = "",
        urgent: Annotated[bool, typer.Option("--urgent", help=texts("cli.flags.urgent"))] = False,
        page: Annotated[int, typer.Option(min=1, metavar="N", help=texts("cli.flags.page"))] = 1,
        every: Annotated[bool, typer.Option("--all", help=texts("cli.flags.all"))] = False,
        data: Annotated[bool, typer.Option("--json", help=texts("cli.flags.json"))] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        if still_open and decided:
            raise InputError("error.flags.open_and_decided")
        if since is not None and until is not None and until < since:
            raise InputError("error.dossier.period")

        async def look(office: "FlagOffice", sitting: Desk) -> "tuple[Sequence[Listed], tzinfo]":
            from bot.flags.office import Sought  # noqa: PLC0415 - keeps `--help` quick

            sought = Sought(
                decided=True if decided else False if still_open else None,
                group=school_class,
                article=article,
                since=_day(since),
                until=_day(until),
                about=_subject(about) if about else None,
                urgent=urgent,
            )
            return await office.found(sought, sitting.by), sitting.school.settings.timezone

        found, zone = _at_office(config, look)
        shown = found if every else found[(page - 1) * PAGE : page * PAGE]
        if data:
            _write([_as_json(one) for one in shown])
            return
        columns = ("number", "group", "sent", "articles", "sender", "state")
        named = [texts(f"flags.column.{column}") for column in columns]
        if shown:
            table(console(), named, [_row(one, zone, texts) for one in shown])
        _foot(len(shown), len(found), texts)


def _foot(shown: int, found: int, texts: Texts) -> None:
    if not found:
        say(console(), texts("flags.none"))
    elif shown < found:
        pages = -(-found // PAGE)
        say(console(), texts("flags.page", shown=shown, count=found, pages=pages))


def _row(one: "Listed", zone: tzinfo, texts: Texts) -> Sequence[str]:
    flag, raised = one.flag, one.flag.raised
    state = texts(f"word.verdict.{flag.state}")
    if raised.care is not None:
        state = texts("flags.care.open" if flag.state is FlagState.OPEN else "flags.care.closed")
    if raised.urgent and raised.care is None:
        state = texts("flags.urgent", state=state)
    return (
        str(flag.flag_id),
        one.group,
        f"{raised.sent_at.astimezone(zone):%d-%m-%Y %H:%M}",
        ", ".join(one.articles) or texts("open.care"),
        raised.sender.name,
        f"{state}: {one.decided_by}" if one.decided_by else state,
    )


def _as_json(one: "Listed") -> dict[str, Any]:
    flag, raised = one.flag, one.flag.raised
    return {
        "number": flag.flag_id,
        "group": one.group,
        "sent_at": raised.sent_at.isoformat(),
        "raised_at": raised.raised_at.isoformat() if raised.raised_at else None,
        "articles": [*one.articles],
        "rules": [finding.rule.value for finding in raised.findings],
        "sender": raised.sender.name,
        "state": flag.state.value,
        "urgent": raised.urgent,
        "care": raised.care is not None,
        "decided_by": one.decided_by or None,
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
    }


def _show(group: typer.Typer, texts: Texts) -> None:
    @group.command("show", help=texts("cli.flags.show.help"))
    def command(
        number: Annotated[int, typer.Argument(metavar=texts("cli.flags.number"), min=1, help="")],
        *,
        data: Annotated[bool, typer.Option("--json", help=texts("cli.flags.json"))] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        def look(office: "FlagOffice", sitting: Desk) -> "Awaitable[Opened]":
            return office.show(FlagId(number), sitting.by)

        opened = _at_office(config, look)
        if data:
            text, history = [*opened.text], [*opened.history]
            _write(_as_json(opened.listed) | {"text": text, "history": history})
            return
        out = console()
        for line in opened.text:
            say(out, safe(line))
        out.print()
        say(out, texts("flags.history"), style="bold")
        for line in opened.history:
            say(out, safe(line), indent=2)


def _decide(group: typer.Typer, texts: Texts) -> None:
    @group.command("decide", help=texts("cli.flags.decide.help"))
    def command(
        numbers: Annotated[
            list[int], typer.Argument(metavar=texts("cli.flags.numbers"), min=1, help="")
        ],
        *,
        upheld: Annotated[
            bool, typer.Option("--terecht", "--upheld", help=texts("cli.flags.upheld"))
        ] = False,
        dismissed: Annotated[
            bool, typer.Option("--onterecht", "--dismissed", help=texts("cli.flags.dismissed"))
        ] = False,
        why: Annotated[str, typer.Option(metavar="TEXT", help=texts("cli.flags.why"))] = "",
        measure: Annotated[
            list[MeasureKind] | None,
            typer.Option(metavar="MEASURE", help=texts("cli.flags.measure")),
        ] = None,
        anyway: Annotated[bool, typer.Option("--anyway", help=texts("cli.flags.anyway"))] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        if upheld is dismissed:
            raise InputError("error.flags.verdict")
        if measure and dismissed:
            raise InputError("error.flags.measure_dismissed")
        verdict = Verdict.UPHELD if upheld else Verdict.DISMISSED

        def decide(office: "FlagOffice", sitting: Desk) -> "Awaitable[Outcome]":
            wanted = [FlagId(number) for number in numbers]
            return office.decide(
                wanted,
                verdict,
                by=sitting.by,
                why=why,
                measures=measure or (),
                anyway=anyway,
            )

        _tell(_at_office(config, decide), verdict, texts)


def _tell(outcome: "Outcome", verdict: Verdict, texts: Texts) -> None:
    out = console()
    if outcome.decided:
        numbers = ", ".join(str(number) for number in outcome.decided)
        say(out, texts(f"flags.decided.{verdict}", numbers=numbers))
    for one in outcome.left:
        say(out, texts(f"flags.left.{one.why}", number=one.flag_id))


def _report(group: typer.Typer, texts: Texts) -> None:
    _held(group, texts, "report", lambda holding: holding.hold)
    _held(group, texts, "aangifte", lambda holding: holding.hold, hidden=True)


def _release(group: typer.Typer, texts: Texts) -> None:
    _held(group, texts, "release", lambda holding: holding.release)


def _held(
    group: typer.Typer,
    texts: Texts,
    name: str,
    act: "Callable[[Holding], Callable[..., Awaitable[None]]]",
    *,
    hidden: bool = False,
) -> None:
    key = "report" if hidden else name

    @group.command(name, help=texts(f"cli.flags.{key}.help"), hidden=hidden)
    def command(
        number: Annotated[int, typer.Argument(metavar=texts("cli.flags.number"), min=1, help="")],
        *,
        why: Annotated[str, typer.Option(metavar="TEXT", help=texts("cli.flags.why"))] = "",
        second: Annotated[bool, typer.Option("--second", help=texts("cli.flags.second"))] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def sit() -> None:
            from bot.bootstrap.assembly import holding  # noqa: PLC0415 - keeps `--help` quick

            async with desk(config) as sitting:
                code = second_code(texts, wanted=second)
                work = act(holding(sitting.school))
                await work(FlagId(number), by=sitting.by, code=code, why=why)

        asyncio.run(sit())
        say(console(), texts(f"flags.{key}", number=number))


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def _subject(given: str) -> Subject:
    """A number of the school's administration, or an account as PLATFORM:ID."""
    with suppress(InputError):
        return account_written(given)
    return PersonId(given)


def _write(what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False, indent=2) + "\n")


def _at_office(config: Path, work: "Callable[[FlagOffice, Desk], Awaitable[T]]") -> T:
    async def sit() -> T:
        from bot.bootstrap.assembly import flag_office  # noqa: PLC0415 - keeps `--help` quick

        async with desk(config) as sitting:
            return await work(flag_office(sitting.school), sitting)

    return asyncio.run(sit())
