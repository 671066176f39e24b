"""What the running bot knows of the audit already, so that it reads no month of it again and
again."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.digest.ledger import Ledger
from bot.ports import UnitOfWorkFactory

_AT_ONCE = 1_000
"""Entries in one transaction: others have to write meanwhile."""

_TOO_OLD = timedelta(days=14)
"""What was needed once and is older is let go of."""


@dataclass(slots=True)
class Book:
    """Goes on from the entry that it read last."""

    _since: datetime | None = None
    _last: int = 0
    _ledger: Ledger = field(default_factory=Ledger)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, unit_of_work: UnitOfWorkFactory, since: datetime) -> Ledger:
        """All from *since* on, and perhaps something of before."""
        async with self._reading:
            if self._since is None or since < self._since:
                self._since, self._last, self._ledger = since, 0, Ledger()
            elif since - self._since > _TOO_OLD:
                self._ledger.forget_before(since)
                self._since = since
            while await self._read_on(unit_of_work, self._since) == _AT_ONCE:
                pass
            return self._ledger

    async def _read_on(self, unit_of_work: UnitOfWorkFactory, since: datetime) -> int:
        read = 0
        async with unit_of_work() as uow:
            async for told in uow.audit.told(since, self._last, _AT_ONCE):
                self._ledger.note(told)
                self._last = told.sequence
                read += 1
        return read
