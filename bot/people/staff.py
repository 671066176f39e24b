"""Staff of the school: made one by one, invited, and with which account they may work."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import InputError
from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.model.ids import PersonId, Platform
from bot.model.member import Role
from bot.model.person import AccountLink, Known, Person
from bot.people.invite import Invitation, Invitations
from bot.people.signing import co_sign
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, Actor, Signed, require

_OWN = "staff-"
"""Before the number of whoever the school's administration has none for."""


@dataclass(frozen=True, slots=True)
class Employee:
    """*until*: when the invitation that waits for them ends."""

    known: Known
    until: datetime | None = None

    @property
    def person(self) -> Person:
        return self.known.person

    @property
    def links(self) -> Sequence[AccountLink]:
        """Their accounts where people write, and not those of this machine."""
        return [one for one in self.known.links if one.account.platform is not Platform.OS]


@dataclass(frozen=True, slots=True)
class Invited:
    person: Person
    invitation: Invitation
    signed: Signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Every method raises `Forbidden`, and `InputError` for a number that is nobody's of staff.

    *second*: the own code of whoever signs along, where it is about a role with power.
    """

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    invitations: Invitations
    second: str = ""

    async def ask(self, *, by: Subject) -> None:
        """Whether *by* may do any of this at all."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE)

    async def everybody(self, *, by: Subject) -> Sequence[Employee]:
        """In the order of their numbers."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE)
            numbers = [one.person_id for one in await uow.people.all() if one.role.is_staff]
            known = await uow.people.known(numbers)
            now, found = self.clock(), []
            for number in numbers:
                until = await uow.people.code_until(number)
                found.append(Employee(known[number], until if until and until > now else None))
        return found

    async def add(
        self,
        name: str,
        role: Role,
        classes: Sequence[str],
        *,
        by: Subject,
        number: PersonId | None = None,
    ) -> Invited:
        """Whoever has *number*, or somebody new, with an invitation. Raises `InputError` too for a
        role that is not of staff, and without a number for a name that staff have already."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE)
            number = number or await _new_number(uow, name)
            was = await uow.people.get(number)
            if not role.is_staff or (was is not None and not was.role.is_staff):
                raise InputError("error.people.not_staff", number=number)
            person = was or Person(person_id=number, name=name, role=role)
            # Without classes those that are known stay.
            own = tuple(dict.fromkeys(classes)) or person.classes
            person = replace(person, name=name, role=role, classes=own)
            actor = await require(uow.people, by, Act.MANAGE_PEOPLE, number)
            way = await self._signed(uow, actor, person, {role, was.role if was else role})
            await uow.people.put(person)
            if person != was:
                facts = {"role": role, "was": was.role if was else "", **way.facts}
                await self._note(uow, Audited.PEOPLE, by, number, facts)
            invitation = await self.invitations.invite(uow, person, by)
            await uow.commit()
        return Invited(person, invitation, way)

    async def invite(self, number: PersonId, *, by: Subject) -> Invited:
        """Nobody invites themselves, but for the first: before them there was nobody to do it."""
        async with self.unit_of_work() as uow:
            actor = await require(uow.people, by, Act.MANAGE_PEOPLE)
            person = await _employee(uow, number)
            if actor.person == number and await _is_first(uow, number):
                way = Signed.ALONE
                await self._note(uow, Audited.PEOPLE, by, number, {"first": 1, **way.facts})
                invitation = await self.invitations.issue(uow, person, by)
            else:
                actor = await require(uow.people, by, Act.MANAGE_PEOPLE, number)
                way = await self._signed(uow, actor, person, {person.role})
                invitation = await self.invitations.invite(uow, person, by)
            await uow.commit()
        return Invited(person, invitation, way)

    async def allow(self, number: PersonId, *, by: Subject, work: bool) -> Employee:
        """Whether they may work with the account that they said is their own (art. 4.8); where
        not, it is theirs no more to the bot. Raises `InputError` too where there is none."""
        async with self.unit_of_work() as uow:
            actor = await require(uow.people, by, Act.MANAGE_PEOPLE, number)
            person = await _employee(uow, number)
            links = Employee((await uow.people.known([number]))[number]).links
            waiting = [one for one in links if not one.work]
            if not waiting:
                raise InputError("error.staff.no_account", number=number)
            way = await self._signed(uow, actor, person, {person.role})
            for link in waiting:
                await self._decide(uow, link, by, {"role": person.role, **way.facts}, work=work)
            known = (await uow.people.known([number]))[number]
            await uow.commit()
        return Employee(known)

    async def _decide(
        self, uow: UnitOfWork, link: AccountLink, by: Subject, facts: Facts, *, work: bool
    ) -> None:
        platform: Mapping[str, str | int] = {"platform": link.account.platform, "work": int(work)}
        if work:
            await uow.people.link(replace(link, work=True))
            if not link.gives_rights:
                await self.invitations.agreed(uow, link.account)
            await self._note(uow, Audited.LINKED, by, link.person, {**platform, **facts})
        else:
            await uow.people.unlink(link.account)
            await self._note(uow, Audited.UNLINKED, by, link.person, {**platform, **facts})

    async def _signed(
        self, uow: UnitOfWork, actor: Actor, person: Person, roles: Collection[Role]
    ) -> Signed:
        return await co_sign(
            uow,
            actor,
            {person.person_id: roles},
            code=self.second,
            what=Audited.PEOPLE,
            at=self.clock(),
        )

    async def _note(
        self, uow: UnitOfWork, what: Audited, by: Subject, about: PersonId, facts: Facts
    ) -> None:
        entry = NewEntry(at=self.clock(), what=what, by=by, about=about, facts=facts)
        await uow.audit.append(entry)


async def _is_first(uow: UnitOfWork, number: PersonId) -> bool:
    """Whether nobody else has an account yet."""
    others = [one.person_id for one in await uow.people.all() if one.person_id != number]
    known = (await uow.people.known(others)).values()
    return not any(one.links for one in known)


async def _employee(uow: UnitOfWork, number: PersonId) -> Person:
    person = await uow.people.get(number)
    if person is None:
        raise InputError("error.people.nobody", number=number)
    if not person.role.is_staff:
        raise InputError("error.people.not_staff", number=number)
    return person


async def _new_number(uow: UnitOfWork, name: str) -> PersonId:
    """A name never finds anybody, but the same one twice is asked about."""
    for one in await uow.people.all():
        if one.role.is_staff and one.name.casefold() == name.casefold():
            raise InputError("error.staff.same_name", name=one.name, number=one.person_id)
    return PersonId(f"{_OWN}{secrets.token_hex(3)}")
