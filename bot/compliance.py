"""Art. 5.1.5 in one question: are the admins of this group staff, and only staff?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.model.member import Sender


class DriftKind(StrEnum):
    """How a group can stray from "medewerkers treden op als beheerder"."""

    NO_STAFF = "no_staff"
    NOT_STAFF = "not_staff"


@dataclass(frozen=True, slots=True)
class Drift:
    kind: DriftKind
    name: str = ""
    """Who should not be admin; empty where nobody is meant."""


def drifts(admins: Sequence[Sender]) -> Iterator[Drift]:
    """What is wrong with *admins* (the bot itself left out). Nothing, in a healthy group."""
    if not any(admin.role.is_staff for admin in admins):
        yield Drift(DriftKind.NO_STAFF)
    for admin in admins:
        if not admin.role.is_staff:
            yield Drift(DriftKind.NOT_STAFF, admin.name)
