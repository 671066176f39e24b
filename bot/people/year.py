"""The end of a school year: classes end, staff leave, and the bot lets go of both."""

import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace

from bot.errors import InputError
from bot.model.audit import Audited, Facts, NewEntry, Subject
from bot.model.group import ClassGroup, GroupKind, Stage
from bot.model.ids import PersonId
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.model.person import Known, Person
from bot.people.signing import co_sign
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, Signed, require

_ENDING = frozenset({GroupKind.CLASS, GroupKind.PARENTS})


@dataclass(frozen=True, slots=True)
class Closed:
    """What ended, or would end. *orphans*: groups that go on and have nobody left who answers."""

    ended: Sequence[ClassGroup]
    pupils: int
    left: Sequence[Person]
    accounts: int
    goes_on: Sequence[ClassGroup]
    orphans: Sequence[ClassGroup]
    signed: Signed


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEnd:
    """*farewell*: what a group reads that ends. *refresh*: a group with the contacts of now.
    *second*: the own code of whoever signs along, where somebody with power leaves."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    farewell: str
    refresh: Callable[[UnitOfWork, ClassGroup], Awaitable[ClassGroup]]
    second: str = ""

    async def close(
        self,
        *,
        by: Subject,
        keep: Collection[str] = (),
        left: Collection[PersonId] = (),
        dry_run: bool = True,
    ) -> Closed:
        """*keep*: classes that go on; *left*: staff who are gone. Flags go by their own terms.
        Raises `Forbidden`, and `InputError` for a number that is nobody's of staff and for a class
        that has no group."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.MANAGE_PEOPLE)
            going = await self._leavers(uow, left, by)
            way = await self._signed(uow, by, going, dry_run=dry_run)
            ended, goes_on = await _divided(uow, keep)
            for group in ended:
                await self._end(uow, group, by)
            pupils = await _clear_pupils(uow, ended, {name.casefold() for name in keep})
            for known in going:
                await self._leave(uow, known, by)
            fresh = [await self.refresh(uow, group) for group in goes_on]
            closed = Closed(
                ended,
                pupils,
                [known.person for known in going],
                sum(len(known.links) for known in going),
                fresh,
                [group for group in fresh if not group.responsible],
                way,
            )
            await self._note(uow, Audited.PEOPLE, by, None, _facts(closed))
            if not dry_run:
                await uow.commit()
        return closed

    async def _leavers(
        self, uow: UnitOfWork, left: Collection[PersonId], by: Subject
    ) -> Sequence[Known]:
        known = await uow.people.known(left)
        for number in left:
            if number not in known:
                raise InputError("error.people.nobody", number=number)
            await require(uow.people, by, Act.MANAGE_PEOPLE, number)
            if not known[number].person.role.is_staff:
                raise InputError("error.people.not_staff", number=number)
        return [known[number] for number in dict.fromkeys(left)]

    async def _signed(
        self, uow: UnitOfWork, by: Subject, going: Sequence[Known], *, dry_run: bool
    ) -> Signed:
        """Only looking takes nobody's code."""
        if dry_run:
            return Signed.ONE
        actor = await require(uow.people, by, Act.MANAGE_PEOPLE)
        roles = {known.person.person_id: {known.person.role} for known in going}
        return await co_sign(
            uow, actor, roles, code=self.second, what=Audited.UNLINKED, at=self.clock()
        )

    async def _end(self, uow: UnitOfWork, group: ClassGroup, by: Subject) -> None:
        now = self.clock()
        await uow.groups.put(replace(group, stage=Stage.OFF, since=now, quiet_until=None))
        say = Say(group.chat, self.farewell)
        await uow.outbox.add(NewOutboxItem(Purpose.ALERT, say, now))
        facts = {"chat": str(group.chat), "happened": "year_over"}
        await self._note(uow, Audited.GROUP, by, None, facts)

    async def _leave(self, uow: UnitOfWork, known: Known, by: Subject) -> None:
        """Who somebody was stays, for what they decided; nothing opens to them any more."""
        person, number = known.person, known.person.person_id
        for link in known.links:
            await uow.people.unlink(link.account)
            facts: Facts = {"platform": link.account.platform, "role": person.role, "left": 1}
            await self._note(uow, Audited.UNLINKED, by, number, facts)
        await uow.people.put(replace(person, classes=()))
        # One that nobody knows and that is over takes the place of whatever code they have.
        await uow.people.issue(secrets.token_urlsafe(), number, self.clock())

    async def _note(
        self,
        uow: UnitOfWork,
        what: Audited,
        by: Subject,
        about: PersonId | None,
        facts: Facts,
    ) -> None:
        entry = NewEntry(at=self.clock(), what=what, by=by, about=about, facts=facts)
        await uow.audit.append(entry)


async def _divided(
    uow: UnitOfWork, keep: Collection[str]
) -> tuple[Sequence[ClassGroup], Sequence[ClassGroup]]:
    """The groups that end and those that go on, of all that are read."""
    groups = [group for group in await uow.groups.all() if group.stage.reads]
    kept = {name.casefold() for name in keep}
    names = {group.name.casefold() for group in groups}
    for name in keep:
        if name.casefold() not in names:
            raise InputError("error.year.no_group", name=name)
    ended = [one for one in groups if one.kind in _ENDING and one.name.casefold() not in kept]
    return ended, [group for group in groups if group not in ended]


async def _clear_pupils(
    uow: UnitOfWork, ended: Sequence[ClassGroup], kept: Collection[str]
) -> int:
    """Of how many pupils and parents something was cleared."""
    chats, cleared = {group.chat for group in ended}, 0
    people = [one for one in await uow.people.all() if not one.role.is_staff]
    known = await uow.people.known([one.person_id for one in people])
    for person in people:
        stays = tuple(name for name in person.classes if name.casefold() in kept)
        gone = [one for one in known[person.person_id].memberships if one.chat in chats]
        for membership in gone:
            await uow.people.leave(membership.chat, person.person_id)
        if stays != person.classes:
            await uow.people.put(replace(person, classes=stays))
        cleared += bool(gone) or stays != person.classes
    return cleared


def _facts(closed: Closed) -> Facts:
    counts = {
        "groups": len(closed.ended),
        "pupils": closed.pupils,
        "left": len(closed.left),
        "accounts": closed.accounts,
    }
    return {"year": 1, **counts, **closed.signed.facts}
