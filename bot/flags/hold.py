"""The evidence of a flag is kept for a report to the police (protocol 6.5): two people say so."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering.front import Front
from bot.errors import Forbidden, InputError, Unsigned
from bot.flags.amend import Amending
from bot.flags.office import account_of
from bot.model.audit import Audited, NewEntry, Subject
from bot.model.flag import Flag, Step, StepKind, holders
from bot.model.ids import FlagId, PersonId
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, Actor, Matter, matters_of, may, who_is

WhoSigns = Callable[[UnitOfWork, str, datetime], Awaitable[Actor | None]]
"""Whose own code that is; it is used up."""


@dataclass(frozen=True, slots=True)
class Holding:
    unit_of_work: UnitOfWorkFactory
    front: Front
    who_signs: WhoSigns

    async def hold(self, number: FlagId, *, by: Subject, code: str, why: str = "") -> None:
        """Raises `Forbidden`, `Unsigned` where nobody who can be the second signed along, and
        `InputError` where it is kept already."""
        async with self.unit_of_work() as uow:
            flag, matter = await self._flag(uow, number)
            actor = await who_is(uow.people, by)
            if flag is None or matter is None or not may(actor, Act.REPORT_OFFENCE, matter):
                raise Forbidden(Act.REPORT_OFFENCE)
            if holders(await uow.flags.steps(number)):
                raise InputError("error.flags.held", number=number)
            second = await self._second(uow, actor, matter, code)
            await self._note(uow, flag, StepKind.HELD, (actor, second), why)
            await uow.commit()

    async def release(self, number: FlagId, *, by: Subject, code: str, why: str = "") -> None:
        """By the two who said that it is kept; in the place of one who has no power any more,
        anybody who has. Raises as `hold` does."""
        async with self.unit_of_work() as uow:
            flag, matter = await self._flag(uow, number)
            actor = await who_is(uow.people, by)
            if flag is None or matter is None or not _may_sign(actor, matter):
                raise Forbidden(Act.REPORT_OFFENCE)
            keeping = await self._keeping(uow, flag, matter)
            if keeping is None:
                raise InputError("error.flags.not_held", number=number)
            second = await self._second(uow, actor, matter, code)
            pair = {actor.person, second.person}
            leads = any(may(one, Act.REPORT_OFFENCE, matter) for one in (actor, second))
            if not keeping <= pair or not (keeping or leads):
                raise InputError("error.flags.same_two", number=number)
            await self._note(uow, flag, StepKind.RELEASED, (actor, second), why)
            await uow.commit()

    async def _flag(self, uow: UnitOfWork, number: FlagId) -> tuple[Flag | None, Matter | None]:
        flag = await uow.flags.get(number)
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            return None, None
        (matter,) = await matters_of(uow.people, [(group, flag.raised)])
        return flag, matter

    async def _keeping(
        self, uow: UnitOfWork, flag: Flag, matter: Matter
    ) -> frozenset[PersonId] | None:
        """Who of those that keep it still may sign. None: it is not kept."""
        accounts = holders(await uow.flags.steps(flag.flag_id))
        if not accounts:
            return None
        actors = [await who_is(uow.people, one) for one in accounts]
        return frozenset(
            one.person for one in actors if one.person is not None and _may_sign(one, matter)
        )

    async def _second(self, uow: UnitOfWork, actor: Actor, matter: Matter, code: str) -> Actor:
        second = await self.who_signs(uow, code, self.front.clock()) if code else None
        if second is None or second.person == actor.person or not _may_sign(second, matter):
            raise Unsigned(Act.CO_SIGN)
        return second

    async def _note(
        self, uow: UnitOfWork, flag: Flag, kind: StepKind, by: Sequence[Actor], why: str
    ) -> None:
        now = self.front.clock()
        for place, one in enumerate(by):
            if one.person is None:
                raise Forbidden(Act.REPORT_OFFENCE)
            step = Step(kind, now, await account_of(uow, one.person))
            await uow.flags.step(flag.flag_id, step)
            facts: dict[str, str | int] = {"flag": flag.flag_id, "step": kind}
            if place:
                facts["second"] = Audited.FLAG
            entry = NewEntry(
                at=now,
                what=Audited.FLAG,
                by=one.person,
                about=flag.raised.sender.account,
                facts=facts,
                why="" if place else why.strip(),
            )
            await uow.audit.append(entry)
        await Amending(self.front).amend(uow, flag.flag_id)


def _may_sign(actor: Actor, matter: Matter) -> bool:
    """Whoever has power, in whose matter it is not."""
    return may(actor, Act.CO_SIGN) and not actor.accounts & matter.parties
