"""What is known of a backup, and of the people who must not come back with one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.ids import AccountRef, PersonId

LONGEST = timedelta(days=35)
"""No backup can be restored longer than this."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Somebody of whom everything was erased."""

    accounts: frozenset[AccountRef]
    person: PersonId | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What the front of a backup says; anybody who has the file may read it."""

    database: str
    """Which one it is of: 32 hex digits that say nothing else."""
    revision: str
    """Of its tables."""
    made: datetime
    expires: datetime
    """From then on it is not restored any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup holds. *rows*: table -> how many."""

    backup: Backup
    rows: Mapping[str, int]
    messages_left_out: int
    """That waited for the bot, so that a copy of the words of innocent ones would have stayed."""
    deliveries_left_out: int
    """That waited to be said or done, and most likely were since."""

    @property
    def total(self) -> int:
        return sum(self.rows.values())
