"""How fast the bot may speak. Only messages count: hiding or answering a press never waits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.errors import RateLimited

Monotonic = Callable[[], float]
_SWEEP_EVERY = 60.0
_NOTHING = 1e-6
"""Less than a microsecond nobody can be asked to wait."""


@dataclass(frozen=True, slots=True)
class Pace:
    """*burst* at once, then one in so many seconds."""

    burst: int
    seconds: float


# A burst and what follows it stay together below what Telegram allows in the same time.
OVERALL = Pace(15, 1 / 15)
CHAT = Pace(3, 1.0)
GROUP = Pace(8, 5.0)
FREEZE = Pace(1, 0.0)


@dataclass(slots=True)
class Limits:
    """For each bucket the moment at which it is full again; a full one is not kept."""

    monotonic: Monotonic
    _full_at: dict[tuple[Pace, str], float] = field(default_factory=dict)
    _swept: float = 0.0

    def take(self, chat: str, *, group: bool, messages: int = 1) -> None:
        """Room for *messages* that belong together: what does not fit is paid by those after it.
        Raises `RateLimited` at once rather than wait, so that other chats go on."""
        now = self.monotonic()
        self._sweep(now)
        buckets = [(OVERALL, ""), (CHAT, chat)] + [(GROUP, chat)] * group
        wait = max(self._wait(bucket, now) for bucket in [(FREEZE, chat), *buckets])
        if wait > 0:
            raise RateLimited(timedelta(seconds=wait))
        for bucket in buckets:
            start = max(now, self._full_at.get(bucket, now))
            self._full_at[bucket] = start + messages * bucket[0].seconds

    def freeze(self, chat: str, wait: timedelta) -> None:
        """Telegram asked to wait in this chat; the others have no part in it."""
        self._full_at[FREEZE, chat] = self.monotonic() + wait.total_seconds()

    def _wait(self, bucket: tuple[Pace, str], now: float) -> float:
        pace, _ = bucket
        debt = self._full_at.get(bucket, now) - now
        wait = debt - (pace.burst - 1) * pace.seconds
        return wait if wait > _NOTHING else 0.0

    def _sweep(self, now: float) -> None:
        if now - self._swept >= _SWEEP_EVERY:
            self._swept = now
            self._full_at = {key: at for key, at in self._full_at.items() if at > now}
