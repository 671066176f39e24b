"""Lives a school week through the real pipeline, on a simulated clock."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.app import App
from bot.demo.stage import Stage
from bot.demo.week import AdminSwitch, Edit, Post, SchoolWeek, StaffVerdict, WeekEvent
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatRef, MessageRef
from bot.model.member import Role

DIGEST_TIME = time(16, 30)


@dataclass(slots=True)
class SimulatedClock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Moment:
    """What one event of the week brought about."""

    at: datetime
    event: WeekEvent | None
    """None: the clock struck the digest time."""
    in_group: tuple[str, ...] = ()
    """What the bot said in the group."""
    private: tuple[tuple[AccountRef, str], ...] = ()
    """What the bot said to whom in private."""


@dataclass(slots=True)
class Play:
    app: App
    platform: Stage
    week: SchoolWeek
    clock: SimulatedClock
    _chat: ChatRef = field(init=False)
    _cursor: str | None = None
    _group_said: int = 0
    _private_said: dict[AccountRef, int] = field(default_factory=dict)

    async def run(self) -> AsyncIterator[Moment]:
        await self._set_the_stage()
        for event in self.week.events:
            async for moment in self._digests_until(event.at):
                yield moment
            self.clock.now = event.at
            await self._happen(event)
            yield await self._turn(event)
        last = self.week.events[-1].at
        async for moment in self._digests_until(datetime.combine(last, time.max, last.tzinfo)):
            yield moment

    async def _set_the_stage(self) -> None:
        await self.app.outbox.recover()
        week = self.week
        self._chat = self.platform.create_group(week.chat_id, week.group)
        for account, member in week.members.items():
            self.platform.join(self._chat, member, admin=account in week.admins)
        async with self.app.unit_of_work() as uow:
            await uow.groups.put(
                ClassGroup(
                    self._chat,
                    week.group,
                    responsible=self._with(Role.MENTOR),
                    team_lead=next(iter(self._with(Role.TEAM_LEAD)), None),
                    care=self._with(Role.COUNSELLOR),
                )
            )
            await uow.commit()
        await self._turn(None)

    def _with(self, role: Role) -> tuple[AccountRef, ...]:
        return tuple(a for a, member in self.week.members.items() if member.role is role)

    async def _digests_until(self, moment: datetime) -> AsyncIterator[Moment]:
        """The digest of every day whose time has come since the clock last stood."""
        due = datetime.combine(self.clock.now, DIGEST_TIME, self.clock.now.tzinfo)
        while due <= moment:
            if due > self.clock.now:
                self.clock.now = due
                await self.app.digests.send(due.date())
                yield await self._turn(None)
            due += timedelta(days=1)

    async def _happen(self, event: WeekEvent) -> None:
        match event:
            case Post():
                self.platform.post(
                    self._chat,
                    event.by,
                    event.text,
                    message_id=event.message_id,
                    reply_to=event.reply_to,
                    media=event.media,
                )
            case Edit(_, message_id, text):
                self.platform.edit(MessageRef(self._chat, message_id), text)
            case AdminSwitch(_, account, admin):
                self.platform.set_admin(self._chat, account, admin=admin)
            case StaffVerdict():
                await self._decide(event)

    async def _decide(self, event: StaffVerdict) -> None:
        async with self.app.unit_of_work() as uow:
            flags = await uow.flags.find(chat=self._chat)
        flag = next(f for f in flags if f.raised.message.message_id == event.on)
        await self.app.review.decide(
            flag.flag_id, event.verdict, by=event.by, why=event.why, measures=event.measures
        )

    async def _turn(self, event: WeekEvent | None) -> Moment:
        """Read, decide, deliver: what the running bot does all day."""
        events, self._cursor = self.platform.read(self._cursor)
        await self.app.intake.receive(events, source="demo", cursor=self._cursor)
        await self.app.decide_all()
        await self.app.outbox.deliver()
        return Moment(self.clock.now, event, self._new_in_group(), self._new_private())

    def _new_in_group(self) -> tuple[str, ...]:
        said = self.platform.said_by_bot(self._chat)
        new = tuple(said[self._group_said :])
        self._group_said = len(said)
        return new

    def _new_private(self) -> tuple[tuple[AccountRef, str], ...]:
        new: list[tuple[AccountRef, str]] = []
        for account, said in self.platform.private.items():
            new += [(account, text) for text in said[self._private_said.get(account, 0) :]]
            self._private_said[account] = len(said)
        return tuple(new)
