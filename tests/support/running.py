"""`klaswacht run` as a school runs it: its own process, a config, a database and a Telegram."""

import asyncio
import contextlib
import io
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from bot.cli.main import main
from tests.support.telegram import FakeTelegram

PATIENCE_S = 30.0
TOML = """
[school]
name = "Testschool"
[status]
port = 0
"""
ROSTER = """number;name;role;classes
1;A. de Vries;mentor;TL3B
2;B. Bos;teamleider;
3;C. Smit;vertrouwenspersoon;
4;Sem Jansen;leerling;TL3B
5;Noor Bakker;leerling;TL3B
"""


@dataclass(slots=True)
class Installation:
    """A school's folder. *telegram* is where its bot speaks."""

    folder: Path
    telegram: FakeTelegram
    more: Mapping[str, str] = field(default_factory=dict)
    """Further variables of the environment."""
    without: Sequence[str] = ()
    """Variables that it lacks."""

    def __post_init__(self) -> None:
        (self.folder / "config.toml").write_text(TOML, "utf-8")
        (self.folder / "mensen.csv").write_text(ROSTER, "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        own = {name: text for name, text in os.environ.items() if not name.startswith("KLASWACHT")}
        ours = {
            "KLASWACHT_TELEGRAM_TOKEN": self.telegram.token,
            "KLASWACHT_TELEGRAM_SERVER": self.telegram.origin,
            **self.more,
        }
        return own | {name: text for name, text in ours.items() if name not in self.without}

    async def command(self, *arguments: str) -> str:
        """What it printed. Raises `AssertionError` with what it said where it failed."""
        code, out, err = await self.typed(*arguments)
        assert code == 0, err
        return out

    async def refused(self, *arguments: str) -> tuple[int, str]:
        """How it ended, and what it said."""
        code, out, err = await self.typed(*arguments)
        return code, out + err

    async def typed(self, *arguments: str) -> tuple[int, str, str]:
        """How a command ended, and what it said. In this process, which spares the start, and in
        a thread, because it has a loop of its own; but `run` is a process like any other."""
        if arguments != ("run",):
            return await asyncio.to_thread(self._typed, arguments)
        process = await self._start(arguments)
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    def _typed(self, arguments: Sequence[str]) -> tuple[int, str, str]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        with (
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, {**self.environment, "LANGUAGE": "nl"}, clear=True),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                main(arguments)
            except SystemExit as end:
                code = int(end.code or 0)
        return code, out.getvalue(), err.getvalue()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Running"]:
        process = await self._start(("run",))
        bot = Running(process)
        try:
            await self._begun(bot)
            yield bot
        finally:
            if process.returncode is None:
                await bot.stop()

    async def _begun(self, bot: "Running") -> None:
        """Raises `AssertionError` with what it said where it ends before it listens."""
        listens = asyncio.create_task(self.telegram.until_fetched())
        ended = asyncio.create_task(bot.process.wait())
        await asyncio.wait({listens, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not listens.done() or bot.process.returncode is not None:
            listens.cancel()
            _, err = await bot.process.communicate()
            raise AssertionError(err.decode())
        ended.cancel()
        await listens

    async def _start(self, arguments: Sequence[str]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=self.folder,
            env={**self.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


@dataclass(slots=True)
class Running:
    process: asyncio.subprocess.Process
    said: str = ""
    """Once it has ended."""

    async def stop(self) -> int:
        """As a supervisor does. Returns how it ended."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int:
        return await self._end(signal.SIGKILL)

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                assert self.process.returncode is None
                await asyncio.sleep(0.05)

    async def _end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        out, err = await asyncio.wait_for(self.process.communicate(), PATIENCE_S)
        self.said = (out + err).decode()
        assert self.process.returncode is not None
        return self.process.returncode


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
