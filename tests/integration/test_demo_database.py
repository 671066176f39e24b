"""`klaswacht demo --database`: the school week on a database of one's own."""

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from bot.bootstrap.demo import demo as demonstration
from bot.cli.main import main
from bot.demo.play import SimulatedClock
from bot.demo.week import Post, load
from bot.texts import Language, texts
from storage.engine import create_engine
from storage.tables import Base
from tests.support.databases import ONLY_HERE, migrate

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
WEEK = load()


@pytest.fixture
def demo(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    def klaswacht(database: str, out: str = "demo") -> Ran:
        code: Any = 0
        try:
            main(["demo", "--lang", "en", "--out", str(tmp_path / out), "--database", database])
        except SystemExit as stop:
            code = stop.code or 0
        return code, *capsys.readouterr()

    return klaswacht


def everything(database: str) -> dict[str, str]:
    """All rows of each table as the server shows them."""

    async def read() -> dict[str, str]:
        engine = create_engine(database)
        async with engine.connect() as connection:
            await connection.execute(text("SET bytea_output = 'escape'"))  # letters as letters
            found = {
                name: "\n".join(await connection.scalars(text(f"SELECT t::text FROM {name} t")))  # noqa: S608 - our own tables
                for name in Base.metadata.tables
            }
        await engine.dispose()
        return found

    return asyncio.run(read())


@ONLY_HERE
@pytest.mark.long
def test_the_week_is_lived_on_postgresql(demo: Run, blank: str, tmp_path: Path) -> None:
    code, out, err = demo(blank)

    assert (code, err) == (0, "")
    assert str(tmp_path / "demo" / "klaswacht-demo.key") in out
    assert blank not in out
    left = {file.name for file in (tmp_path / "demo").iterdir()}
    assert left == {"klaswacht-demo.key", "klaswacht-demo.daykeys", "overview.html"}
    rows = everything(blank)
    posts = [event for event in WEEK.events if isinstance(event, Post)]
    assert len(rows["decision"].splitlines()) == len(posts)
    assert rows["inbox"] == ""
    assert rows["strike"]
    stored = "\n".join(rows.values())
    said = [member.name for member in WEEK.members.values()] + [post.text for post in posts]
    secrets = [one for one in said if len(one) > 4]  # shorter ones turn up in cipher text
    assert len(secrets) > len(posts)
    assert not [one for one in secrets if one in stored]


@ONLY_HERE
def test_a_database_with_tables_of_ours_is_left_alone(demo: Run, blank: str) -> None:
    asyncio.run(migrate(make_url(blank)))
    before = everything(blank)

    code, out, err = demo(blank)

    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert everything(blank) == before


async def begin(directory: Path, database: str) -> None:
    """A demo that ends at once."""
    clock = SimulatedClock(WEEK.events[0].at)
    async with demonstration(directory, texts(Language.NL), clock, database):
        pass


def test_an_earlier_demo_stays_when_the_database_cannot_be_used(demo: Run, tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'school.db'}"
    asyncio.run(begin(tmp_path / "demo", database))
    key = (tmp_path / "demo" / "klaswacht-demo.key").read_bytes()
    for unusable in (database, f"sqlite+aiosqlite:///{tmp_path / 'nergens' / 'school.db'}", "?"):
        code, out, err = demo(unusable)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert (tmp_path / "demo" / "klaswacht-demo.key").read_bytes() == key


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_what_a_demo_leaves_is_its_owners_alone(tmp_path: Path) -> None:
    async def lived() -> None:
        clock = SimulatedClock(WEEK.events[0].at)
        async with demonstration(tmp_path / "demo", texts(Language.NL), clock):
            pass

    before = os.umask(0o022)
    try:
        asyncio.run(lived())
    finally:
        os.umask(before)
    modes = {
        file.name: stat.S_IMODE(file.stat().st_mode)
        for file in (tmp_path / "demo", *(tmp_path / "demo").iterdir())
    }
    assert modes == {"demo": 0o700, "klaswacht-demo.db": 0o600, "klaswacht-demo.key": 0o600}


@ONLY_HERE
def test_a_server_that_refuses_is_told_in_one_sentence(demo: Run, blank: str) -> None:
    code, out, err = demo(f"{blank}_gone")

    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "does not exist" in err
