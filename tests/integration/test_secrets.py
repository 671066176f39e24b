"""Secrets are in no output, no log, no file that is not theirs, and in no list of processes:
whatever command is run, and whatever goes wrong with it.
"""

import ast
import asyncio
import base64
import json
import sys
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from typer.core import TyperArgument, TyperCommand, TyperGroup

from bot.bootstrap.opening import school
from bot.cli.app import build
from bot.cli.main import main
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import Person
from bot.people.codes import as_kept
from bot.texts import Language, texts
from storage import keyring
from storage.unit_of_work import SqlUnitOfWork
from tests.support.databases import ONLY_HERE
from tests.support.logs import everything_is_logged

ROOT = Path(__file__).parents[2]
KEY, ANOTHER_KEY = b"de-sleutel-van-de-school-32-byte", b"nog-een-sleutel-van-school-32-by"
PASSWORD = "Wachtw00rd-van-de-server"  # noqa: S105 - made up
CODE = "eenmalige-c0de-van-iemand"
DAMAGED = "half-een-sleutel-die-niet-klopt"
SECRETS = (KEY, ANOTHER_KEY, PASSWORD.encode(), CODE.encode(), DAMAGED.encode())
SCHOOL = '[school]\nname = "De Brug"\n[backup]\nfolder = "reserve"\n'
UNREACHABLE = f"postgresql://klas:{PASSWORD}@127.0.0.1:1/klas"
APART = frozenset({"demo", "try", "check", "evaluate"})
"""Read no config of ours here, so nothing secret either: once is enough."""


