"""How often somebody is answered the same: in memory, for nothing depends on it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.ids import AccountRef

MOST = 10_000
"""Whoever was answered first is forgotten first."""


@dataclass(frozen=True, slots=True)
class Pace:
    every: timedelta = timedelta(hours=1)
    _last: OrderedDict[tuple[AccountRef, str], datetime] = field(default_factory=OrderedDict)

    def allows(self, account: AccountRef, what: str, now: datetime) -> bool:
        """At most once in that time."""
        last = self._last.get((account, what))
        if last is not None and timedelta(0) <= now - last < self.every:
            return False
        self._last[account, what] = now
        self._last.move_to_end((account, what))
        while len(self._last) > MOST:
            self._last.popitem(last=False)
        return True
