from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.timetable import Slot, SlotKind, Source
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed


@dataclass(frozen=True, slots=True)
class _Kept:
    at: datetime
    slots: Sequence[Slot]


class MemoryTimetableStore:
    def __init__(self, journal: Journal) -> None:
        self._sources = Keyed[str, _Kept](journal)

    async def put(self, source: str, slots: Sequence[Slot], at: datetime) -> None:
        self._sources.put(source, _Kept(at, _in_order(slots)))

    async def remove(self, source: str) -> int:
        kept = self._sources.values.get(source)
        self._sources.remove(source)
        return len(kept.slots) if kept else 0

    async def sources(self) -> Sequence[Source]:
        kept = self._sources.values.items()
        return [Source(name, one.at, len(one.slots)) for name, one in kept]

    async def of(self, source: str) -> Sequence[Slot]:
        kept = self._sources.values.get(source)
        return list(kept.slots) if kept else []

    async def between(
        self, begin: datetime, end: datetime, kind: SlotKind | None = None
    ) -> Sequence[Slot]:
        return _in_order(
            slot
            for kept in self._sources.values.values()
            for slot in kept.slots
            if slot.begin < end and slot.end > begin and kind in {None, slot.kind}
        )

    async def forget_before(self, moment: datetime) -> int:
        gone = 0
        for name, kept in [*self._sources.values.items()]:
            stays = [slot for slot in kept.slots if slot.end > moment]
            gone += len(kept.slots) - len(stays)
            self._sources.put(name, _Kept(kept.at, stays))
        return gone


def _in_order(slots: Iterable[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda slot: (slot.begin, slot.end, slot.kind, sorted(slot.classes)))
