"""What is held of somebody, and what is left of it once they are erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.audit import Subject
from bot.model.finding import Reason
from bot.model.flag import FlagState
from bot.model.ids import AccountRef, FlagId, PersonId


class Part(StrEnum):
    """What there can be, in the order in which people read it. Whoever gets a copy as JSON knows
    them by these values: never rename one."""

    PERSON = "person"
    ACCOUNTS = "accounts"
    MEMBERSHIPS = "memberships"
    ANSWERS_FOR = "answers_for"
    """Groups of which they are staff."""
    WRITTEN = "flags_written"
    INVOLVED = "flags_involved"
    """Flags on the words of others, aimed at them or complaining of them."""
    LINES = "lines"
    """Their own lines, kept with a flag on the words of others."""
    REMINDERS = "reminders"
    STRIKES = "strikes"
    VERDICTS = "verdicts_given"
    DIGESTS = "digests"
    UNSENT = "unsent"
    """What waits to be said or done to them."""
    UNJUDGED = "unjudged"
    """What of theirs waits for the bot to look at it."""
    CODES = "codes"
    AUDIT = "audit"


Value = str | int | bool | date | datetime | Reason | Sequence[str] | Sequence[Reason] | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Somebody:
    """*person*: under which number the school knows them; None: it does not."""

    accounts: tuple[AccountRef, ...]
    person: PersonId | None = None

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """As what the audit may have them."""
        return (*self.accounts, *((self.person,) if self.person is not None else ()))

    @property
    def subject(self) -> Subject:
        """As what the audit has them from now on."""
        return self.subjects[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """All that is held of somebody but care signals, for themselves to read."""

    at: datetime
    parts: Mapping[Part, Sequence[Row]]
    care: bool
    """There is a care signal. Not for whoever asked: they may be whom it is about."""
    needs_parents: bool
    """The request must come from their parents, or with them."""
    left_out: int = 0
    """Flags that whoever made the copy is a party to. Care signals do not count."""


class Why(StrEnum):
    """Why something stays that is about somebody who was erased."""

    DOSSIER = "dossier"
    """Staff found the flag right: it is part of the pupil's file until its term."""
    UNDECIDED = "undecided"
    CARE = "care"
    HELD = "held"
    """It is evidence of a report to the police, until two people let go of it."""
    OFFICERS = "officers"
    """Whoever erases is in it themselves."""
    OF_OTHERS = "of_others"
    """It is the matter of whoever wrote it."""
    VERDICTS = "verdicts"
    """They decided it, and who decided must be known as long as the flag is."""
    ACTED = "acted"
    """They did something that the audit answers for."""


@dataclass(frozen=True, slots=True)
class Stays:
    why: Why
    count: int
    flags: tuple[FlagId, ...] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """*gone*: how much of each part; parts of which there was nothing are not in it."""

    gone: Mapping[Part, int]
    stays: tuple[Stays, ...]
    digests: int = 0
    """Overviews for staff that waited, whoever they tell of: the next day's tells it again."""


@dataclass(frozen=True, slots=True)
class Erasure:
    forgotten: Forgotten
    needs_parents: bool
    """As in `Copy`."""
    left: tuple[AccountRef, ...] = ()
    """The accounts by which what stays is found from now on; the number is gone."""
    unjudged: int = 0
    """Messages of others that nobody looked at yet: they may quote them."""


def why_it_stays(state: FlagState, *, care: bool, theirs: bool, own: bool = False) -> Why | None:
    """*theirs*: they wrote it; *own*: it is the matter of whoever erases, who hears of no care
    signal then. None: nothing keeps it, or nobody is to know."""
    match state:
        case _ if own:
            return None if care else Why.OFFICERS
        case FlagState.DISMISSED:
            return None
        case _ if care:
            return Why.CARE
        case _ if not theirs:
            return Why.OF_OTHERS
        case FlagState.OPEN:
            return Why.UNDECIDED
        case FlagState.UPHELD:
            return Why.DOSSIER
