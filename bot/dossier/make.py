"""Puts a dossier together, for whoever may have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.errors import InputError
from bot.model.audit import Audited, Entry, NewEntry, Subject
from bot.model.dossier import Dossier, UpheldMatter
from bot.model.flag import Flag, FlagState, holders
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId, PersonId
from bot.model.person import Person
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, Actor, require
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Dossiers:
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    settings: Settings

    async def make(self, person_id: PersonId, since: date, until: date, *, by: Subject) -> Dossier:
        """What they wrote from *since* to *until*, both included, and staff upheld. A matter of
        whoever makes it is left out and counted: nobody keeps a file on what concerns themselves.
        That it was made is written down.

        Raises `InputError` when nobody has that number, and `Forbidden`.
        """
        now = self.clock()
        async with self.unit_of_work() as uow:
            maker = await require(uow.people, by, Act.MAKE_DOSSIER, person_id)
            person = await uow.people.get(person_id)
            if person is None:
                raise InputError("error.people.nobody", number=person_id)
            flags = [
                flag for flag in await _upheld(uow, person) if since <= self._day(flag) <= until
            ]
            others = [flag for flag in flags if flag.raised.parties.isdisjoint(maker.accounts)]
            matters = await _matters(uow, person, others)
            facts = {"dossier": len(matters)}
            await uow.audit.append(
                NewEntry(at=now, what=Audited.EXPORT, by=by, about=person_id, facts=facts)
            )
            dossier = Dossier(
                school=self.settings.school,
                person=person,
                since=since,
                until=until,
                made_at=now,
                made_by=await _name(uow, maker),
                matters=tuple(matters),
                left_out=len(flags) - len(matters),
                linked=bool(await uow.people.links(person_id)),
                head=await uow.audit.head(),
            )
            await uow.commit()
        return dossier

    def _day(self, flag: Flag) -> date:
        return flag.raised.sent_at.astimezone(self.settings.timezone).date()


async def _upheld(uow: UnitOfWork, person: Person) -> Sequence[Flag]:
    accounts = {link.account for link in await uow.people.links(person.person_id)}
    found = {
        flag.flag_id: flag
        for account in accounts
        for flag in await uow.flags.about(account)
        if flag.state is FlagState.UPHELD and flag.raised.sender.account in accounts
    }
    return sorted(found.values(), key=lambda flag: (flag.raised.sent_at, flag.flag_id))


async def _matters(
    uow: UnitOfWork, person: Person, flags: Sequence[Flag]
) -> Sequence[UpheldMatter]:
    groups = {group.chat: group for group in await uow.groups.all()}
    entries = await _entries(uow, person)
    return [
        await _matter(uow, flag, groups.get(flag.raised.message.chat), entries) for flag in flags
    ]


async def _matter(
    uow: UnitOfWork,
    flag: Flag,
    group: ClassGroup | None,
    entries: Mapping[FlagId, Sequence[Entry]],
) -> UpheldMatter:
    verdict = await uow.flags.verdict(flag.flag_id)
    if verdict is None:
        raise AssertionError("an upheld flag without a verdict")
    decider = await uow.people.who(verdict.by)
    appeals = await uow.appeals.of(flag.raised.sender.account)
    return UpheldMatter(
        flag=flag,
        group=group.name if group else "",
        verdict=verdict,
        decided_by=decider.name if decider else "",
        appeals=tuple(one for one in appeals if one.filed.about == flag.flag_id),
        entries=tuple(entries.get(flag.flag_id, ())),
        held=bool(holders(await uow.flags.steps(flag.flag_id))),
    )


async def _entries(uow: UnitOfWork, person: Person) -> Mapping[FlagId, Sequence[Entry]]:
    """What the audit has about them, by the flag of which it tells."""
    accounts: list[AccountRef] = [
        link.account for link in await uow.people.links(person.person_id)
    ]
    about: list[Subject] = [person.person_id, *accounts]
    found: dict[FlagId, list[Entry]] = {}
    every = [entry for one in about for entry in await uow.audit.about(one)]
    for entry in sorted(every, key=lambda entry: entry.head.sequence):
        number = entry.facts.get("flag")
        if isinstance(number, int):
            found.setdefault(FlagId(number), []).append(entry)
    return found


async def _name(uow: UnitOfWork, maker: Actor) -> str:
    person = await uow.people.get(maker.person) if maker.person else None
    return person.name if person else ""
