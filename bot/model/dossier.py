"""What the school puts into somebody's own file: only what staff found to be right."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.model.appeal import Appeal
from bot.model.audit import Entry, Head
from bot.model.flag import Flag, NewVerdict
from bot.model.person import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class UpheldMatter:
    flag: Flag
    group: str
    verdict: NewVerdict
    decided_by: str
    """The name of whoever decided; "": nobody knows any more."""
    appeals: tuple[Appeal, ...] = ()
    """Against this very decision, oldest first."""
    entries: tuple[Entry, ...] = ()
    """Of the audit, in their order: what the matter rests on."""
    held: bool = False
    """Its evidence is kept for a report to the police."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    school: str
    person: Person
    since: date
    until: date
    """Both included, by the day on which it was written."""
    made_at: datetime
    made_by: str
    matters: tuple[UpheldMatter, ...]
    """Oldest first."""
    left_out: int
    """Matters of whoever made it: somebody else has to put these into a file."""
    linked: bool = True
    """Whether any account is known to be theirs: without one no flag can be."""
    head: Head | None
    """Of the audit, when it was made."""
