"""What a long export costs to read and to check, on one core: `python -m benchmarks.exports`.

Seconds are of processor time. Parsing is the fastest of five, without start-up; `check` is one
run of the whole program, start-up included. Memory is the most that the process held. Other
readers are measured where an interpreter has them (`--whatstk-python`). Linux and macOS.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.long_export import write_long_export

ROOT = Path(__file__).parent.parent
_YARDSTICK = """
from statistics import median
from benchmarks.detectors import best, yardstick
print(median(best(yardstick, [()] * 456)))
"""
_RSS_UNIT = 1 if sys.platform == "darwin" else 1 << 10  # bytes
_INSTALL = "python3 -m venv X; X/bin/pip install whatstk chatpack; --whatstk-python X/bin/python"
OTHERS = {
    "whatstk": "whatstk, finding the format",
    "whatstk_told": "whatstk, told the format",
    "chatpack": "chatpack",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One finished child process."""

    output: str
    complaint: str
    """Last line of its standard error."""
    failed: bool
    elapsed: float
    """Seconds."""
    processor: float
    """Seconds."""
    memory: int
    """Bytes, at most."""


def run(*command: str | Path) -> Run:
    # Linux counts the memory of the process that starts a child as the child's too: this module
    # imports nothing large.
    begin = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=complaints)  # noqa: S603 - ours
        _, status, used = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        complaints.seek(0)
        return Run(
            output=output.read(),
            complaint=complaints.read().strip().rpartition("\n")[2],
            failed=process.returncode != 0,
            elapsed=elapsed,
            processor=used.ru_utime + used.ru_stime,
            memory=used.ru_maxrss * _RSS_UNIT,
        )


def report(name: str, messages: int, seconds: float, memory: int) -> None:
    print(
        f"{name:<34} {messages:>9,} {seconds:>8.2f} {messages / seconds:>9,.0f} {memory >> 20:>6}"
    )


def parse(name: str, reader: str, python: str, path: Path) -> None:
    done = run(python, Path("benchmarks", "readers.py"), reader, path)
    if done.failed:
        missing = done.complaint.startswith("ModuleNotFoundError")
        why = f"not installed: {_INSTALL}" if missing else done.complaint.partition(". ")[0]
        print(f"{name:<34} {why}")
        return
    read = json.loads(done.output)
    report(name, read["messages"], read["seconds"], done.memory)


def check(messages: int, path: Path) -> int:
    """Memory in bytes."""
    done = run(sys.executable, "-m", "bot", "check", path)
    if done.failed:
        raise SystemExit(done.complaint)
    report("klaswacht check", messages, done.processor, done.memory)
    return done.memory


def start_up() -> float:
    """Seconds elapsed, the fastest of five."""
    return min(run(sys.executable, "-m", "bot", "--help").elapsed for _ in range(5))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--full", action="store_true", help="check ten times as many as well")
    parser.add_argument(
        "--whatstk-python",
        default=sys.executable,
        metavar="PATH",
        help="an interpreter that has whatstk and chatpack",
    )
    chosen = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "WhatsApp-chat met 3B.txt"
        messages = write_long_export(path, chosen.messages)
        print(f"{messages:,} messages, {path.stat().st_size / 1e6:.1f} MB, ", end="")
        print(f"Python {platform.python_version()}")
        yardstick = float(run(sys.executable, "-c", _YARDSTICK).output)
        print(f"yardstick (1,000 squares): {yardstick:.1f} µs")
        print(f"{'':<34} {'messages':>9} {'s':>8} {'a second':>9} {'MiB':>6}")
        parse("klaswacht, parsing alone", "klaswacht", sys.executable, path)
        for reader, name in OTHERS.items():
            parse(name, reader, chosen.whatstk_python, path)
        memory = check(messages, path)
        if chosen.full:
            more = check(write_long_export(path, chosen.messages * 10), path)
            print(f"memory, ten times as many: {more / memory:.2f} times")
    print(f"klaswacht --help: {start_up():.2f} s")


if __name__ == "__main__":
    main()
