"""A school's config.toml. Every option is explained in config.example.toml."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Self, Union, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from bot.errors import ConfigError
from bot.model.backup import LONGEST
from bot.model.calendar import FreeDays, LessonHours, PublicHoliday, QuietHours, TestWindow
from bot.model.digest import Channel, DigestChoice, Security, is_address
from bot.model.digest import Names as Named
from bot.model.finding import Rule
from bot.model.retention import MOST_DAYS, Retention, YearDay
from bot.model.timetable import EventWords
from bot.settings import REMINDING, Live
from bot.toml_file import Day, Given, Table, Text, Whole, read_model, spelt

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


class FreeConfig(Table):
    begin: Day
    end: Day | None = None
    """None: *begin* alone."""
    name: Filled | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and self.end < self.begin:
            raise PydanticCustomError("error.config.free_ends_first", "free days of no length")
        return self

    @property
    def days(self) -> FreeDays:
        return FreeDays(self.begin, self.end or self.begin, self.name or "")


def _a_lesson_hour(value: str) -> str:
    begin, dash, end = value.partition("-")
    wrong = PydanticCustomError("error.config.lesson_hour", "no hours of a lesson")
    try:
        if not dash or _an_hour(begin.strip()) >= _an_hour(end.strip()):
            raise wrong
    except PydanticCustomError:
        raise wrong from None
    return value


LessonHour = Annotated[Text, AfterValidator(_a_lesson_hour)]


class HoursConfig(Table):
    monday: tuple[LessonHour, ...] = ()
    tuesday: tuple[LessonHour, ...] = ()
    wednesday: tuple[LessonHour, ...] = ()
    thursday: tuple[LessonHour, ...] = ()
    friday: tuple[LessonHour, ...] = ()

    @property
    def hours(self) -> LessonHours:
        days = [getattr(self, name) for name in type(self).model_fields]
        return {number: tuple(map(_hours, day)) for number, day in enumerate(days) if day}


def _hours(written: str) -> tuple[time, time]:
    begin, _, end = written.partition("-")
    return time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())


class EventWordsConfig(Table):
    """None: those of `EventWords`."""

    lesson: Words | None = None
    test: Words | None = None
    free: Words | None = None
    leave_out: Words | None = None
    cancelled: Words | None = None
    everybody: Words | None = None
    phones_away: Words | None = None
    phones_allowed: Words | None = None


SCHOOL_HOLIDAYS = tuple(
    one
    for one in PublicHoliday
    if one not in {PublicHoliday.GOOD_FRIDAY, PublicHoliday.LIBERATION_DAY}
)
"""On which every school is closed."""


def _all_or_none(value: object) -> object:
    return {True: SCHOOL_HOLIDAYS, False: ()}[value] if isinstance(value, bool) else value


class CalendarConfig(Table):
    public_holidays: Annotated[tuple[PublicHoliday, ...], BeforeValidator(_all_or_none)] = (
        SCHOOL_HOLIDAYS
    )
    phones_in_class: Annotated[bool, Field(strict=True)] = True
    free: tuple[FreeConfig, ...] = ()
    hours: HoursConfig = Field(default_factory=HoursConfig)
    words: EventWordsConfig = Field(default_factory=EventWordsConfig)

    @property
    def event_words(self) -> EventWords:
        return EventWords(**self.words.model_dump(exclude_none=True))


def _an_address(address: SecretStr) -> SecretStr:
    """With another @ a part of the password would be taken for the server, and be shown. What is
    no URL is a file: none of those is called "host=… password=…"."""
    url = address.get_secret_value()
    if "://" not in url and ("=" in url or "@" in url):
        raise PydanticCustomError("error.database.kind", "neither a file nor a URL")
    if url.startswith("postgresql") and url.count("@") > 1:
        raise PydanticCustomError("error.config.at_sign", "several @ in an address")
    return address


Address = Annotated[SecretStr, AfterValidator(_an_address)]


def _a_term(value: object) -> object:
    if type(value) is not int or not 1 <= value <= MOST_DAYS:
        raise PydanticCustomError("error.config.term", "no term", {"most": MOST_DAYS})
    return value


def _a_year_day(value: str) -> str:
    try:
        # In a year without 29 February: that is no day of every year.
        read = date.fromisoformat(f"2025-{value}")
    except ValueError:
        read = None
    if read is None or f"{read:%m-%d}" != value:
        raise PydanticCustomError("error.config.year_day", "no day of every year")
    return value


Term = Annotated[int, BeforeValidator(_a_term)]
MonthDay = Annotated[Text, AfterValidator(_a_year_day)]


class RetentionConfig(Table):
    appeal_days: Term = 7
    undecided_days: Term = 30
    dismissed_days: Term = 7
    upheld_until: MonthDay = "07-31"
    care_days: Term = 30
    reminder_days: Term = 30
    ruled_days: Term = 14
    decision_days: Term = 30
    received_days: Term = 30
    settled_days: Term = 30
    audit_days: Term = 365

    @model_validator(mode="after")
    def _time_to_object(self) -> Self:
        for name in type(self).model_fields:
            days = getattr(self, name)
            if isinstance(days, int) and days < self.appeal_days:
                raise PydanticCustomError(
                    "error.config.before_appeal",
                    "gone before somebody can object",
                    {"option": name, "days": days, "appeal": self.appeal_days},
                )
        return self

    @model_validator(mode="after")
    def _audit_last(self) -> Self:
        """The audit is there to look into all else, so it outlasts that."""
        days = self.model_dump(exclude={"upheld_until"})
        longest = max(days, key=lambda name: (days[name], name == "audit_days"))
        if longest != "audit_days":
            raise PydanticCustomError(
                "error.config.audit_days",
                "the audit does not outlast all else",
                {"days": self.audit_days, "option": longest, "longest": days[longest]},
            )
        return self

    def terms(self, timezone: ZoneInfo) -> Retention:
        month, day = map(int, self.upheld_until.split("-"))
        days = self.model_dump(exclude={"upheld_until"})
        return Retention(timezone=timezone, upheld_until=YearDay(month, day), **days)


class StorageConfig(Table):
    """Paths count from the folder of the config file."""

    database: Address = SecretStr("klaswacht.db")
    """A file (SQLite), or the URL of a PostgreSQL database."""
    key_file: Path = Path("klaswacht.key")
    day_keys: Path = Path("klaswacht.daykeys")


class ControllerConfig(Table):
    """Who answers for what is done with data, as the record of processing names them."""

    name: Filled | None = None
    contact: Filled | None = None
    privacy_officer: Filled | None = None


class BackupConfig(Table):
    folder: Path = Path("backups")
    """Counts from the folder of the config file."""
    keep_days: Annotated[Whole, Field(ge=1, le=LONGEST.days)] = 30

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.keep_days)


class LiveConfig(Table):
    """How the bot behaves in groups that it guards."""

    reminders: tuple[Rule, ...] = tuple(sorted(REMINDING))
    take_back_minutes: Annotated[Whole, Field(ge=1, le=24 * 60)] = 60
    care_minutes: Annotated[Whole, Field(ge=5, le=12 * 60)] = 15
    trial_days: Annotated[Whole, Field(ge=0, le=60)] = 10
    undecided_reminder_days: Annotated[Whole, Field(ge=0, le=20)] = 2
    """School days; 0: nobody is reminded."""
    staff_late: bool = False
    rules_link: Filled | None = None
    help: Filled | None = None

    @property
    def settings(self) -> Live:
        return Live(
            reminding=frozenset(self.reminders),
            take_back_after=timedelta(minutes=self.take_back_minutes),
            care_wait=timedelta(minutes=self.care_minutes),
            trial_days=self.trial_days,
            undecided_reminder_days=self.undecided_reminder_days,
            staff_late=self.staff_late,
            rules_link=self.rules_link or "",
            help=self.help or "",
        )


class TelegramConfig(Table):
    token: SecretStr | None = None
    """As BotFather gave it; None: no Telegram."""
    server: Filled = "https://api.telegram.org"
    """Another, where a school runs Telegram's own server itself."""


