"""What leaves the outbox first when several things are due."""

from bot.model.action import HideMessage, LiftMute, MuteMember, RemoveMember, WarnMember
from bot.model.ids import AccountRef
from bot.model.outbox import Answer, Letter, NewOutboxItem, Purpose, Say

LETTER = 9
"""Goes last, and is what `Queue.MAIL` holds."""

_BY_PURPOSE = {Purpose.CARE: 2, Purpose.ALERT: 3}


def urgency(item: NewOutboxItem) -> int:
    """Smaller goes first: what hurts stands no longer than it must, somebody looks at the button
    they pressed, and somebody in danger does not wait behind reminders."""
    match item.effect:
        case Say(letter=Letter()):
            return LETTER
        case HideMessage():
            return 0
        case Answer():
            return 1
        case _ if item.purpose in _BY_PURPOSE:
            return _BY_PURPOSE[item.purpose]
        case Say(AccountRef()) | WarnMember() | MuteMember() | LiftMute() | RemoveMember():
            return 4
        case _:
            return 5
