"""Who may what. Asked at the moment of acting, every time; what is not said here, nobody may."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import Forbidden
from bot.model.action import Audience
from bot.model.appeal import AppealState, NewAppeal
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
    REPORT_OFFENCE = "report_offence"
    """Have the evidence of a flag kept for a report to the police; and let go of it."""
    REMOVE_MEMBER = "remove_member"
    """Order that somebody goes out of a group, because of a flag."""
    CLOSE_GROUP = "close_group"
    """Let nobody but its admins write for a while, and end that."""
    DECIDE_APPEAL = "decide_appeal"
    """See what somebody objects to, and answer them."""
    READ_DIGEST = "read_digest"
    ANNOUNCE = "announce"
    """Say that a group was told, or parents were."""
    SET_LESSON = "set_lesson"
    """Say what goes for phones in a lesson of a class."""
    MANAGE_CALENDAR = "manage_calendar"
    """Import the school's timetable, see it and take it away."""
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
    MAKE_DOSSIER = "make_dossier"
    """Put what was upheld about somebody into the file that the school keeps of them."""
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
    Act.REPORT_OFFENCE: frozenset({Role.TEAM_LEAD}),
    Act.REMOVE_MEMBER: _TEACHING,
    Act.CLOSE_GROUP: frozenset({Role.TEACHER, Role.MENTOR, Role.TEAM_LEAD}),
    Act.DECIDE_APPEAL: _TEACHING,
    Act.READ_DIGEST: _TEACHING,
    Act.ANNOUNCE: frozenset({Role.TEACHER, Role.MENTOR, Role.TEAM_LEAD}),
    Act.SET_LESSON: frozenset({Role.TEACHER, Role.MENTOR, Role.TEAM_LEAD}),
    Act.MANAGE_CALENDAR: frozenset({Role.TEAM_LEAD, Role.TECHNICAL_ADMIN}),
    Act.MANAGE_PEOPLE: frozenset({Role.TEAM_LEAD}),
    Act.CO_SIGN: POWERFUL,
    Act.READ_AUDIT: _OFFICE,
    Act.REVEAL_NAMES: frozenset({Role.PRIVACY_OFFICER, Role.TEAM_LEAD}),
    Act.VERIFY_AUDIT: _OFFICE,
    Act.ACCESS: frozenset({Role.PRIVACY_OFFICER}),
    Act.ERASE: frozenset({Role.PRIVACY_OFFICER}),
    Act.MAKE_DOSSIER: frozenset({Role.TEAM_LEAD}),
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

_ABOUT_SOMEBODY = frozenset({Act.ACCESS, Act.ERASE, Act.MAKE_DOSSIER})
_NEVER_ABOUT_ONESELF = frozenset({Act.MANAGE_PEOPLE, Act.CO_SIGN, Act.ERASE, Act.MAKE_DOSSIER})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who wants to do something, with all their *accounts*. Who is nobody to the school
    (*role* is None) may do nothing. *elsewhere*: what they are in groups where that is another."""

    accounts: frozenset[AccountRef] = frozenset()
    person: PersonId | None = None
    role: Role | None = None
    elsewhere: Mapping[ChatRef, Role] = field(default_factory=dict)
    classes: frozenset[str] = frozenset()
    """Their own, in lower case."""
    covers: frozenset[AccountRef] = frozenset()
    """Of those who are away, and for whom they stand in."""

    def role_in(self, group: ClassGroup) -> Role | None:
        return self.elsewhere.get(group.chat, self.role)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be seen or decided. *parties*: all accounts of all whose matter it is, and of
    those staff who may never see one: none of them is told."""

    group: ClassGroup
    audience: Audience
    parties: frozenset[AccountRef]
    instead: Mapping[AccountRef, tuple[AccountRef, ...]] = field(default_factory=dict, hash=False)
    """Of its staff who are away, who reads it in their place."""

    @property
    def told(self) -> tuple[AccountRef, ...]:
        return self.group.told(self.audience, self.parties, self.instead)

    @property
    def entitled(self) -> frozenset[AccountRef]:
        """Who is told, and who would be if nobody were away."""
        return frozenset((*self.told, *self.group.told(self.audience, self.parties)))

    @property
    def lead(self) -> tuple[AccountRef, ...]:
        """The team lead, or who stands in for them while they are away. Nobody: there is none, or
        it is their own matter."""
        lead = self.group.team_lead
        if lead is None or lead in self.parties:
            return ()
        there = self.instead.get(lead, (lead,))
        return tuple(one for one in there if one not in self.parties) or (lead,)


About = Matter | ClassGroup | Subject | None
"""The flag, the group, or the person or account that something is about."""