def forms(secret: bytes) -> set[bytes]:
    """As it is, as Python shows it, in hex, and in base64 wherever it begins."""
    shapes = {secret, repr(secret)[2:-1].encode(), secret.hex().encode()}
    for before in range(3):
        padded = bytes(before) + secret + bytes(-(before + len(secret)) % 3)
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            shapes.add(encode(padded)[(before * 4 + 2) // 3 :][: len(secret) * 4 // 3 - 2])
    return shapes


def in_base64(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


# every command there is


def commands() -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    yield from _inside((), build(texts(Language.NL)))


def _inside(
    way: tuple[str, ...], group: TyperGroup
) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _inside((*way, name), command)
        elif isinstance(command, TyperCommand):
            yield (*way, name), command


COMMANDS = dict(commands())


def test_the_commands_are_found() -> None:
    assert {("config", "check"), ("demo",), ("keys", "rotate")} <= COMMANDS.keys()


def words(way: tuple[str, ...], folder: Path) -> list[str]:
    """The command with all that it asks for, about the school in *folder*."""
    line = list(way)
    for param in COMMANDS[way].params:
        value = _value(param, folder)
        if value is not None and not isinstance(param, TyperArgument):
            line.append(param.opts[0])
        line += value if isinstance(value, list) else [value] if value is not None else []
    return line


def _value(param: Any, folder: Path) -> str | None:
    config = str(folder / "config.toml")
    if param.name in {"config", "file", "files"}:
        return config
    if param.name in {"out", "to", "report"}:
        return str(folder / "out" / param.name)
    if param.name in {"fast", "yes"} and param.is_flag:
        return None if param.name == "yes" else "--fast"
    if not param.required:
        return None
    of = param.type_descriptor.annotation
    if isinstance(of, type) and issubclass(of, Enum):
        return str(next(iter(of)).value)
    return "2026-11-20" if of is datetime else "42"


def uses_config(way: tuple[str, ...]) -> bool:
    return any(param.name in {"config", "file"} for param in COMMANDS[way].params)


@pytest.mark.parametrize("way", COMMANDS, ids=" ".join)
def test_no_option_takes_a_secret(way: tuple[str, ...]) -> None:
    """The system shows the command line of a process to everybody on it."""
    for param in COMMANDS[way].params:
        secret = {"code", "password", "key", "token", "secret"} & {*param.name.split("_")}
        assert not secret or param.name == "key_file" or getattr(param, "is_flag", False)


# where they are searched for


@dataclass(slots=True)
class Watch:
    """Everything that a command says or leaves."""

    folder: Path
    log: Path
    started: list[str] = field(default_factory=list)
    """What other processes were given on their command lines."""

    def run(self, capfd: pytest.CaptureFixture[str], *line: str) -> tuple[int, str]:
        code: Any = 0
        with everything_is_logged(self.log):
            try:
                main(list(line))
            except SystemExit as stop:
                code = stop.code or 0
        out, err = capfd.readouterr()
        self.must_be_silent(line, out + err)
        return code, out + err

    def must_be_silent(self, line: tuple[str, ...], said: str) -> None:
        places = {
            "the screen": said.encode("utf-8", "surrogateescape"),
            "the command line of a process": "\n".join(self.started).encode(),
            **{str(path): path.read_bytes() for path in self._files()},
        }
        for place, content in places.items():
            for secret in (*SECRETS, *self._own_keys()):
                told = [form for form in forms(secret) if form in content]
                if told and place not in self._home(secret):
                    pytest.fail(f"{' '.join(line)}: {secret!r} stands in {place}")

    def _files(self) -> Iterator[Path]:
        yield from (path for path in self.folder.rglob("*") if path.is_file())
        if self.log.exists():
            yield self.log

    def _home(self, secret: bytes) -> set[str]:
        """The file where it belongs."""
        name = "klaswacht.daykeys" if secret in self._own_keys() else "klaswacht.key"
        return {str(self.folder / name)} if secret != PASSWORD.encode() else set()

    def _own_keys(self) -> tuple[bytes, ...]:
        """The day keys that were made on the way."""
        path = self.folder / "klaswacht.daykeys"
        try:
            return tuple(map(base64.b64decode, json.loads(path.read_bytes()).values()))
        except (OSError, ValueError, AttributeError):
            return ()


_STARTED: list[str] = []
_SPAWNING = frozenset({"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn"})


def _when_started(
    event: str, details: tuple[object, ...], spawning: AbstractSet[str] = _SPAWNING
) -> None:
    # The hook outlives the globals of this module.
    if event in spawning:
        _STARTED.append(repr(details[:2]))  # not the environment


sys.addaudithook(_when_started)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every secret that may stand there, does."""
    monkeypatch.setenv("KLASWACHT_KEY", in_base64(KEY))
    monkeypatch.setenv("KLASWACHT_CODE", CODE)
    monkeypatch.setenv("KLASWACHT_STORAGE_DATABASE", UNREACHABLE)


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    for name in ("KLASWACHT_LANG", "KLASWACHT_KEY", "KLASWACHT_CODE"):
        monkeypatch.delenv(name, raising=False)
    folder, log = tmp_path / "school", tmp_path / "all.log"
    (folder / "out" / "to").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    (folder / "config.toml").write_text(SCHOOL, "utf-8")
    _STARTED.clear()
    return Watch(folder, log, _STARTED)


def write_key(folder: Path, key: bytes = KEY) -> None:
    path = folder / "klaswacht.key"
    path.write_text(f"{in_base64(key)}\n", "utf-8")
    path.chmod(0o600)


OFFICE = (Role.TECHNICAL_ADMIN, Role.PRIVACY_OFFICER, Role.TEAM_LEAD)


async def somebody(config: Path, role: Role) -> None:
    """Gives number 7 that role and a one-time code."""
    async with school(config) as opened, opened.unit_of_work() as uow:
        number = PersonId("7")
        await uow.people.put(Person(person_id=number, name="Mw. Bos", role=role))
        await uow.people.issue(as_kept(CODE), number, opened.clock() + timedelta(minutes=5))
        await uow.commit()


async def open_once(config: Path) -> None:
    async with school(config) as opened, opened.unit_of_work() as uow:
        assert isinstance(uow, SqlUnitOfWork)
        uow._vault.day_keys.today()


# what is run


def test_the_search_finds_each_of_them_in_every_form(watch: Watch) -> None:
    for secret in SECRETS:
        for form in forms(secret):
            (watch.folder / "leak").write_bytes(b"\0" + form + b"\0")
            with pytest.raises(pytest.fail.Exception):
                watch.must_be_silent((), "")


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("way", COMMANDS, ids=" ".join)
def test_no_command_tells_a_secret_in_its_help(
    way: tuple[str, ...], watch: Watch, capfd: pytest.CaptureFixture[str]
) -> None:
    for lang in ("nl", "en"):
        assert watch.run(capfd, *way, "--help", "--lang", lang)[0] == 0


@pytest.mark.parametrize("way", COMMANDS, ids=" ".join)
def test_no_command_tells_a_secret(
    way: tuple[str, ...],
    watch: Watch,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever runs it: somebody of the school, with a one-time code, or nobody it knows."""
    write_key(watch.folder)
    config = watch.folder / "config.toml"
    asyncio.run(open_once(config))
    for role in (None, *OFFICE) if way[0] not in APART else (None,):
        if role is not None:
            asyncio.run(somebody(config, role))
            monkeypatch.setenv("KLASWACHT_CODE", CODE)
        code, said = watch.run(capfd, *words(way, watch.folder))
        assert code in {0, 2, 3}, said
        if code == 0:
            break  # others may do no more than this one


def test_some_commands_succeed(
    watch: Watch, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else nothing was shown above but refusals."""
    write_key(watch.folder)
    config = watch.folder / "config.toml"
    for role, way, more in (
        (Role.TECHNICAL_ADMIN, ("keys", "rotate"), ["--yes"]),
        (Role.TECHNICAL_ADMIN, ("backup",), []),
        (Role.PRIVACY_OFFICER, ("privacy", "status"), []),
    ):
        asyncio.run(somebody(config, role))
        monkeypatch.setenv("KLASWACHT_CODE", CODE)
        code, said = watch.run(capfd, *words(way, watch.folder), *more)
        assert code == 0, said


CONFIGURED = [way for way in COMMANDS if uses_config(way) and way[0] not in APART]
OPENING = [("config", "check"), ("restore",), ("retention", "run")]
"""Every way in which a command opens what a school has."""


def misfortunes(watch: Watch) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What may go wrong, one after the other; with it the environment of the command."""
    folder = watch.folder
    yield "a key in the environment that does not fit", {"KLASWACHT_KEY": in_base64(ANOTHER_KEY)}
    yield "a damaged key in the environment", {"KLASWACHT_KEY": DAMAGED}
    yield "a variable that is misspelt", {"KLASWACHT_STORAGE_DATABSE": UNREACHABLE}
    yield "no server", {"KLASWACHT_STORAGE_DATABASE": UNREACHABLE}
    for name, url in {
        "a port that is none": UNREACHABLE.replace(":1/", f":{PASSWORD}/"),
        "a password with an @": UNREACHABLE.replace(PASSWORD, f"a@{PASSWORD}"),
        "another database": UNREACHABLE.replace("postgresql", "mysql"),
        "an unknown option": f"{UNREACHABLE}?wachtwoord={PASSWORD}",
        "an unknown kind of encryption": f"{UNREACHABLE}?ssl={PASSWORD}",
        "no address at all": PASSWORD + "://",
    }.items():
        yield name, {"KLASWACHT_STORAGE_DATABASE": url}
    write_key(folder, ANOTHER_KEY)
    yield "another key", {}
    (folder / "klaswacht.key").write_text(f"{DAMAGED}\n", "utf-8")
    yield "a damaged key", {}
    write_key(folder)
    kept = (folder / "klaswacht.daykeys").read_bytes()
    (folder / "klaswacht.daykeys").write_bytes(kept[:-5])
    yield "damaged day keys", {}
    (folder / "klaswacht.daykeys").write_bytes(kept)
    database = (folder / "klaswacht.db").read_bytes()
    (folder / "klaswacht.db").write_bytes(database[:5000] + bytes(5000) + database[10_000:])
    yield "a damaged database", {}
    (folder / "klaswacht.db").write_bytes(b"SQLite format 4\0" * 1000)
    yield "no database", {}
    (folder / "config.toml").write_text(f"{SCHOOL}[storage]\ndatabase = [{PASSWORD!r}]")
    (folder / "config.toml").unlink()
    yield "no config", {}


@pytest.mark.parametrize("way", OPENING, ids=" ".join)
@ONLY_HERE
def test_no_command_tells_a_secret_when_something_is_wrong(
    way: tuple[str, ...], watch: Watch, capfd: pytest.CaptureFixture[str]
) -> None:
    write_key(watch.folder)
    asyncio.run(open_once(watch.folder / "config.toml"))
    for what, environment in misfortunes(watch):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            code, said = watch.run(capfd, *words(way, watch.folder))
        assert code in {0, 1, 2}, what
        if code:
            assert said, what


@pytest.mark.parametrize("way", CONFIGURED, ids=" ".join)
def test_a_crash_tells_where_and_no_secret(
    way: tuple[str, ...],
    watch: Watch,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_key(watch.folder)
    asyncio.run(open_once(watch.folder / "config.toml"))

    async def crash(*_: object) -> None:
        inner = ExceptionGroup(PASSWORD, [ValueError(CODE), OverflowError(KEY.hex())])
        raise RuntimeError(KEY) from BaseExceptionGroup(in_base64(KEY), [inner])

    monkeypatch.setattr(keyring, "refresh", crash)
    code, said = watch.run(capfd, *words(way, watch.folder))
    if code == 1:
        assert "RuntimeError" in said
        assert "OverflowError" in said
        assert "in crash" in said


def test_some_command_does_crash(
    watch: Watch, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError(PASSWORD)

    monkeypatch.setattr(keyring, "refresh", crash)
    code, said = watch.run(
        capfd, "keys", "rotate", "--yes", "--config", str(watch.folder / "config.toml")
    )
    assert code == 1
    assert said.splitlines()[0].startswith("klaswacht: ")


@ONLY_HERE
def test_a_server_with_a_password_is_used_and_not_told(
    watch: Watch,
    blank: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_key(watch.folder)
    url = make_url(blank)
    if url.password is None:  # a server that trusts this machine takes any
        url = url.set(password=PASSWORD)
    monkeypatch.setenv("KLASWACHT_STORAGE_DATABASE", url.render_as_string(hide_password=False))
    for way in CONFIGURED:
        watch.run(capfd, *words(way, watch.folder))
    assert watch.run(capfd, "config", "check", str(watch.folder / "config.toml"))[0] == 0
    assert not (watch.folder / "klaswacht.db").exists()


def test_config_check_says_what_the_environment_gave_and_not_what(
    watch: Watch, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLASWACHT_STORAGE_DATABASE", UNREACHABLE)
    code, said = watch.run(capfd, "config", "check", str(watch.folder / "config.toml"))
    assert code == 0
    assert "storage.database" in said
    assert "KLASWACHT_STORAGE_DATABASE" in said
    assert "klas:" not in said


@pytest.mark.parametrize(
    "database",
    [
        UNREACHABLE,
        UNREACHABLE.replace(PASSWORD, f"a/{PASSWORD}"),
        f"postgresql://127.0.0.1:1/klas?user=klas&password={PASSWORD}",
        f"postgresql://127.0.0.1:1/klas?sslpassword={PASSWORD}",
    ],
)
def test_a_password_on_the_command_line_is_refused(
    watch: Watch, capfd: pytest.CaptureFixture[str], database: str
) -> None:
    """The system shows the command line to everybody on the machine."""
    code, said = watch.run(capfd, "demo", "--out", str(watch.folder), "--database", database)
    assert code == 2
    assert "PGPASSWORD" in said
    assert len(said.splitlines()) == 1
    assert not (watch.folder / "klaswacht-demo.key").exists()


def test_who_opens_the_key_leaves_no_core(watch: Watch) -> None:
    resource = pytest.importorskip("resource")  # where the system knows such limits
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        asyncio.run(open_once(watch.folder / "config.toml"))
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


# logs carry ids only

LOGGED = {
    *("number", "row.inbox_id", "rows[0].inbox_id", "item.outbox_id", "found[0]"),
    *("job.name", "name", "platform.platform", "error.key", "seconds"),
}
"""Numbers of rows, and what we ourselves call a job, a worker, a platform or a sentence."""
KINDS = {"why", "error", "type(error).__name__"}
"""Kinds of errors: `type(error).__name__`, or an error of ours that quotes nothing."""
LEVELS = {"debug", "info", "warning", "error", "critical", "log"}


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for package in ("bot", "adapters", "storage"):
        for path in (ROOT / package).rglob("*.py"):
            if "logging" not in path.read_text("utf-8"):
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    of = ast.unparse(node.func.value)
                    if of in {"log", "logger", "logging"}:
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_logs_carry_ids_and_kinds_only() -> None:
    calls = [(where, node) for where, node in log_calls() if _says(node)]
    assert len(calls) >= 5
    for where, node in calls:
        message, *values = node.args[1:] if _levelled(node) else node.args
        assert isinstance(message, ast.Constant), where
        assert {ast.unparse(value) for value in values} <= LOGGED | KINDS, where
        assert not node.keywords, where  # a traceback or an extra may quote


def test_loggers_are_only_made_and_spoken_to() -> None:
    others = {
        ast.unparse(node.func)
        for where, node in log_calls()
        if not _says(node) and not where.startswith("bot/running/logs.py")
    }
    assert others <= {"logging.getLogger"}


def _levelled(node: ast.Call) -> bool:
    """Its first argument is how loud it is."""
    return isinstance(node.func, ast.Attribute) and node.func.attr == "log"


def _says(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS
