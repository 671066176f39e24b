"""What every kind of store knows of digests."""

from datetime import timedelta

from bot.model.outbox import Outcome

UNSEEN = (Outcome.FAILED, Outcome.NO_PERMISSION, Outcome.EXPIRED)
"""How a digest ends that its reader surely never saw."""

DOUBTFUL = (Outcome.UNKNOWN, *UNSEEN)
"""How one may end that they perhaps never saw."""

UNNOTICED = timedelta(minutes=5)
"""A shorter silence is none: a platform where nothing happens answers every minute."""
