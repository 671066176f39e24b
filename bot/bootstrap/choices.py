"""What a school chose: its settings, its rulebook, the judge that they make."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import __version__
from bot.bootstrap.holidays_nl import free_on
from bot.config import Config, digest_of, load_config, words_of
from bot.detectors import registry
from bot.detectors.care import CareLexicon
from bot.detectors.lexicon import Vocabulary
from bot.detectors.school_topic import SchoolTopic
from bot.errors import ConfigError
from bot.judge.rules import RulesJudge
from bot.model.calendar import SchoolCalendar
from bot.model.judgement import RULES, Layer
from bot.model.retention import Retention
from bot.model.rulebook import Rulebook
from bot.rulebooks.loader import load_rulebook
from bot.settings import Controller, Settings

LAYERS = (Layer(RULES, __version__),)
"""Of the judge: who speaks in a judgement."""


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
            tuple(free.days for free in read.calendar.free),
            hours=read.calendar.hours.hours,
            phones=read.calendar.phones_in_class,
            holiday=free_on(read.calendar.public_holidays),
        ),
        event_words=read.calendar.event_words,
        retention=_terms(config, read, book),
        live=read.live.settings,
        digest=digest_of(read),
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
