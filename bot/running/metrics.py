"""Counts of what the bot does, as Prometheus reads them: numbers, never a name or an id."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.intake import Received
from bot.model.outbox import Outcome, Purpose

SILENCE = timedelta(minutes=3)
"""A platform where nothing happens still answers every minute."""


@dataclass(slots=True)
class Metrics:
    """One process's, for people and machines that look after it."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    troubles: set[str] = field(default_factory=set)
    """What does not work now, in one word each."""
    heard_at: datetime | None = None
    """When a platform last answered; None: it just began."""
    events: Counter = field(init=False)
    decided: Counter = field(init=False)
    settled: Counter = field(init=False)
    waiting: Gauge = field(init=False)
    deciding: Histogram = field(init=False)
    jobs_failed: Counter = field(init=False)

    def __post_init__(self) -> None:
        into = self.registry
        self.events = Counter("klaswacht_events", "By what became of them", ["how"], registry=into)
        self.decided = Counter("klaswacht_decided", "Messages that were judged", registry=into)
        self.settled = Counter(
            "klaswacht_settled", "Texts and measures", ["purpose", "outcome"], registry=into
        )
        self.waiting = Gauge("klaswacht_inbox_waiting", "Events that wait", registry=into)
        self.deciding = Histogram("klaswacht_batch_seconds", "Deciding a batch", registry=into)
        self.jobs_failed = Counter(
            "klaswacht_jobs_failed", "Jobs that failed", ["job"], registry=into
        )

    def wrong(self, now: datetime) -> Collection[str]:
        """What does not work, in a word each."""
        silent = self.heard_at is not None and now - self.heard_at > SILENCE
        return {*self.troubles, *({"silence"} if silent else ())}

    def received(self, received: Received) -> None:
        for how in ("stored", "again", "strange", "unreadable"):
            self.events.labels(how).inc(getattr(received, how))

    def was_settled(self, purpose: Purpose, outcome: Outcome) -> None:
        self.settled.labels(purpose, outcome).inc()

    def job_ran(self, name: str, well: bool) -> None:  # noqa: FBT001 - it went well or not
        if well:
            self.troubles.discard(f"job {name}")
        else:
            self.troubles.add(f"job {name}")
            self.jobs_failed.labels(name).inc()

    def page(self) -> bytes:
        return generate_latest(self.registry)