def _mail_address(value: str) -> str:
    if not is_address(value):
        raise PydanticCustomError("error.config.address", "no address")
    return value


MailAddress = Annotated[Filled, AfterValidator(_mail_address)]


class DigestConfig(Table):
    """The daily digest of staff; each of them may choose otherwise, but for `names`."""

    at: Hour = "16:30"
    """School time, on school days."""
    by: Annotated[tuple[Channel, ...], Field(min_length=1)] = (Channel.CHAT,)
    when_quiet: bool = True
    names: Named = Named.FULL
    picture: bool = True


class MailConfig(Table):
    """The school's own server for mail; without one no digest goes by mail."""

    server: Filled | None = None
    port: Annotated[Whole, Field(ge=1, le=65535)] | None = None
    """None: as `security` has it."""
    security: Security = Security.STARTTLS
    user: Filled | None = None
    password: SecretStr | None = None
    sender: MailAddress | None = None
    domains: (
        Annotated[tuple[Annotated[Filled, AfterValidator(_a_domain)], ...], Field(min_length=1)]
        | None
    ) = None
    """Of the addresses that a digest may go to."""
    names: Named = Named.NONE
    quotes: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.server and not (self.sender and self.domains):
            raise PydanticCustomError("error.config.mail.missing", "a server and nothing else")
        if (self.user is None) is not (self.password is None):
            raise PydanticCustomError("error.config.mail.login", "half a login")
        if self.security is Security.NONE and self.server and self.server not in _THIS_MACHINE:
            raise PydanticCustomError("error.config.mail.open", "everybody could read along")
        return self


