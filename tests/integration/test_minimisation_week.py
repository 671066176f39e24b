"""A school week is lived, and then everything that a thief could carry off is searched, byte by
byte: what was said in it and who was there is nowhere to be read.
"""

import asyncio
import base64
import json
import tempfile
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from ahocorasick_rs import BytesAhoCorasick
from sqlalchemy import URL, select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from bot.app import App
from bot.bootstrap.demo import DEMO_DATABASE, DEMO_DAY_KEYS, DEMO_KEY, demo
from bot.demo.play import Moment, Play, SimulatedClock
from bot.demo.week import Edit, Post, SchoolWeek, StaffVerdict, load
from bot.errors import KeyGone
from bot.intake import Intake, Received
from bot.model.action import AlertCare, FlagToStaff
from bot.model.flag import Flag
from bot.model.ids import AccountRef, UserId
from bot.model.member import Sender
from bot.texts import Language, texts
from storage.columns import SealedText
from storage.database import SqlDatabase
from storage.day_keys import DayKeys
from storage.engine import create_engine
from storage.master import KeyFile
from storage.sqlite import url_of
from storage.tables import Base, InboxRow
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Sealed, Vault
from tests.support.databases import KINDS, on_the_server
from tests.support.logs import everything_is_logged

SHORT = 6
"""Bytes. What is shorter turns up in megabytes of cipher text by chance."""

LOOK_EVERY = 40


# the week, with people who can be searched for


