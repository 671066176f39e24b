"""`klaswacht run`: guard the groups, until somebody stops it."""

import asyncio
import gc
import signal
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import progress_console, say
from bot.errors import InputError, Refused
from bot.texts import Texts

_CONFIG = Path("config.toml")


def add(app: typer.Typer, texts: Texts) -> None:
    option = typer.Option(metavar="FILE", help=texts("cli.run.config"))

    @app.command(help=texts("cli.run.help"))
    def run(config: Annotated[Path, option] = _CONFIG) -> None:
        try:
            asyncio.run(_run(config, texts))
        except Refused as refused:
            raise InputError(refused.key) from refused


async def _run(config: Path, texts: Texts) -> None:
    gc.disable()  # until all is built: it would look again and again at what is there to stay
    from bot.bootstrap.live import live  # noqa: PLC0415 - as above
    from bot.running import logs  # noqa: PLC0415 - keeps `--help` quick

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no such handlers; Ctrl-C ends it there
            loop.add_signal_handler(number, stop.set)
    logs.begin()
    async with live(config) as guarding:
        gc.freeze()
        gc.enable()
        if guarding.port is not None:
            say(progress_console(), texts("cli.run.status", port=guarding.port))
        say(progress_console(), texts("cli.run.begun"))
        await guarding.run.until(stop)
        say(progress_console(), texts("cli.run.stopped"))
