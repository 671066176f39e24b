"""A class group and who on the staff answers for it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.action import Audience
from bot.model.ids import AccountRef, ChatRef


class GroupKind(StrEnum):
    CLASS = "class"
    PARENTS = "parents"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class ClassGroup:
    chat: ChatRef
    name: str
    kind: GroupKind = GroupKind.CLASS
    responsible: tuple[AccountRef, ...] = ()
    """The staff admins, who receive its flags and its digest."""
    team_lead: AccountRef | None = None
    care: tuple[AccountRef, ...] = ()

    def contacts(self, audience: Audience) -> tuple[AccountRef, ...]:
        """Who is told; staff who could not be reached otherwise are never skipped in silence:
        without a team lead or care contact the tuple is empty and the flag stays in the digest."""
        match audience:
            case Audience.RESPONSIBLE:
                return self.responsible
            case Audience.TEAM_LEAD:
                return (self.team_lead,) if self.team_lead else ()
            case Audience.CARE:
                return self.care
