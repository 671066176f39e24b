"""One digest for each staff admin and school day, never two."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.digest.build import build
from bot.digest.render import UNDELIVERED, render
from bot.model.action import Audience
from bot.model.audit import Audited
from bot.model.digest import Digest
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.model.retention import Kind
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, matters_of, may, told_of, who_is
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
            theirs = await self._receivers(uow, groups)
            sent = [await self._send(uow, one, day, own) for one, own in theirs.items()]
            await uow.commit()
        return sum(sent)

    async def _receivers(
        self, uow: UnitOfWork, groups: Sequence[ClassGroup]
    ) -> Mapping[AccountRef, Sequence[ClassGroup]]:
        """Who reads of which groups; where no responsible staff may, the team lead does."""
        theirs: dict[AccountRef, list[ClassGroup]] = {}
        told = await told_of(uow.people, groups, Audience.RESPONSIBLE)
        for group, readers in zip(groups, told, strict=True):
            for one in readers:
                theirs.setdefault(one, []).append(group)
        return theirs

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
        reads_audit = may(await who_is(uow.people, receiver), Act.READ_AUDIT)
        swept = await _swept(uow, previous or since)
        open_flags: list[Flag] = []
        today: list[Flag] = []
        for group in groups:
            open_flags += await uow.flags.find(chat=group.chat, state=FlagState.OPEN)
            today += await uow.flags.find(chat=group.chat, since=since, until=until)
        return build(
            receiver,
            day,
            [(group, await uow.decisions.tally(group.chat, since, until)) for group in groups],
            sorted(open_flags, key=lambda flag: flag.raised.sent_at),
            today=today,
            told=await _told(uow, groups, (*open_flags, *today)),
            undelivered={one: await uow.outbox.count(one, previous) for one in UNDELIVERED},
            unjudged=await uow.inbox.buried(previous),
            swept=swept.total(),
            never_decided=swept[Kind.UNDECIDED],
            head=await uow.audit.head() if reads_audit else None,
        )

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        """Local midnight to local midnight: 23, 24 or 25 hours."""
        zone = self.wording.timezone
        begin = datetime.combine(day, time(), zone)
        return begin, datetime.combine(day + timedelta(days=1), time(), zone)


async def _told(
    uow: UnitOfWork, groups: Sequence[ClassGroup], flags: Sequence[Flag]
) -> Mapping[FlagId, tuple[AccountRef, ...]]:
    of = {group.chat: group for group in groups}
    raised = {flag.flag_id: (of[flag.raised.message.chat], flag.raised) for flag in flags}
    matters = await matters_of(uow.people, raised.values())
    return {number: matter.told for number, matter in zip(raised, matters, strict=True)}


async def _swept(uow: UnitOfWork, since: datetime) -> Counter[Kind]:
    """The flags that went after *since*, as the audit has it. That a care signal did is nobody's
    business. A run comes before the digest that tells of it, at the same moment at most."""
    swept = Counter[Kind]()
    async for entry in uow.audit.entries(since=since):
        if entry.what is Audited.RETENTION and entry.at > since:
            for kind in (Kind.UNDECIDED, Kind.DISMISSED, Kind.UPHELD):
                swept[kind] += int(entry.facts.get(kind, 0))
    return swept