def may(actor: Actor, act: Act, about: About = None) -> bool:
    if not _by_role(actor, act, about):
        return False
    match act:
        case _ if act in _OF_A_MATTER:
            return isinstance(about, Matter) and _OF_A_MATTER[act](actor, about)
        case _ if act in _OF_A_GROUP:
            return isinstance(about, ClassGroup) and _OF_A_GROUP[act](actor, about)
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
    return leads or not actor.accounts.isdisjoint(matter.entitled)


def _reports(actor: Actor, matter: Matter) -> bool:
    """The team lead of the group; another one where that is nobody, or it is their own matter."""
    if matter.audience is Audience.CARE or actor.accounts & matter.parties:
        return False
    lead = matter.group.team_lead
    return lead is None or lead in matter.parties or lead in actor.accounts


def _decides_again(actor: Actor, matter: Matter) -> bool:
    """As of a flag, and whoever stands in for its team lead; where nobody of the group is left, or
    no team lead, another one of the school. Nobody objects to care."""
    if matter.audience is Audience.CARE or actor.accounts & matter.parties:
        return False
    if _theirs(actor, matter) or not actor.accounts.isdisjoint(matter.lead):
        return True
    if matter.told and matter.lead:
        return False
    return actor.role is not None and stands_for(actor.role) is Audience.TEAM_LEAD


def _answers_for(actor: Actor, group: ClassGroup) -> bool:
    return not actor.accounts.isdisjoint(_answering(group))


def _answering(group: ClassGroup) -> frozenset[AccountRef | None]:
    return frozenset((*group.responsible, group.team_lead))


def _teaches(actor: Actor, group: ClassGroup) -> bool:
    return _answers_for(actor, group) or group.name.casefold() in actor.classes


def _reads(actor: Actor, group: ClassGroup) -> bool:
    return _answers_for(actor, group) or not actor.covers.isdisjoint(_answering(group))


def _removes(actor: Actor, matter: Matter) -> bool:
    return _theirs(actor, matter) and _answers_for(actor, matter.group)


_OF_A_MATTER: Mapping[Act, Callable[[Actor, Matter], bool]] = {
    Act.SEE_FLAG: _theirs,
    Act.DECIDE_FLAG: _theirs,
    Act.REPORT_OFFENCE: _reports,
    Act.REMOVE_MEMBER: _removes,
    Act.DECIDE_APPEAL: _decides_again,
}
_OF_A_GROUP: Mapping[Act, Callable[[Actor, ClassGroup], bool]] = {
    Act.READ_DIGEST: _reads,
    Act.ANNOUNCE: _answers_for,
    Act.SET_LESSON: _teaches,
    Act.CLOSE_GROUP: _teaches,
}


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
    return (await who_are(people, {somebody}))[somebody]


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
    actors, deputies = await who_are(people, asked), await _deputies(people)
    return [_matter(actors, group, flag, deputies) for group, flag in raised]


async def may_now(people: PeopleStore, by: AccountRef, act: Act, raised: Raised) -> bool:
    """Whether *by* may do that to this flag, now."""
    group, flag = raised
    actors = await who_are(people, {by, *group.contacts, *flag.parties})
    matter = _matter(actors, group, flag, await _deputies(people))
    return may(actors[by], act, matter)


async def heard(people: PeopleStore, group: ClassGroup) -> frozenset[Audience]:
    """Those of whose matters somebody is told, when it is not their own."""
    barred = _barred(await who_are(people, group.contacts), group)
    return frozenset(audience for audience in Audience if group.told(audience, barred))


async def told_of(
    people: PeopleStore,
    groups: Collection[ClassGroup],
    *audiences: Audience,
) -> Sequence[Sequence[AccountRef]]:
    """Who of *audiences* hears how each of *groups* fares, where it is nobody's matter."""
    actors = await who_are(people, {one for group in groups for one in group.contacts})
    told, deputies = [], await _deputies(people)
    for group in groups:
        barred = {one for one in group.contacts if not may(actors[one], Act.READ_DIGEST, group)}
        each = (
            one
            for audience in audiences
            for one in group.told(audience, barred, _instead(actors, group, audience, deputies))
        )
        told.append(tuple(dict.fromkeys(each)))
    return told


async def may_hear(uow: UnitOfWork, reader: AccountRef | None, flag_id: FlagId) -> bool:
    """Whether *reader* may be told of that flag now. Nobody may once it is gone."""
    raised = await _raised(uow, flag_id)
    if reader is None or raised is None:
        return False
    if await may_now(uow.people, reader, Act.SEE_FLAG, raised):
        return True
    return await decides_again(uow, reader, flag_id)


