"""`klaswacht privacy record`: the record of processing, and a draft of the impact assessment."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import desk
from bot.cli.output import safe
from bot.files import write_new
from bot.model.ids import Platform
from bot.privacy.record.facts import Facts, gather
from bot.texts import Texts


def add(group: typer.Typer, texts: Texts) -> None:
    @group.command(help=texts("cli.record.help"))
    def record(
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.check.config"))
        ] = Path("config.toml"),
        to: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.record.to"))
        ] = None,
    ) -> None:
        from bot.privacy.record.render import render, to_fill_in  # noqa: PLC0415 - Jinja is only for who asks for it

        written = render(asyncio.run(_facts(config)))
        if to is None:
            typer.echo(written, nl=False)
            return
        write_new(to, written.encode())
        places = to_fill_in(written)
        typer.echo(texts("cli.record.written", file=safe(str(to)), count=places))


async def _facts(config: Path) -> Facts:
    from bot.bootstrap.choices import LAYERS  # noqa: PLC0415 - keeps `--help` quick
    from bot.bootstrap.opening import places  # noqa: PLC0415 - keeps `--help` quick
    from bot.config import load_config  # noqa: PLC0415 - as above

    telegram = load_config(config).telegram.token is not None
    async with desk(config) as sitting:
        school = sitting.school
        return await gather(
            school.unit_of_work,
            school.clock,
            school.settings,
            places(config),
            LAYERS,
            connected=(Platform.TELEGRAM,) if telegram else (),
            by=sitting.by,
        )
