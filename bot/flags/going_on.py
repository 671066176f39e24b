"""Somebody in need goes on writing: under the last signal that was told stands how often."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.front import Front
from bot.flags.amend import Amending
from bot.flags.telling import Telling
from bot.model.flag import Flag, Step, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef
from bot.ports import UnitOfWork
from bot.rights import matters_of


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Writes into the unit of work it is given."""

    front: Front

    async def count(self, uow: UnitOfWork, flag: Flag, group: ClassGroup) -> None:
        """One more of the kind of *flag*. Whoever looks after it gets it once again, for what
        only changes on a screen nobody hears; then its number is put right at every doubling."""
        before = await uow.flags.steps(flag.flag_id)
        await uow.flags.step(flag.flag_id, Step(StepKind.MORE, self.front.clock()))
        number = sum(step.kind is StepKind.MORE for step in before) + 1
        if number == 1:
            for reader in await self._readers(uow, flag, group, before):
                await Telling(self.front).tell(uow, flag, reader)
        if number & (number - 1) == 0:
            await Amending(self.front).amend(uow, flag.flag_id)

    async def _readers(
        self, uow: UnitOfWork, flag: Flag, group: ClassGroup, steps: Sequence[Step]
    ) -> Sequence[AccountRef]:
        """Who took it up, else those whose turn it was."""
        (matter,) = await matters_of(uow.people, [(group, flag.raised)])
        took = {step.by for step in steps if step.kind is StepKind.TAKEN_UP}
        turns = 1 + sum(step.kind is StepKind.PASSED_ON for step in steps)
        return [one for one in matter.told if one in took] or matter.told[:turns]
