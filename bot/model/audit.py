"""What happened, who did it and about whom: kept in a chain that shows when somebody changed it.

What names a person is kept beside the chain; the chain holds a commitment to it. So a person can
be erased and the chain still holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from typing_extensions import override

from bot.model.ids import AccountRef, PersonId

Subject = AccountRef | PersonId
"""Whom an entry is about or who acted: a person of the school, or an account that nobody knows."""

BOT = PersonId("bot")
"""Who acted, where nobody but the bot itself did. No person may have this number."""

NOBODY = PersonId("")
"""Whom an entry is about that is about nobody."""


class Audited(StrEnum):
    """What is written down. The values are stored: never rename one."""

    FLAG = "flag"
    REMINDER = "reminder"
    CARE = "care"
    VERDICT = "verdict"
    WITHDRAWN = "withdrawn"
    APPEAL = "appeal"
    """A pupil objected."""
    MEASURE = "measure"
    """What a verdict ordered was done, or could not be."""
    AMENDED = "amended"
    """What the bot itself had said could not be changed or taken back."""
    DRIFT = "drift"
    CONFIG = "config"
    RULEBOOK = "rulebook"
    KEYS = "keys"
    REVEAL = "reveal"
    """Somebody looked at names that are otherwise hidden."""
    ACCESS = "access"
    """Somebody was given all that is held about a person."""
    EXPORT = "export"
    ERASURE = "erasure"
    RETENTION = "retention"
    LET_GO = "let_go"
    """Names and reasons that other entries held are gone; its facts say exactly which."""
    PEOPLE = "people"
    LINKED = "linked"
    UNLINKED = "unlinked"
    ABSENCE = "absence"
    """Somebody of the staff is away or there again, and who stands in for them."""
    CODE = "code"
    """A one-time code was given out, or used."""
    GROUP = "group"
    CALENDAR = "calendar"
    """A timetable was imported or taken away."""
    ANNOUNCED = "announced"
    PUBLISHED = "published"
    """The head of then was written down outside the database."""
    BACKUP = "backup"
    RESTORED = "restored"
    REFUSED = "refused"
    """Somebody tried what they may not."""


Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """*facts*: numbers, articles, kinds; they stay when the person is erased, so never a word of a
    message, a name, or an id of a person."""

    at: datetime
    what: Audited
    by: Subject = BOT
    about: Subject | None = None
    facts: Facts = field(default_factory=dict)
    why: str = ""
    """In the words of whoever acted; sealed, and gone with the person it is about."""


@dataclass(frozen=True, slots=True)
class Head:
    """The latest entry: *sequence* counts from 1, *digest* is 64 hex digits and stands for the
    whole chain up to it. Written down elsewhere, it proves later that nothing was changed."""

    sequence: int
    digest: str

    @override
    def __str__(self) -> str:
        return f"{self.sequence}:{self.digest}"


BEFORE_ALL = Head(0, "0" * 64)
"""To which the first entry is chained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it can still be read. *by*, *about*, *why*: None once that was erased; `NOBODY`
    or "" where there never was anything to hide. *what*: None where somebody tampered with it."""

    head: Head
    at: datetime
    what: Audited | None
    facts: Facts
    by: Subject | None
    about: Subject | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry tells beside whom it names."""

    at: datetime
    what: Audited | None
    facts: Facts
    sequence: int = 0


class Wrong(StrEnum):
    """What is the matter with a chain."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    """Another entry stands there, and the one that belongs there stands further on."""
    INSERTED = "inserted"
    OPENING = "opening"
    """What stands beside the chain (the facts, a name, a reason) is not what was written or under
    whom it was written, or it is gone and no entry says so."""
    HEAD = "head"
    """It is sound in itself, and is not the chain of which a head was published."""


@dataclass(frozen=True, slots=True)
class Published:
    """A head as it was written down beside the database."""

    head: Head
    at: datetime


@dataclass(frozen=True, slots=True)
class PutBack:
    """On *at* a backup was put back whose chain ended in *head*. Of the entries that were lost
    with it heads had been published, the furthest that of number *lost*."""

    at: datetime
    head: Head
    lost: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A chain that was looked through. *first*: the first entry that is wrong, and *wrong* how;
    *entries* are those before it, and *head* is the last of them, None where only the end of the
    chain showed it."""

    entries: int
    head: Head | None
    erased: int = 0
    """How many names and reasons were erased."""
    first: int | None = None
    wrong: Wrong | None = None
    put_back: tuple[PutBack, ...] = ()
    unlisted: int = 0
    """How many heads were published, says the chain, that nobody has written down now."""
