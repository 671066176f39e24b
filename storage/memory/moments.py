from collections import deque
from collections.abc import Iterable
from datetime import datetime

from bot.model.retention import Held
from storage.memory.journal import Journal


def held(moments: Iterable[datetime], before: datetime | None) -> Held:
    kept = [at for at in moments if before is None or at < before]
    return Held(len(kept), min(kept, default=None))


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

    def held(self, before: datetime | None) -> Held:
        return held(self._latest, before)

    def forget_before(self, moment: datetime) -> int:
        kept = deque(at for at in self._latest if at >= moment)
        forgotten = len(self._latest) - len(kept)
        self._journal.undo_by(self._restore, self._latest, self._total)
        self._restore(kept, self._total - forgotten)
        return forgotten

    def _restore(self, latest: deque[datetime], total: int) -> None:
        self._latest, self._total = latest, total

    def _forget_latest(self) -> None:
        self._total -= 1
        self._latest.pop()

    def _shorten(self) -> None:
        while self._keep is not None and len(self._latest) > self._keep:
            self._latest.popleft()
