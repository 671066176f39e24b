"""What the running bot can bear: `python -m benchmarks.live`.

How many messages a second go through inbox and pipeline, here and without a network; how long
after it was posted a message is answered, by `klaswacht run` as a process beside a Telegram of
our own; and what many groups cost in memory and at the start. The messages are those of the
conversations in tests/data/exports, over and over. Linux.
"""

import argparse
import asyncio
import os
import platform
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from random import Random

from benchmarks.detectors import best, messages, yardstick
from bot.model.event import MessagePosted
from bot.model.ids import MessageId, MessageRef
from bot.school import School
from tests.support.classes import Classes, Guarded, account_of
from tests.support.guarding import unheard
from tests.support.running import Installation
from tests.support.telegram import FakeTelegram

AT_ONCE = 100
"""Messages that Telegram gives in one answer, at most."""
SHORT = 20
"""Characters of what is innocent."""
PHONE = "mijn nummer is 06 12345678"


@asynccontextmanager
async def installed(database: str = "") -> AsyncIterator[Installation]:
    """A school in a folder that goes. *database*: the URL of an empty one."""
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as telegram:
            here = Installation(Path(folder), telegram)
            if database:
                config = here.folder / "config.toml"
                storage = f'\n[storage]\ndatabase = "{database}"\n'
                config.write_text(config.read_text("utf-8") + storage, "utf-8")
            yield here


def report(name: str, value: float, unit: str) -> None:
    print(f"{name:<52} {value:>9,.1f} {unit}")


# Messages a second


def spoken(groups: Sequence[Guarded], count: int, school: School) -> Iterator[MessagePosted]:
    """The conversations, each in a group of its own, a message of each in turn."""
    said = list(messages())
    for number, message in enumerate(islice(cycle(said), count)):
        where = groups[number % len(groups)]
        pupil = where.pupils[number // len(groups) % len(where.pupils)]
        yield MessagePosted(
            replace(
                message,
                ref=MessageRef(where.chat, MessageId(str(number))),
                group=str(where.group.title),
                sender=replace(message.sender, account=account_of(pupil)),
                sent_at=school.clock(),
                reply_to=None,
            )
        )


async def throughput(kind: str, database: str, count: int) -> None:
    async with installed(database) as here:
        groups = await Classes(here).found(20, share=10)
        async with Classes(here).school() as school:
            app, events = unheard(school), list(spoken(groups, count, school))
            batches = [events[at : at + AT_ONCE] for at in range(0, count, AT_ONCE)]
            begin = time.perf_counter()
            for batch in batches:
                await app.intake.receive(batch)
            received = time.perf_counter()
            decided = len(await app.decide_all())
            done = time.perf_counter()
            if decided != count:
                raise SystemExit(f"{decided} of {count} were decided")
            sent = await app.outbox.deliver()
            end = time.perf_counter()
    report(f"{kind}: received", count / (received - begin), "a second")
    report(f"{kind}: decided", count / (done - received), "a second")
    report(f"{kind}: received and decided", count / (done - begin), "a second")
    report(f"{kind}: taken out of the outbox", sent / (end - done), "a second")


# How soon


async def latency(a_second: int, seconds: int) -> None:
    """One message in 25 is reminded of, each in a group that was not reminded yet."""
    count, rng = a_second * seconds, Random(1)
    innocent = [m.text for m in messages() if len(m.text) < SHORT]
    async with installed() as here:
        groups = await Classes(here).found(count // 25, pupils=("Sem", "Noor"))
        posted: dict[int, float] = {}
        async with here.running() as bot:
            await asyncio.sleep(5)
            begin, used = time.time(), processor(bot.process.pid)
            for number in range(count):
                await asyncio.sleep(max(0.0, begin + number / a_second - time.time()))
                where = groups[number // 25] if number % 25 == 0 else rng.choice(groups)
                text = PHONE if number % 25 == 0 else rng.choice(innocent)
                if number % 25 == 0:
                    posted[where.group.id] = time.time()
                await rng.choice(where.pupils).says(where.group, text)
            await here.telegram.until_fetched()
            await asyncio.sleep(5)
            used = processor(bot.process.pid) - used
        calls = here.telegram.called("sendMessage")
        said = {int(call.params["chat_id"]): call.at for call in reversed(calls)}
    took = sorted(1000 * (said[chat] - at) for chat, at in posted.items() if chat in said)
    print(f"{count} messages, {a_second} a second; {len(took)} of {len(posted)} reminded")
    report("processor time of the bot", 1000 * used / count, "ms a message")
    report("reminder at Telegram, p50", took[len(took) // 2], "ms")
    report("reminder at Telegram, p99", took[int(len(took) * 0.99)], "ms")
    report("reminder at Telegram, latest", took[-1], "ms")


# How many


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    """Until it listens."""
    memory: int
    """KiB, when it listens."""
    busy: int
    """KiB, when something was said in each group."""


async def cost(count: int) -> Cost:
    async with installed() as here:
        groups = await Classes(here).found(count, pupils=("Sem",), share=10)
        begin = time.perf_counter()
        async with here.running() as bot:
            seconds = time.perf_counter() - begin
            memory = resident(bot.process.pid)
            for where in groups:
                await where.pupils[0].says(where.group, "wat is het huiswerk?")
            await here.telegram.until(lambda: not here.telegram.updates.waiting, 120)
            await asyncio.sleep(2)
            return Cost(seconds, memory, resident(bot.process.pid))


def processor(pid: int) -> float:
    """Seconds that it has had."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


async def many(counts: Sequence[int]) -> None:
    print(f"{'groups':>8} {'start, s':>9} {'MiB':>6} {'MiB, all spoke':>15}")
    for count in counts:
        took = await cost(count)
        print(f"{count:>8,} {took.seconds:>9.2f} {took.memory >> 10:>6} {took.busy >> 10:>15}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--postgresql", metavar="URL", help="of an empty database")
    parser.add_argument("--groups", type=int, nargs="+", default=[1, 100, 500])
    parser.add_argument("--seconds", type=int, default=40)
    chosen = parser.parse_args(arguments)
    marks = sorted(best(yardstick, [()] * 456))
    print(f"Python {platform.python_version()}; yardstick {marks[len(marks) // 2]:.1f} µs")
    asyncio.run(throughput("SQLite", "", chosen.messages))
    if chosen.postgresql:
        asyncio.run(throughput("PostgreSQL", chosen.postgresql, chosen.messages))
    asyncio.run(latency(50, chosen.seconds))
    asyncio.run(many(chosen.groups))


if __name__ == "__main__":
    main()
