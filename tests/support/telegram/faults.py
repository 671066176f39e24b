"""What goes wrong on request, and how fast a bot may write."""

from dataclasses import dataclass, field
from math import ceil

from tests.support.telegram.clock import Clock
from tests.support.telegram.errors import Refused


@dataclass(eq=False)
class Fault:
    method: str  # "*" is any but getUpdates
    refusal: Refused | None = None
    cut: bool = False
    garbled: bool = False  # answered by a proxy in between
    after: bool = False  # once it is carried out
    delay: float = 0
    times: int = 1

    def concerns(self, method: str) -> bool:
        any_other = self.method == "*" and method != "getUpdates"
        return self.times > 0 and (any_other or self.method.lower() == method.lower())


@dataclass(eq=False)
class Faults:
    planned: list[Fault] = field(default_factory=list)

    def take(self, method: str) -> Fault | None:
        found = next((fault for fault in self.planned if fault.concerns(method)), None)
        if found:
            found.times -= 1
        return found


@dataclass(eq=False)
class Bucket:
    size: float
    a_second: float
    at: float
    held: float = 0

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more; 0 is now."""
        self.held = max(0.0, self.held - (now - self.at) * self.a_second)
        self.at = now
        return max(0.0, (self.held + 1 - self.size) / self.a_second)


@dataclass(eq=False)
class Limits:
    """30 a second in all, about one a second in a chat, 20 a minute in a group."""

    clock: Clock
    enforced: bool = False
    exceeded: list[str] = field(default_factory=list)
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def count(self, method: str, chat: int) -> int:
        """Seconds that Telegram would let the bot wait."""
        now = self.clock.exact()
        wanted = {"all": (30, 30.0), f"chat {chat}": (5, 1.0)}
        if chat < 0:
            wanted[f"group {chat}"] = (20, 20 / 60)
        buckets = {
            name: self._buckets.setdefault(name, Bucket(*limit, at=now))
            for name, limit in wanted.items()
        }
        waits = {name: wait for name, one in buckets.items() if (wait := one.wait(now))}
        self.exceeded += [f"{method}: {name}" for name in waits]
        if waits and self.enforced:
            return ceil(max(waits.values()))
        for bucket in buckets.values():
            bucket.held += 1
        return 0
