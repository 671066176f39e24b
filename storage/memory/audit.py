from bot.model.audit import Head, NewEntry
from storage.chain import GENESIS, head, link, openings
from storage.memory.journal import Journal

_KEY = bytes(32)


class MemoryAuditStore:
    """*keep*: how many entries are kept, the latest; None for all."""

    def __init__(self, journal: Journal, keep: int | None = None) -> None:
        self._journal = journal
        self._keep = keep
        self._heads: list[tuple[int, bytes]] = []

    async def append(self, entry: NewEntry) -> Head:
        number, previous = self._heads[-1] if self._heads else (0, GENESIS)
        one = link(number + 1, entry.at, openings(entry))
        digest = one.digest(_KEY, previous)
        self._heads.append((number + 1, digest))
        self._journal.undo_by(self._heads.pop)
        return head(number + 1, digest)
