"""Staff say that they are away, who stands in for them, and that they are there again. A team lead
says the first two of a colleague too."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.front import Front
from bot.commands import moments
from bot.commands.registry import Name
from bot.commands.staff import Order, StaffOnly
from bot.errors import Forbidden, InputError
from bot.model.dealing import CommandGiven
from bot.model.flag import FlagState
from bot.model.group import ClassGroup
from bot.model.ids import PersonId
from bot.people.absences import Absences, Said, colleague
from bot.ports import UnitOfWork
from bot.rights import WHO, Act, Actor, matters_of, may, who_is
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Away:
    front: Front
    staff: StaffOnly

    async def say(self, uow: UnitOfWork, command: CommandGiven) -> str:
        """In private alone: when somebody is away is for nobody else."""
        actor = await who_is(uow.people, command.sender.account)
        if actor.person is None or actor.role not in WHO[Act.SEE_FLAG]:
            return await self.staff.refuse(uow, command, Name.AWAY)
        texts, settings = self.front.wording(command.sender).texts, self.front.settings
        if not command.private:
            return texts("absence.in_private")
        found = moments.away(command.argument, self.front.clock(), settings.timezone)
        if found is None:
            lead = may(actor, Act.MANAGE_PEOPLE)
            return texts("absence.how_lead" if lead else "absence.how")
        try:
            who = await colleague(uow, found.who) if found.who else actor.person
            return await self._say(uow, command, who, found)
        except InputError as error:
            # Whoever may say it of nobody else does not learn the names of others this way.
            if found.who and not may(actor, Act.MANAGE_PEOPLE):
                return texts("absence.how")
            return texts(error.key, **error.values)

    async def back(self, uow: UnitOfWork, command: CommandGiven) -> str:
        by = command.sender.account
        actor = await who_is(uow.people, by)
        if actor.person is None or actor.role not in WHO[Act.SEE_FLAG]:
            return await self.staff.refuse(uow, command, Name.BACK)
        texts = self.front.wording(command.sender).texts
        if not command.private:
            return texts("absence.in_private")
        if not await Absences(self.front).back(uow, actor.person, by=by):
            return texts("absence.was_not")
        waiting = await self._waiting(uow, await who_is(uow.people, by))
        return texts("absence.welcome", count=waiting)

    async def _say(
        self, uow: UnitOfWork, command: CommandGiven, who: PersonId, found: moments.AwaySaid
    ) -> str:
        texts, by = self.front.wording(command.sender).texts, command.sender.account
        named = found.deputy
        deputy = await colleague(uow, named, but=who) if named else None
        try:
            said = await Absences(self.front).say(uow, who, found.until, deputy, by=by)
        except Forbidden:
            await self.front.refuse(uow, by, Name.AWAY.value, {"platform": by.platform}, who)
            return texts("absence.lead_only")
        if (await who_is(uow.people, by)).person == who:
            return self._noted(said, texts)
        return await self._noted_of(uow, said, texts)

    def _noted(self, said: Said, texts: Texts) -> str:
        day = f"{said.absence.until.astimezone(self.front.settings.timezone):%d-%m}"
        if said.deputy is None:
            return texts("absence.noted", day=day)
        lines = [texts("absence.noted_with", day=day, name=said.deputy.person.name)]
        if said.without:
            lines.append(texts("absence.without", groups=_names(said.without)))
        return "\n".join(lines)

    async def _noted_of(self, uow: UnitOfWork, said: Said, texts: Texts) -> str:
        """Of a colleague, whom it names in full: it may have been found by a last name."""
        person = await uow.people.get(said.absence.person)
        day = f"{said.absence.until.astimezone(self.front.settings.timezone):%d-%m}"
        called = person.name if person and person.name else said.absence.person
        if said.deputy is None:
            return texts("staff.away", number=called, day=day)
        name = said.deputy.person.name
        lines = [texts("staff.away_with", number=called, day=day, name=name)]
        if said.without:
            lines.append(texts("staff.away_without", groups=_names(said.without)))
        return "\n".join(lines)

    async def _waiting(self, uow: UnitOfWork, actor: Actor) -> int:
        groups = {group.chat: group for group in await uow.groups.all()}
        flags = [
            (groups[flag.raised.message.chat], flag.raised)
            for flag in await uow.flags.find(state=FlagState.OPEN)
            if flag.raised.message.chat in groups
        ]
        matters = await matters_of(uow.people, flags)
        return sum(may(actor, Act.SEE_FLAG, matter) for matter in matters)


async def away_of(front: Front, uow: UnitOfWork, order: Order) -> Sequence[str]:
    """Of the group's staff, who is away, until when, and who stands in."""
    texts = front.wording(order.command.sender).texts
    absences = {one.person: one for one in await uow.people.absences()}
    if not absences:
        return ()
    known = await uow.people.known(order.group.contacts)
    lines = []
    for person in dict.fromkeys(one.person for one in known.values()):
        absence = absences.get(person.person_id)
        if absence is None:
            continue
        day = f"{absence.until.astimezone(front.settings.timezone):%d-%m}"
        deputy = None if absence.deputy is None else await uow.people.get(absence.deputy)
        key = "status.away" if deputy is None else "status.away_with"
        name = "" if deputy is None else deputy.name
        lines.append(texts(key, name=person.name, day=day, deputy=name))
    return lines


def _names(groups: Sequence[ClassGroup]) -> str:
    return ", ".join(group.name for group in groups)
