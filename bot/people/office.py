"""Who has which account, and who is what in which group. Nobody decides it about themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import InputError, LinkedElsewhere
from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.model.ids import AccountRef, ChatRef, PersonId, Platform
from bot.model.member import Role
from bot.model.person import AccountLink, Known, Membership, Person
from bot.people.codes import LASTS, as_kept, new_code
from bot.people.signing import Holder, co_sign, holders, last_changed
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, Actor, Signed, heard, require


@dataclass(frozen=True, slots=True)
class Changed:
    """Whose account or membership it was, and on whose word."""

    person: Person
    signed: Signed


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    expires: datetime
    signed: Signed = Signed.ONE


@dataclass(frozen=True, slots=True)
class Office:
    """Every method raises `Forbidden`, and `InputError` for a number that is nobody's.

    *second*: the own code of whoever signs along. What is about somebody whose role has power
    takes two.
    """

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    second: str = ""

    async def everybody(
        self, *, by: Subject, school_class: str = "", role: Role | None = None
    ) -> Sequence[Person]:
        """In the order of their numbers."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE)
            people = await uow.people.all()
        wanted = school_class.casefold()
        return [
            person
            for person in people
            if role in {None, person.role}
            and (not wanted or wanted in {name.casefold() for name in person.classes})
        ]

    async def one(self, number: PersonId, *, by: Subject) -> Known:
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE)
            await _person(uow, number)
            return (await uow.people.known([number]))[number]

    async def powers(self, *, by: Subject) -> Sequence[Holder]:
        """Who has a role with power, in the order of their numbers."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.READ_AUDIT)
            return [
                replace(one, changed=await last_changed(uow, one.person.person_id))
                for one in await holders(uow.people)
            ]

    async def link(self, link: AccountLink, *, by: Subject) -> Changed:
        """Raises `InputError` too when the account is somebody else's."""
        async with self.unit_of_work() as uow:
            actor = await require(uow.people, by, Act.MANAGE_PEOPLE, link.person)
            person = await _person(uow, link.person)
            at_machine = link.account.platform is Platform.OS
            way = await self._signed(uow, actor, person, Audited.LINKED, to_sign=at_machine)
            try:
                await uow.people.link(link)
            except LinkedElsewhere as error:
                raise InputError("error.people.linked_elsewhere") from error
            facts = {"platform": link.account.platform, "role": person.role, **way.facts}
            await self._done(uow, Audited.LINKED, by, link.person, facts)
        return Changed(person, way)

    async def unlink(self, account: AccountRef, *, by: Subject) -> Changed:
        """Returns whose it was. Raises `InputError` when it was nobody's."""
        async with self.unit_of_work() as uow:
            person = await uow.people.who(account)
            about = person.person_id if person else account
            actor = await require(uow.people, by, Act.MANAGE_PEOPLE, about)
            if person is None:
                raise InputError("error.people.not_linked")
            way = await self._signed(uow, actor, person, Audited.UNLINKED)
            await uow.people.unlink(account)
            facts = {"platform": account.platform, "role": person.role, **way.facts}
            await self._done(uow, Audited.UNLINKED, by, person.person_id, facts)
        return Changed(person, way)

    async def join(self, membership: Membership, *, by: Subject) -> Changed:
        """Raises `InputError` too for a group that is not known, for who would be staff in it
        without being that to the school, and where nobody would be left to be told."""
        async with self.unit_of_work() as uow:
            actor = await require(uow.people, by, Act.MANAGE_PEOPLE, membership.person)
            person = await _person(uow, membership.person)
            if membership.role.is_staff and not person.role.is_staff:
                raise InputError("error.people.not_staff", number=membership.person)
            way = await self._signed(uow, actor, person, Audited.PEOPLE)
            await _join(uow, membership)
            facts = {"chat": str(membership.chat), "role": membership.role, **way.facts}
            await self._done(uow, Audited.PEOPLE, by, membership.person, facts)
        return Changed(person, way)

    async def leave(self, chat: ChatRef, number: PersonId, *, by: Subject) -> Changed:
        """Raises `InputError` too when they were nothing special in that group."""
        async with self.unit_of_work() as uow:
            actor = await require(uow.people, by, Act.MANAGE_PEOPLE, number)
            person = await _person(uow, number)
            way = await self._signed(uow, actor, person, Audited.PEOPLE)
            if not await uow.people.leave(chat, number):
                raise InputError("error.people.no_member", number=number)
            facts = {"chat": str(chat), "role": "", **way.facts}
            await self._done(uow, Audited.PEOPLE, by, number, facts)
        return Changed(person, way)

    async def code(self, number: PersonId, *, by: Subject) -> Code:
        """A one-time code for them; an earlier one works no more. Raises `InputError` too for who
        is not staff: it would open nothing."""
        async with self.unit_of_work() as uow:
            actor = await require(uow.people, by, Act.MANAGE_PEOPLE, number)
            person = await _person(uow, number)
            if not person.role.is_staff:
                raise InputError("error.people.not_staff", number=number)
            way = await self._signed(uow, actor, person, Audited.CODE)
            code = Code(new_code(), self.clock() + LASTS, way)
            await uow.people.issue(as_kept(code.text), number, code.expires)
            await self._done(uow, Audited.CODE, by, number, {"role": person.role, **way.facts})
        return code

    async def own_code(self, *, by: Subject) -> Code:
        """A code to sign along with; nobody is known by it, so it is safe with who types it.

        Raises `InputError` for who shows by a code who they are: whoever made that one may have
        kept it.
        """
        if not isinstance(by, AccountRef):
            raise InputError("error.code.by_code")
        async with self.unit_of_work() as uow:
            actor = await require(uow.people, by, Act.CO_SIGN)
            code = Code(new_code(), self.clock() + LASTS)
            if actor.person is not None:
                await uow.people.issue(as_kept(code.text), actor.person, code.expires, own=True)
                await self._done(uow, Audited.CODE, by, actor.person, {"own": 1})
        return code

    async def _signed(
        self,
        uow: UnitOfWork,
        actor: Actor,
        person: Person,
        what: Audited,
        *,
        to_sign: bool = False,
    ) -> Signed:
        return await co_sign(
            uow,
            actor,
            {person.person_id: {person.role}},
            code=self.second,
            what=what,
            at=self.clock(),
            to_sign=to_sign,
        )

    async def _done(
        self, uow: UnitOfWork, what: Audited, by: Subject, about: PersonId, facts: Facts
    ) -> None:
        """Written down, and so."""
        entry = NewEntry(at=self.clock(), what=what, by=by, about=about, facts=facts)
        await uow.audit.append(entry)
        await uow.commit()


async def _person(uow: UnitOfWork, number: PersonId) -> Person:
    person = await uow.people.get(number)
    if person is None:
        raise InputError("error.people.nobody", number=number)
    return person


async def _join(uow: UnitOfWork, membership: Membership) -> None:
    group = await uow.groups.get(membership.chat)
    if group is None:
        raise InputError("error.people.no_group")
    before = await heard(uow.people, group)
    await uow.people.join(membership)
    if not before <= await heard(uow.people, group):
        raise InputError("error.people.silenced", number=membership.person)
