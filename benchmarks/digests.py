"""What digests cost: `python -m benchmarks.digests`.

One digest over 30 days of 40 groups, built and put in words; what is read for it; and 500 of them
handed to the outbox at their time, with their pictures.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.bootstrap.assembly import app
from bot.digest.book import Book
from bot.digest.build import build
from bot.digest.gather import Gathering, asked, ledger_from, receivers
from bot.digest.html import letter
from bot.digest.page import Style
from bot.digest.pictures import Pictures
from bot.digest.render import render
from bot.digest.send import Digests
from bot.model.action import Audience
from bot.model.audit import Audited, Facts, NewEntry
from bot.model.calendar import AMSTERDAM, SchoolCalendar
from bot.model.finding import Rule
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform, UserId
from bot.model.judgement import Topic
from bot.model.member import Role
from bot.model.message import Span
from bot.model.outbox import Outcome
from bot.model.person import AccountLink, Person
from bot.settings import Settings
from bot.texts import Language, texts
from storage.engine import create_engine, upgrade
from storage.keyring import first_key
from storage.master import KeyFile
from storage.sqlite import url_of
from storage.tables import DecisionRow
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import KeyedHash, Vault
from tests.contract.builders import a_flag
from tests.support.builders import a_finding, a_rulebook
from tests.support.school import StubJudge

DAYS, GROUPS, READERS = 30, 40, 500
A_DAY, FLAGS_A_DAY = 200, 2
"""Of each group."""
NOW = datetime(2026, 11, 23, 16, 30, tzinfo=AMSTERDAM)


class Made:
    """A school of *groups* with a staff admin for each of *readers*, in a database of its own."""

    def __init__(self, engine: AsyncEngine, vault: Vault, groups: int, readers: int) -> None:
        self.engine, self.vault = engine, vault
        self.groups, self.readers = groups, readers
        self.rng = Random(7)

    def uow(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine, self.vault)

    async def fill(self, a_day: int) -> None:
        async with self.uow() as uow:
            staff = [_staff(number) for number in range(self.readers)]
            for one in staff:
                person = PersonId(one.user_id)
                await uow.people.put(Person(person_id=person, name="mw. X", role=Role.MENTOR))
                await uow.people.link(AccountLink(one, person))
            for number in range(self.groups):
                own = tuple(staff[number :: self.groups]) or (staff[0],)
                name = f"klas {number}"
                await uow.groups.put(ClassGroup(_chat(number), name, responsible=own))
            await uow.commit()
        for number in range(self.groups):
            await self._decisions(number, a_day)
            await self._flags(number)

    async def _decisions(self, number: int, a_day: int) -> None:
        rows = [
            {
                "chat": _chat(number),
                "message": KeyedHash(self.rng.randbytes(33)),
                "at": NOW - timedelta(days=self.rng.uniform(0, DAYS)),
                "by_staff": self.rng.random() < 0.1,  # noqa: PLR2004 - one in ten
                "topic": self.rng.choice([*Topic]),
                "labels": self.vault.seal("{}", "decision.labels"),
                "rulebook": "winkler-prins 1",
            }
            for _ in range(a_day * DAYS)
        ]
        async with AsyncSession(self.engine) as session:
            await session.execute(insert(DecisionRow), rows)
            await session.commit()

    async def _flags(self, number: int) -> None:
        """All of them in the audit; of the latest two days as flags, too."""
        async with self.uow() as uow:
            for place in range(FLAGS_A_DAY * DAYS):
                at = NOW - timedelta(days=place / FLAGS_A_DAY)
                flag_id = 100_000 * (number + 1) + place
                if place < 2 * FLAGS_A_DAY:
                    flag = a_flag(f"m{number}-{place}", chat=_chat(number))
                    found = (a_finding(Rule.RESPECT, span=Span(0, 2)),)
                    flag_id = await uow.flags.add(
                        replace(flag, sent_at=at, raised_at=at, findings=found)
                    )
                await uow.audit.append(_entry(at, Audited.FLAG, flag_id, number))
                if place % 2:
                    entry = _entry(at, Audited.VERDICT, flag_id, number)
                    verdict = {"verdict": "upheld" if place % 3 else "dismissed"}
                    await uow.audit.append(replace(entry, facts={**entry.facts, **verdict}))
            await uow.commit()


def _staff(number: int) -> AccountRef:
    return AccountRef(Platform.TELEGRAM, UserId(str(1_000_000 + number)))


def _chat(number: int) -> ChatRef:
    return ChatRef(Platform.TELEGRAM, ChatId(str(-1000 - number)))


def _entry(at: datetime, what: Audited, flag_id: int, number: int) -> NewEntry:
    facts: Facts = {
        "flag": flag_id,
        "chat": str(_chat(number)),
        "audience": Audience.RESPONSIBLE,
        "articles": "4.1",
        "rules": "respect",
        "reasons": "reason.insult",
    }
    return NewEntry(at=at, what=what, facts=facts)


@asynccontextmanager
async def made(groups: int, readers: int, a_day: int) -> AsyncIterator[Made]:
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(url_of(Path(folder) / "school.db"))
        await upgrade(engine)
        key = KeyFile(Path(folder) / "school.key")
        await first_key(engine, key)
        school = Made(engine, Vault(key), groups, readers)
        await school.fill(a_day)
        yield school
        await engine.dispose()


async def _timed(work: Callable[[], Awaitable[object]], times: int) -> float:
    """The best, in milliseconds."""
    best = float("inf")
    for _ in range(times):
        begin = time.perf_counter()
        await work()
        best = min(best, time.perf_counter() - begin)
    return 1000 * best


def _digests(school: Made) -> Digests:
    settings = Settings(rulebook=a_rulebook())
    whole = app(
        settings,
        texts(Language.NL),
        judge=StubJudge({}),
        unit_of_work=school.uow,
        adapters=(),
        clock=lambda: NOW.astimezone(UTC),
    )
    return whole.digests


async def one_digest() -> None:
    async with made(GROUPS, 1, A_DAY) as school:
        digests, calendar = _digests(school), SchoolCalendar()
        async with school.uow() as uow:
            groups = await uow.groups.all()
            (reader,) = await receivers(uow, groups)
            wanted = await asked(uow, reader, NOW.date(), NOW, calendar)
        since = ledger_from(calendar, [wanted])

        async def told() -> None:
            await Book().read(school.uow, since)

        _say("the audit of four weeks, once a start", await _timed(told, 3), "ms")
        ledger = await Book().read(school.uow, since)
        async with school.uow() as uow:

            async def read() -> None:
                gathering = Gathering(uow, calendar, [wanted], groups, ledger)
                await gathering.known()
                await gathering.period(wanted)

            _say("read for a run: 40 groups, 30 days", await _timed(read, 3), "ms")
            gathering = Gathering(uow, calendar, [wanted], groups, ledger)
            known, period = await gathering.known(), await gathering.period(wanted)
            own = await gathering.reader(reader)

            async def worded() -> None:
                digest = build(own, NOW.date(), period, known)
                render(digest, digests.wording)

            _say("one digest built and put in words", await _timed(worded, 5), "ms (<= 200)")
            digest = build(own, NOW.date(), period, known)

            async def written() -> None:
                letter(digest, digests.wording, Style(), None, reader.account)

            _say("the same as a letter", await _timed(written, 5), "ms")


async def many(readers: int) -> None:
    async with made(readers // 2, readers, 20) as school:
        digests = replace(_digests(school), draw=Pictures(texts(Language.NL)).draw)
        begin = time.perf_counter()
        sent = await digests.due()
        took = time.perf_counter() - begin
        async with school.uow() as uow:
            waiting = await uow.outbox.count(Outcome.PENDING)
        if sent != readers or waiting != 2 * readers:
            raise SystemExit(f"{sent} digests, {waiting} items for {readers} readers")
        _say(f"{readers} digests with their pictures in the outbox", took, "s (<= 30)")
        begin = time.perf_counter()
        await digests.due()
        _say("a minute in which nothing is due", 1000 * (time.perf_counter() - begin), "ms")


def _say(name: str, value: float, unit: str) -> None:
    print(f"{name:<52} {value:>9,.1f} {unit}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=READERS)
    given = parser.parse_args(arguments)
    asyncio.run(one_digest())
    asyncio.run(many(given.readers))


if __name__ == "__main__":
    main()
