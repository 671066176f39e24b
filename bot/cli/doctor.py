"""`klaswacht doctor`: whether all is in order, a line each, with what to do where it is not."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import Desk, desk
from bot.cli.output import console, safe, say
from bot.doctor.groups import exam_lines, group_lines
from bot.doctor.line import Line, fine, refused, todo
from bot.doctor.outside import platform_lines, proxy_line
from bot.doctor.school import kept_lines, people_lines, running_line
from bot.errors import InputError
from bot.rights import Act, may, who_is
from bot.texts import Texts

SOMETHING_TO_DO = 3


def add(app: typer.Typer, texts: Texts) -> None:
    option = typer.Option(metavar="FILE", help=texts("cli.people.config"))

    @app.command(help=texts("cli.doctor.help"))
    def doctor(config: Annotated[Path, option] = Path("config.toml")) -> None:
        lines = asyncio.run(_look(config, texts))
        wrong = sum(not line.fine for line in lines)
        say(console(), texts("doctor.sum", count=wrong) if wrong else texts("doctor.well"))
        if wrong:
            raise typer.Exit(SOMETHING_TO_DO)


async def _look(config: Path, texts: Texts) -> list[Line]:
    """Each is shown as soon as it is known."""
    lines = []
    async for line in _lines(config):
        _show(line, texts)
        lines.append(line)
    return lines


def _show(line: Line, texts: Texts) -> None:
    told = {name: safe(str(value)) for name, value in line.values.items()}
    words = texts(line.key, **told)
    where = f"{safe(line.where)}: " if line.where else ""
    say(console(), f"{texts('doctor.fine' if line.fine else 'doctor.todo')} {where}{words}")


async def _lines(config: Path) -> AsyncIterator[Line]:
    from bot.bootstrap.choices import settings  # noqa: PLC0415 - keeps `--help` quick
    from bot.bootstrap.setup import is_begun  # noqa: PLC0415 - as above

    try:
        chosen = settings(config=config, rulebook_file=None)
        begun = is_begun(config)
    except InputError as error:
        missing = error.key == "error.toml.not_found" and error.where == str(config)
        yield todo("doctor.new") if missing else refused(error)
        return
    yield fine("doctor.config")
    if chosen.rulebook.link and not chosen.live.rules_link:
        yield todo("doctor.no_rules_link", link=chosen.rulebook.link)
    async for line in _outside(config):
        yield line
    if not begun:
        yield todo("doctor.not_begun")
        return
    try:
        async with desk(config) as sitting:
            async for line in _inside(config, sitting):
                yield line
    except InputError as error:
        yield refused(error)


async def _outside(config: Path) -> AsyncIterator[Line]:
    from bot.bootstrap.setup import answers, meet  # noqa: PLC0415 - as above
    from bot.config import load_config  # noqa: PLC0415

    proxy = await proxy_line(os.environ, answers)
    if proxy is not None:
        yield proxy
    try:
        account = await meet(load_config(config).telegram)
    except InputError as error:
        yield refused(error)
        return
    if account is None:
        yield todo("doctor.no_token")
        return
    for line in platform_lines(account, datetime.now(UTC)):
        yield line


async def _inside(config: Path, sitting: Desk) -> AsyncIterator[Line]:
    from bot.bootstrap.setup import read_day_keys  # noqa: PLC0415 - as above

    school = sitting.school
    yield fine("doctor.database")
    yield fine("doctor.key")
    read_day_keys(config)
    yield fine("doctor.day_keys")
    yield await running_line(school)
    async for line in kept_lines(school):
        yield line
    async with school.unit_of_work() as uow:
        begun = await uow.people.anybody()
        allowed = may(await who_is(uow.people, sitting.by), Act.READ_AUDIT)
    if not allowed:
        yield todo("doctor.not_allowed" if begun else "doctor.nobody")
        return
    async for line in people_lines(school):
        yield line
    async for line in _groups(config, sitting):
        yield line


async def _groups(config: Path, sitting: Desk) -> AsyncIterator[Line]:
    from bot.bootstrap.setup import asking  # noqa: PLC0415 - as above

    school = sitting.school
    async with AsyncExitStack() as stack:
        try:
            platform = await stack.enter_async_context(asking(config, school.clock))
        except InputError:
            platform = None  # why was told above
        async for line in group_lines(school.unit_of_work, platform, school.clock()):
            yield line
    async for line in exam_lines(school.unit_of_work, school.settings.calendar.tests):
        yield line
