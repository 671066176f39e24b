"""One digest for each staff admin and school day, never two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.digest.build import build
from bot.digest.render import UNDELIVERED, render
from bot.model.action import Audience
from bot.model.digest import Digest
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Digests:
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    wording: Wording

    async def send(self, day: date) -> int:
        """Put *day*'s digest in the outbox for whoever has none yet. Returns how many."""
        async with self.unit_of_work() as uow:
            groups = await uow.groups.all()
            receivers = dict.fromkeys(a for g in groups for a in g.told(Audience.RESPONSIBLE))
            sent = [await self._send(uow, receiver, day, groups) for receiver in receivers]
            await uow.commit()
        return sum(sent)

    async def _send(
        self, uow: UnitOfWork, receiver: AccountRef, day: date, groups: Sequence[ClassGroup]
    ) -> bool:
        now, previous = self.clock(), await uow.digests.latest(receiver)
        if not await uow.digests.claim(receiver, day, now):
            return False
        digest = await self._digest(uow, receiver, day, groups, previous)
        say = Say(receiver, render(digest, self.wording))
        await uow.outbox.add(NewOutboxItem(Purpose.DIGEST, say, now))
        return True

    async def _digest(
        self,
        uow: UnitOfWork,
        receiver: AccountRef,
        day: date,
        groups: Sequence[ClassGroup],
        previous: datetime | None,
    ) -> Digest:
        """What went wrong is told since the *previous* digest, so that a weekend is not lost."""
        since, until = self._bounds(day)
        own = [group for group in groups if receiver in group.told(Audience.RESPONSIBLE)]
        open_flags: list[Flag] = []
        today: list[Flag] = []
        for group in own:
            open_flags += await uow.flags.find(chat=group.chat, state=FlagState.OPEN)
            today += await uow.flags.find(chat=group.chat, since=since, until=until)
        return build(
            receiver,
            day,
            [(group, await uow.decisions.tally(group.chat, since, until)) for group in own],
            sorted(open_flags, key=lambda flag: flag.raised.sent_at),
            today=today,
            undelivered={one: await uow.outbox.count(one, previous) for one in UNDELIVERED},
            unjudged=await uow.inbox.buried(previous),
        )

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        """Local midnight to local midnight: 23, 24 or 25 hours."""
        zone = self.wording.timezone
        begin = datetime.combine(day, time(), zone)
        return begin, datetime.combine(day + timedelta(days=1), time(), zone)
