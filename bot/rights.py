"""Who may what. Asked at the moment of acting, every time; what is not said here, nobody may."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import Forbidden
from bot.model.action import Audience
from bot.model.audit import Facts, Subject
from bot.model.flag import NewFlag
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatRef, FlagId, PersonId
from bot.model.member import Role
from bot.model.person import Known
from bot.ports import PeopleStore, UnitOfWork


class Act(StrEnum):
    """What somebody may want to do."""

    SEE_FLAG = "see_flag"
    DECIDE_FLAG = "decide_flag"
    """And order what follows from it."""
    READ_DIGEST = "read_digest"
    ANNOUNCE = "announce"
    """Say that a group was told, or parents were."""
    MANAGE_PEOPLE = "manage_people"
    CO_SIGN = "co_sign"
    """Sign along, where it takes two; and make the code to do it with."""
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
POWERFUL = _OFFICE | {Role.COUNSELLOR}
"""Nobody decides alone who has these: whoever did would hold them all."""

WHO: Mapping[Act, frozenset[Role]] = {
    Act.SEE_FLAG: _TEACHING,
    Act.DECIDE_FLAG: _TEACHING,
    Act.READ_DIGEST: _TEACHING,
    Act.ANNOUNCE: frozenset({Role.TEACHER, Role.MENTOR, Role.TEAM_LEAD}),
    Act.MANAGE_PEOPLE: frozenset({Role.TEAM_LEAD}),
    Act.CO_SIGN: POWERFUL,
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
"""By what somebody is to the school. About a group, what they are in it has to allow it as well:
being something else there takes rights away and never gives any."""

_STANDS_FOR = {Role.TEAM_LEAD: Audience.TEAM_LEAD, Role.COUNSELLOR: Audience.CARE}

_ABOUT_SOMEBODY = frozenset({Act.ACCESS, Act.ERASE})
_NEVER_ABOUT_ONESELF = frozenset({Act.MANAGE_PEOPLE, Act.CO_SIGN, Act.ERASE})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who wants to do something, with all their *accounts*. Who is nobody to the school
    (*role* is None) may do nothing. *elsewhere*: what they are in groups where that is another."""

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


About = Matter | ClassGroup | Subject | None
"""The flag, the group, or the person or account that something is about."""


def may(actor: Actor, act: Act, about: About = None) -> bool:
    if not _by_role(actor, act, about):
        return False
    match act:
        case Act.SEE_FLAG | Act.DECIDE_FLAG:
            return isinstance(about, Matter) and _theirs(actor, about)
        case Act.READ_DIGEST | Act.ANNOUNCE:
            return isinstance(about, ClassGroup) and _answers_for(actor, about)
        case _ if act in _ABOUT_SOMEBODY and not isinstance(about, AccountRef | str):
            return False
        case _ if act in _NEVER_ABOUT_ONESELF:
            return actor.person not in {None, about} and about not in actor.accounts
        case _:
            return True


def _by_role(actor: Actor, act: Act, about: About) -> bool:
    group = about.group if isinstance(about, Matter) else about
    here = actor.role_in(group) if isinstance(group, ClassGroup) else actor.role
    return {actor.role, here} <= WHO.get(act, frozenset())


def _theirs(actor: Actor, matter: Matter) -> bool:
    """Whoever is told, and the team lead of anything but care. Nobody in whose matter it is."""
    if actor.accounts & matter.parties:
        return False
    leads = matter.group.team_lead in actor.accounts and matter.audience is not Audience.CARE
    return leads or not actor.accounts.isdisjoint(matter.told)


def _answers_for(actor: Actor, group: ClassGroup) -> bool:
    return not actor.accounts.isdisjoint({*group.responsible, group.team_lead})


def stands_for(role: Role) -> Audience:
    """As which of its contacts staff of that role may be put down for a group. It is no right."""
    return _STANDS_FOR.get(role, Audience.RESPONSIBLE)


class Signed(StrEnum):
    """On whose word it is decided who has which role and account."""

    ONE = "one"
    """Whoever may manage people; it is about no role with power."""
    TWO = "two"
    ALONE = "alone"
    """One, though it takes two: there is nobody yet who could be the second."""
    NOT = "not"
    """It takes two, and the second is missing or is not one who can be."""

    @property
    def facts(self) -> Facts:
        """What the audit says of it, beside the entry about who signed along."""
        return {"alone": 1} if self is Signed.ALONE else {}


Changes = Mapping[PersonId, Collection[Role | None]]
"""Whom it is about, and what each was before and is after."""


def powerful(changes: Changes) -> Collection[PersonId]:
    """About whom nobody decides alone."""
    return [number for number, roles in changes.items() if not POWERFUL.isdisjoint(roles)]


