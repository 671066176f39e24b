from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.audit import Checked, Entry, Head, NewEntry, Subject
from storage import chain
from storage.chain import Kept
from storage.memory.journal import Journal

_KEY = bytes(32)


class MemoryAuditStore:
    """*keep*: how many entries are kept, the latest; None for all."""

    def __init__(self, journal: Journal, keep: int | None = None) -> None:
        self._journal = journal
        self._keep = keep
        self._kept: deque[Kept] = deque()
        self._let_go: Head | None = None
        """The latest of those that are not kept any more."""

    async def append(self, entry: NewEntry) -> Head:
        kept = chain.chained(entry, self._head, _KEY)
        self._kept.append(kept)
        self._journal.undo_by(self._kept.pop)
        if self._keep is not None and len(self._kept) > self._keep:
            self._journal.tidy_by(self._shorten)
        return kept.head

    async def head(self) -> Head | None:
        return self._head

    async def get(self, sequence: int) -> Entry | None:
        found = (kept.read() for kept in self._kept if kept.link.sequence == sequence)
        return next(found, None)

    async def entries(
        self, *, since: datetime | None = None, newest_first: bool = False
    ) -> AsyncIterator[Entry]:
        for kept in [*reversed(self._kept)] if newest_first else [*self._kept]:
            if since is None or kept.link.at >= since:
                yield kept.read()

    async def about(self, subject: Subject) -> Sequence[Entry]:
        entries = (kept.read() for kept in self._kept)
        return [entry for entry in entries if entry.about == subject]

    async def forget(self, subject: Subject, *, deeds: bool = False) -> int:
        forgotten = 0
        for place, kept in enumerate(self._kept):
            entry = kept.read()
            gone = {"about", "why"} if entry.about == subject else set()
            gone |= {"by"} if deeds and entry.by == subject else set()
            there = gone & kept.openings.keys()
            if there:
                self._without(place, there)
            forgotten += len(there)
        return forgotten

    async def check(self, published: Sequence[Head] = ()) -> Checked:
        """With *keep*, of what is kept."""
        return await chain.check(_one_by_one(self._kept), _KEY, published, self._let_go)

    @property
    def _head(self) -> Head | None:
        return self._kept[-1].head if self._kept else self._let_go

    def _without(self, place: int, parts: set[str]) -> None:
        kept = self._kept[place]
        left = {part: one for part, one in kept.openings.items() if part not in parts}
        self._journal.undo_by(self._kept.__setitem__, place, kept)
        self._kept[place] = replace(kept, openings=left)

    def _shorten(self) -> None:
        while self._keep is not None and len(self._kept) > self._keep:
            self._let_go = self._kept.popleft().head


async def _one_by_one(kept: Iterable[Kept]) -> AsyncIterator[Kept]:
    for one in kept:
        yield one