def recognisable(value: Any) -> Any:
    """With long names and account ids: "Noor" and "noor" are too short to search for."""
    if isinstance(value, AccountRef):
        return replace(value, user_id=UserId(f"id-van-{value.user_id}"))
    if isinstance(value, Sender):
        name = f"{value.name} van den Zoekbare"
        return replace(value, account=recognisable(value.account), name=name)
    if is_dataclass(value) and not isinstance(value, type):
        inner = {one.name: recognisable(getattr(value, one.name)) for one in fields(value)}
        return replace(value, **inner)
    if isinstance(value, Mapping):
        return {recognisable(key): recognisable(one) for key, one in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return type(value)(recognisable(one) for one in value)
    return value


WEEK: SchoolWeek = recognisable(load())
WRITTEN = {event.text for event in WEEK.events if isinstance(event, Post | Edit) and event.text}
WHY = {event.why for event in WEEK.events if isinstance(event, StaffVerdict) and event.why}
NAMES = {member.name for member in WEEK.members.values()}
IDS = {account.user_id for account in WEEK.members}
LONG = {one for one in WRITTEN if len(one.encode()) >= SHORT}
SECRETS = sorted({*LONG, *WHY, *NAMES, *IDS})


# the search


def forms(secret: str) -> Iterator[bytes]:
    """As it may stand in a file: as it is, inside JSON, as bytes in a log, in hex, in base64."""
    raw = secret.encode()
    yield from (raw, json.dumps(secret)[1:-1].encode(), repr(raw)[2:-1].encode())
    yield from (raw.hex().encode(), raw.hex().upper().encode(), secret.encode("utf-16-le"))
    for before in range(3):  # base64 takes three bytes at a time
        padded = base64.b64encode(bytes(before) + raw + bytes(-(before + len(raw)) % 3))
        yield padded[(before * 4 + 2) // 3 :][: len(raw) * 4 // 3 - 2]


FORMS = [(form, secret) for secret in SECRETS for form in dict.fromkeys(forms(secret))]
SEARCH = BytesAhoCorasick([form for form, _ in FORMS])


def found(content: bytes) -> set[str]:
    hits = SEARCH.find_matches_as_indexes(content, overlapping=True)
    return {FORMS[index][1] for index, _, _ in hits}


def test_the_search_finds_each_of_them_in_every_form() -> None:
    assert len(WRITTEN - LONG) <= 2  # "rip", "chill"
    assert len(LONG) > 190
    for form, secret in FORMS:
        assert secret in found(b"\0\xff" * 100 + form + b"\0")


# the week is lived while somebody looks


def open_files() -> frozenset[Path]:
    """Of this process, where the system tells."""
    descriptors = Path("/proc/self/fd")
    return frozenset(descriptors.iterdir() if descriptors.exists() else ())


def vault_of(folder: Path, clock: SimulatedClock) -> Vault:
    """As whoever has the key opens it."""
    days = DayKeys(folder / DEMO_DAY_KEYS, today=lambda: clock().date())
    return Vault(KeyFile(folder / DEMO_KEY), days)


@dataclass(slots=True)
class Thief:
    """Copies whatever lies in files, or in the pages of a server, again and again."""

    folders: tuple[Path, ...]
    engine: AsyncEngine
    clock: SimulatedClock
    seen: dict[str, set[str]] = field(default_factory=dict)
    """What could be read where."""
    looks: int = 0
    bodies: list[Sealed] = field(default_factory=list)
    """Of the inbox, as they lay there before anybody decided."""
    read: list[str] = field(default_factory=list)
    """What is in them, for whoever has the day's key while it is there."""
    day_keys: dict[str, str] = field(default_factory=dict)
    """All that there were."""
    _own: frozenset[Path] = field(default_factory=open_files)

    async def look(self, *, flush: bool = False) -> None:
        self.looks += 1
        for name, content in [*self.files(), *await self.pages(flush=flush)]:
            self.seen.setdefault(name, set()).update(found(content))

    def files(self) -> Iterator[tuple[str, bytes]]:
        for folder in self.folders:
            for path in folder.rglob("*"):
                if path.is_file():
                    yield path.name, path.read_bytes()
        yield from self._without_a_name()

    def _without_a_name(self) -> Iterator[tuple[str, bytes]]:
        """Temporary files that were deleted while they are open."""
        for path in open_files() - self._own:
            with suppress(FileNotFoundError):
                if path.is_file() and path.readlink().name.endswith("(deleted)"):
                    yield "(deleted)", path.read_bytes()

    async def pages(self, *, flush: bool = True) -> Collection[tuple[str, bytes]]:
        """Every table and index of a PostgreSQL database as it lies on the server's disk. *flush*:
        after it has written what it still had in memory."""
        if self.engine.dialect.name != "postgresql":
            return ()
        query = text(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE relkind IN ('r', 'i', 't') AND relnamespace <> 'pg_catalog'::regnamespace"
        )
        async with self.engine.connect() as connection:
            if flush:
                await connection.execute(text("CHECKPOINT"))
            return [(name, bytes(page)) for name, page in await connection.execute(query)]

    async def copy_the_inbox(self) -> None:
        async with self.engine.connect() as connection:
            bodies = (await connection.scalars(select(InboxRow.body))).all()
        vault = vault_of(self.folders[0], self.clock)
        self.bodies += bodies
        self.read += [vault.open(body, "inbox.body") for body in bodies]
        if bodies:
            self.day_keys |= json.loads((self.folders[0] / DEMO_DAY_KEYS).read_bytes())


@dataclass(frozen=True, slots=True)
class WatchedIntake(Intake):
    """Somebody looks between arrival and decision, when a message waits in the database."""

    thief: Thief

    @override
    async def receive(self, *args: Any, **kwargs: Any) -> Received:
        received = await super(WatchedIntake, self).receive(*args, **kwargs)
        await self.thief.copy_the_inbox()
        if len(self.thief.bodies) % LOOK_EVERY == 1:
            await self.thief.look()
        return received


@dataclass(frozen=True)
class Lived:
    kind: str
    url: str | URL
    folder: Path
    clock: SimulatedClock
    moments: list[Moment]
    thief: Thief
    log: Path

    @cached_property
    def innocent(self) -> set[str]:
        """Texts of messages without a flag that are in no flagged message too."""
        flagged, quiet = set[str](), set[str]()
        for moment in self.moments:
            for one in moment.decided:
                kinds = {type(action) for action in one.decision.actions}
                (flagged if kinds & {FlagToStaff, AlertCare} else quiet).add(one.message.text)
        return {one for one in quiet & LONG if not any(one in other for other in flagged | WHY)}

    @property
    def left(self) -> Collection[bytes]:
        """What lies there now."""
        return [content for _, content in asyncio.run(self._left())]

    async def _left(self) -> Collection[tuple[str, bytes]]:
        async with self._engine() as engine:
            again = Thief(self.thief.folders, engine, self.clock)
            return [*again.files(), *await again.pages()]

    def vault(self) -> Vault:
        return vault_of(self.folder, self.clock)

    async def opened(self) -> Mapping[str, Sequence[str]]:
        """Everything that is sealed, in the clear, by table and column."""
        vault = self.vault()
        async with self._engine() as engine, SqlUnitOfWork(engine, vault) as uow:
            sealed = {
                f"{table.name}.{column.name}": await uow._session.scalars(select(column))
                for table in Base.metadata.sorted_tables
                for column in table.columns
                if isinstance(column.type, SealedText)
            }
            return {
                place: [vault.open(value, place) for value in values if value is not None]
                for place, values in sealed.items()
            }

    async def flags(self) -> Sequence[Flag]:
        async with self._engine() as engine, SqlUnitOfWork(engine, self.vault()) as uow:
            return await uow.flags.find()

    async def lines(self) -> Sequence[str]:
        return [line for flag in await self.flags() for line in flag.raised.evidence.before]

    async def beside_the_lines(self) -> Sequence[str]:
        """All of the flags but the lines before them."""
        flags = [flag.raised for flag in await self.flags()]
        return [repr(replace(one, evidence=replace(one.evidence, context=()))) for one in flags]

    async def tidied(self) -> int:
        async with self._engine() as engine:
            return await SqlDatabase(engine, self.vault()).tidy()

    @asynccontextmanager
    async def _engine(self) -> AsyncIterator[AsyncEngine]:
        engine = create_engine(self.url)
        yield engine
        await engine.dispose()


async def live(folder: Path, temporary: Path, log: Path, database: str | None) -> Lived:
    clock = SimulatedClock(WEEK.events[0].at)
    url = database or url_of(folder / DEMO_DATABASE)
    engine = create_engine(url)
    thief = Thief((folder, temporary, log.parent), engine, clock)
    said = texts(Language.NL)
    with everything_is_logged(log):
        async with demo(
            folder, said, clock, database, staff=WEEK.staff, calendar=WEEK.calendar
        ) as (app, platform):
            watched: App = replace(app, intake=WatchedIntake(app.unit_of_work, thief))
            play = Play(watched, platform, WEEK.groups, clock)
            moments = [moment async for moment in play.week(WEEK)]
            await thief.look(flush=True)
    await thief.look(flush=True)
    await engine.dispose()
    kind = "postgresql" if database else "sqlite"
    return Lived(kind, url, folder, clock, moments, thief, log)


@pytest.fixture(params=KINDS, scope="module")
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    """On each database; temporary files of every library go to a folder of their own."""
    here = tmp_path_factory.mktemp("week")
    folder, temporary, logs = (here / name for name in ("data", "tmp", "logs"))
    for one in (folder, temporary, logs):
        one.mkdir()
    with a_database(request) as database, pytest.MonkeyPatch.context() as patch:
        for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
            patch.setenv(name, str(temporary))
        patch.setattr(tempfile, "tempdir", None)
        assert tempfile.gettempdir() == str(temporary)
        yield asyncio.run(live(folder, temporary, logs / "all.log", database))


@contextmanager
def a_database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """None: SQLite in the folder. A blank one of our own, to be lived in once for all tests."""
    if request.param == "sqlite":
        yield None
        return
    server: URL = request.getfixturevalue("postgresql")
    url = server.set(database=f"{server.database}_week")
    gone = f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)"
    asyncio.run(on_the_server(gone, f"CREATE DATABASE {url.database}"))
    yield url.render_as_string(hide_password=False)
    asyncio.run(on_the_server(gone))


# what is left


@pytest.mark.long
def test_nothing_that_was_said_and_nobody_who_was_there_can_be_read(lived: Lived) -> None:
    """Searched: 195 texts, of which at least 150 innocent, and the names and ids of 39 people."""
    assert len(lived.innocent) >= 150
    assert len(NAMES) == len(IDS) == len(WEEK.members)
    assert lived.thief.looks > 5
    assert {name: secrets for name, secrets in lived.thief.seen.items() if secrets} == {}


def test_everything_was_looked_at(lived: Lived) -> None:
    seen = lived.thief.seen.keys()
    assert {"all.log", DEMO_KEY, DEMO_DAY_KEYS} <= seen
    if lived.kind == "sqlite":
        assert {DEMO_DATABASE, f"{DEMO_DATABASE}-wal", f"{DEMO_DATABASE}-shm"} <= seen
    else:
        assert {"inbox", "flag", "outbox", "decision_pk"} <= seen


def test_the_log_and_the_database_were_searched_with_their_contents(lived: Lived) -> None:
    """What may be read is found where it has to be: chat ids, and statements in the log."""
    chats = {str(group.chat.chat_id).encode() for group in WEEK.groups}
    log = lived.log.read_bytes()
    assert b"INSERT INTO inbox" in log
    assert lived.kind != "sqlite" or b"aiosqlite" in log or b"functools.partial" in log
    for chat in chats:
        assert any(chat in content for content in lived.left)


# with the key


def test_with_the_key_innocent_words_are_found_in_lines_before_flags_only(lived: Lived) -> None:
    opened = asyncio.run(lived.opened())
    places = {
        place
        for place, texts in opened.items()
        if any(one in text for text in texts for one in lived.innocent)
    }
    assert {"flag.matter", "outbox.effect", "decision.labels", "account.body"} <= opened.keys()
    assert places == {"flag.matter"}
    assert any(one in text for text in asyncio.run(lived.lines()) for one in lived.innocent)
    beside = asyncio.run(lived.beside_the_lines())
    assert not [one for one in lived.innocent for text in beside if one in text]


def test_what_waited_in_the_inbox_cannot_be_opened_once_its_day_is_over(lived: Lived) -> None:
    thief = lived.thief
    assert len(thief.bodies) >= len(WRITTEN)
    assert all(any(one in text for text in thief.read) for one in lived.innocent)
    assert len(thief.day_keys) >= 5
    lived.clock.now += timedelta(days=1)

    assert asyncio.run(lived.tidied()) >= 1

    vault = lived.vault()
    for body in thief.bodies:
        with pytest.raises(KeyGone):
            vault.open(body, "inbox.body")
    left = b"".join(lived.left)
    for key in thief.day_keys.values():
        assert key.encode() not in left
        assert base64.b64decode(key) not in left
