"""What a staff admin reads at the end of a school day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.model.administration import Administration
from bot.model.appeal import AppealId
from bot.model.audit import Head
from bot.model.calendar import FreeDays, TestWindow
from bot.model.flag import Flag
from bot.model.ids import ArticleNumber, FlagId
from bot.model.outbox import Outcome
from bot.model.record import Counts

_WORD = re.compile(r"[A-Za-z0-9_%+-]{1,64}", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9-]{1,63}", re.ASCII)
_TOP = re.compile(r"[A-Za-z]{2,63}", re.ASCII)
_LONGEST_NAME = 64
"""Before the @, in characters."""


def is_address(text: str) -> bool:
    """Whether that is an address of mail of the usual kind."""
    name, _, domain = text.partition("@")
    *labels, top = domain.split(".")
    return (
        len(name) <= _LONGEST_NAME
        and all(map(_WORD.fullmatch, name.split(".")))
        and bool(labels)
        and all(map(_LABEL.fullmatch, labels))
        and _TOP.fullmatch(top) is not None
    )


USUAL_DAYS = 28
"""With what came before a digest is compared, and what its picture shows."""

KEPT_BY_PLATFORM = timedelta(hours=24)
"""For how long Telegram keeps what the bot has not read yet."""


class Channel(StrEnum):
    """By which way a digest reaches its reader. The values are stored."""

    CHAT = "chat"
    MAIL = "mail"


class Security(StrEnum):
    """How the way to the server for mail is kept from others."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """Only to a server on the same machine."""

    @property
    def port(self) -> int:
        """On which servers usually listen."""
        return {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}[self]


class Names(StrEnum):
    """As what a digest calls who is in it."""

    FULL = "full"
    FIRST = "first"
    PSEUDONYM = "pseudonym"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Proof:
    """What still has to be shown before somebody's digest goes to *address*, by these *channels*.
    *code*: only the hash of what went there, with *salt*."""

    address: str
    channels: tuple[Channel, ...]
    salt: str
    code: str
    until: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants their digest; None: as the school chose."""

    at: time | None = None
    channels: tuple[Channel, ...] | None = None
    address: str = ""
    """Where it goes by mail: its reader has shown that it is theirs."""
    when_quiet: bool | None = None
    """Whether a line comes where nothing happened."""
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class DigestChoice:
    """What the school chose."""

    at: time = time(16, 30)
    channels: tuple[Channel, ...] = (Channel.CHAT,)
    when_quiet: bool = True
    names: Names = Names.FULL
    picture: bool = True
    mail_names: Names = Names.NONE
    mail_quotes: bool = False
    mail_domains: tuple[str, ...] = ()
    """Of the addresses that a digest may go to; empty: none goes by mail."""

    def mails_to(self, address: str) -> bool:
        """Only to the school's own: what it says of a group is not for anybody's inbox."""
        domains = {one.casefold() for one in self.mail_domains}
        return is_address(address) and address.rpartition("@")[2].casefold() in domains


@dataclass(frozen=True, slots=True)
class Doubt:
    """An earlier digest of which it is not sure that it arrived."""

    day: date
    channel: Channel
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing was read from the last sign of life to the first one after."""

    began: datetime
    ended: datetime

    @property
    def kept_from(self) -> datetime:
        """What was written before that was never read."""
        return max(self.began, self.ended - KEPT_BY_PLATFORM)


@dataclass(frozen=True, slots=True)
class Downtime:
    gap: Gap
    late: int
    """Messages of the reader's groups that were read only afterwards."""


@dataclass(frozen=True, slots=True)
class OpenAppeal:
    appeal_id: AppealId
    group: str
    at: datetime
    about: FlagId | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """What staff made of flags."""

    upheld: int = 0
    dismissed: int = 0

    def __add__(self, other: "Decisions") -> "Decisions":
        return Decisions(self.upheld + other.upheld, self.dismissed + other.dismissed)

    @property
    def total(self) -> int:
        return self.upheld + self.dismissed


