"""Who is in a class group."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.ids import AccountRef


class Role(StrEnum):
    """What somebody is to the school."""

    STUDENT = "student"
    GUARDIAN = "guardian"
    TEACHER = "teacher"
    MENTOR = "mentor"
    TEAM_LEAD = "team_lead"
    COUNSELLOR = "counsellor"
    PRIVACY_OFFICER = "privacy_officer"
    TECHNICAL_ADMIN = "technical_admin"

    @property
    def is_staff(self) -> bool:
        return self not in _NOT_STAFF


_NOT_STAFF = frozenset({Role.STUDENT, Role.GUARDIAN})


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote a message. The name is for showing only: a display name never identifies."""

    account: AccountRef
    name: str
    role: Role
