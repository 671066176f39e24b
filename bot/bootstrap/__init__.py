"""Composition root: the one module that may import adapters and storage."""

import os
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adapters import exports
from adapters.memory import MemoryAdapter
from adapters.simulated import SimulatedAdapter
from bot import __version__
from bot.app import App
from bot.audit.changes import InForce, note_changes
from bot.backup import Backups, Restore
from bot.check import ExportCheck
from bot.chores import Chores, Work
from bot.config import Config, StorageConfig, content_of, load_config, words_of
from bot.demo.stage import Stage
from bot.detectors import registry
from bot.detectors.care import CareLexicon
from bot.detectors.lexicon import Vocabulary
from bot.detectors.school_topic import SchoolTopic
from bot.digest.send import Digests
from bot.effects import Effects
from bot.errors import ConfigError, StorageError, WrongKey
from bot.heads import FILE, HeadsFile, publish
from bot.intake import Intake
from bot.judge.base import Judge
from bot.judge.learned import NothingLearned
from bot.judge.rules import RulesJudge
from bot.model.audit import Audited
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
from bot.model.retention import Retention
from bot.model.rulebook import Rulebook
from bot.outbox import Outbox
from bot.pipeline import Pipeline
from bot.ports import ChatAdapter, Clock, Export, LabelledExport, UnitOfWorkFactory
from bot.privacy.erasure import forget
from bot.privacy.record.facts import Places
from bot.privacy.record.places import places as find_places
from bot.privacy.retention import RetentionRun
from bot.review import Review
from bot.rulebooks.loader import load_rulebook
from bot.school import School, os_account
from bot.settings import Controller, Settings
from bot.texts import Texts
from bot.wording import Wording
from storage.memory import MemoryDatabase, MemoryUnitOfWork

if TYPE_CHECKING:
    from storage.master import MasterSource

DEMO_DATABASE = "klaswacht-demo.db"
DEMO_KEY = "klaswacht-demo.key"
DEMO_DAY_KEYS = "klaswacht-demo.daykeys"
ERASED = "klaswacht.erased"

LAYERS = (Layer("rules", __version__),)
"""Of the judge: who speaks in a judgement."""

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
        controller=Controller(
            name=read.controller.name or "",
            contact=read.controller.contact or "",
            privacy_officer=read.controller.privacy_officer or "",
        ),
        timezone=timezone,
        staff=(*read.staff.names, *staff),
        words={name: (*book.words.get(name, ()), *own) for name, own in words_of(read).items()},
        calendar=SchoolCalendar(
            timezone,
            read.quiet.hours if read.quiet else None,
            tuple(test.window(timezone) for test in read.test),
        ),
        retention=_terms(config, read, book),
        live=read.live.settings,
    )


def _terms(config: Path, read: Config, book: Rulebook) -> Retention:
    """Raises `ConfigError` where reminders would go while the rulebook still counts them."""
    terms = read.retention.terms(ZoneInfo(read.school.timezone))
    if timedelta(days=terms.reminder_days) < book.memory:
        values = {"days": terms.reminder_days, "memory": book.memory.days}
        raise ConfigError("error.config.reminder_days", where=config, **values)
    return terms


def _beside(config: Path, read: Config) -> Path | None:
    return config.parent / read.school.rulebook if read.school.rulebook else None


def rules_judge(chosen: Settings) -> RulesJudge:
    vocabulary = Vocabulary()
    return RulesJudge(
        detectors=registry.build({**chosen.words, "staff": chosen.staff}, vocabulary),
        topic=SchoolTopic(chosen.words.get("school_topic", ()), vocabulary),
        care=CareLexicon(vocabulary=vocabulary),
        rulebook=chosen.rulebook,
        layer=LAYERS[0],
    )


async def _nothing() -> None:
    """What stores in memory leave to tidy, and a demo to publish."""


def app(
    chosen: Settings,
    texts: Texts,
    *,
    judge: Judge,
    unit_of_work: UnitOfWorkFactory,
    adapters: Iterable[ChatAdapter],
    clock: Clock,
    stale_after: timedelta | None = STALE_AFTER,
    roles_as_given: bool = False,
    tidy: Work = _nothing,
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
            roles_as_given=roles_as_given,
        ),
        outbox=Outbox(unit_of_work, {a.platform: a for a in adapters}, clock, texts),
        review=Review(unit_of_work, clock, wording),
        digests=Digests(unit_of_work, clock, wording),
        chores=Chores(
            unit_of_work=unit_of_work,
            retention=RetentionRun(unit_of_work, chosen.retention),
            tidy=tidy,
            publish=_nothing,
        ),
        wording=wording,
    )


