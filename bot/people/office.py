"""Who has which account, and who is what in which group. Nobody decides it about themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import InputError, LinkedElsewhere
from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.model.ids import AccountRef, ChatRef, PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Membership, Person
from bot.people.codes import LASTS, as_kept, new_code
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, require


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of who somebody is."""

    person: Person
    links: Sequence[AccountLink]
    memberships: Sequence[Membership]


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Office:
    """Every method raises `Forbidden`, and `InputError` for a number that is nobody's."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock

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
            return Known(
                await _person(uow, number),
                await uow.people.links(number),
                await uow.people.memberships(number),
            )

    async def link(self, link: AccountLink, *, by: Subject) -> Person:
        """Raises `InputError` too when the account is somebody else's."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE, link.person)
            person = await _person(uow, link.person)
            try:
                await uow.people.link(link)
            except LinkedElsewhere as error:
                raise InputError("error.people.linked_elsewhere") from error
            facts = {"platform": link.account.platform, "role": person.role}
            await self._done(uow, Audited.LINKED, by, link.person, facts)
        return person

    async def unlink(self, account: AccountRef, *, by: Subject) -> Person:
        """Returns whose it was. Raises `InputError` when it was nobody's."""
        async with self.unit_of_work() as uow:
            person = await uow.people.who(account)
            about = person.person_id if person else account
            await require(uow.people, by, Act.MANAGE_PEOPLE, about)
            if person is None:
                raise InputError("error.people.not_linked")
            await uow.people.unlink(account)
            facts = {"platform": account.platform, "role": person.role}
            await self._done(uow, Audited.UNLINKED, by, person.person_id, facts)
        return person

    async def join(self, membership: Membership, *, by: Subject) -> None:
        """Raises `InputError` too for a group that is not known, and for who would be staff in it
        without being that to the school."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE, membership.person)
            person = await _person(uow, membership.person)
            if await uow.groups.get(membership.chat) is None:
                raise InputError("error.people.no_group")
            if membership.role.is_staff and not person.role.is_staff:
                raise InputError("error.people.not_staff", number=membership.person)
            await uow.people.join(membership)
            facts = {"chat": _chat(membership.chat), "role": membership.role}
            await self._done(uow, Audited.PEOPLE, by, membership.person, facts)

    async def leave(self, chat: ChatRef, number: PersonId, *, by: Subject) -> None:
        """Raises `InputError` too when they were nothing special in that group."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE, number)
            await _person(uow, number)
            if not await uow.people.leave(chat, number):
                raise InputError("error.people.no_member", number=number)
            facts = {"chat": _chat(chat), "role": ""}
            await self._done(uow, Audited.PEOPLE, by, number, facts)

    async def code(self, number: PersonId, *, by: Subject) -> Code:
        """A one-time code for them; an earlier one works no more. Raises `InputError` too for who
        is not staff: it would open nothing."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE, number)
            person = await _person(uow, number)
            if not person.role.is_staff:
                raise InputError("error.people.not_staff", number=number)
            code = Code(new_code(), self.clock() + LASTS)
            await uow.people.issue(as_kept(code.text), number, code.expires)
            await self._done(uow, Audited.CODE, by, number, {"role": person.role})
        return code

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


def _chat(chat: ChatRef) -> str:
    return f"{chat.platform}:{chat.chat_id}"
