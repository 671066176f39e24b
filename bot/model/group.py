"""A class group and who on the staff answers for it."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from bot.model.action import Audience
from bot.model.administration import Administration
from bot.model.calendar import Lesson, TestWindow
from bot.model.closing import Closing
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Role


class Stage(StrEnum):
    """How far the bot may go in a group. The values are stored."""

    UNBOUND = "unbound"
    """No class yet: nothing is read, and after a day the bot leaves."""
    TRIAL = "trial"
    """Staff see what would have been said; pupils see nothing."""
    ON = "on"
    OFF = "off"
    """Staff said so: nothing is read until they say otherwise."""

    @property
    def reads(self) -> bool:
        return self in {Stage.TRIAL, Stage.ON}


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


NOBODY_AWAY: Mapping[AccountRef, tuple[AccountRef, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PutOut:
    """Somebody took the bot out of the group: what its stage was until then, and since when."""

    at: datetime
    stage: Stage
    since: datetime | None


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

    stage: Stage = Stage.ON
    since: datetime | None = None
    """From when *stage* counts; None: always."""
    staff_chat: ChatRef | None = None
    """Where flags that are not for particular eyes go, instead of to each in private."""
    quiet_until: datetime | None = None
    """Staff asked for silence until then; care and urgent alerts are told all the same."""
    tests: tuple[TestWindow, ...] = ()
    """Of this group alone, as staff said in the chat."""
    lessons: tuple[Lesson, ...] = ()
    """What teachers said there of phones in a lesson."""
    administration: Administration | None = None
    """As it was when it was last looked at."""
    put_out: PutOut | None = None
    """The last time; also when staff said something else since."""
    closing: Closing | None = None
    """While only its admins may write, or are about to."""

    @property
    def is_read(self) -> bool:
        return self.announced is not None and self.stage.reads

    @property
    def is_put_out(self) -> bool:
        """Nobody but whoever took the bot out turned it off."""
        out = self.put_out
        return out is not None and (self.stage, self.since) == (Stage.OFF, out.at)

    @property
    def contacts(self) -> frozenset[AccountRef]:
        """All staff who answer for it in some way."""
        lead = (self.team_lead,) if self.team_lead else ()
        return frozenset((*self.responsible, *lead, *self.care))

    def told(
        self,
        audience: Audience,
        without: Container[AccountRef] = (),
        instead: Mapping[AccountRef, tuple[AccountRef, ...]] = NOBODY_AWAY,
    ) -> tuple[AccountRef, ...]:
        """Who is told of a matter: none of those *without* whom it has to do. *instead*: of those
        who are away, who reads it in their place.

        With nobody left the team lead stands in for the responsible staff, and they for the team
        lead; and where all of them are away it waits for those. Care goes to care contacts or to
        nobody; then the digest counts it for everyone.
        """
        turns = self._in_turn(audience)
        there = [
            tuple(
                one
                for contact in contacts
                if contact not in without  # nobody stands in for them in their own matter
                for one in instead.get(contact, (contact,))
            )
            for contacts in turns
        ]
        for contacts in (*there, *turns):
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
