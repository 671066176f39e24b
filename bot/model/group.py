"""A class group and who on the staff answers for it."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.action import Audience
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Role


class GroupKind(StrEnum):
    CLASS = "class"
    PARENTS = "parents"
    STAFF = "staff"

    @property
    def usual_role(self) -> Role:
        """What somebody is taken for whom nobody knows. It gives no right to anything."""
        return _USUAL[self]


_USUAL = {
    GroupKind.CLASS: Role.STUDENT,
    GroupKind.PARENTS: Role.GUARDIAN,
    GroupKind.STAFF: Role.TEACHER,
}


@dataclass(frozen=True, slots=True)
class ClassGroup:
    chat: ChatRef
    name: str
    kind: GroupKind = GroupKind.CLASS
    responsible: tuple[AccountRef, ...] = ()
    """The staff admins, who receive its flags and its digest."""
    team_lead: AccountRef | None = None
    care: tuple[AccountRef, ...] = ()
    announced: datetime | None = None
    """When its members were told that the bot reads along; until then it reads nothing."""

    @property
    def contacts(self) -> frozenset[AccountRef]:
        """All staff who answer for it in some way."""
        lead = (self.team_lead,) if self.team_lead else ()
        return frozenset((*self.responsible, *lead, *self.care))

    def told(
        self, audience: Audience, without: Container[AccountRef] = ()
    ) -> tuple[AccountRef, ...]:
        """Who is told of a matter: none of those *without* whom it has to do.

        With nobody left the team lead stands in for the responsible staff, and they for the team
        lead. Care goes to care contacts or to nobody; then the digest counts it for everyone.
        """
        for contacts in self._in_turn(audience):
            told = tuple(dict.fromkeys(one for one in contacts if one not in without))
            if told:
                return told
        return ()

    def _in_turn(self, audience: Audience) -> tuple[tuple[AccountRef, ...], ...]:
        lead = (self.team_lead,) if self.team_lead else ()
        match audience:
            case Audience.RESPONSIBLE:
                return (self.responsible, lead)
            case Audience.TEAM_LEAD:
                return (lead, self.responsible)
            case Audience.CARE:
                return (self.care,)
