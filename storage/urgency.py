"""What leaves the outbox first when several things are due."""

from bot.model.outbox import Purpose

_FIRST = {Purpose.CARE: 0, Purpose.ALERT: 1}


def urgency(purpose: Purpose) -> int:
    """Smaller goes first: somebody in danger does not wait behind reminders."""
    return _FIRST.get(purpose, 2)
