from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from bot.model.audit import Checked, Entry, Head, NewEntry, Published, Subject, Told
from bot.model.ids import FlagId
from storage import chain
from storage.chain import Kept
from storage.chain_check import check
from storage.memory.journal import Journal

_KEY = bytes(32)
_ABOUT_SOMEBODY: AbstractSet[str] = frozenset({"about", "why"})
_NOTHING: AbstractSet[str] = frozenset()


class MemoryAuditStore:
    """*keep*: how many entries are kept, the latest; None for all."""

    def __init__(self, journal: Journal, keep: int | None = None) -> None:
        self._journal = journal
        self._keep = keep
        self._kept: deque[Kept] = deque()
        self._dropped: Head | None = None
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

    async def told(
        self, since: datetime, after: int = 0, limit: int | None = None
    ) -> AsyncIterator[Told]:
        links = [one for one in self._kept if one.link.at >= since and one.link.sequence > after]
        for kept in links[:limit]:
            yield Told(kept.link.at, *kept.tells(), kept.link.sequence)

    async def about(self, subject: Subject) -> Sequence[Entry]:
        entries = (kept.read() for kept in self._kept)
        return [entry for entry in entries if entry.about == subject]

    async def forget(self, subject: Subject, *, deeds: bool = False) -> int:
        def theirs(kept: Kept) -> AbstractSet[str]:
            entry = kept.read()
            about = _ABOUT_SOMEBODY if entry.about == subject else _NOTHING
            return about | {"by"} if deeds and entry.by == subject else about

        return await self._let_go(theirs)

    async def let_go(self, flag_id: FlagId) -> int:
        return await self._let_go(
            lambda kept: (
                _ABOUT_SOMEBODY if chain.flag_of(kept.read().facts) == flag_id else _NOTHING
            )
        )

    async def forget_before(self, moment: datetime) -> int:
        return await self._let_go(
            lambda kept: _ABOUT_SOMEBODY if kept.link.at < moment else _NOTHING
        )

    async def check(
        self, brought: Sequence[Head] = (), published: Sequence[Published] = ()
    ) -> Checked:
        """With *keep*, of what is kept."""
        kept = _one_by_one(self._kept)
        return await check(kept, _KEY, brought, published, self._dropped)

    @property
    def _head(self) -> Head | None:
        return self._kept[-1].head if self._kept else self._dropped

    async def _let_go(self, parts_of: Callable[[Kept], AbstractSet[str]]) -> int:
        gone: list[tuple[int, str]] = []
        for place, kept in enumerate(self._kept):
            there = parts_of(kept) & kept.openings.keys()
            if there:
                self._without(place, there)
                gone += [(kept.link.sequence, part) for part in there]
        if gone:
            for entry in chain.let_go(gone, self._kept[-1].link.at):
                await self.append(entry)
        return len(gone)

    def _without(self, place: int, parts: AbstractSet[str]) -> None:
        kept = self._kept[place]
        left = {part: one for part, one in kept.openings.items() if part not in parts}
        self._journal.undo_by(self._kept.__setitem__, place, kept)
        self._kept[place] = replace(kept, openings=left)

    def _shorten(self) -> None:
        while self._keep is not None and len(self._kept) > self._keep:
            self._dropped = self._kept.popleft().head


async def _one_by_one(kept: Iterable[Kept]) -> AsyncIterator[Kept]:
    for one in kept:
        yield one
