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


class Identity(StrEnum):
    """As what somebody appears on a platform. Only a person can be somebody of the school."""

    PERSON = "person"
    ANONYMOUS_ADMIN = "anonymous_admin"
    CHANNEL = "channel"
    LINKED_CHANNEL = "linked_channel"
    """The channel that belongs to the group; the platform brings its posts along."""
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote a message. The name is for showing only: a display name never identifies."""

    account: AccountRef
    """Of what is no person: the channel's own, which is linked to nobody."""
    name: str
    role: Role
    identity: Identity = Identity.PERSON
    language: str = ""
    """What the platform says that they read, such as "nl"; "": it does not say."""
