"""What a button offers: signed, for one person or one group, and only for a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.button import Button
from bot.model.dealing import ButtonPressed
from bot.model.ids import AccountRef, ChatRef
from bot.ports import Clock, Signer

MOST_BYTES = 64
"""What Telegram carries of a button; others carry more."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Offered(StrEnum):
    """One letter each, so that it fits. Buttons that people still see have them: never rename."""

    UPHOLD = "u"
    DISMISS = "d"
    HIDE = "h"
    WARN = "w"
    TO_LEAD = "t"
    LATER = "l"
    TAKE_UP = "a"
    """A person looks after it; of a care signal: has read it."""
    WORK_ACCOUNT = "y"
    PRIVATE_ACCOUNT = "n"
    CLASS = "c"
    """Bind the group in which it stands to the class of this name."""
    REMIND = "s"
    """End the trial: pupils get reminders from now on."""
    STAY_IN_TRIAL = "o"
    SHOW = "m"
    """The flag itself, with the buttons to decide it."""
    VIEW_APPEAL = "b"
    """The words that somebody objects about, and what was decided of them."""
    GRANT = "g"
    DENY = "e"
    SEND_RULING = "v"
    """An answer as it was shown; about the appeal and the draft."""
    VIEW_BURST = "k"
    """Flags that were told as a number; about the first of them, as those below, which are about
    the last that was shown too."""
    UPHOLD_ALL = "p"
    DISMISS_ALL = "q"
    SURELY_UPHOLD = "r"
    SURELY_DISMISS = "x"
    MEASURE = "f"
    """What may follow for whoever wrote it: about the flag and which measure."""
    ORDER = "i"
    """A measure as it was shown; about the flag and the intent, as the next."""
    DROP = "j"
    CLOSE = "z"
    """A group for some minutes, or open it again; about the moment it was asked, and how long."""


@dataclass(frozen=True, slots=True)
class Offer:
    act: Offered
    about: str = ""
    """The number of a flag, the name of a class…; no "." in it."""


@dataclass(frozen=True, slots=True)
class Offers:
    sign: Signer
    clock: Clock

    def button(
        self, label: str, offer: Offer, holder: AccountRef | ChatRef, until: datetime
    ) -> Button:
        """*holder*: who alone may press it, or the group anybody of which may. Raises `ValueError`
        when it is about something whose name is too long."""
        body = f"{offer.act}{offer.about}.{_short(int(until.timestamp()) // 60)}"
        press = f"{body}.{self._signature(body, holder)}"
        if "." in offer.about or len(press.encode()) > MOST_BYTES:
            raise ValueError("does not fit under a button")
        return Button(label, press)

    def taken(self, press: ButtonPressed) -> Offer | None:
        """What was pressed; None: it expired, is not ours, or is not for whoever pressed it."""
        body, _, signature = press.data.rpartition(".")
        ours = {self._signature(body, holder) for holder in (press.by.account, press.chat)}
        if signature not in ours:
            return None
        what, _, until = body.rpartition(".")
        if int(self.clock().timestamp()) // 60 > int(until, len(_DIGITS)):
            return None
        return Offer(Offered(what[0]), what[1:])

    def _signature(self, body: str, holder: AccountRef | ChatRef) -> str:
        kind = "account" if isinstance(holder, AccountRef) else "chat"
        return self.sign(f"button\0{kind}\0{holder}\0{body}")


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits or "0"
