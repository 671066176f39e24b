"""Who may what. Asked at the moment of acting, every time; what is not said here, nobody may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import Forbidden
from bot.model.action import Audience
from bot.model.audit import Subject
from bot.model.flag import NewFlag
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatRef, PersonId
from bot.model.member import Role
from bot.ports import PeopleStore


class Act(StrEnum):
    """What somebody may want to do."""

    SEE_FLAG = "see_flag"
    DECIDE_FLAG = "decide_flag"
    """And order what follows from it."""
    READ_DIGEST = "read_digest"
    ANNOUNCE = "announce"
    """Say that a group was told, or parents were."""
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"
    REVEAL_NAMES = "reveal_names"
    """See in the audit who did it and about whom."""
    VERIFY_AUDIT = "verify_audit"
    ACCESS = "access"
    """Be given all that is held about somebody."""
    ERASE = "erase"
    RUN_RETENTION = "run_retention"
    SEE_RETENTION = "see_retention"
    ROTATE_KEYS = "rotate_keys"
    BACKUP = "backup"
    RESTORE = "restore"
    MAKE_RECORD = "make_record"
    """Write the record of processing from the config."""


_TEACHING = frozenset({Role.TEACHER, Role.MENTOR, Role.TEAM_LEAD, Role.COUNSELLOR})
_OFFICE = frozenset({Role.TEAM_LEAD, Role.PRIVACY_OFFICER, Role.TECHNICAL_ADMIN})

WHO: Mapping[Act, frozenset[Role]] = {
    Act.SEE_FLAG: _TEACHING,
    Act.DECIDE_FLAG: _TEACHING,
    Act.READ_DIGEST: _TEACHING,
    Act.ANNOUNCE: frozenset({Role.TEACHER, Role.MENTOR, Role.TEAM_LEAD}),
    Act.MANAGE_PEOPLE: frozenset({Role.TEAM_LEAD}),
    Act.READ_AUDIT: _OFFICE,
    Act.REVEAL_NAMES: frozenset({Role.PRIVACY_OFFICER, Role.TEAM_LEAD}),
    Act.VERIFY_AUDIT: _OFFICE,
    Act.ACCESS: frozenset({Role.PRIVACY_OFFICER}),
    Act.ERASE: frozenset({Role.PRIVACY_OFFICER}),
    Act.RUN_RETENTION: _OFFICE,
    Act.SEE_RETENTION: _OFFICE,
    Act.ROTATE_KEYS: frozenset({Role.TECHNICAL_ADMIN}),
    Act.BACKUP: frozenset({Role.TECHNICAL_ADMIN}),
    Act.RESTORE: frozenset({Role.TECHNICAL_ADMIN}),
    Act.MAKE_RECORD: _OFFICE,
}
"""By what somebody is to the school, or in the group that it is about."""

_NEVER_ABOUT_ONESELF = frozenset({Act.MANAGE_PEOPLE, Act.ERASE})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who wants to do something, with all their *accounts*. Who is nobody to the school
    (*role* is None) may nothing. *elsewhere*: what they are in groups where that is another."""

    accounts: frozenset[AccountRef] = frozenset()
    person: PersonId | None = None
    role: Role | None = None
    elsewhere: Mapping[ChatRef, Role] = field(default_factory=dict)

    def role_in(self, group: ClassGroup) -> Role | None:
        return self.elsewhere.get(group.chat, self.role)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be seen or decided. *parties*: all accounts of all whose matter it is, and of
    those staff who may never see one: none of them is told."""

    group: ClassGroup
    audience: Audience
    parties: frozenset[AccountRef]

    @property
    def told(self) -> tuple[AccountRef, ...]:
        return self.group.told(self.audience, self.parties)


def may(actor: Actor, act: Act, matter: Matter | ClassGroup | PersonId | None = None) -> bool:
    """*matter*: the flag, the group, or the person that it is about."""
    match matter:
        case Matter(group):
            role = actor.role_in(group)
        case ClassGroup():
            role = actor.role_in(matter)
        case _:
            role = actor.role
    if role is None or role not in WHO.get(act, frozenset()):
        return False
    match act:
        case Act.SEE_FLAG | Act.DECIDE_FLAG:
            return isinstance(matter, Matter) and _theirs(actor, matter)
        case Act.READ_DIGEST | Act.ANNOUNCE:
            return isinstance(matter, ClassGroup) and _answers_for(actor, matter)
        case _ if act in _NEVER_ABOUT_ONESELF:
            return actor.person is not None and actor.person != matter
        case _:
            return True


def _theirs(actor: Actor, matter: Matter) -> bool:
    """Whoever is told, and the team lead of anything but care. Nobody in whose matter it is."""
    if actor.accounts & matter.parties:
        return False
    leads = matter.group.team_lead in actor.accounts and matter.audience is not Audience.CARE
    return leads or not actor.accounts.isdisjoint(matter.told)


def _answers_for(actor: Actor, group: ClassGroup) -> bool:
    return not actor.accounts.isdisjoint({*group.responsible, group.team_lead})


async def who_is(people: PeopleStore, somebody: Subject) -> Actor:
    """Whoever that is, as the school knows them now."""
    if isinstance(somebody, AccountRef):
        person, own = await people.who(somebody), frozenset({somebody})
    else:
        person, own = await people.get(somebody), frozenset()
    if person is None:
        return Actor(own)
    links = await people.links(person.person_id)
    members = await people.memberships(person.person_id)
    return Actor(
        frozenset(link.account for link in links),
        person.person_id,
        person.role,
        {member.chat: member.role for member in members},
    )


async def require(
    people: PeopleStore,
    somebody: Subject,
    act: Act,
    matter: Matter | ClassGroup | PersonId | None = None,
) -> Actor:
    """Raises `Forbidden` unless *somebody* may do that, now."""
    actor = await who_is(people, somebody)
    if not may(actor, act, matter):
        raise Forbidden(act)
    return actor


async def matter_of(people: PeopleStore, group: ClassGroup, flag: NewFlag) -> Matter:
    """With every account of those whose matter it is, and of those staff whose role gives them no
    right to see one, so that who stands in for them is told instead."""
    involved = {one for account in flag.parties for one in await _all_of(people, account)}
    barred = {
        one
        for one in group.contacts
        if (await who_is(people, one)).role_in(group) not in WHO[Act.SEE_FLAG]
    }
    return Matter(group, flag.audience, frozenset(involved | barred))


async def _all_of(people: PeopleStore, account: AccountRef) -> frozenset[AccountRef]:
    return (await who_is(people, account)).accounts
