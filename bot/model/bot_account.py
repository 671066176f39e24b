"""What a platform tells of the bot itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BotAccount:
    name: str
    """As people find it, without what a platform puts before it."""
    reads_all: bool
    """Whether it gets all that is said in groups, also where it is no admin."""
    at: datetime | None
    """The platform's own time; None: it does not say."""
