"""A terminal, and somebody at it who answers what they are asked."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

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
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", *command],
            cwd=self.folder,
            env={**self.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
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
            return process.wait(PATIENCE_S)
        finally:
            process.kill()
            process.wait()
            os.close(self._master)

    def _break_off(self, process: subprocess.Popen[bytes]) -> None:
        """A signal between a question and the wait for its answer is seen with the next one."""
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_NOTICES_S)

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
