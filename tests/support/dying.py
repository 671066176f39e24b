"""A process that is killed in the middle, as a power cut or an impatient administrator does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

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
    command = [sys.executable, "-c", _DYING + script, str(point), *map(str, arguments)]
    environment = os.environ | {"KLASWACHT_LANG": "en", "TZ": "UTC"}
    ended = subprocess.run(  # noqa: S603 - our own script
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
    return ended.returncode == 0
