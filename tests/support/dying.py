"""A process that is killed in the middle, as a power cut or an impatient administrator does."""

import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryFile

from tests.support.forked import begun

ROOT = Path(__file__).parents[2]

_DYING = """
import os, signal, sys
from sqlalchemy import Engine, event

left = int(sys.argv.pop(1))

def point(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def at_a_file(name, _):
    if name in ("os.rename", "os.remove"):
        point()

for name in ("begin", "after_cursor_execute", "commit"):
    event.listen(Engine, name, point)
sys.addaudithook(at_a_file)
"""


def run_until(point: int, script: str, *arguments: object) -> bool:
    """Runs *script*, killed at the *point*-th statement, commit, or file that gets another name.

    Whether it came to its end before. Any other end is an error of the test.
    """
    environment = os.environ | {"KLASWACHT_LANG": "en", "TZ": "UTC"}
    line = [str(point), *map(str, arguments)]
    with TemporaryFile() as said:
        process = begun(
            _live, script, line, folder=ROOT, environment=environment, screen=said.fileno()
        )
        process.join()
        said.seek(0)
        assert process.exitcode in (0, -signal.SIGKILL), said.read().decode()
        return process.exitcode == 0


def _live(script: str, line: list[str]) -> None:
    sys.argv = ["-c", *line]
    exec(_DYING + script, {"__name__": "__main__"})  # noqa: S102 - our own script
