"""`klaswacht keys`, beside a bot that runs in another process, and killed wherever that hurts."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bootstrap.opening import new_school_key, school
from bot.errors import ConfigError
from bot.model.audit import Audited
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.school import os_account
from storage.master import KeyFile
from tests.contract.builders import a_flag, a_reminder, an_item
from tests.integration.conftest import Run
from tests.support.builders import CLASS_2B, NOON, an_account
from tests.support.databases import KINDS
from tests.support.dying import ROOT, run_until

ADMIN = PersonId("ict-1")
ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
ROWS = 40


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("KLASWACHT_KEY", "KLASWACHT_STORAGE_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "config.toml"
    file.write_text('[school]\nname = "OSG"\n')
    return file


@pytest.fixture(params=KINDS)
def anywhere(request: pytest.FixtureRequest, config: Path) -> Path:
    """A config with a database of each kind."""
    if request.param == "postgresql":
        address = request.getfixturevalue("blank")
        config.write_text(f'{config.read_text()}[storage]\ndatabase = "{address}"\n')
    return config


@pytest.fixture
def key(config: Path) -> Path:
    return config.with_name("klaswacht.key")


def begin(config: Path, role: Role = Role.TECHNICAL_ADMIN) -> None:
    """A school with some history, in which whoever runs the tests is somebody."""

    async def fill() -> None:
        async with school(config) as opened, opened.unit_of_work() as uow:
            await uow.people.put(Person(person_id=ADMIN, name="Kim", role=role))
            await uow.people.link(AccountLink(os_account(), ADMIN))
            for number in range(ROWS):
                account = an_account(f"leerling-{number}")
                await uow.reminders.add(a_reminder(f"m{number}", account=account))
                await uow.flags.add(a_flag(f"m{number}"))
            await uow.outbox.add(an_item(not_before=datetime.now(UTC)))
            await uow.commit()

    asyncio.run(fill())


def all_is_found(config: Path, *, written: int = 0) -> None:
    async def look() -> None:
        async with school(config) as opened, opened.unit_of_work() as uow:
            admin = await uow.people.who(os_account())
            assert admin is not None
            assert admin.person_id == ADMIN
            assert len(await uow.flags.find()) == ROWS
            names = [f"leerling-{number}" for number in range(ROWS)]
            names += [f"nieuw-{number}" for number in range(written)]
            for name in names:
                member = await uow.reminders.member(CLASS_2B, an_account(name), NOON)
                assert member.reminders, name

    asyncio.run(look())


def audited(config: Path) -> list[object]:
    """What was written down of changing keys: how far it came; None where it was refused."""

    async def look() -> list[object]:
        async with school(config) as opened, opened.unit_of_work() as uow:
            assert (await uow.audit.check()).wrong is None
            kinds = {Audited.KEYS, Audited.REFUSED}
            entries = [entry async for entry in uow.audit.entries() if entry.what in kinds]
            assert {entry.by for entry in entries} <= {os_account(), ADMIN}
            return [entry.facts.get("step") for entry in entries]

    return asyncio.run(look())


def lines(key: Path) -> int:
    return len(key.read_bytes().splitlines())


def test_the_keys_are_replaced_and_everything_is_found(
    run: Run, anywhere: Path, key: Path
) -> None:
    begin(anywhere)
    before = key.read_bytes()
    code, out, err = run("keys", "rotate", "--yes", "--config", anywhere)
    assert (code, err) == (0, "")
    assert "Maak nu een nieuwe back-up" in out
    assert lines(key) == 1
    assert key.read_bytes() != before
    assert key.read_text().strip() not in out
    assert audited(anywhere) == ["begun", "done"]
    all_is_found(anywhere)


def test_who_is_no_technical_admin_is_refused_and_nothing_has_changed(
    run: Run, config: Path, key: Path
) -> None:
    begin(config, Role.TEAM_LEAD)
    before = key.read_bytes()
    code, out, err = run("keys", "rotate", "--yes", "--config", config)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert key.read_bytes() == before
    assert audited(config) == [None]


def test_the_old_key_file_is_refused_beside_the_new_database(
    run: Run, config: Path, key: Path
) -> None:
    begin(config)
    before = key.read_bytes()
    assert run("keys", "rotate", "--yes", "--config", config)[0] == 0
    key.write_bytes(before)
    code, out, err = run("keys", "rotate", "--yes", "--config", config)
    assert (code, out) == (2, "")
    assert "hoort niet bij deze database" in err


ROTATE = """
from bot.cli.main import main
main(["keys", "rotate", "--yes", "--config", sys.argv[1]])
"""

BOT = """
import asyncio, sys
from pathlib import Path
from bot.bootstrap.opening import school
from tests.contract.builders import a_reminder
from tests.support.builders import CLASS_2B, NOON, an_account

