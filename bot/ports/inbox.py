"""What arrived and waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from bot.model.event import Event
from bot.ports.ages import Ages

InboxId = NewType("InboxId", int)


@dataclass(frozen=True, slots=True)
class InboxRow:
    inbox_id: InboxId
    event: Event


class InboxStore(Ages, Protocol):
    """Events that arrived and wait for a decision; in the order of arrival. What ages is that one
    came in, or was buried; one that was forgotten would be taken for a new one."""

    async def add(self, *events: Event, lane: int) -> int:
        """How many were new: of one that was received before (waiting or done), be it among these,
        nothing is stored."""

    async def refuse(self, event: Event, why: str, at: datetime) -> bool:
        """Count *event* as buried without ever having waited; False when it was before."""

    async def take(self, lane: int, limit: int, now: datetime) -> Sequence[InboxRow]:
        """The next of *lane*; what this version cannot read is buried on the way."""

    async def done(self, inbox_id: InboxId) -> None:
        """The event is decided: its body is gone, only a keyed hash stays against doubles."""

    async def bury(self, inbox_id: InboxId, why: str, at: datetime) -> None:
        """The event cannot be judged: counted with its reason, body gone, never in the way."""

    async def buried(self, since: datetime | None = None) -> int: ...

    async def waiting(self) -> int: ...


class CursorStore(Protocol):
    """How far each source has been read."""

    async def get(self, source: str) -> str | None: ...

    async def put(self, source: str, cursor: str) -> None: ...
