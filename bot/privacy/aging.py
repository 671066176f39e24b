"""What goes because it is too old, where it is not a store that ages by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.intake import LANES
from bot.model.audit import NOBODY, Entry
from bot.model.event import moment_of
from bot.model.retention import Held
from bot.ports import AuditStore, InboxRow, InboxStore, OutboxStore

TOO_OLD = "too old"

_ALL = 2**31 - 1


async def waiting(inbox: InboxStore, now: datetime) -> Sequence[InboxRow]:
    """All that was not looked at yet; what this version cannot read is buried on the way."""
    return [row for lane in range(LANES) for row in await inbox.take(lane, _ALL, now)]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """As old as what it tells of. What is too old is buried, and counted as that."""

    inbox: InboxStore
    now: datetime

    async def held(self, before: datetime | None = None) -> Held:
        return _held([moment_of(row.event) for row in await self._older(before)])

    async def forget_before(self, moment: datetime) -> int:
        rows = await self._older(moment)
        for row in rows:
            await self.inbox.bury(row.inbox_id, TOO_OLD, self.now)
        return len(rows)

    async def _older(self, moment: datetime | None) -> Sequence[InboxRow]:
        rows = await waiting(self.inbox, self.now)
        return [row for row in rows if moment is None or moment_of(row.event) < moment]


@dataclass(frozen=True, slots=True)
class Unsent:
    """What is too old is given up: staff are told of what had to arrive."""

    outbox: OutboxStore
    now: datetime

    async def held(self, before: datetime | None = None) -> Held:
        return await self.outbox.unsettled(before)

    async def forget_before(self, moment: datetime) -> int:
        return await self.outbox.give_up(moment, self.now)


@dataclass(frozen=True, slots=True)
class Named:
    """Entries of the audit that say about whom they are, or why."""

    audit: AuditStore

    async def held(self, before: datetime | None = None) -> Held:
        entries = [one async for one in self.audit.entries() if _names(one)]
        return _held([one.at for one in entries if before is None or one.at < before])

    async def forget_before(self, moment: datetime) -> int:
        return await self.audit.forget_before(moment)


def _names(entry: Entry) -> bool:
    return entry.about not in {None, NOBODY} or bool(entry.why)


def _held(moments: Sequence[datetime]) -> Held:
    return Held(len(moments), min(moments, default=None))
