"""The small stores: a value by its key."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Generic, TypeVar

from storage.memory.journal import Journal

K = TypeVar("K")
V = TypeVar("V")


class Keyed(Generic[K, V]):
    """A dict that can take back what a transaction did to it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.values: dict[K, V] = {}

    def put(self, key: K, value: V) -> None:
        if key in self.values:
            self._journal.undo_by(self.values.__setitem__, key, self.values[key])
        else:
            self._journal.undo_by(self.values.pop, key)
        self.values[key] = value

    def remove(self, key: K) -> bool:
        """False when it was not there."""
        if key not in self.values:
            return False
        self._journal.undo_by(self.values.__setitem__, key, self.values.pop(key))
        return True

    def become(self, values: dict[K, V]) -> None:
        self._journal.undo_by(self._restore, self.values)
        self.values = values

    def _restore(self, values: dict[K, V]) -> None:
        self.values = values

    def remove_all(self, keys: Iterable[K]) -> int:
        """Returns how many were there."""
        return sum(self.remove(key) for key in [*keys])


class MemoryCursorStore:
    def __init__(self, journal: Journal) -> None:
        self._cursors = Keyed[str, str](journal)

    async def get(self, source: str) -> str | None:
        return self._cursors.values.get(source)

    async def put(self, source: str, cursor: str) -> None:
        self._cursors.put(source, cursor)


class MemoryChoreStore:
    def __init__(self, journal: Journal) -> None:
        self._claimed = Keyed[tuple[str, date], datetime](journal)

    async def claim(self, name: str, day: date, at: datetime) -> bool:
        if (name, day) in self._claimed.values:
            return False
        self._claimed.put((name, day), at)
        return True

    async def latest(self, name: str) -> datetime | None:
        claimed = self._claimed.values.items()
        return max((at for (what, _), at in claimed if what == name), default=None)

    async def forget_before(self, moment: datetime) -> int:
        claimed = self._claimed.values.items()
        latest = {name: await self.latest(name) for name, _ in self._claimed.values}
        old = [
            (name, day)
            for (name, day), at in claimed
            if at < moment and (" " in name or at != latest[name])
        ]
        return self._claimed.remove_all(old)
