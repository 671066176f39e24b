"""What somebody can object to: each decision once, and only for a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.appeal import Appeal, NewAppeal
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId
from bot.model.record import KeptReminder
from bot.model.retention import Retention
from bot.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Contested:
    """A verdict, or a *reminder*. *flag*: on the words that it was about, where there is one."""

    at: datetime
    flag: Flag | None
    reminder: KeptReminder | None = None

    @property
    def about(self) -> FlagId | None:
        return self.flag.flag_id if self.flag else None

    @property
    def reminded(self) -> datetime | None:
        return self.reminder.at if self.reminder else None

    def is_in_time(self, terms: Retention, now: datetime) -> bool:
        last = terms.local_day(self.at) + timedelta(days=terms.appeal_days)
        return terms.local_day(now) <= last

    def is_that_of(self, filed: NewAppeal) -> bool:
        if self.reminder is not None:
            return (filed.chat, filed.reminder) == (self.reminder.chat, self.reminder.at)
        return filed.reminder is None and filed.about == self.about


async def flags_of(uow: UnitOfWork, group: ClassGroup, account: AccountRef) -> Sequence[Flag]:
    """On their own words. Care signals are no breach, and nobody learns here that there is one."""
    return [
        flag
        for flag in await uow.flags.about(account)
        if flag.raised.sender.account == account
        and flag.raised.care is None
        and flag.raised.message.chat == group.chat
    ]


async def contested(
    uow: UnitOfWork, group: ClassGroup, account: AccountRef
) -> Sequence[Contested]:
    """Oldest first."""
    flags, found = await flags_of(uow, group, account), list[Contested]()
    for flag in flags:
        verdict = await uow.flags.verdict(flag.flag_id)
        if verdict is not None and flag.state is FlagState.UPHELD:
            found.append(Contested(verdict.at, flag))
    for reminder in await uow.reminders.of(account):
        if reminder.chat == group.chat and not reminder.withdrawn:
            found.append(Contested(reminder.at, await _flag_on(uow, reminder, flags), reminder))
    return sorted(found, key=lambda one: (one.at, one.reminder is None))


def objected(one: Contested, appeals: Sequence[Appeal]) -> Appeal | None:
    """Whether somebody did so before."""
    return next((appeal for appeal in appeals if one.is_that_of(appeal.filed)), None)


async def _flag_on(uow: UnitOfWork, reminder: KeptReminder, flags: Sequence[Flag]) -> Flag | None:
    """Which message a reminder was about is only a hash by then; many may come at one moment."""
    for flag in flags:
        rules = {finding.rule for finding in flag.raised.findings}
        if flag.raised.sent_at != reminder.at or reminder.rule not in rules:
            continue
        if reminder.rule in await uow.reminders.about(flag.raised.message):
            return flag
    return None
