from collections import deque
from datetime import datetime

from storage.memory.journal import Journal


class Moments:
    """How often something happened, and when. *keep*: how many of the latest moments stay; None
    for all."""

    def __init__(self, journal: Journal, keep: int | None) -> None:
        self._journal = journal
        self._keep = keep
        self._total = 0
        self._latest: deque[datetime] = deque()

    def add(self, at: datetime) -> None:
        self._total += 1
        self._latest.append(at)
        self._journal.undo_by(self._forget_latest)
        if self._keep is not None and len(self._latest) > self._keep:
            self._journal.tidy_by(self._shorten)

    def count(self, since: datetime | None) -> int:
        """With *since*, of the moments that are kept; without, of all."""
        if since is None:
            return self._total
        return sum(at >= since for at in self._latest)

    def _forget_latest(self) -> None:
        self._total -= 1
        self._latest.pop()

    def _shorten(self) -> None:
        while self._keep is not None and len(self._latest) > self._keep:
            self._latest.popleft()