async def decides_again(uow: UnitOfWork, reader: AccountRef, flag_id: FlagId) -> bool:
    """Whether an appeal on that flag is open which *reader* may decide."""
    for appeal in await uow.appeals.about(flag_id):
        if appeal.state is AppealState.OPEN:
            matter = await objection(uow, appeal.filed)
            if matter and may(await who_is(uow.people, reader), Act.DECIDE_APPEAL, matter):
                return True
    return False


async def objection(uow: UnitOfWork, filed: NewAppeal) -> Matter | None:
    """An appeal as a matter: besides those who are in it, it is that of whoever made it, and of
    whoever decided what it is against. None: its group is gone."""
    group = await uow.groups.get(filed.chat)
    flag = None if filed.about is None else await uow.flags.get(filed.about)
    if group is None:
        return None
    involved: set[Subject] = {filed.by}
    if flag is not None:
        verdict, decider = (
            await uow.flags.verdict(flag.flag_id),
            await uow.flags.decider(flag.flag_id),
        )
        involved |= {*flag.raised.parties, *((verdict.by,) if verdict else ())}
        involved |= {decider} if decider is not None else set()
    actors = await who_are(uow.people, {*involved, *group.contacts})
    theirs = {one for subject in involved for one in actors[subject].accounts}
    audience = Audience.RESPONSIBLE if flag is None else flag.raised.audience
    instead = _instead(actors, group, audience, await _deputies(uow.people))
    return Matter(group, audience, frozenset(theirs | _barred(actors, group)), instead)


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


async def who_are(people: PeopleStore, subjects: Collection[Subject]) -> _Actors:
    """All of *subjects*, also who is nobody to the school."""
    known, covers = await people.known(subjects), await _covers(people)
    return {one: _actor(one, known.get(one), covers) for one in subjects}


_Covers = Mapping[PersonId, frozenset[AccountRef]]
"""Whoever stands in for others, and the accounts of those."""

_Deputies = Mapping[PersonId, Known | None]
"""Whoever is away, and who stands in for them. None: nobody, or somebody who is away too."""


async def _covers(people: PeopleStore) -> _Covers:
    absences = await people.absences()
    if not absences:
        return {}
    away = await people.known({one.person for one in absences})
    covers: dict[PersonId, frozenset[AccountRef]] = {}
    for one in absences:
        if one.deputy is not None and one.person in away:
            theirs = frozenset(link.account for link in away[one.person].links)
            covers[one.deputy] = covers.get(one.deputy, frozenset()) | theirs
    return covers


async def _deputies(people: PeopleStore) -> _Deputies:
    absences = await people.absences()
    if not absences:
        return {}
    away = {one.person for one in absences}
    known = await people.known({one.deputy for one in absences if one.deputy is not None})
    return {
        one.person: None if one.deputy is None or one.deputy in away else known.get(one.deputy)
        for one in absences
    }


def stand_in(deputy: Known, group: ClassGroup, audience: Audience) -> AccountRef | None:
    """Where *deputy* would read what is of *group* and for *audience* in the place of somebody who
    is away. None: they may not, or have no account there."""
    role = deputy.person.role
    if audience is Audience.CARE and stands_for(role) is not Audience.CARE:
        return None
    if not _by_role(_actor(deputy.person.person_id, deputy), Act.SEE_FLAG, group):
        return None
    usable = (link.account for link in deputy.links if link.gives_rights)
    return next((one for one in usable if one.platform is group.chat.platform), None)


def _instead(
    actors: _Actors, group: ClassGroup, audience: Audience, deputies: _Deputies
) -> Mapping[AccountRef, tuple[AccountRef, ...]]:
    found: dict[AccountRef, tuple[AccountRef, ...]] = {}
    for contact in group.contacts if deputies else ():
        person = actors[contact].person
        if person is not None and person in deputies:
            deputy = deputies[person]
            account = None if deputy is None else stand_in(deputy, group, audience)
            found[contact] = () if account is None else (account,)
    return found


def _actor(somebody: Subject, known: Known | None, covers: _Covers | None = None) -> Actor:
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
        frozenset(name.casefold() for name in known.person.classes),
        (covers or {}).get(known.person.person_id, frozenset()),
    )


def _matter(actors: _Actors, group: ClassGroup, flag: NewFlag, deputies: _Deputies) -> Matter:
    involved = {one for account in flag.parties for one in actors[account].accounts}
    instead = _instead(actors, group, flag.audience, deputies)
    parties = frozenset(involved | _barred(actors, group))
    return Matter(group, flag.audience, parties, instead)


def _barred(actors: _Actors, group: ClassGroup) -> frozenset[AccountRef]:
    contacts = group.contacts
    return frozenset(one for one in contacts if not _by_role(actors[one], Act.SEE_FLAG, group))
