"""Until when somebody cannot write, as staff ordered it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.model.flag import Flag, Step, StepKind
from bot.model.ids import AccountRef, ChatRef, FlagId
from bot.ports import UnitOfWork

Running = tuple[Flag, datetime]


async def running(
    uow: UnitOfWork, chat: ChatRef, accounts: Collection[AccountRef], now: datetime
) -> Sequence[Running]:
    """The mutes in *chat* of what *accounts* wrote that last beyond *now*, the longest first."""
    found = list[Running]()
    for number in await uow.flags.upheld(accounts):
        until = muted_until(await uow.flags.steps(number), now)
        flag = await uow.flags.get(number) if until is not None else None
        if flag is not None and until is not None and flag.raised.message.chat == chat:
            found.append((flag, until))
    return sorted(found, key=lambda one: one[1], reverse=True)


async def longest(
    uow: UnitOfWork,
    chat: ChatRef,
    accounts: Collection[AccountRef],
    now: datetime,
    but: FlagId,
) -> Running | None:
    """Of those on another flag than *but*."""
    others = [one for one in await running(uow, chat, accounts, now) if one[0].flag_id != but]
    return others[0] if others else None


def muted_until(steps: Sequence[Step], now: datetime) -> datetime | None:
    """None: nobody is muted because of that flag, or no longer."""
    until = None
    for step in steps:
        if step.kind is StepKind.MUTED:
            until = step.until
        elif step.kind is StepKind.LIFTED:
            until = None
    return until if until is not None and until > now else None
