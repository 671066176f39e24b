"""A school's config.toml. Every option is explained in config.example.toml."""

from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from bot.errors import ConfigError
from bot.model.calendar import QuietHours, TestWindow
from bot.toml_file import Table, Text, read_model, spelt

PLACEHOLDER = "vul-hier-in"
"""Stands for every example value: a bot that runs on one would do less than it looks."""


def _filled_in(value: str) -> str:
    if PLACEHOLDER in value.casefold():
        raise PydanticCustomError("error.config.placeholder", "still an example value")
    return value


def _a_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("error.config.timezone", "no such time zone") from None
    return name


def _an_hour(value: str) -> str:
    try:
        # Not ISO 8601 as such: that reads "22.30" as ten o'clock and takes time zones.
        datetime.strptime(value, "%H:%M")  # noqa: DTZ007 - an hour of any day
        time.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("error.config.hour", "not a time of day") from None
    return value


def _a_domain(value: str) -> str:
    """A name with a dot inside: "nl" or "com" would speak of half the internet."""
    if "." not in value.strip(".") or "/" in value:
        raise PydanticCustomError("error.config.domain", "no domain")
    return value


def _a_contact(value: str) -> str:
    if not any(character.isdigit() or character in "@." for character in value):
        raise PydanticCustomError("error.config.contact", "no contact")
    return value


Filled = Annotated[Text, AfterValidator(_filled_in)]
TimezoneName = Annotated[Text, AfterValidator(_a_timezone)]
Hour = Annotated[Text, AfterValidator(_an_hour)]
Names = tuple[Filled, ...]
Words = Annotated[tuple[Annotated[Filled, AfterValidator(spelt)], ...], Field(min_length=1)]
Domains = Annotated[tuple[Annotated[Filled, AfterValidator(_a_domain)], ...], Field(min_length=1)]
Contacts = Annotated[
    tuple[Annotated[Filled, AfterValidator(_a_contact)], ...], Field(min_length=1)
]


class SchoolConfig(Table):
    name: Filled
    timezone: TimezoneName = "Europe/Amsterdam"
    rulebook: Path | None = None
    """None: the rulebook that comes with the bot. Relative to the config file."""


class StaffConfig(Table):
    names: Names = ()
    """As they stand in a chat export. Live platforms know staff by enrolled accounts only."""


class WordsConfig(Table):
    """The school's own words, beside those of its rulebook."""

    insults: Words = ()
    not_insults: Words = ()
    school_topic: Words = ()
    blocked_domains: Domains = ()
    allowed_domains: Domains = ()
    own_contacts: Contacts = ()

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        both = {*self.blocked_domains} & {*self.allowed_domains}
        if both:
            raise PydanticCustomError(
                "error.config.both", "blocked and allowed", {"domain": min(both)}
            )
        return self


class QuietConfig(Table):
    begin: Hour
    end: Hour

    @model_validator(mode="after")
    def _last_some_time(self) -> Self:
        if self.begin == self.end:
            raise PydanticCustomError("error.config.no_quiet", "quiet hours of no length")
        return self

    @property
    def hours(self) -> QuietHours:
        return QuietHours(time.fromisoformat(self.begin), time.fromisoformat(self.end))


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise PydanticCustomError("error.config.not_local", "a moment with a time zone")
    return moment


Moment = Annotated[datetime, Field(strict=True), AfterValidator(_local)]


class TestConfig(Table):
    __test__ = False  # pytest takes every Test* for its own

    begin: Moment
    """School time, as `end` is."""
    end: Moment
    groups: Annotated[tuple[Filled, ...], Field(min_length=1)] | None = None
    """Names of groups; None: every group."""

    @model_validator(mode="after")
    def _last_some_time(self) -> Self:
        if self.begin >= self.end:
            raise PydanticCustomError("error.config.test_ends_first", "a test of no length")
        return self

    def window(self, timezone: ZoneInfo) -> TestWindow:
        return TestWindow(
            self.begin.replace(tzinfo=timezone),
            self.end.replace(tzinfo=timezone),
            frozenset(self.groups or ()),
        )


class StorageConfig(Table):
    """Paths count from the folder of the config file."""

    database: SecretStr = SecretStr("klaswacht.db")
    """A file (SQLite), or the URL of a PostgreSQL database."""
    key_file: Path = Path("klaswacht.key")
    day_keys: Path = Path("klaswacht.daykeys")


class Config(Table):
    school: SchoolConfig
    staff: StaffConfig = Field(default_factory=StaffConfig)
    words: WordsConfig = Field(default_factory=WordsConfig)
    quiet: QuietConfig | None = None
    test: tuple[TestConfig, ...] = ()
    storage: StorageConfig = Field(default_factory=StorageConfig)


def load_config(path: Path) -> Config:
    """Raises `ConfigError` with the one sentence that says what is wrong where."""
    return read_model(path, Config, error=ConfigError)


def words_of(config: Config) -> dict[str, tuple[str, ...]]:
    return {name: getattr(config.words, name) for name in WordsConfig.model_fields}
