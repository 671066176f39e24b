"""How long what is kept may be kept, and until when that is. Pure.

Terms are counted in whole days of the school's time zone: what has a term of seven days is kept
for seven full days, and goes when the day on which the last of them ended is over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.model.calendar import AMSTERDAM
from bot.model.flag import FlagState
from bot.model.ids import FlagId

MOST_DAYS = 400
"""No term is longer: whatever a school keeps, it looks at again within little over a year."""

WAITING_DAYS = 7
"""No school chooses this one: what could not be judged or sent by then never will be."""


class Kind(StrEnum):
    """What has a term of its own. The values are written in the audit: never rename one."""

    UNDECIDED = "undecided"
    """Flags that nobody decided."""
    DISMISSED = "dismissed"
    UPHELD = "upheld"
    """With verdict, measures and warnings."""
    OPEN_CARE = "open_care"
    """Somebody may be in need: these never go by themselves."""
    CARE = "care"
    """Care signals that were closed."""
    REMINDER = "reminder"
    RULED = "ruled"
    """Appeals that were decided, and what they were about."""
    DECISION = "decision"
    """The labels of every judged message."""
    WAITING = "waiting"
    """What waits to be judged, said or done, and ought to be settled within seconds."""
    RECEIVED = "received"
    """That an event came in, and what could not be judged."""
    SETTLED = "settled"
    """That something was said or done, and to whom a digest went."""
    AUDIT = "audit"
    """Whom the audit is about, and why. What happened, when and by whom stays."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of one kind. *oldest*: the moment its term counts from; None: nothing is."""

    count: int = 0
    oldest: datetime | None = None

    def __add__(self, other: "Held") -> "Held":
        moments = [one.oldest for one in (self, other) if one.oldest is not None]
        return Held(self.count + other.count, min(moments, default=None))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a flag stands, as far as it matters to how long it is kept."""

    flag_id: FlagId
    raised_at: datetime
    state: FlagState
    care: bool
    decided_at: datetime | None = None
    """When it got its verdict; None: it is still open."""
    appealed: bool = False
    """An appeal on it is open: until that is decided it stays as it is."""
    ruled_at: datetime | None = None
    """When the last appeal on it was decided."""
    held: bool = False
    """Two people keep its evidence for a report to the police."""

    @property
    def is_frozen(self) -> bool:
        """Somebody waits for what is to be made of it: nothing of it goes before that."""
        return self.appealed or self.held

    @property
    def kind(self) -> Kind:
        if self.care:
            return Kind.OPEN_CARE if self.state is FlagState.OPEN else Kind.CARE
        match self.state:
            case FlagState.OPEN:
                return Kind.UNDECIDED
            case FlagState.DISMISSED:
                return Kind.DISMISSED
            case FlagState.UPHELD:
                return Kind.UPHELD
            case _:
                assert_never(self.state)

    @property
    def since(self) -> datetime:
        """From when its term counts."""
        return self.decided_at or self.raised_at


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of every year."""

    month: int
    day: int

    def on_or_after(self, day: date) -> date:
        this_year = date(day.year, self.month, self.day)
        return this_year if this_year >= day else date(day.year + 1, self.month, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What a school chose. `bot.config` refuses what would be too long, or too short to object."""

    timezone: ZoneInfo = AMSTERDAM
    appeal_days: int = 7
    """Within which somebody may object; nothing that it could be about goes sooner."""
    ruled_days: int = 14
    """For which the words that an appeal was about stay after it was decided, and the appeal."""
    undecided_days: int = 30
    dismissed_days: int = 7
    upheld_until: YearDay = YearDay(7, 31)
    """The end of the school year."""
    care_days: int = 30
    """After a care signal was closed. One that is open for longer is counted and told."""
    reminder_days: int = 30
    decision_days: int = 30
    received_days: int = 30
    settled_days: int = 30
    audit_days: int = 365
    """Who was in a flag goes from the audit with the flag; this is for all else."""

    @property
    def days(self) -> Mapping[Kind, int]:
        """Of the kinds whose term is a number of days."""
        return {
            Kind.UNDECIDED: self.undecided_days,
            Kind.DISMISSED: self.dismissed_days,
            Kind.OPEN_CARE: self.care_days,
            Kind.CARE: self.care_days,
            Kind.REMINDER: self.reminder_days,
            Kind.RULED: self.ruled_days,
            Kind.DECISION: self.decision_days,
            Kind.WAITING: WAITING_DAYS,
            Kind.RECEIVED: self.received_days,
            Kind.SETTLED: self.settled_days,
            Kind.AUDIT: self.audit_days,
        }

    def last_day(self, kind: Kind, since: datetime) -> date:
        """The last day on which something whose term counts from *since* may be kept. An open care
        signal is never late: from then on somebody has to act."""
        day = self.local_day(since)
        if kind is Kind.UPHELD:
            objected = day + timedelta(days=self.appeal_days)
            return max(self.upheld_until.on_or_after(day), objected)
        return day + timedelta(days=self.days[kind])

    def kept_from(self, kind: Kind, today: date) -> datetime:
        """Of a kind whose term is a number of days: what is older than this goes *today*."""
        day = today - timedelta(days=self.days[kind])
        return datetime.combine(day, time(), self.timezone)

    def goes(self, flag: Standing, today: date) -> bool:
        """Never an open care signal, and nothing on which somebody waits for an answer."""
        waits = flag.kind is Kind.OPEN_CARE or flag.is_frozen
        return not waits and self._is_over(flag, today)

    def waits_too_long(self, flag: Standing, today: date) -> bool:
        """Somebody may be in need, and nobody has acted."""
        return flag.kind is Kind.OPEN_CARE and self._is_over(flag, today)

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.timezone).date()

    def until(self, flag: Standing) -> date:
        """The last day on which *flag* may be kept, as it stands now."""
        last = self.last_day(flag.kind, flag.since)
        if flag.ruled_at is None:
            return last
        return max(last, self.last_day(Kind.RULED, flag.ruled_at))

    def _is_over(self, flag: Standing, today: date) -> bool:
        return self.until(flag) < today


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """What went, or would go."""

    at: datetime
    went: Mapping[Kind, int]
    accounts: int
    """That nothing was about any more."""
    codes: int
    """One-time codes that expired."""
    undecided: Sequence[FlagId]
    """Flags that went without that anybody decided them."""
    care_waiting: int
    """Care signals that are open for longer than the term: they stay, and somebody has to act."""

    @property
    def flags(self) -> int:
        gone = (Kind.UNDECIDED, Kind.DISMISSED, Kind.UPHELD, Kind.CARE)
        return sum(self.went.get(kind, 0) for kind in gone)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is held of one kind. *next_day*: the first day on which a run takes something of it;
    None: nothing goes by itself. *overdue*: how many should have gone."""

    held: Held
    next_day: date | None = None
    overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionState:
    """How it stands with what is kept."""

    at: datetime
    kept: Mapping[Kind, Kept]
    last_run: datetime | None
    care_waiting: int = 0

    @property
    def overdue(self) -> int:
        return sum(one.overdue for one in self.kept.values())

    @property
    def stands_still(self) -> bool:
        """Whether a run was missed: the last is two days ago, or there never was one and there is
        something to run for."""
        if self.last_run is None:
            return self.overdue > 0
        return self.at - self.last_run >= timedelta(days=2)
