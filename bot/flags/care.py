"""Somebody may be in need: the bot goes on telling until a person says that they have read it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.answering.links import is_of_no_group
from bot.errors import StorageError
from bot.flags.telling import Telling
from bot.model.audit import Audited, Facts
from bot.model.flag import Flag, FlagState, Step, StepKind
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Matter, matters_of

log = logging.getLogger(__name__)

_ASKED = frozenset({StepKind.TOLD, StepKind.PASSED_ON})

Signal = tuple[Flag, Matter, Sequence[Step]]


@dataclass(frozen=True, slots=True)
class CareLane:
    """Writes into the unit of work it is given. Quiet hours are not for this."""

    front: Front
    breaches: set[FlagId] = field(default_factory=set)
    """Open flags that are no care signals, and so need not be opened again."""

    async def escalate(self, uow: UnitOfWork, now: datetime) -> None:
        """Every signal that nobody took up in time goes to whoever is next. One that cannot be
        read stands in no other's way."""
        numbers = await uow.flags.numbers(state=FlagState.OPEN)
        self.breaches.intersection_update(numbers)
        taken_up = await uow.flags.numbers(state=FlagState.OPEN, step=StepKind.TAKEN_UP)
        for number in sorted({*numbers} - {*taken_up} - self.breaches):
            try:
                signal = await self._signal(uow, number)
            except StorageError as error:
                log.error("flag %s cannot be read: %s", number, type(error).__name__)  # noqa: TRY400 - what it says may quote words
                continue
            if signal is not None:
                await self._escalate(uow, signal, now)

    async def _signal(self, uow: UnitOfWork, number: FlagId) -> Signal | None:
        flag = await uow.flags.get(number)
        if flag is None or flag.raised.care is None:
            self.breaches.add(number)
            return None
        group = await uow.groups.get(flag.raised.message.chat)
        if group is None:
            return None
        (matter,) = await matters_of(uow.people, [(group, flag.raised)])
        return flag, matter, await uow.flags.steps(number)

    async def _escalate(self, uow: UnitOfWork, signal: Signal, now: datetime) -> None:
        flag, matter, steps = signal
        rounds = _rounds(matter.told)
        told = any(step.kind is StepKind.TOLD for step in steps)
        if rounds and not told:
            await self._tell(uow, flag, rounds[0], Step(StepKind.TOLD, now))
            return
        passed = sum(step.kind is StepKind.PASSED_ON for step in steps)
        following = passed + told
        if following > len(rounds) or (told and now - _latest(steps) < self._wait):
            return
        if following == len(rounds):
            await self._tell_the_lead(uow, flag, matter)
        readers = rounds[following] if following < len(rounds) else ()
        await self._tell(uow, flag, readers, Step(StepKind.PASSED_ON, now))

    async def _tell(
        self, uow: UnitOfWork, flag: Flag, readers: Sequence[AccountRef], step: Step
    ) -> None:
        for one in readers:
            await Telling(self.front).tell(uow, flag, one)
        await uow.flags.step(flag.flag_id, step)
        facts: Facts = {"flag": flag.flag_id, "step": step.kind}
        await self.front.note(uow, Audited.CARE, facts, about=flag.raised.sender.account)

    async def _tell_the_lead(self, uow: UnitOfWork, flag: Flag, matter: Matter) -> None:
        """Only that somebody waits: neither who nor what."""
        nowhere = is_of_no_group(flag.raised.message)
        key = "care.unanswered.nowhere" if nowhere else "care.unanswered"
        text = self.front.wording().texts(key, group=matter.group.name)
        for lead in matter.lead:
            await self.front.say(uow, Purpose.ALERT, Say(lead, text))

    @property
    def _wait(self) -> timedelta:
        return self.front.settings.live.care_wait


def _rounds(contacts: Sequence[AccountRef]) -> Sequence[Sequence[AccountRef]]:
    """One after the other, and then all who were told alone; behind them comes the team lead."""
    alone = [(one,) for one in contacts]
    return [*alone, tuple(contacts)] if len(alone) > 1 else alone


def _latest(steps: Sequence[Step]) -> datetime:
    return max(step.at for step in steps if step.kind in _ASKED)
