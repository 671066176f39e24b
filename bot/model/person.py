"""Who people are to the school, and which accounts are theirs."""

from dataclasses import dataclass
from datetime import date

from bot.model.ids import AccountRef, ChatRef, PersonId, Platform, UserId
from bot.model.member import Role

NOT_KNOWN = UserId("0")
"""Whose account a platform hides: nobody's."""

ADULT_ENOUGH = 16
"""From this age a pupil decides about their own data (UAVG art. 5); before it, parents do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the school, as its own administration knows them."""

    person_id: PersonId
    name: str
    role: Role
    classes: tuple[str, ...] = ()
    born: date | None = None
    parents_told: date | None = None
    """When the parents of a pupil under 16 were told what the bot reads; None: not yet."""

    def needs_parents(self, day: date) -> bool:
        """Whether parents stand up for this person on *day*. Who has no date of birth, does."""
        if self.role is not Role.STUDENT:
            return False
        if self.born is None:
            return True
        had_birthday = (day.month, day.day) >= (self.born.month, self.born.day)
        return day.year - self.born.year - (not had_birthday) < ADULT_ENOUGH


@dataclass(frozen=True, slots=True)
class AccountLink:
    """*account* is *person*'s: somebody with the right to say so said it."""

    account: AccountRef
    person: PersonId
    work: bool | None = None
    """Whether it may be worked with (4.8): it is a work account, or the team lead agreed. None:
    not asked."""

    @property
    def gives_rights(self) -> bool:
        """A private account gives none until the team lead agrees; one of the bot's own machine is
        not what people write with."""
        return self.work is not False or self.account.platform is Platform.OS


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person is in one group, where that is not what they are to the school: a teacher
    whose own child is in the class is a parent in the parents' group."""

    chat: ChatRef
    person: PersonId
    role: Role


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of who somebody is."""

    person: Person
    links: tuple[AccountLink, ...] = ()
    memberships: tuple[Membership, ...] = ()