def chores(school: School) -> Chores:
    async def tidy() -> None:
        async with school.unit_of_work():
            school.erasures.expire(school.clock())
        await school.database.tidy()
        school.backups.clear()

    return Chores(
        unit_of_work=school.unit_of_work,
        retention=RetentionRun(school.unit_of_work, school.settings.retention),
        tidy=tidy,
        publish=lambda: publish(
            school.unit_of_work, HeadsFile(school.folder / FILE), school.clock()
        ),
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
            roles_as_given=True,
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
    """The school of *config*, with its database and key. Both are made where they are missing, but
    never a key beside a database that has one.

    Raises `InputError` when the config, the key or the database cannot be used.
    """
    from storage.backup import SqlArchive  # noqa: PLC0415 - as in `demo`
    from storage.database import SqlDatabase  # noqa: PLC0415
    from storage.day_keys import DayKeys  # noqa: PLC0415
    from storage.engine import create_engine, upgrade  # noqa: PLC0415
    from storage.erasures import SealedErasures  # noqa: PLC0415
    from storage.keyring import first_key  # noqa: PLC0415
    from storage.master import KeyFile  # noqa: PLC0415
    from storage.only import only_one  # noqa: PLC0415
    from storage.sqlite import url_of  # noqa: PLC0415
    from storage.unit_of_work import SqlUnitOfWork  # noqa: PLC0415
    from storage.vault import Vault  # noqa: PLC0415

    _leave_no_core()
    chosen, kept = settings(config=config, rulebook_file=None), load_config(config).storage
    where = kept.database.get_secret_value()
    key = _school_key(config.parent, kept)
    day_keys = DayKeys(config.parent / kept.day_keys, today=lambda: clock().date())
    engine = create_engine(where if "://" in where else url_of(config.parent / where))
    try:
        with _refused():
            await upgrade(engine)
            if isinstance(key, KeyFile) and not key.path.exists():
                await first_key(engine, key)
            vault = Vault(key, day_keys)
            async with SqlUnitOfWork(engine, vault) as uow:
                # A new database gets its keys here, and another's is refused.
                await note_changes(uow, _in_force(config, chosen), os_account(), clock())
                await uow.commit()
        erasures = SealedErasures(vault, config.parent / ERASED)
        yield School(
            settings=chosen,
            unit_of_work=lambda: SqlUnitOfWork(engine, vault),
            database=SqlDatabase(engine, vault, erasures),
            erasures=erasures,
            learned=NothingLearned(),
            backups=Backups(
                archive=SqlArchive(engine, vault),
                erasures=erasures,
                clock=clock,
                timezone=chosen.timezone,
                folder=config.parent / load_config(config).backup.folder,
                keep=load_config(config).backup.keep,
            ),
            clock=clock,
            sign=vault.sign,
            only=lambda: only_one(engine),
            folder=config.parent,
        )
    finally:
        await engine.dispose()


@asynccontextmanager
async def restoring(
    config: Path, old_key: Path | None = None, clock: Clock = lambda: datetime.now(UTC)
) -> AsyncIterator[Restore]:
    """What fills the empty database of *config* from a backup. *old_key*: the school's key of when
    it was made, where that is another now; what is restored gets the key of now.

    Raises `InputError` when the config, a key or the database cannot be used.
    """
    from storage.backup import SqlArchive  # noqa: PLC0415 - as in `demo`
    from storage.engine import create_engine  # noqa: PLC0415
    from storage.erasures import SealedErasures  # noqa: PLC0415
    from storage.master import KeyFile, MasterKey  # noqa: PLC0415
    from storage.sqlite import url_of  # noqa: PLC0415
    from storage.vault import Vault  # noqa: PLC0415

    _leave_no_core()
    kept = load_config(config).storage
    where = kept.database.get_secret_value()
    key = _school_key(config.parent, kept)
    older = KeyFile(old_key)().keys if old_key else ()
    vault = Vault(lambda: MasterKey((*older, *key().keys)))
    engine = create_engine(where if "://" in where else url_of(config.parent / where))
    try:
        with _refused():
            yield Restore(
                archive=SqlArchive(engine, vault),
                erasures=SealedErasures(vault, config.parent / ERASED),
                clock=clock,
                forget=forget,
                learned=NothingLearned(),
            )
    finally:
        await engine.dispose()


def _in_force(config: Path, chosen: Settings) -> Sequence[InForce]:
    book = chosen.rulebook
    return (
        InForce(Audited.CONFIG, __version__, content_of(load_config(config))),
        InForce(Audited.RULEBOOK, book.stamp, book),
    )


def _school_key(folder: Path, kept: StorageConfig) -> "MasterSource":
    """Where the school's key comes from: the environment, else a file that it or the config
    names."""
    from storage.master import KeyFile, KeyText  # noqa: PLC0415 - as in `demo`

    if (keys := os.environ.get("KLASWACHT_KEY")) is not None:
        return KeyText(keys)
    return KeyFile(folder / kept.key_file)


def new_school_key() -> str:
    """As `KLASWACHT_KEY` takes it."""
    from storage.master import MasterKey, new_key, written  # noqa: PLC0415 - as in `demo`

    return written(MasterKey((new_key(),))).decode().strip()


def places(config: Path) -> Places:
    """Where what the school of *config* keeps lies. Raises `ConfigError`."""
    from storage.master import KeyFile  # noqa: PLC0415 - as in `demo`

    read = load_config(config)
    key = _school_key(config.parent, read.storage)
    return find_places(
        read.storage.database.get_secret_value(),
        key.path if isinstance(key, KeyFile) else None,
        config.parent,
        backup_days=read.backup.keep_days,
    )


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
    from storage.database import SqlDatabase  # noqa: PLC0415
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
                tidy=SqlDatabase(engine, vault).tidy,
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


def _leave_no_core() -> None:
    """A process that dies with the keys in its memory must not write that memory to disk."""
    with suppress(ImportError, OSError, ValueError):  # where the system knows no such limit
        import resource  # noqa: PLC0415

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))


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
