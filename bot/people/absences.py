"""Staff who are away, and who stands in for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.errors import InputError
from bot.model.absence import Absence
from bot.model.action import Audience
from bot.model.audit import BOT, Audited, Facts, Subject
from bot.model.group import ClassGroup
from bot.model.ids import PersonId, Platform
from bot.model.outbox import Purpose, Say
from bot.model.person import Known, Person
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.rights import WHO, Act, require, stand_in, who_is

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Substitute:
    """*groups*: in which somebody stands in, out of those of whoever is away."""

    person: Person
    groups: Sequence[ClassGroup]


@dataclass(frozen=True, slots=True)
class Said:
    """What was noted. *without*: groups of whoever is away in which the deputy may not stand in,
    so that it goes to the team lead there."""

    absence: Absence
    deputy: Substitute | None
    without: Sequence[ClassGroup]


@dataclass(frozen=True, slots=True)
class Absences:
    """Writes into the unit of work it is given. Raises `Forbidden` and `InputError`."""

    front: Front

    async def say(
        self,
        uow: UnitOfWork,
        who: PersonId,
        until: datetime,
        deputy: PersonId | None,
        *,
        by: Subject,
    ) -> Said:
        """Of oneself, or as the team lead of somebody else."""
        await self._may(uow, by, who)
        now = self.front.clock()
        known = (await uow.people.known([who])).get(who)
        if known is None or known.person.role not in WHO[Act.SEE_FLAG]:
            raise InputError("error.absence.nobody")
        if until <= now:
            raise InputError("error.absence.over")
        if until > now + LONGEST:
            raise InputError("error.absence.too_long")
        groups = [group for group in await uow.groups.all() if _is_contact(known, group)]
        substitute: Substitute | None = None
        without: Sequence[ClassGroup] = groups
        if deputy is not None:
            substitute, without = await self._deputy(uow, who, deputy, groups)
        absence = Absence(person=who, since=now, until=until, deputy=deputy)
        await uow.people.away(absence)
        facts: Facts = {"happened": "away", "on": until.isoformat(), "deputy": int(bool(deputy))}
        await self.front.note(uow, Audited.ABSENCE, facts, by, who)
        if deputy is not None:
            await self.front.note(uow, Audited.ABSENCE, {"happened": "stands_in"}, by, deputy)
        await self._tell(uow, known, absence, substitute, by)
        return Said(absence, substitute, without)

    async def back(self, uow: UnitOfWork, who: PersonId, *, by: Subject) -> bool:
        """Whether they were away."""
        await self._may(uow, by, who)
        return await Returning(self.front).end(uow, who, by)

    async def _may(self, uow: UnitOfWork, by: Subject, who: PersonId) -> None:
        if (await who_is(uow.people, by)).person != who:
            await require(uow.people, by, Act.MANAGE_PEOPLE, who)

    async def _deputy(
        self, uow: UnitOfWork, who: PersonId, deputy: PersonId, groups: Sequence[ClassGroup]
    ) -> tuple[Substitute, Sequence[ClassGroup]]:
        known = (await uow.people.known([deputy])).get(deputy)
        if known is None or deputy == who or known.person.role not in WHO[Act.SEE_FLAG]:
            raise InputError("error.absence.deputy")
        if any(one.person == deputy for one in await uow.people.absences()):
            raise InputError("error.absence.deputy_away", name=known.person.name)
        able = [one for one in groups if stand_in(known, one, Audience.RESPONSIBLE)]
        if groups and not able:
            raise InputError("error.absence.no_account", name=known.person.name)
        return Substitute(known.person, able), [one for one in groups if one not in able]

    async def _tell(
        self,
        uow: UnitOfWork,
        who: Known,
        absence: Absence,
        substitute: Substitute | None,
        by: Subject,
    ) -> None:
        """The deputy, and whoever is away where somebody else said so."""
        day = f"{absence.until.astimezone(self.front.settings.timezone):%d-%m}"
        texts, name = self.front.wording().texts, who.person.name
        if substitute is not None and substitute.groups:
            groups = ", ".join(one.name for one in substitute.groups)
            text = texts("absence.stand_in", name=name, day=day, groups=groups)
            await say_to(self.front, uow, substitute.person.person_id, text)
        if (await who_is(uow.people, by)).person != who.person.person_id:
            await say_to(self.front, uow, who.person.person_id, texts("absence.said", day=day))


@dataclass(frozen=True, slots=True)
class Returning:
    """Writes into the unit of work it is given."""

    front: Front

    async def end_due(self, uow: UnitOfWork, now: datetime) -> None:
        """Whoever's absence is over reads theirs again, and is told so. Nothing else ends it."""
        for one in await uow.people.absences():
            if one.until <= now:
                await self.end(uow, one.person, BOT)
                text = self.front.wording().texts("absence.back")
                await say_to(self.front, uow, one.person, text)

    async def end(self, uow: UnitOfWork, who: PersonId, by: Subject) -> bool:
        if not await uow.people.back(who):
            return False
        facts: Facts = {"happened": "back"}
        await self.front.note(uow, Audited.ABSENCE, facts, by, who)
        return True


@dataclass(frozen=True, slots=True)
class AbsenceOffice:
    """The same at the school's own computer."""

    unit_of_work: UnitOfWorkFactory
    front: Front

    async def away(
        self, who: PersonId, until: datetime, deputy: PersonId | None, *, by: Subject
    ) -> Said:
        async with self.unit_of_work() as uow:
            said = await Absences(self.front).say(uow, who, until, deputy, by=by)
            await uow.commit()
        return said

    async def back(self, who: PersonId, *, by: Subject) -> bool:
        async with self.unit_of_work() as uow:
            was_away = await Absences(self.front).back(uow, who, by=by)
            await uow.commit()
        return was_away


async def colleague(uow: UnitOfWork, words: str, *, but: PersonId | None = None) -> PersonId:
    """The one of the staff whom *words* name: by number, whole name or last name. That one reads
    less or more for a time and is told so, and nothing more hangs on the name. Raises
    `InputError`."""
    able = [
        one
        for one in await uow.people.all()
        if one.role in WHO[Act.SEE_FLAG] and one.person_id != but
    ]
    wanted = words.strip().casefold()
    for fits in (_by_number, _by_name, _by_last_name):
        found = [one for one in able if fits(one, wanted)]
        if len(found) == 1:
            return found[0].person_id
        if found:
            names = ", ".join(f"{one.name} ({one.person_id})" for one in found)
            raise InputError("error.absence.several", names=names)
    raise InputError("error.absence.unknown", given=words.strip())


async def say_to(front: Front, uow: UnitOfWork, who: PersonId, text: str) -> None:
    """Where they read, if anywhere."""
    known = (await uow.people.known([who])).get(who)
    usable = [link.account for link in known.links if link.gives_rights] if known else []
    for account in [one for one in usable if one.platform is not Platform.OS][:1]:
        await front.say(uow, Purpose.NOTICE, Say(account, text))


def _is_contact(known: Known, group: ClassGroup) -> bool:
    return any(link.account in group.contacts for link in known.links)


def _by_number(person: Person, wanted: str) -> bool:
    return person.person_id.casefold() == wanted


def _by_name(person: Person, wanted: str) -> bool:
    return person.name.casefold() == wanted


def _by_last_name(person: Person, wanted: str) -> bool:
    return bool(wanted) and person.name.casefold().endswith(f" {wanted}")
