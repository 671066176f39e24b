"""The school's people taken over from its administration: all of a file, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.errors import Forbidden, InputError
from bot.model.audit import Audited, NewEntry, Subject
from bot.model.ids import AccountRef, PersonId
from bot.model.person import AccountLink, Person
from bot.people.roster import BadRow, Roster, Row
from bot.people.signing import co_sign
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, Actor, Signed, may, require


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of it. With *bad* rows, nothing did. *absent*: who is known and not in the file;
    they stay."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: tuple[PersonId, ...] = ()
    bad: tuple[BadRow, ...] = ()
    signed: Signed = Signed.ONE


@dataclass(frozen=True, slots=True)
class _Change:
    row: Row
    was: Person | None
    now: Person


@dataclass(frozen=True, slots=True)
class Enrolment:
    """*second*: the own code of whoever signs along, where a role with power changes hands."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    second: str = ""

    async def take(
        self,
        roster: Roster,
        *,
        by: Subject,
        me: PersonId | None = None,
        dry_run: bool = False,
    ) -> Enrolled:
        """*me*: whoever is at this, in a school where no account is anybody's yet.

        Nobody manages people before the first one does, so that one links the account that they
        work under to their own row. Raises `Forbidden`, and `InputError` when that row is not of
        somebody who may manage people.
        """
        async with self.unit_of_work() as uow:
            known = {person.person_id: person for person in await uow.people.all()}
            if me is None:
                actor = await require(uow.people, by, Act.MANAGE_PEOPLE)
            else:
                actor = await self._begin(uow, by, me, roster)
            changes = [_change(row, known) for row in roster.rows]
            bad = (*roster.bad, *_refused(changes, actor, me))
            if bad:
                return Enrolled(bad=tuple(sorted(bad, key=lambda row: row.line)))
            way = await self._signed(uow, actor, changes)
            enrolled = replace(_counted(changes, known), signed=way)
            await self._write(uow, changes, enrolled, by)
            if not dry_run:
                await uow.commit()
        return enrolled

    async def _begin(self, uow: UnitOfWork, by: Subject, me: PersonId, roster: Roster) -> Actor:
        if await uow.people.anybody() or not isinstance(by, AccountRef):
            raise Forbidden(Act.MANAGE_PEOPLE)
        row = next((row for row in roster.rows if row.number == me), None)
        first = Actor(frozenset({by}), me, row.role if row else None)
        if row is None or not may(first, Act.MANAGE_PEOPLE):
            raise InputError("error.people.first", number=me)
        await uow.people.put(row.person(await uow.people.get(me)))
        await uow.people.link(AccountLink(by, me))
        await self._note(uow, Audited.LINKED, by, me, {"platform": by.platform, "first": 1})
        return first

    async def _signed(self, uow: UnitOfWork, actor: Actor, changes: Sequence[_Change]) -> Signed:
        """A name counts too: under another, somebody else seems to have the role."""
        roles = {
            change.now.person_id: (change.was.role if change.was else None, change.now.role)
            for change in changes
            if change.was is None
            or (change.was.role, change.was.name) != (change.now.role, change.now.name)
        }
        return await co_sign(
            uow, actor, roles, code=self.second, what=Audited.PEOPLE, at=self.clock()
        )

    async def _write(
        self, uow: UnitOfWork, changes: Sequence[_Change], enrolled: Enrolled, by: Subject
    ) -> None:
        for change in changes:
            if change.now != change.was:
                await uow.people.put(change.now)
            before, after = change.was and change.was.role, change.now.role
            if before is not after and after.is_staff:
                role = {"role": after, "was": before or ""}
                await self._note(uow, Audited.PEOPLE, by, change.now.person_id, role)
        counts = {
            "new": enrolled.new,
            "changed": enrolled.changed,
            "unchanged": enrolled.unchanged,
            "absent": len(enrolled.absent),
            **enrolled.signed.facts,
        }
        await self._note(uow, Audited.PEOPLE, by, None, counts)

    async def _note(
        self,
        uow: UnitOfWork,
        what: Audited,
        by: Subject,
        about: PersonId | None,
        facts: Mapping[str, str | int],
    ) -> None:
        await uow.audit.append(
            NewEntry(at=self.clock(), what=what, by=by, about=about, facts=facts)
        )


def _change(row: Row, known: Mapping[PersonId, Person]) -> _Change:
    was = known.get(row.number)
    return _Change(row, was, row.person(was))


def _refused(changes: Sequence[_Change], actor: Actor, me: PersonId | None) -> Iterator[BadRow]:
    """Nobody changes who they are themselves, and a number of a pupil never becomes one of staff:
    the accounts that are linked to it would have staff's rights."""
    for change in changes:
        number, was, now = change.row.number, change.was, change.now
        if now != was and number != me and not may(actor, Act.MANAGE_PEOPLE, number):
            yield BadRow(change.row.line, "people.row.own")
        elif was is not None and was.role.is_staff is not now.role.is_staff:
            yield BadRow(change.row.line, "people.row.crossed")


def _counted(changes: Sequence[_Change], known: Mapping[PersonId, Person]) -> Enrolled:
    new = sum(change.was is None for change in changes)
    unchanged = sum(change.was == change.now for change in changes)
    listed = {change.row.number for change in changes}
    return Enrolled(
        new,
        len(changes) - new - unchanged,
        unchanged,
        tuple(number for number in known if number not in listed),
    )
