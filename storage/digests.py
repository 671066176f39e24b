"""What every kind of store knows of digests."""

from datetime import timedelta

from bot.model.outbox import Outcome

DOUBTFUL = (Outcome.UNKNOWN, Outcome.FAILED, Outcome.NO_PERMISSION, Outcome.EXPIRED)
"""How a digest may end that its reader perhaps never saw."""

UNNOTICED = timedelta(minutes=5)
"""A shorter silence is none: a platform where nothing happens answers every minute."""
