"""Processes of the program that begin at once: forked from one that has imported it already."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["bot.cli.app", "bot.bootstrap.live", "storage.migrating"])


def begun(
    work: Callable[..., None],
    *arguments: object,
    folder: Path,
    environment: Mapping[str, str],
    screen: int,
) -> ForkServerProcess:
    """*work* in a process and a session of its own, in *folder*. *screen*: the descriptor that it
    reads from and says everything to."""
    process = _SERVER.Process(
        target=_begin, args=(DupFd(screen), str(folder), dict(environment), work, *arguments)
    )
    process.start()
    return process


def _begin(
    screen: Any, folder: str, environment: dict[str, str], work: Callable[..., None], *rest: object
) -> None:
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    ours = screen.detach()
    for number in range(3):
        os.dup2(ours, number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    work(*rest)
