"""`klaswacht backup` and `klaswacht restore`."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import desk
from bot.cli.output import console, progress_console, safe, say
from bot.errors import InputError
from bot.model.backup import Contents
from bot.school import os_account
from bot.texts import Texts

_CONFIG = Path("config.toml")


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts("cli.backup.help"))
    def backup(
        to: Annotated[
            Path | None, typer.Option(metavar="FOLDER", help=texts("cli.backup.to"))
        ] = None,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.backup.config"))
        ] = _CONFIG,
    ) -> None:
        asyncio.run(_backup(config, to, texts))

    @app.command(help=texts("cli.restore.help"))
    def restore(  # noqa: PLR0917 - Typer makes each a named option
        file: Annotated[Path, typer.Argument(metavar="FILE", help=texts("cli.restore.file"))],
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.backup.config"))
        ] = _CONFIG,
        key_file: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.restore.key_file"))
        ] = None,
        check: Annotated[bool, typer.Option("--check", help=texts("cli.restore.check"))] = False,  # noqa: FBT002 - Typer
        yes: Annotated[bool, typer.Option("--yes", help=texts("cli.restore.yes"))] = False,  # noqa: FBT002 - Typer
        without_erasures: Annotated[  # noqa: FBT002 - Typer
            bool, typer.Option("--without-erasures", help=texts("cli.restore.without_erasures"))
        ] = False,
    ) -> None:
        asked = _Asked(config, key_file, file, without_erasures)
        asyncio.run(_look(asked, texts))
        if check:
            return
        if not yes:
            raise InputError("error.restore.not_sure")
        asyncio.run(_restore(asked, texts))


@dataclass(frozen=True, slots=True)
class _Asked:
    config: Path
    key_file: Path | None
    file: Path
    without_erasures: bool


async def _backup(config: Path, to: Path | None, texts: Texts) -> None:
    async with desk(config) as sitting:
        made = await sitting.school.backups.make(sitting.by, to)
        timezone = sitting.school.settings.timezone
    say(console(), texts("cli.backup.made", file=safe(str(made.file))))
    _show(made.contents, timezone, texts)
    if not made.restorable:
        say(progress_console(), texts("cli.backup.nobody_restores"))
    if made.deleted:
        say(console(), texts("cli.backup.deleted", count=made.deleted))


async def _look(asked: _Asked, texts: Texts) -> None:
    from bot.bootstrap.choices import settings  # noqa: PLC0415 - keeps `--help` quick
    from bot.bootstrap.opening import restoring  # noqa: PLC0415 - keeps `--help` quick

    timezone = settings(config=asked.config, rulebook_file=None).timezone
    async with restoring(asked.config, asked.key_file) as restore:
        contents = restore.look(asked.file)
    say(console(), texts("cli.restore.whole", file=safe(str(asked.file))))
    _show(contents, timezone, texts)


async def _restore(asked: _Asked, texts: Texts) -> None:
    from bot.bootstrap.assembly import chores  # noqa: PLC0415 - as above
    from bot.bootstrap.opening import restoring, school  # noqa: PLC0415 - as above

    async with restoring(asked.config, asked.key_file) as restore:
        done = await restore.run(asked.file, os_account(), without_erasures=asked.without_erasures)
    async with school(asked.config) as opened:
        await chores(opened).daily(opened.clock())  # what became too old since
    say(console(), texts("cli.restore.done", rows=done.contents.total))
    if done.erased:
        say(console(), texts("cli.restore.erased", count=done.erased))
    say(console(), texts("cli.restore.then"))


def _show(contents: Contents, timezone: tzinfo, texts: Texts) -> None:
    def local(moment: datetime) -> str:
        return f"{moment.astimezone(timezone):%d-%m-%Y %H:%M}"

    backup = contents.backup
    moments = {"made": local(backup.made), "expires": local(backup.expires)}
    say(console(), texts("cli.backup.holds", rows=contents.total, **moments))
    if contents.messages_left_out or contents.deliveries_left_out:
        left_out = {
            "messages": contents.messages_left_out,
            "deliveries": contents.deliveries_left_out,
        }
        say(console(), texts("cli.backup.left_out", **left_out))
