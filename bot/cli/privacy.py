"""`klaswacht privacy`: what is held of people, what is erased, and who was told."""

import asyncio
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import record
from bot.cli.desk import Desk, desk
from bot.cli.held import Shown, as_json
from bot.cli.output import console, progress_console, safe, say
from bot.cli.refs import account_written
from bot.errors import InputError
from bot.model.audit import Subject
from bot.model.group import ClassGroup
from bot.model.ids import PersonId
from bot.model.privacy import Erasure, Why
from bot.privacy.access import Access
from bot.privacy.announcement import Announcements, NotTold
from bot.privacy.erasure import Eraser
from bot.texts import Texts

_DAY = "%Y-%m-%d"


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.privacy.help"), no_args_is_help=True)
    app.add_typer(group, name="privacy")
    for command in (_access, _erase, _announced, _parents, _status):
        command(group, texts)
    record.add(group, texts)


def _access(group: typer.Typer, texts: Texts) -> None:
    @group.command(help=texts("cli.privacy.access.help"))
    def access(
        person: Annotated[str, typer.Argument(help=texts("cli.privacy.person"))] = "",
        account: Annotated[
            str, typer.Option(metavar="PLATFORM:ID", help=texts("cli.privacy.account"))
        ] = "",
        data: Annotated[bool, typer.Option("--json", help=texts("cli.privacy.json"))] = False,  # noqa: FBT002 - Typer
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        asyncio.run(_show_copy(config, _subject(person, account), texts, data=data))


async def _show_copy(config: Path, whom: Subject, texts: Texts, *, data: bool) -> None:
    async with desk(config) as sitting:
        school = sitting.school
        access = Access(school.unit_of_work, school.clock, school.settings.retention)
        copy = await access.copy(whom, by=sitting.by)
    if data:
        sys.stdout.write(as_json(copy, texts) + "\n")
    else:
        Shown(texts, school.settings.timezone).copy(console(), copy)
    if copy.left_out:
        say(progress_console(), texts("privacy.access.left_out", count=copy.left_out))
    _for_the_officer(texts, care=copy.care, needs_parents=copy.needs_parents)


def _erase(group: typer.Typer, texts: Texts) -> None:
    @group.command(help=texts("cli.privacy.erase.help"))
    def erase(
        person: Annotated[str, typer.Argument(help=texts("cli.privacy.person"))] = "",
        account: Annotated[
            str, typer.Option(metavar="PLATFORM:ID", help=texts("cli.privacy.account"))
        ] = "",
        dry_run: Annotated[  # noqa: FBT002 - Typer
            bool, typer.Option("--dry-run", help=texts("cli.privacy.dry_run"))
        ] = False,
        yes: Annotated[bool, typer.Option("--yes", help=texts("cli.privacy.yes"))] = False,  # noqa: FBT002 - Typer
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        really = yes and not dry_run
        whom = _subject(person, account)
        _show_erasure(asyncio.run(_erased(config, whom, dry_run=not really)), texts, really=really)
        if not (really or dry_run):
            raise InputError("error.privacy.not_yet")


async def _erased(config: Path, whom: Subject, *, dry_run: bool) -> Erasure:
    async with desk(config) as sitting:
        school = sitting.school
        eraser = Eraser(
            school.unit_of_work,
            school.erasures,
            school.learned,
            school.database.tidy,
            school.clock,
            school.settings.timezone,
        )
        return await eraser.erase(whom, by=sitting.by, dry_run=dry_run)


def _show_erasure(done: Erasure, texts: Texts, *, really: bool) -> None:
    out, shown = console(), done.forgotten
    say(out, texts("privacy.erase.gone" if really else "privacy.erase.would"))
    for part, count in shown.gone.items():
        say(out, f"{texts(f'privacy.part.{part}')}: {count}", indent=2)
    if not shown.gone:
        say(out, texts("privacy.erase.nothing"), indent=2)
    stays = [one for one in shown.stays if one.why is not Why.CARE]
    if stays:
        say(out, texts("privacy.erase.stays"))
    for one in stays:
        numbers = f" ({', '.join(map(str, one.flags))})" if one.flags else ""
        say(out, f"{texts(f'privacy.stays.{one.why}', count=one.count)}{numbers}", indent=2)
    if shown.digests:
        say(out, texts("privacy.erase.digests", count=shown.digests))
    if done.unjudged:
        say(out, texts("privacy.erase.unjudged", count=done.unjudged))
    if done.left:
        accounts = ", ".join(safe(str(one)) for one in done.left)
        say(out, texts("privacy.erase.left", accounts=accounts))
    say(out, texts("privacy.erase.colleagues"))
    say(out, texts("privacy.erase.elsewhere"))
    care = len(stays) < len(shown.stays)
    if care:
        say(progress_console(), texts("privacy.stays.care"))
    _for_the_officer(texts, care=care, needs_parents=done.needs_parents)


def _announced(group: typer.Typer, texts: Texts) -> None:
    @group.command(help=texts("cli.privacy.announced.help"))
    def announced(
        named: Annotated[
            str,
            typer.Argument(
                metavar=texts("cli.privacy.group"), help=texts("cli.privacy.group.help")
            ),
        ],
        on: Annotated[
            datetime | None,
            typer.Option(
                formats=[_DAY], metavar=texts("cli.privacy.day"), help=texts("cli.privacy.on")
            ),
        ] = None,
        how: Annotated[
            str, typer.Option(metavar=texts("cli.privacy.text"), help=texts("cli.privacy.how"))
        ] = "",
        yes: Annotated[  # noqa: FBT002 - Typer
            bool, typer.Option("--yes", help=texts("cli.privacy.announced.yes"))
        ] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        day = on and on.date()
        told = asyncio.run(_announce(config, named, day, how, instead=yes))
        say(console(), texts("privacy.announced", group=safe(told.name)))


async def _announce(
    config: Path, named: str, on: date | None, how: str, *, instead: bool
) -> ClassGroup:
    async with desk(config) as sitting:
        announcements = _announcements(sitting)
        return await announcements.group(named, by=sitting.by, on=on, how=how, instead=instead)


def _parents(group: typer.Typer, texts: Texts) -> None:
    @group.command(help=texts("cli.privacy.parents.help"))
    def parents(
        numbers: Annotated[list[str], typer.Argument(help=texts("cli.privacy.numbers"))],
        on: Annotated[
            datetime,
            typer.Option(
                formats=[_DAY],
                metavar=texts("cli.privacy.day"),
                help=texts("cli.privacy.on.parents"),
            ),
        ],
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        asyncio.run(_tell_parents(config, [PersonId(one) for one in numbers], on.date(), texts))


async def _tell_parents(config: Path, pupils: list[PersonId], on: date, texts: Texts) -> None:
    async with desk(config) as sitting:
        await _announcements(sitting).parents(pupils, by=sitting.by, on=on)
    say(console(), texts("privacy.parents", count=len({*pupils})))


def _status(group: typer.Typer, texts: Texts) -> None:
    @group.command(help=texts("cli.privacy.status.help"))
    def status(
        numbers: Annotated[  # noqa: FBT002 - Typer
            bool, typer.Option("--numbers", help=texts("cli.privacy.status.numbers"))
        ] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
    ) -> None:
        _show_status(asyncio.run(_untold(config, numbers=numbers)), texts, numbers=numbers)


async def _untold(config: Path, *, numbers: bool) -> NotTold:
    async with desk(config) as sitting:
        return await _announcements(sitting).status(by=sitting.by, numbers=numbers)


def _show_status(untold: NotTold, texts: Texts, *, numbers: bool) -> None:
    out = console()
    say(out, texts("privacy.status.groups", count=len(untold.groups)))
    for group in untold.groups:
        say(out, safe(f"{group.name} ({group.chat})"), indent=2)
    say(out, texts("privacy.status.pupils", count=len(untold.pupils)))
    for name, count in untold.classes.items():
        say(out, f"{safe(name) or texts('privacy.status.no_class')}: {count}", indent=2)
    if numbers:
        for pupil in untold.pupils:
            say(out, safe(pupil.person_id), indent=2)


def _announcements(sitting: Desk) -> Announcements:
    school = sitting.school
    return Announcements(school.unit_of_work, school.clock, school.settings.timezone)


def _for_the_officer(texts: Texts, *, care: bool, needs_parents: bool) -> None:
    """Apart from what may be handed on."""
    notes = progress_console()
    if needs_parents:
        say(notes, texts("privacy.officer.parents"))
    if care:
        say(notes, texts("privacy.officer.care"))


def _subject(person: str, account: str) -> Subject:
    """Raises `InputError` unless it is one of the two."""
    if bool(person) == bool(account):
        raise InputError("error.privacy.who")
    if person:
        return PersonId(person)
    return account_written(account)
