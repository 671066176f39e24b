"""The contacts a school gives out itself: they are nobody's personal data."""

from collections.abc import Sequence

from bot.detectors.normalize import read
from bot.detectors.personal.datum import Datum, Kind
from bot.detectors.personal.digits import digits_of

_ENOUGH_DIGITS = 7
_SIGNIFICANT = 8
"""The last digits of a phone number, the same in every spelling of it."""


class OwnContacts:
    """Phone numbers in any spelling, e-mail addresses, e-mail domains ("school.nl"), street
    addresses, handles ("@school"). A blank one stands for nothing."""

    def __init__(self, contacts: Sequence[str]) -> None:
        known = [contact.strip().lower() for contact in contacts if contact.strip()]
        self._plain = frozenset(contact.lstrip("@") for contact in known)
        numbers = (_number(contact) for contact in known)
        self._phones = frozenset(number for number in numbers if number)
        self._streets = "\n".join(f" {_words(contact)} " for contact in known)

    def has(self, datum: Datum) -> bool:
        match datum.kind:
            case Kind.PHONE:
                return datum.value[-_SIGNIFICANT:] in self._phones
            case Kind.EMAIL:
                return self._mail(datum.value)
            case Kind.ADDRESS:
                return f" {_words(datum.value)} " in self._streets
            case Kind.HANDLE:
                return datum.value in self._plain
            case _:
                return False

    def _mail(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        parts = domain.split(".")
        domains = {".".join(parts[i:]) for i in range(len(parts))}
        return address in self._plain or not domains.isdisjoint(self._plain)


def _words(text: str) -> str:
    return " ".join(read(text).words)


def _number(contact: str) -> str:
    if any(char.isalpha() for char in contact):
        return ""
    digits = "".join(digits_of(word) for word in read(contact).words)
    return digits[-_SIGNIFICANT:] if len(digits) >= _ENOUGH_DIGITS else ""
