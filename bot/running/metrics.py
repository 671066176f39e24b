"""Counts of what the bot does, as Prometheus reads them: numbers, never a name or an id."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.intake import Received
from bot.model.job import JobRun, is_missed
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
    job_worked: Gauge = field(init=False)
    runs: dict[str, JobRun] = field(default_factory=dict)
    """The latest of each job."""
    _every: Mapping[str, timedelta] = field(default_factory=dict)
    _begun: datetime | None = None

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
        self.job_worked = Gauge(
            "klaswacht_job_last_success_timestamp_seconds",
            "When a job last succeeded",
            ["job"],
            registry=into,
        )

    def begin(self, every: Mapping[str, timedelta], now: datetime) -> None:
        """From *now* on each of these jobs is to run so often."""
        self._every, self._begun = every, now

    def wrong(self, now: datetime) -> Collection[str]:
        """What does not work, in a word each."""
        silent = self.heard_at is not None and now - self.heard_at > SILENCE
        return {*self.troubles, *({"silence"} if silent else ()), *self._missed(now)}

    def _missed(self, now: datetime) -> Iterator[str]:
        for name, every in self._every.items():
            latest = self.runs[name].at if name in self.runs else self._begun
            if latest is not None and is_missed(latest, every, now):
                yield f"job {name} missed"

    def received(self, received: Received) -> None:
        for how in ("stored", "again", "strange", "unreadable"):
            self.events.labels(how).inc(getattr(received, how))

    def was_settled(self, purpose: Purpose, outcome: Outcome) -> None:
        self.settled.labels(purpose, outcome).inc()

    def job_ran(self, name: str, well: bool, at: datetime) -> None:  # noqa: FBT001 - it went well or not
        before = self.runs.get(name)
        worked = at if well else before.worked if before else None
        self.runs[name] = JobRun(name, at, well, worked)
        if well:
            self.job_worked.labels(name).set(at.timestamp())
            self.troubles.discard(f"job {name}")
        else:
            self.troubles.add(f"job {name}")
            self.jobs_failed.labels(name).inc()

    def page(self) -> bytes:
        return generate_latest(self.registry)
