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

    def told(self, audience: Audience, about: AccountRef | None = None) -> tuple[AccountRef, ...]:
        """Who is told of a matter and may decide it: never the one it is *about*.

        With nobody left the team lead stands in for the responsible staff, and they for the team
        lead. Care goes to care contacts or to nobody; then the digest counts it for everyone.
        """
        for contacts in self._in_turn(audience):
            told = tuple(dict.fromkeys(one for one in contacts if one != about))
            if told:
                return told
        return ()

    def may_decide(self, by: AccountRef, audience: Audience, about: AccountRef) -> bool:
        """Whoever is told, and the team lead of anything but care."""
        leads = by == self.team_lead and audience is not Audience.CARE
        return by != about and (leads or by in self.told(audience, about))

    def _in_turn(self, audience: Audience) -> tuple[tuple[AccountRef, ...], ...]:
        lead = (self.team_lead,) if self.team_lead else ()
        match audience:
            case Audience.RESPONSIBLE:
                return (self.responsible, lead)
            case Audience.TEAM_LEAD:
                return (lead, self.responsible)
            case Audience.CARE:
                return (self.care,)
