"""What the running bot does at set times, and how it fared."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_TO_RUN = timedelta(minutes=2)
"""A job may take so long, on a slow machine."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """The latest of a job. *worked*: when it last succeeded, if it ever did."""

    name: str
    at: datetime
    well: bool
    worked: datetime | None = None


def is_missed(latest: datetime, every: timedelta, now: datetime) -> bool:
    """Whether what last ran at *latest* should have run again by *now*."""
    return now - latest > 3 * every + _TO_RUN