_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def digest_of(config: "Config") -> DigestChoice:
    """What the school chose. Raises nothing: it was checked."""
    digest, mail = config.digest, config.mail
    return DigestChoice(
        at=time.fromisoformat(digest.at),
        channels=digest.by,
        when_quiet=digest.when_quiet,
        names=digest.names,
        picture=digest.picture,
        mail_names=mail.names,
        mail_quotes=mail.quotes,
        mail_domains=(mail.domains or ()) if mail.server else (),
    )


class StatusConfig(Table):
    port: Annotated[Whole, Field(ge=0, le=65535)] = 8787
    """On this machine only; 0: none."""


class Config(Table):
    school: SchoolConfig
    controller: ControllerConfig = Field(default_factory=ControllerConfig)
    staff: StaffConfig = Field(default_factory=StaffConfig)
    words: WordsConfig = Field(default_factory=WordsConfig)
    quiet: QuietConfig | None = None
    test: tuple[TestConfig, ...] = ()
    calendar: CalendarConfig = Field(default_factory=CalendarConfig)
    retention: RetentionConfig = Field(default_factory=RetentionConfig)
    storage: StorageConfig = Field(default_factory=StorageConfig)
    backup: BackupConfig = Field(default_factory=BackupConfig)
    live: LiveConfig = Field(default_factory=LiveConfig)
    telegram: TelegramConfig = Field(default_factory=TelegramConfig)
    status: StatusConfig = Field(default_factory=StatusConfig)
    digest: DigestConfig = Field(default_factory=DigestConfig)
    mail: MailConfig = Field(default_factory=MailConfig)


PREFIX = "KLASWACHT_"

OWN_VARIABLES = frozenset(
    {
        "KLASWACHT_LANG",  # bot.cli.main: the language of who reads
        "KLASWACHT_KEY",  # bootstrap: the school's key itself, in the place of a file
        "KLASWACHT_CODE",  # bot.cli.desk: the one-time code of who types
        "KLASWACHT_SECOND_CODE",  # bot.cli.desk: the code of who signs along
        "KLASWACHT_TEST_POSTGRESQL",  # our own tests: the server to use
        "KLASWACHT_TEST_TELEGRAM",  # our own tests: the token of a test bot
        "KLASWACHT_TEST_TELEGRAM_CHAT",  # our own tests: a group of that bot
    }
)
"""Variables that are no options of the file."""


def load_config(path: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Raises `ConfigError` with the one sentence that says what is wrong where."""
    return read_model(path, Config, error=ConfigError, instead=from_environment(environment))


def from_environment(environment: Mapping[str, str]) -> Mapping[tuple[str, str], Given]:
    """The options that have a variable, by table and name; each takes the place of the file's.

    Raises `ConfigError` for a variable that looks like ours and is not: misspelt, it would do less
    than it looks.
    """
    known = {f"{PREFIX}{table}_{name}".upper(): (table, name) for table, name in _SCALARS}
    given = {}
    for name, text in environment.items():
        if name in known:
            kind = _SCALARS[known[name]]
            given[known[name]] = Given(name, text if issubclass(kind, _TEXTS) else _as_toml(text))
            if not text.strip():
                raise ConfigError("error.environment.empty", where=name)
        elif name.upper().startswith(PREFIX) and name not in OWN_VARIABLES:
            ours = sorted(known.keys() | OWN_VARIABLES)
            (near,) = difflib.get_close_matches(name.upper(), ours, n=1, cutoff=0)
            raise ConfigError("error.environment.unknown", where=name, near=near)
    return given


_TEXTS = (str, Path, SecretStr)
_OTHERS = (int, float, date)
"""`bool` is an int, and a moment a date."""


def _kind(annotation: Any) -> type:
    """`Whole | None` is an int or nothing: an int. A list of texts is a list."""
    one = get_args(annotation)[0] if get_origin(annotation) in {Union, UnionType} else annotation
    kind = getattr(one, "__origin__", one)
    return kind if isinstance(kind, type) else object


_SCALARS = {
    (table, name): kind
    for table, options in Config.model_fields.items()
    if issubclass(model := _kind(options.annotation), Table)
    for name, option in model.model_fields.items()
    if issubclass(kind := _kind(option.annotation), (*_TEXTS, *_OTHERS))
}
"""Every option that is one value, with its type. A list stands in the file only."""


def _as_toml(text: str) -> object:
    """As it would stand in the file; what is no TOML is refused like any text there."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        return text


def content_of(config: Config) -> Mapping[str, object]:
    """All that it says, with stars for its secrets."""
    content: Mapping[str, object] = config.model_dump(mode="json")
    return content


def words_of(config: Config) -> dict[str, tuple[str, ...]]:
    return {name: getattr(config.words, name) for name in WordsConfig.model_fields}
