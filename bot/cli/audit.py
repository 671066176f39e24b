"""`klaswacht audit`: whether the audit is whole, what it says, and its head for outside."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.audit.heads import FILE, HeadsFile, head_of
from bot.audit.show import Row, Wanted, show
from bot.audit.verify import Verified, publish, verify
from bot.cli.desk import desk
from bot.cli.output import console, say
from bot.cli.said import Said
from bot.cli.table import table
from bot.model.audit import Head
from bot.model.ids import PersonId
from bot.texts import Texts

WRONG = 3
"""Exit code when the audit is not what was written."""

_MOMENT = "%d-%m-%Y %H:%M:%S"
_DAY = "%Y-%m-%d"


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.audit.help"), no_args_is_help=True)
    app.add_typer(group, name="audit")
    for command in (_verify, _show, _publish):
        command(group, texts)


def _verify(group: typer.Typer, texts: Texts) -> None:
    @group.command("verify", help=texts("cli.audit.verify.help"))
    def command(
        head: Annotated[
            str, typer.Option(metavar="NR:DIGEST", help=texts("cli.audit.verify.head"))
        ] = "",
        heads: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.audit.verify.heads"))
        ] = None,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        brought = [head_of(head)] if head else []
        verified, zone = asyncio.run(_verified(config, brought, heads))
        for sentence in _verdict(verified, zone, texts):
            say(console(), sentence)
        if not verified.sound:
            raise typer.Exit(WRONG)


async def _verified(
    config: Path, brought: Sequence[Head], copy: Path | None
) -> tuple[Verified, ZoneInfo]:
    async with desk(config) as sitting:
        school = sitting.school
        file = HeadsFile(school.folder / FILE)
        elsewhere = [] if copy is None else HeadsFile(copy).read_copy()
        heads = [*brought, *elsewhere]
        verified = await verify(school.unit_of_work, sitting.by, file.read(), heads)
        return verified, school.settings.timezone


def _verdict(verified: Verified, zone: ZoneInfo, texts: Texts) -> Iterator[str]:
    checked = verified.checked
    for one in checked.put_back:
        said = {"at": _local(one.at, zone), "kept": one.head.sequence}
        if one.lost is None:
            yield texts("audit.restored", **said)
        else:
            yield texts("audit.restored_lost", **said, lost=one.lost)
    if checked.wrong is not None:
        yield from _wrong(verified, zone, texts)
        return
    yield texts("audit.whole", entries=checked.entries, head=checked.head or "-")
    if checked.erased:
        yield texts("audit.erased_count", erased=checked.erased)
    if checked.unlisted:
        yield texts("audit.unlisted", file=FILE, unlisted=checked.unlisted)
    elif verified.published:
        yield texts("audit.published", published=verified.published)
    else:
        yield texts("audit.nothing_published")


def _wrong(verified: Verified, zone: ZoneInfo, texts: Texts) -> Iterator[str]:
    checked = verified.checked
    yield texts(f"audit.wrong.{checked.wrong}", first=checked.first)
    if verified.perhaps_lost is not None:
        yield texts("audit.perhaps_lost", at=_local(verified.perhaps_lost.at, zone))
    yield texts("audit.before", entries=checked.entries)


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):{_MOMENT}}"


def _show(group: typer.Typer, texts: Texts) -> None:
    @group.command("show", help=texts("cli.audit.show.help"))
    def command(
        since: Annotated[
            datetime | None,
            typer.Option(formats=[_DAY], metavar="JJJJ-MM-DD", help=texts("cli.audit.show.since")),
        ] = None,
        about: Annotated[str, typer.Option(metavar="NR", help=texts("cli.audit.show.about"))] = "",
        reveal: Annotated[  # noqa: FBT002 - Typer
            bool, typer.Option("--reveal", help=texts("cli.audit.show.reveal"))
        ] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        about_whom = PersonId(about) if about else None
        rows, zone = asyncio.run(_shown(config, since, about_whom, texts, reveal=reveal))
        if not rows:
            say(console(), texts("audit.none"))
            return
        _tell(rows, zone, texts, reveal=reveal)


async def _shown(
    config: Path, since: datetime | None, about: PersonId | None, texts: Texts, *, reveal: bool
) -> tuple[Sequence[Row], ZoneInfo]:
    async with desk(config) as sitting:
        school = sitting.school
        zone = school.settings.timezone
        begin = None if since is None else since.replace(tzinfo=zone)
        wanted = Wanted(since=begin, about=about, reveal=reveal)
        return await show(school.unit_of_work, sitting.by, wanted, texts, school.clock()), zone


def _tell(rows: Iterable[Row], zone: ZoneInfo, texts: Texts, *, reveal: bool) -> None:
    columns = ("number", "at", "what", "by", "about", "facts", *(["why"] if reveal else []))
    said = Said(texts, zone)
    table(
        console(),
        [texts(f"audit.column.{one}") for one in columns],
        (_cells(row, said)[: len(columns)] for row in rows),
    )


def _cells(row: Row, said: Said) -> Sequence[str]:
    texts, at = said.texts, _local(row.at, said.timezone)
    what = texts(f"audit.what.{row.what}") if row.what else texts("audit.unreadable")
    facts = texts("audit.closed") if row.closed else said.facts(row.facts)
    return str(row.number), at, what, row.by, row.about, facts, row.why


def _publish(group: typer.Typer, texts: Texts) -> None:
    @group.command("publish", help=texts("cli.audit.publish.help"))
    def command(
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        head, file = asyncio.run(_published(config))
        if head is None:
            say(console(), texts("audit.published_before", file=file))
            return
        console().print(str(head), soft_wrap=True)
        say(console(), texts("audit.published_now", file=file))


async def _published(config: Path) -> tuple[Head | None, Path]:
    async with desk(config) as sitting:
        school = sitting.school
        file, at = HeadsFile(school.folder / FILE), school.clock()
        local = at.astimezone(school.settings.timezone)
        return await publish(school.unit_of_work, file, sitting.by, local), file.path
