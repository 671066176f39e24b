"""Composition root: the one module that may import adapters and storage."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters import exports
from adapters.memory import MemoryAdapter
from adapters.simulated import SimulatedAdapter
from bot import __version__
from bot.app import App
from bot.check import ExportCheck
from bot.config import Config, load_config, words_of
from bot.demo.stage import Stage
from bot.detectors import registry
from bot.detectors.care import CareLexicon
from bot.detectors.lexicon import Vocabulary
from bot.detectors.school_topic import SchoolTopic
from bot.digest.send import Digests
from bot.effects import Effects
from bot.errors import ConfigError, StorageError, WrongKey
from bot.intake import Intake
from bot.judge.base import Judge
from bot.judge.rules import RulesJudge
from bot.model.calendar import AMSTERDAM, SchoolCalendar
from bot.model.conversation import TopicWindow
from bot.model.event import Event, MessagePosted, NotUnderstood
from bot.model.ids import (
    AccountRef,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    Platform,
    UserId,
)
from bot.model.judgement import Layer
from bot.model.member import Role, Sender
from bot.model.message import Message
from bot.model.outbox import STALE_AFTER
from bot.model.rulebook import Rulebook
from bot.outbox import Outbox
from bot.pipeline import Pipeline
from bot.ports import ChatAdapter, Clock, Export, LabelledExport, UnitOfWorkFactory
from bot.review import Review
from bot.rulebooks.loader import load_rulebook
from bot.school import School
from bot.settings import Settings
from bot.texts import Texts
from bot.wording import Wording
from storage.memory import MemoryDatabase, MemoryUnitOfWork

DEMO_DATABASE = "klaswacht-demo.db"
DEMO_KEY = "klaswacht-demo.key"
DEMO_DAY_KEYS = "klaswacht-demo.daykeys"

KEPT = TopicWindow().size
"""Decisions per group that checking an export keeps: what the conversation window looks at."""


def rulebook(path: Path | None) -> Rulebook:
    """The shipped rulebook, or the one at *path*. Raises `RulebookError`."""
    return load_rulebook(path, registry.SERVES)


def settings(
    *, config: Path | None, rulebook_file: Path | None, staff: Iterable[str] = ()
) -> Settings:
    """Raises `ConfigError` or `RulebookError`. Without a config everything has its default."""
    if config is None:
        book = rulebook(rulebook_file)
        return Settings(rulebook=book, staff=tuple(staff), words=book.words)
    read = load_config(config)
    book = rulebook(rulebook_file or _beside(config, read))
    timezone = ZoneInfo(read.school.timezone)
    return Settings(
        rulebook=book,
        school=read.school.name,
        timezone=timezone,
        staff=(*read.staff.names, *staff),
        words={name: (*book.words.get(name, ()), *own) for name, own in words_of(read).items()},
        calendar=SchoolCalendar(
            timezone,
            read.quiet.hours if read.quiet else None,
            tuple(test.window(timezone) for test in read.test),
        ),
    )


def _beside(config: Path, read: Config) -> Path | None:
    return config.parent / read.school.rulebook if read.school.rulebook else None


def rules_judge(chosen: Settings) -> RulesJudge:
    vocabulary = Vocabulary()
    return RulesJudge(
        detectors=registry.build({**chosen.words, "staff": chosen.staff}, vocabulary),
        topic=SchoolTopic(chosen.words.get("school_topic", ()), vocabulary),
        care=CareLexicon(vocabulary=vocabulary),
        rulebook=chosen.rulebook,
        layer=Layer("rules", __version__),
    )


def app(
    chosen: Settings,
    texts: Texts,
    *,
    judge: Judge,
    unit_of_work: UnitOfWorkFactory,
    adapters: Iterable[ChatAdapter],
    clock: Clock,
    stale_after: timedelta | None = STALE_AFTER,
) -> App:
    wording = Wording(texts, chosen.rulebook, chosen.timezone)
    return App(
        unit_of_work=unit_of_work,
        intake=Intake(unit_of_work),
        pipeline=Pipeline(
            unit_of_work=unit_of_work,
            clock=clock,
            judge=judge,
            rulebook=chosen.rulebook,
            effects=Effects(wording, clock, stale_after),
            calendar=chosen.calendar,
        ),
        outbox=Outbox(unit_of_work, {a.platform: a for a in adapters}, clock, texts),
        review=Review(unit_of_work, clock, wording),
        digests=Digests(unit_of_work, clock, wording),
        wording=wording,
    )


def open_exports(
    files: Iterable[Path], chosen: Settings, group: str | None = None
) -> Sequence[Export]:
    """What *files* hold, of each one group; *group* says which, where a file holds several. Raises
    `ExportError`."""
    return exports.open_exports(*files, staff=chosen.staff, timezone=chosen.timezone, group=group)


def open_labelled(files: Iterable[Path], chosen: Settings) -> Sequence[LabelledExport]:
    """Raises `ExportError` for a file that is not of messages with labels."""
    return exports.open_labelled(*files, staff=chosen.staff, timezone=chosen.timezone)


def export_check(chosen: Settings, texts: Texts) -> ExportCheck:
    """Over stores in memory that forget; nothing is sent and nothing touches the disk."""
    judge = rules_judge(chosen)

    def begin() -> App:
        database = MemoryDatabase(keep=KEPT)
        return app(
            chosen,
            texts,
            judge=judge,
            unit_of_work=lambda: MemoryUnitOfWork(database),
            adapters=[SimulatedAdapter(platform) for platform in Platform],
            clock=lambda: datetime.max.replace(tzinfo=UTC),  # an export's every moment is past
            stale_after=None,  # and yet nothing that would have been said then came too late
        )

    return ExportCheck(begin, Wording(texts, chosen.rulebook, chosen.timezone))


@dataclass(frozen=True, slots=True)
class _SingleMessage:
    message: Message
    path: Path = Path()
    format: str = "text"
    about: Platform = Platform.MEMORY
    keeps_ids: bool = False
    second_chat: int | None = None

    def own_id(self, message_id: MessageId) -> int:
        return int(message_id)

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        yield MessagePosted(self.message)


def single_message(text: str) -> Export:
    """An export of one message that a pupil might write now."""
    chat = ChatRef(Platform.MEMORY, ChatId("try"))
    pupil = Sender(AccountRef(Platform.MEMORY, UserId("try")), "try", Role.STUDENT)
    return _SingleMessage(
        Message(
            ref=MessageRef(chat, MessageId("1")),
            group="try",
            sender=pupil,
            sent_at=datetime.now(AMSTERDAM),
            text=text,
        )
    )


@asynccontextmanager
async def school(config: Path, clock: Clock = lambda: datetime.now(UTC)) -> AsyncIterator[School]:
    """The school of *config*, with its database and key; both are made where they are missing.

    Raises `InputError` when the config, the key or the database cannot be used.
    """
    from storage.database import SqlDatabase  # noqa: PLC0415 - as in `demo`
    from storage.day_keys import DayKeys  # noqa: PLC0415
    from storage.engine import create_engine, upgrade  # noqa: PLC0415
    from storage.master import KeyFile  # noqa: PLC0415
    from storage.sqlite import url_of  # noqa: PLC0415
    from storage.unit_of_work import SqlUnitOfWork  # noqa: PLC0415
    from storage.vault import Vault  # noqa: PLC0415

    chosen, kept = settings(config=config, rulebook_file=None), load_config(config).storage
    where = kept.database.get_secret_value()
    key = KeyFile(config.parent / kept.key_file)
    if not key.path.exists():
        key.create()
    vault = Vault(key, DayKeys(config.parent / kept.day_keys, today=lambda: clock().date()))
    engine = create_engine(where if "://" in where else url_of(config.parent / where))
    try:
        with _refused():
            await upgrade(engine)
            async with SqlUnitOfWork(engine, vault) as uow:
                await uow.commit()  # a new database gets its keys, another's is refused
        yield School(
            settings=chosen,
            unit_of_work=lambda: SqlUnitOfWork(engine, vault),
            database=SqlDatabase(engine, vault),
            clock=clock,
            folder=config.parent,
        )
    finally:
        await engine.dispose()


@asynccontextmanager
async def demo(
    directory: Path,
    texts: Texts,
    clock: Clock,
    database: str | None = None,
    *,
    staff: Iterable[str] = (),
    calendar: SchoolCalendar | None = None,
) -> AsyncIterator[tuple[App, Stage]]:
    """The whole bot on a fresh database, beside a platform in memory.

    *database*: the URL of an empty one; without it, SQLite in *directory*. The key is made in
    *directory*. Raises `ConfigError` when either cannot be used, and leaves a database that has
    tables of ours as it was. *staff*: names that nobody else may pass for.
    """
    # Loading SQLAlchemy and Alembic takes a second that checking an export need not wait.
    from storage.day_keys import DayKeys  # noqa: PLC0415
    from storage.engine import create_engine, upgrade  # noqa: PLC0415
    from storage.master import KeyFile  # noqa: PLC0415
    from storage.sqlite import checkpoint, url_of  # noqa: PLC0415
    from storage.unit_of_work import SqlUnitOfWork  # noqa: PLC0415
    from storage.vault import Vault  # noqa: PLC0415

    if database is not None:
        await _must_be_fresh(database)
    _empty(directory)
    key = KeyFile(directory / DEMO_KEY)
    key.create()
    vault = Vault(key, DayKeys(directory / DEMO_DAY_KEYS, today=lambda: clock().date()))
    engine = create_engine(database or url_of(directory / DEMO_DATABASE))
    platform = MemoryAdapter(clock)
    book = rulebook(None)
    chosen = Settings(
        rulebook=book,
        staff=tuple(staff),
        words=book.words,
        calendar=calendar or SchoolCalendar(),
    )
    try:
        with _refused():
            await upgrade(engine)
        yield (
            app(
                chosen,
                texts,
                judge=rules_judge(chosen),
                unit_of_work=lambda: SqlUnitOfWork(engine, vault),
                adapters=[platform],
                clock=clock,
            ),
            platform,
        )
        await checkpoint(engine)
    finally:
        await engine.dispose()


async def _must_be_fresh(database: str) -> None:
    from storage.engine import create_engine, is_fresh  # noqa: PLC0415 - as in `demo`

    engine = create_engine(database)
    try:
        with _refused():
            fresh = await is_fresh(engine)
    finally:
        await engine.dispose()
    if not fresh:
        raise ConfigError("error.demo.not_empty")


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except WrongKey as error:
        raise ConfigError("error.key.wrong") from error
    except StorageError as error:
        raise ConfigError("error.database.refused", why=str(error)) from error


def _empty(directory: Path) -> None:
    """Make room for a new demo; nothing else in *directory* is touched.

    A folder that is made for it is its owner's alone, where the system knows owners.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = (f"{DEMO_DATABASE}-wal", f"{DEMO_DATABASE}-shm")
        for name in (DEMO_KEY, DEMO_DAY_KEYS, DEMO_DATABASE, *beside):
            (directory / name).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError("error.demo.unwritable", where=directory) from error
