"""A group in which for a while only its admins may write."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.ids import AccountRef

Permissions = tuple[tuple[str, bool], ...]
"""What members who administer nothing may do, each as its platform calls it."""


@dataclass(frozen=True, slots=True)
class Closing:
    by: AccountRef | None
    """Who said so; None: they were erased since."""
    at: datetime
    until: datetime
    before: Permissions | None = None
    """To be restored exactly. None: the platform was not asked yet, and nothing has changed."""
    shut: bool = False
    """The platform said that it is."""
    told: bool = False
    """Staff know that it cannot be opened again."""
