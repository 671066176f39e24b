"""Senders as exports know them: by name only."""

from collections.abc import Collection

from bot.model.ids import AccountRef, Platform, UserId
from bot.model.member import Role, Sender

UNSAVED = "~"
"""Stands before a name that the sender chose, because the exporter has not saved the number."""
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
)


class People:
    """Makes senders. Staff are those whose name is in *staff*, whatever the export says."""

    def __init__(self, platform: Platform, staff: Collection[str]) -> None:
        self._platform = platform
        self._staff = frozenset(tidy(name).casefold() for name in staff)

    def sender(self, name: str, role: Role = Role.STUDENT) -> Sender:
        """*name* as the export has it. The tilde of an unsaved number stays in the account and
        in what is compared with the staff: anybody can call themselves after a teacher."""
        known_as = tidy(name)
        if known_as.casefold() in self._staff:
            role = Role.TEACHER
        account = AccountRef(self._platform, UserId(known_as))
        return Sender(account, known_as.removeprefix(UNSAVED), role)

    def is_staff(self, name: str) -> bool:
        return tidy(name).casefold() in self._staff


def tidy(name: str) -> str:
    """Without invisible marks, with single spaces, and never empty."""
    words = " ".join(name.translate(_INVISIBLE).split())
    if words.startswith(UNSAVED):
        return UNSAVED + (words.lstrip(UNSAVED + " ") or "?")
    return words or "?"