async def live():
    async with school(Path(sys.argv[1])) as opened:
        for number, _ in enumerate(sys.stdin):
            account = an_account(f"nieuw-{number}")
            async with opened.unit_of_work() as uow:
                await uow.reminders.add(a_reminder(f"n{number}", account=account))
                await uow.commit()
            async with opened.unit_of_work() as uow:
                assert (await uow.reminders.member(CLASS_2B, account, NOON)).reminders
                old = an_account("leerling-1")
                assert (await uow.reminders.member(CLASS_2B, old, NOON)).reminders
                assert await uow.flags.find()
            print(number, flush=True)

asyncio.run(live())
"""


class Bot:
    """Another process, that writes and reads when it is told to."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.written = 0

    def lives(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == f"{self.written}\n"
        self.written += 1


@contextmanager
def a_running_bot(config: Path) -> Iterator[Bot]:
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", BOT, str(config)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Bot(process)
    assert process.returncode == 0


@ON_POSIX
@pytest.mark.long
def test_killed_again_and_again_beside_a_running_bot_it_ends_with_everything_there(
    anywhere: Path, key: Path
) -> None:
    begin(anywhere)
    before = key.read_bytes()
    with a_running_bot(anywhere) as bot:
        bot.lives()
        point, killed, widened = 10, 0, False
        while not run_until(point, ROTATE, anywhere):
            killed += 1
            point += 29
            widened = widened or lines(key) == 2
            bot.lives()
        bot.lives()
        assert killed > 2
        assert widened
    assert lines(key) == 1
    assert before not in key.read_bytes()
    all_is_found(anywhere, written=bot.written)


@pytest.mark.long
def test_the_bot_goes_on_while_the_keys_are_replaced(anywhere: Path, key: Path) -> None:
    begin(anywhere)
    with a_running_bot(anywhere) as bot:
        bot.lives()
        rotate = ["keys", "rotate", "--yes", "--config", str(anywhere)]
        command = [sys.executable, "-m", "bot", *rotate]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as rotating:  # noqa: S603 - our own command
            while rotating.poll() is None:
                bot.lives()
        assert rotating.returncode == 0
        bot.lives()
    assert lines(key) == 1
    all_is_found(anywhere, written=bot.written)


def test_a_key_of_the_environment_is_replaced_by_the_one_behind_it(
    run: Run, config: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_school_key(), new_school_key()
    monkeypatch.setenv("KLASWACHT_KEY", old)
    begin(config)
    monkeypatch.setenv("KLASWACHT_KEY", f"{old},{new}")
    code, out, err = run("keys", "rotate", "--yes", "--config", config)
    assert (code, err) == (0, "")
    assert "Haal dan nu de oude weg" in " ".join(out.split())
    monkeypatch.setenv("KLASWACHT_KEY", new)
    all_is_found(config)
    assert not key.exists()
    monkeypatch.setenv("KLASWACHT_KEY", old)
    with pytest.raises(ConfigError, match="wrong"):
        all_is_found(config)


@pytest.mark.parametrize("text", ["", "kort", "é", f"{'A' * 43}=,"])
def test_a_key_of_the_environment_that_is_none_is_refused_and_not_repeated(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("KLASWACHT_KEY", text)
    code, out, err = run("keys", "rotate", "--yes", "--config", config)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert not text or text not in err


def test_the_environment_may_say_where_the_key_file_is(
    config: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elders.key"
    monkeypatch.setenv("KLASWACHT_STORAGE_KEY_FILE", str(elsewhere))
    begin(config)
    assert elsewhere.exists()
    assert not key.exists()
    all_is_found(config)


def test_a_new_key_is_shown_and_fits_the_environment(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run("keys", "new")
    assert code == 0
    assert "geheim" in err
    assert out.strip() not in err
    assert out != run("keys", "new")[1]
    monkeypatch.setenv("KLASWACHT_KEY", out.strip())
    begin(config)
    all_is_found(config)


def test_no_new_key_is_made_beside_a_database_that_has_one(
    run: Run, anywhere: Path, key: Path
) -> None:
    begin(anywhere)
    away = key.with_name("elders.key")
    key.rename(away)
    code, out, err = run("keys", "rotate", "--yes", "--config", anywhere)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "uw kopie" in err
    assert not key.exists()
    away.rename(key)
    all_is_found(anywhere)


def test_a_missing_file_of_day_keys_buries_what_waited_and_stops_nothing(config: Path) -> None:
    begin(config)
    days = config.with_name("klaswacht.daykeys")
    assert days.exists()
    days.unlink()

    async def claim() -> int:
        async with school(config) as opened, opened.unit_of_work() as uow:
            claimed = await uow.outbox.claim(datetime.now(UTC), 10)
            await uow.commit()
            return len(claimed)

    assert asyncio.run(claim()) == 0
    all_is_found(config)


@ON_POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_file_that_others_can_read_is_refused(
    run: Run, config: Path, key: Path, mode: int
) -> None:
    begin(config)
    key.chmod(mode)
    code, out, err = run("keys", "rotate", "--yes", "--config", config)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert f"chmod 600 {key}" in err
    key.chmod(0o400)
    assert KeyFile(key)()
