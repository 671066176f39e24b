"""Senders as exports know them: by name, and some by account too."""

from collections.abc import Collection

from bot.model.ids import AccountRef, Platform, UserId
from bot.model.member import Role, Sender

UNSAVED = "~"
"""Stands before a name that the sender chose, because the exporter has not saved the number."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))
"""What apps themselves put around names. Whatever else cannot be seen makes it another name: so
nobody passes for a teacher by it."""


class People:
    """Makes senders. Staff are those whose name is in *staff*, whatever the export says."""

    def __init__(
        self, platform: Platform, staff: Collection[str], *, shared: Collection[str] = ()
    ) -> None:
        """*shared*: names, folded, that more than one account bears: they say nothing."""
        self._platform = platform
        self._accounts = frozenset(staff)
        self._staff = frozenset(folded(tidy(name)) for name in staff)
        self._shared = frozenset(shared)

    def sender(self, name: str, role: Role = Role.STUDENT) -> Sender:
        """*name* as the export has it. The tilde of an unsaved number stays in the account and
        in what is compared with the staff: anybody can call themselves after a teacher."""
        known_as = tidy(name)
        if self.is_staff(known_as):
            role = Role.TEACHER
        account = AccountRef(self._platform, UserId(known_as))
        return Sender(account, known_as.removeprefix(UNSAVED), role)

    def member(self, account: str, name: str) -> Sender:
        """Of a network where everybody chooses their own name: a name makes somebody staff only
        where it is that name to the last mark and nobody else bears it; an account always does."""
        borne = folded(name)
        named = borne in self._staff and borne not in self._shared
        role = Role.TEACHER if named or account in self._accounts else Role.STUDENT
        return Sender(AccountRef(self._platform, UserId(account)), tidy(name), role)

    def is_staff(self, name: str) -> bool:
        return folded(tidy(name)) in self._staff


def folded(name: str) -> str:
    """*name* for comparing. Capitals do not count; letters that only look alike do, and full case
    folding would make an s of ſ."""
    return " ".join(name.split()).lower()


def is_called(name: str, wanted: str) -> bool:
    """Whether *wanted* is meant for *name*, of a group; capitals and marks do not matter."""
    return folded(tidy(name)) == folded(tidy(wanted))


def tidy(name: str) -> str:
    """Without invisible marks, with single spaces, and never empty."""
    words = " ".join(name.translate(_INVISIBLE).split())
    if words.startswith(UNSAVED):
        return UNSAVED + (words.lstrip(UNSAVED + " ") or "?")
    return words or "?"