def signed(actor: Actor, changes: Changes, second: Actor | None, *, others: bool) -> Signed:
    """*second*: whose own code was given. *others*: whether it goes no more that *actor*
    is alone: there is a second one in the school."""
    about = powerful(changes)
    if not about:
        return Signed.ONE
    if second is None:
        return Signed.NOT if others else Signed.ALONE
    able = second.person != actor.person and all(may(second, Act.CO_SIGN, one) for one in about)
    return Signed.TWO if able else Signed.NOT


async def who_is(people: PeopleStore, somebody: Subject) -> Actor:
    """Whoever that is, as the school knows them now."""
    return (await _who_are(people, {somebody}))[somebody]


async def require(
    people: PeopleStore,
    somebody: Subject,
    act: Act,
    about: About = None,
) -> Actor:
    """Raises `Forbidden` unless *somebody* may do that, now."""
    actor = await who_is(people, somebody)
    if not may(actor, act, about):
        raise Forbidden(act)
    return actor


Raised = tuple[ClassGroup, NewFlag]
"""A flag and the group it is of."""


async def matters_of(people: PeopleStore, raised: Collection[Raised]) -> Sequence[Matter]:
    """In the order of *raised*, each with every account of those whose matter it is, and of those
    staff whose role gives them no right to see one, so that who stands in for them is told
    instead."""
    asked = {one for group, flag in raised for one in group.contacts | flag.parties}
    actors = await _who_are(people, asked)
    return [_matter(actors, group, flag) for group, flag in raised]


async def may_now(people: PeopleStore, by: AccountRef, act: Act, raised: Raised) -> bool:
    """Whether *by* may do that to this flag, now."""
    group, flag = raised
    actors = await _who_are(people, {by, *group.contacts, *flag.parties})
    return may(actors[by], act, _matter(actors, group, flag))


async def heard(people: PeopleStore, group: ClassGroup) -> frozenset[Audience]:
    """Those of whose matters somebody is told, when it is not their own."""
    barred = _barred(await _who_are(people, group.contacts), group)
    return frozenset(audience for audience in Audience if group.told(audience, barred))


async def told_of(
    people: PeopleStore,
    groups: Collection[ClassGroup],
    *audiences: Audience,
) -> Sequence[Sequence[AccountRef]]:
    """Who of *audiences* hears how each of *groups* fares, where it is nobody's matter."""
    actors = await _who_are(people, {one for group in groups for one in group.contacts})
    told = []
    for group in groups:
        barred = {one for one in group.contacts if not may(actors[one], Act.READ_DIGEST, group)}
        each = (one for audience in audiences for one in group.told(audience, barred))
        told.append(tuple(dict.fromkeys(each)))
    return told


async def may_hear(uow: UnitOfWork, reader: AccountRef | None, flag_id: FlagId) -> bool:
    """Whether *reader* may be told of that flag now. Nobody may once it is gone."""
    raised = await _raised(uow, flag_id)
    if reader is None or raised is None:
        return False
    return await may_now(uow.people, reader, Act.SEE_FLAG, raised)


async def hearers(uow: UnitOfWork, flag_id: FlagId) -> tuple[AccountRef, ...]:
    """Who is to be told of that flag now."""
    raised = await _raised(uow, flag_id)
    if raised is None:
        return ()
    (matter,) = await matters_of(uow.people, [raised])
    return matter.told


async def _raised(uow: UnitOfWork, flag_id: FlagId) -> Raised | None:
    flag = await uow.flags.get(flag_id)
    group = await uow.groups.get(flag.raised.message.chat) if flag else None
    return None if flag is None or group is None else (group, flag.raised)


_Actors = Mapping[Subject, Actor]


async def _who_are(people: PeopleStore, subjects: Collection[Subject]) -> _Actors:
    """All of *subjects*, also who is nobody to the school."""
    known = await people.known(subjects)
    return {one: _actor(one, known.get(one)) for one in subjects}


def _actor(somebody: Subject, known: Known | None) -> Actor:
    if known is None:
        return Actor(frozenset({somebody} if isinstance(somebody, AccountRef) else ()))
    accounts = frozenset(link.account for link in known.links)
    if any(link.account == somebody and not link.gives_rights for link in known.links):
        return Actor(accounts, known.person.person_id)
    return Actor(
        accounts,
        known.person.person_id,
        known.person.role,
        {member.chat: member.role for member in known.memberships},
    )


def _matter(actors: _Actors, group: ClassGroup, flag: NewFlag) -> Matter:
    involved = {one for account in flag.parties for one in actors[account].accounts}
    return Matter(group, flag.audience, frozenset(involved | _barred(actors, group)))


def _barred(actors: _Actors, group: ClassGroup) -> frozenset[AccountRef]:
    contacts = group.contacts
    return frozenset(one for one in contacts if not _by_role(actors[one], Act.SEE_FLAG, group))
