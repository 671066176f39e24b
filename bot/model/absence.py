"""Somebody of the staff is away, and a colleague stands in for them."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Kept for as long as it lasts, and until they were told that it is over."""

    person: PersonId
    since: datetime
    until: datetime
    """From then on they are there again."""
    deputy: PersonId | None = None
    """None: what would be theirs goes to whoever is told where somebody is barred."""