@dataclass(frozen=True, slots=True)
class ArticleFlags:
    """The flags over one article, and how they stand."""

    open: int = 0
    decided: Decisions = field(default_factory=Decisions)

    @property
    def total(self) -> int:
        return self.open + self.decided.total


@dataclass(frozen=True, slots=True)
class Usual:
    """A group's four weeks before."""

    messages: float
    """Per school day, as `flags` are."""
    offtopic: float | None
    """Of what pupils wrote, from 0 to 1; None: they wrote nothing."""
    flags: float
    decided: Decisions = field(default_factory=Decisions)


@dataclass(frozen=True, slots=True)
class GroupDay:
    """What happened in one group. *flags*: care signals left out. *usual*: None while there is
    too little to compare with."""

    name: str
    counts: Counts = field(default_factory=Counts)
    reminders: int = 0
    flags: Mapping[ArticleNumber, ArticleFlags] = field(default_factory=dict)
    flagged: int = 0
    """How many flags these are: one may be over several articles."""
    decided: Decisions = field(default_factory=Decisions)
    """In this time, of flags of whatever day."""
    usual: Usual | None = None
    answered: int = 0
    """Objections, in this time."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What is to come within a week: tests of the reader's groups, and free days."""

    tests: tuple[tuple[TestWindow, str], ...] = ()
    """Each with the names of the groups that make it."""
    free: tuple[FreeDays, ...] = ()
    next_school_day: date | None = None
    """Where that is not simply the next day from Monday to Friday."""


@dataclass(frozen=True, slots=True)
class ChartDay:
    day: date
    messages: int
    offtopic: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What the picture shows: every day of four weeks, and the flags of that time."""

    days: tuple[ChartDay, ...] = ()
    articles: tuple[tuple[ArticleNumber, int], ...] = ()
    """The most first."""

    @property
    def is_empty(self) -> bool:
        return not self.articles and not any(one.messages for one in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    day: date
    since: datetime
    until: datetime
    is_first: bool = False
    """Of this reader."""
    is_past: bool = False
    """It is read later than it was due: what waits is of now, all else of then."""
    school_days: int = 1
    """Within that time."""
    open_flags: tuple[tuple[Flag, str], ...] = ()
    """Of any day, urgent ones first, then the oldest, with the name of the group."""
    open_appeals: tuple[OpenAppeal, ...] = ()
    open_care: int = 0
    """Care signals of this receiver that nobody closed; they are opened elsewhere, not here."""
    care_untouched: int = 0
    """Of those, that nobody has said to look after."""
    undelivered: Mapping[Outcome, int] = field(default_factory=dict)
    """What the bot said or did since the previous digest, and did not arrive or may not have."""
    doubts: tuple[Doubt, ...] = ()
    unjudged: int = 0
    """Messages that the judge failed on since the previous digest."""
    unopened: tuple[FlagId, ...] = ()
    """Flags of the reader's groups that nobody can open any more, so for whom they are nobody
    knows."""
    downtimes: tuple[Downtime, ...] = ()
    groups: tuple[GroupDay, ...] = ()
    astray: Mapping[str, Administration] = field(default_factory=dict)
    """By the name of the group: whose admins, or the rights of the bot, are not as they should."""
    swept: int = 0
    """Flags of the whole school whose term was over since the previous digest; care left out."""
    never_decided: int = 0
    """Of those, that nobody had decided."""
    coming: Coming = field(default_factory=Coming)
    chart: Chart = field(default_factory=Chart)
    head: Head | None = None
    """Of the audit: whoever keeps the digest can prove later that nothing before was changed."""

    @property
    def quiet(self) -> bool:
        """Nothing needs anybody and nothing was written."""
        wrong = self.unjudged or self.unopened or any(self.undelivered.values()) or self.doubts
        needs = self.open_flags or self.open_appeals or self.open_care or self.astray
        happened = any(
            group.counts.messages or group.decided.total or group.answered for group in self.groups
        )
        return not (wrong or needs or self.swept or self.downtimes or happened)
