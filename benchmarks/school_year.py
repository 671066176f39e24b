"""A simulated school year, whole: `make school-year`, or `python -m benchmarks.school_year`.

Forty classes, a thousand pupils, two hundred school days, sixty thousand messages on each kind of
database, with what `tests/support/school_year.py` checks on the way. Linux.
"""

import argparse
import asyncio
import platform
import tempfile
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from time import perf_counter

from tests.support.databases import SERVER, on_the_server
from tests.support.school_year import SchoolYear, year
from tests.support.year_plan import FULL, SHORT, Size, moment

OWN = "klaswacht_school_year"
GROWTH = 1.2
"""As much more memory as the second half of the year may take than the first."""


async def lived(kind: str, size: Size, seed: int, database: str = "") -> None:
    begin, memory = perf_counter(), list[int]()
    with tempfile.TemporaryDirectory() as folder:
        async with year(size, seed, Path(folder), database) as one:
            _watch(one, memory)
            await one.live()
    half = len(memory) // 2
    first, second = max(memory[:half]) >> 10, max(memory[half:]) >> 10
    print(f"{kind}, seed {seed}: {perf_counter() - begin:,.0f} s")
    print(f"  memory at most, first and second half: {first} and {second} MiB")
    for what, how_often in sorted(one.truth.done.items()):
        print(f"  {what:<32} {how_often:>8,}")
    if second > first * GROWTH:
        raise SystemExit("the process grows")


def _watch(one: SchoolYear, memory: list[int]) -> None:
    """At noon of every day."""

    async def look() -> None:
        memory.append(resident())

    for day in one.plan.days:
        one.then(moment(day, time(12, 1)), look)


def resident() -> int:
    """KiB of this process."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


async def on_postgresql(size: Size, seed: int) -> None:
    gone = f"DROP DATABASE IF EXISTS {OWN} WITH (FORCE)"
    await on_the_server(gone, f"CREATE DATABASE {OWN}")
    try:
        url = SERVER.set(drivername="postgresql", database=OWN)
        await lived("PostgreSQL", size, seed, url.render_as_string(hide_password=False))
    finally:
        await on_the_server(gone)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="three classes, a few weeks")
    parser.add_argument("--on", choices=("both", "sqlite", "postgresql"), default="both")
    chosen = parser.parse_args(arguments)
    size = SHORT if chosen.short else FULL
    print(f"Python {platform.python_version()}", flush=True)
    if chosen.on != "postgresql":
        asyncio.run(lived("SQLite", size, chosen.seed))
    if chosen.on != "sqlite":
        asyncio.run(on_postgresql(size, chosen.seed))


if __name__ == "__main__":
    main()
