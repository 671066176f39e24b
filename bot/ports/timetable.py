"""What was imported of the school's timetable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model.timetable import Slot, SlotKind, Source


class TimetableStore(Protocol):
    """Slots come back in the order of their begins."""

    async def put(self, source: str, slots: Sequence[Slot], at: datetime) -> None:
        """In the place of all that *source* had."""

    async def remove(self, source: str) -> int:
        """Returns how many slots it had."""

    async def sources(self) -> Sequence[Source]:
        """In the order in which they first came."""

    async def of(self, source: str) -> Sequence[Slot]: ...

    async def between(
        self, begin: datetime, end: datetime, kind: SlotKind | None = None
    ) -> Sequence[Slot]:
        """What has a part in that time; of every kind if none."""

    async def forget_before(self, moment: datetime) -> int:
        """What had ended by then. Its source stays, so that one sees what was imported."""
