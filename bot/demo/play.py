"""Plays what people do through the real use cases, on a simulated clock."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from bot.app import App
from bot.demo.reasons import silence
from bot.demo.stage import Stage
from bot.demo.week import (
    AdminSwitch,
    Delete,
    DemoGroup,
    Edit,
    Join,
    Post,
    SchoolWeek,
    StaffVerdict,
    TestBell,
    WeekEvent,
)
from bot.errors import Forbidden
from bot.intake import LANES, lane_of
from bot.model.decision import Decided
from bot.model.finding import Reason
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageRef, PersonId
from bot.model.member import Sender
from bot.model.person import AccountLink, Person

DIGEST_TIME = time(16, 30)


@dataclass(slots=True)
class SimulatedClock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Moment:
    """What one event brought about."""

    at: datetime
    event: WeekEvent | None = None
    """None: the clock struck the digest time."""
    in_group: tuple[str, ...] = ()
    """What the bot said in the group."""
    private: tuple[tuple[AccountRef, str], ...] = ()
    """What the bot said to whom in private."""
    decided: tuple[Decided, ...] = ()
    """What it made of the message, if there was one."""
    silence: Reason | None = None
    """Why nobody was reminded of what staff hear."""


@dataclass(slots=True)
class Play:
    """The groups of a week on their stage; their events happen as they are given."""

    app: App
    platform: Stage
    groups: Sequence[DemoGroup]
    clock: SimulatedClock
    _cursor: str | None = None
    _said: dict[ChatRef, int] = field(default_factory=dict)
    _told: dict[AccountRef, int] = field(default_factory=dict)

    async def week(self, week: SchoolWeek) -> AsyncIterator[Moment]:
        """Every event of *week*, and the digests of its days."""
        await self.begin()
        for event in week.events:
            async for moment in self.wait_until(event.at):
                yield moment
            if isinstance(event, StaffVerdict) and await self._flag(event) is None:
                continue  # the bot saw nothing in it, so there is nothing to decide
            yield await self._explained(await self.happen(event))
        last = week.events[-1].at
        async for moment in self.wait_until(datetime.combine(last, time.max, last.tzinfo)):
            yield moment

    async def begin(self) -> None:
        """Put the groups and who is in them on the stage."""
        await self.app.outbox.recover()
        for group in self.groups:
            self.platform.create_group(group.chat.chat_id, group.name)
            for account, member in group.members.items():
                if account not in group.later:
                    self.platform.join(group.chat, member, admin=account in group.admins)
        async with self.app.unit_of_work() as uow:
            for group in self.groups:
                await uow.groups.put(group.bound)
                for account, member in group.members.items():
                    if member.role.is_staff:
                        person = Person(
                            person_id=PersonId(account.user_id), name=member.name, role=member.role
                        )
                        await uow.people.put(person)
                        await uow.people.link(AccountLink(account, person.person_id, work=True))
            await uow.commit()
        await self._turn(None, range(LANES))

    async def wait_until(self, moment: datetime) -> AsyncIterator[Moment]:
        """Let time pass; the digest of every day whose time comes goes out."""
        due = datetime.combine(self.clock.now, DIGEST_TIME, self.clock.now.tzinfo)
        while due <= moment:
            if due > self.clock.now:
                self.clock.now = due
                await self.app.chores.daily(due)
                if await self.app.digests.send(due.date()):
                    yield await self._turn(None)
            due += timedelta(days=1)
        self.clock.now = max(self.clock.now, moment)

    async def happen(self, event: WeekEvent, *, newcomer: Sender | None = None) -> Moment:
        """*newcomer*: who joins, when the week does not know them.

        Raises `AdapterError` for what the platform refuses, `ReviewError` for a verdict that is
        not somebody's to give.
        """
        match event:
            case Post():
                self.platform.post(
                    event.chat,
                    event.by,
                    event.text,
                    message_id=event.message_id,
                    reply_to=event.reply_to,
                    media=event.media,
                )
            case Edit():
                self.platform.edit(MessageRef(event.chat, event.message_id), event.text)
            case Delete():
                self.platform.delete(MessageRef(event.chat, event.message_id))
            case AdminSwitch():
                self.platform.set_admin(event.chat, event.member, admin=event.admin)
            case Join():
                known = self._group(event.chat).members
                self.platform.join(event.chat, newcomer or known[event.member])
            case StaffVerdict():
                flag_id = await self._flag(event)
                if flag_id is None:
                    raise Forbidden(event.on)
                return await self.verdict(flag_id, event)
            case TestBell():
                pass  # the calendar knows
        return await self._turn(event, (lane_of(event.chat),))

    async def verdict(self, flag_id: FlagId, event: StaffVerdict) -> Moment:
        """Raises `ReviewError`."""
        await self.app.review.decide(
            flag_id, event.verdict, by=event.by, why=event.why, measures=event.measures
        )
        return await self._turn(event, (lane_of(event.chat),))

    async def turn(self) -> Moment:
        """What the bot says without that anybody wrote."""
        return await self._turn(None)

    async def _explained(self, moment: Moment) -> Moment:
        for one in moment.decided:
            moment = replace(moment, silence=await silence(self.app, one))
        return moment

    def _group(self, chat: ChatRef) -> DemoGroup:
        return next(group for group in self.groups if group.chat == chat)

    async def _flag(self, event: StaffVerdict) -> FlagId | None:
        """Of the latest flag on the message: an edited one may have several."""
        async with self.app.unit_of_work() as uow:
            flags = await uow.flags.find(message=MessageRef(event.chat, event.on))
        return flags[-1].flag_id if flags else None

    async def _turn(self, event: WeekEvent | None, lanes: Sequence[int] = ()) -> Moment:
        """Read, decide, deliver: what the running bot does all day."""
        events, self._cursor = self.platform.read(self._cursor)
        while events:
            await self.app.intake.receive(events, source="demo", cursor=self._cursor)
            events, self._cursor = self.platform.read(self._cursor)
        decided = tuple(await self.app.decide_all(lanes))
        await self.app.outbox.deliver()
        in_group = self._new_in(event.chat) if event else ()
        return Moment(self.clock.now, event, in_group, self._new_private(), decided)

    def _new_in(self, chat: ChatRef) -> tuple[str, ...]:
        said = self.platform.said_by_bot(chat)
        new = tuple(said[self._said.get(chat, 0) :])
        self._said[chat] = len(said)
        return new

    def _new_private(self) -> tuple[tuple[AccountRef, str], ...]:
        new: list[tuple[AccountRef, str]] = []
        for account, said in self.platform.private.items():
            new += [(account, text) for text in said[self._told.get(account, 0) :]]
            self._told[account] = len(said)
        return tuple(new)
