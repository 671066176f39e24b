"""What is kept for so long, and what has to happen every day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from bot.model.job import JobRun
from bot.model.retention import Held


class Ages(Protocol):
    """What is kept for so many days and then forgotten."""

    async def held(self, before: datetime | None = None) -> Held:
        """*before*: only what is older than that moment."""

    async def forget_before(self, moment: datetime) -> int: ...


class ChoreStore(Protocol):
    """What is done once a day. A name of one word is of the whole school; what follows a space
    says for which group or person."""

    async def claim(self, name: str, day: date, at: datetime) -> bool:
        """True exactly once for each chore and day."""

    async def latest(self, name: str) -> datetime | None:
        """When it was last claimed, for whatever day."""

    async def forget_before(self, moment: datetime) -> int:
        """But for the latest of each chore of the whole school."""


class JobStore(Protocol):
    """How the jobs of the running bot fared, for other processes; the latest run of each, and so
    nothing of it ages."""

    async def put(self, runs: Iterable[JobRun]) -> None: ...

    async def all(self) -> Mapping[str, JobRun]:
        """By their names."""
