"""A terminal, and somebody at it who answers what they are asked."""

import os
import select
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.cli.main import main
from tests.support.forked import begun
from tests.support.running import PATIENCE_S

CTRL_C = "\x03"
_NOTICES_S = 5.0


@dataclass(slots=True)
class Screen:
    """*shown*: all that could be read on it."""

    folder: Path
    environment: Mapping[str, str]
    shown: str = ""
    _master: int = field(default=-1, repr=False)

    def talk(self, command: Sequence[str], answers: Sequence[tuple[str, str]]) -> int:
        """*answers*: to what words what is typed, in their order. Returns the exit code."""
        self._master, slave = os.openpty()
        process = begun(
            main, list(command), folder=self.folder, environment=self.environment, screen=slave
        )
        os.close(slave)
        try:
            for words, answer in answers:
                self._read_until(words)
                if answer == CTRL_C:
                    self._break_off(process)
                else:
                    os.write(self._master, f"{answer}\n".encode())
            self._read_until(None)
            process.join(PATIENCE_S)
            assert process.exitcode is not None
            return process.exitcode
        finally:
            process.kill()
            process.join()
            os.close(self._master)

    def _break_off(self, process: ForkServerProcess) -> None:
        """A signal between a question and the wait for its answer is seen with the next one."""
        assert process.pid is not None
        while process.is_alive():
            os.kill(process.pid, signal.SIGINT)
            process.join(_NOTICES_S)

    def _read_until(self, words: str | None) -> None:
        """Words that are new on the screen; None: the end."""
        new = ""
        while words is None or words not in new:
            ready, _, _ = select.select([self._master], [], [], PATIENCE_S)
            assert ready, f"nothing more came after: {new}"
            try:
                read = os.read(self._master, 4096).decode(errors="replace")
            except OSError:  # the other end is closed
                read = ""
            if not read:
                assert words is None, f"it ended before it asked {words}: {self.shown}{new}"
                break
            new += read
        self.shown += new
