from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import LinkedElsewhere, StorageError
from bot.model.absence import Absence
from bot.model.audit import Subject
from bot.model.ids import AccountRef, ChatRef, PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Known, Membership, Person
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed
from storage.moving import Move


class MemoryPeopleStore:
    def __init__(self, journal: Journal) -> None:
        self._people = Keyed[PersonId, Person](journal)
        self._links = Keyed[AccountRef, AccountLink](journal)
        self._members = Keyed[tuple[ChatRef, PersonId], Membership](journal)
        self._absences = Keyed[PersonId, Absence](journal)
        self._codes = Keyed[str, tuple[PersonId, datetime, bool]](journal)

    async def put(self, person: Person) -> None:
        self._people.put(person.person_id, person)

    async def get(self, person_id: PersonId) -> Person | None:
        return self._people.values.get(person_id)

    async def all(self) -> Sequence[Person]:
        return sorted(self._people.values.values(), key=lambda person: person.person_id)

    async def remove(self, person_id: PersonId) -> bool:
        for link in await self.links(person_id):
            self._links.remove(link.account)
        for member in await self.memberships(person_id):
            self._members.remove((member.chat, person_id))
        self._forget_codes(person_id)
        self._absences.remove(person_id)
        for one in [*self._absences.values.values()]:
            if one.deputy == person_id:
                self._absences.put(one.person, replace(one, deputy=None))
        return self._people.remove(person_id)

    async def link(self, link: AccountLink) -> None:
        self._somebody(link.person)
        now = self._links.values.get(link.account)
        if now is not None and now.person != link.person:
            raise LinkedElsewhere("this account is linked to somebody else")
        self._links.put(link.account, link)

    async def unlink(self, account: AccountRef) -> bool:
        return self._links.remove(account)

    async def links(self, person_id: PersonId) -> Sequence[AccountLink]:
        mine = [link for link in self._links.values.values() if link.person == person_id]
        return sorted(mine, key=lambda link: (link.account.platform, link.account.user_id))

    async def anybody(self) -> bool:
        return bool(self._links.values)

    async def who(self, account: AccountRef) -> Person | None:
        link = self._links.values.get(account)
        return self._people.values.get(link.person) if link else None

    async def known(self, subjects: Collection[Subject]) -> Mapping[Subject, Known]:
        people = {
            one: await (self.who(one) if isinstance(one, AccountRef) else self.get(one))
            for one in subjects
        }
        return {one: await self._known(person) for one, person in people.items() if person}

    async def join(self, membership: Membership) -> None:
        self._somebody(membership.person)
        self._members.put((membership.chat, membership.person), membership)

    async def leave(self, chat: ChatRef, person_id: PersonId) -> bool:
        return self._members.remove((chat, person_id))

    async def memberships(self, person_id: PersonId) -> Sequence[Membership]:
        mine = [member for member in self._members.values.values() if member.person == person_id]
        return sorted(mine, key=lambda member: (member.chat.platform, member.chat.chat_id))

    async def roles(
        self, chat: ChatRef, accounts: Collection[AccountRef]
    ) -> Mapping[AccountRef, Role]:
        found: dict[AccountRef, Role] = {}
        for account in accounts:
            link = self._links.values.get(account)
            if link is not None:
                here = self._members.values.get((chat, link.person))
                found[account] = here.role if here else self._people.values[link.person].role
        return found

    async def away(self, absence: Absence) -> None:
        self._somebody(absence.person)
        if absence.deputy is not None:
            self._somebody(absence.deputy)
        self._absences.put(absence.person, absence)

    async def back(self, person_id: PersonId) -> bool:
        return self._absences.remove(person_id)

    async def absences(self) -> Sequence[Absence]:
        return sorted(self._absences.values.values(), key=lambda one: one.person)

    async def issue(
        self, code: str, person_id: PersonId, expires: datetime, *, own: bool = False
    ) -> None:
        self._somebody(person_id)
        self._forget_codes(person_id)
        self._codes.put(code, (person_id, expires, own))

    async def redeem(self, code: str, now: datetime, *, own: bool = False) -> Person | None:
        person, expires, theirs = self._codes.values.get(code, (None, now, own))
        if person is None or theirs is not own:
            return None
        self._codes.remove(code)
        return self._people.values.get(person) if expires > now else None

    async def code_until(self, person_id: PersonId) -> datetime | None:
        codes = self._codes.values.values()
        return next((expires for person, expires, _ in codes if person == person_id), None)

    async def forget_codes(self, now: datetime) -> int:
        expired = {code for code, (_, expires, *_) in self._codes.values.items() if expires <= now}
        self._codes.remove_all(expired)
        return len(expired)

    def move(self, move: Move) -> None:
        for (chat, person), member in [*self._members.values.items()]:
            if chat == move.chat:
                self._members.remove((chat, person))
                if (move.to, person) not in self._members.values:
                    self._members.put((move.to, person), replace(member, chat=move.to))

    async def _known(self, person: Person) -> Known:
        links = await self.links(person.person_id)
        return Known(person, (*links,), (*await self.memberships(person.person_id),))

    def _somebody(self, person_id: PersonId) -> None:
        if person_id not in self._people.values:
            raise StorageError("nobody has this number")

    def _forget_codes(self, person_id: PersonId) -> None:
        for code, (person, _, _) in [*self._codes.values.items()]:
            if person == person_id:
                self._codes.remove(code)

    async def forget(self, account: AccountRef) -> bool:  # noqa: ARG002 - an account is kept with what is about it
        return False

    async def forget_loose(self) -> int:
        return 0
