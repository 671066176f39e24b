"""Staff say that they are away, who stands in for them, and that they are there again."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.front import Front
from bot.commands import moments
from bot.commands.registry import Name
from bot.commands.staff import Order, StaffOnly
from bot.errors import InputError
from bot.model.dealing import CommandGiven
from bot.model.flag import FlagState
from bot.model.group import ClassGroup
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
            return texts("absence.how")
        until, named = found
        absences, by = Absences(self.front), command.sender.account
        try:
            deputy = await colleague(uow, named, but=actor.person) if named else None
            said = await absences.say(uow, actor.person, until, deputy, by=by)
        except InputError as error:
            return texts(error.key, **error.values)
        return self._noted(said, texts)

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

    def _noted(self, said: Said, texts: Texts) -> str:
        day = f"{said.absence.until.astimezone(self.front.settings.timezone):%d-%m}"
        if said.deputy is None:
            return texts("absence.noted", day=day)
        lines = [texts("absence.noted_with", day=day, name=said.deputy.person.name)]
        if said.without:
            lines.append(texts("absence.without", groups=_names(said.without)))
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
