"""Several flags decided at once, each with a verdict of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.front import Front
from bot.errors import AlreadyDecided
from bot.flags.amend import Amending
from bot.flags.offence import may_be_offence
from bot.flags.review import Review
from bot.flags.ruled import ruling
from bot.model.flag import Flag, FlagState, Verdict
from bot.model.ids import AccountRef, FlagId
from bot.ports import UnitOfWork
from bot.rights import Act, may_now


class Alone(StrEnum):
    """Why a flag is not decided together with others."""

    NOT_YOURS = "not_yours"
    """There is none, or it is not for whoever decides: which, they do not learn."""
    DECIDED = "decided"
    CARE = "care"
    URGENT = "urgent"
    OFFENCE = "offence"
    RULED = "ruled"
    """Somebody decided on an objection about the same words."""


@dataclass(frozen=True, slots=True)
class Left:
    flag_id: FlagId
    why: Alone


@dataclass(frozen=True, slots=True)
class Together:
    """Writes into the unit of work it is given."""

    front: Front
    review: Review

    async def sorted_out(
        self, uow: UnitOfWork, numbers: Collection[FlagId], by: AccountRef
    ) -> tuple[Sequence[Flag], Sequence[Left]]:
        """Those that *by* may decide together, and why not the others."""
        able, left = list[Flag](), list[Left]()
        for number in dict.fromkeys(numbers):
            flag = await uow.flags.get(number)
            why = await self._alone(uow, flag, by)
            if why is not None:
                left.append(Left(number, why))
            elif flag is not None:
                able.append(flag)
        return able, left

    async def decide_in(
        self,
        uow: UnitOfWork,
        numbers: Collection[FlagId],
        verdict: Verdict,
        by: AccountRef,
        why: str = "",
    ) -> tuple[Sequence[FlagId], Sequence[Left]]:
        able, left = await self.sorted_out(uow, numbers, by)
        decided, first = list[FlagId](), list[Left]()
        for flag in able:
            number = flag.flag_id
            try:
                await self.review.decide_in(uow, number, verdict, by=by, why=why.strip())
            except AlreadyDecided:
                first.append(Left(number, Alone.DECIDED))
                continue
            await Amending(self.front).amend(uow, number)
            decided.append(number)
        return decided, [*left, *first]

    async def _alone(self, uow: UnitOfWork, flag: Flag | None, by: AccountRef) -> Alone | None:
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if (
            flag is None
            or group is None
            or not await may_now(uow.people, by, Act.DECIDE_FLAG, (group, flag.raised))
        ):
            return Alone.NOT_YOURS
        if flag.state is not FlagState.OPEN:
            return Alone.DECIDED
        if flag.raised.care is not None:
            return Alone.CARE
        if may_be_offence(flag.raised):
            return Alone.OFFENCE
        if flag.raised.urgent:
            return Alone.URGENT
        ruled = ruling(flag, await uow.flags.steps(flag.flag_id))
        return None if ruled is None else Alone.RULED
