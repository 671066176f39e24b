"""A whole school year in a few minutes; in full by `make school-year`.

The bot is the real one, as `klaswacht run` wires it, over a real database: intake, pipeline, jobs,
outbox. Only its clock and its platform are simulated. What is written, who decides what, who is
sick and when the bot is off hangs on the seed alone; nothing waits. Jobs are run at the moments at
which they have something to do, not every minute of the year.

What has to be so is in `year_truth`, which counts by itself; what is planned in `year_plan`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from unittest import mock

from sqlalchemy import select, update

from bot.answering.offers import Offered
from bot.bootstrap.assembly import appeal_office
from bot.bootstrap.choices import rules_judge
from bot.bootstrap.live import running
from bot.bootstrap.opening import school
from bot.digest.build import Reader, build
from bot.intake import lane_of
from bot.model.action import AlertCare, Audience, FlagToStaff, Measure, MeasureKind
from bot.model.appeal import AppealId, AppealState
from bot.model.calendar import AMSTERDAM
from bot.model.dealing import ButtonPressed, CommandGiven
from bot.model.decision import Decided
from bot.model.digest import Digest, Wish
from bot.model.event import Event, MessagePosted, chat_of
from bot.model.flag import FlagState, StepKind, Verdict
from bot.model.group import Stage
from bot.model.ids import AccountRef, ChatId, ChatRef, FlagId, MessageId, MessageRef
from bot.model.member import Role
from bot.model.message import Message
from bot.model.outbox import NewOutboxItem, Say
from bot.model.person import AccountLink, Person
from bot.people.absences import Absences
from bot.running.metrics import Metrics
from bot.running.run import Run
from bot.school import School
from storage.tables import SignOfLifeRow
from storage.unit_of_work import SqlUnitOfWork
from tests.support.year_plan import (
    DAY,
    DIGEST_AT,
    FREE,
    Outage,
    Plan,
    Sick,
    Size,
    Talk,
    is_school_day,
    moment,
    school_day_after,
)
from tests.support.year_platform import Chats, Killed, Watched
from tests.support.year_truth import Objection, Truth, Violated

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TOML = """
[school]
name = "Testschool"
[quiet]
begin = "22:00"
end = "07:00"
[digest]
picture = false
[live]
reminders = ["privacy", "spam", "respect", "discrimination", "media", "copyright"]
[retention]
upheld_until = "{until:%m-%d}"
[status]
port = 0
{free}
{storage}
"""
NIGHT, MORNING, NOON = time(0, 2), time(8, 31), time(12)
BACK = time(7, 31)
"""When whoever was sick is there again, and what the night held up can go."""
AT_NIGHT, EVERY_WEEK = {"alive", "chores", "absences"}, {"checks", "menus", "overdue", "waiting"}
AT_A_TIME, SOON = {"alive", "absences", "digests"}, {"care", "bursts", "take_back"}
"""Jobs that have to do at a time of their own, and within the hour after something happened."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
Happening = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class SchoolYear:
    plan: Plan
    opened: School
    clock: Clock
    truth: Truth
    rng: Random
    chats: Chats = field(init=False)
    bot: Run | None = None
    """None: the process is gone."""
    outages: list[Outage] = field(default_factory=list)
    _queue: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _looked: datetime = _LONG_AGO
    _order: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        admins = {one.chat: one.mentor.sender for one in self.plan.classes}
        self.chats = Chats(self.clock, self._said, self._done, admins)

    # the year

    async def live(self) -> None:
        """Raises `Violated`."""
        await self._enrol()
        self._announce()
        judge = rules_judge(self.opened.settings)  # once: it takes half a second to make
        with (
            mock.patch("bot.digest.send.build", self._watched(build)),
            mock.patch("bot.bootstrap.live.rules_judge", return_value=judge),
        ):
            await self._start()
            while self._queue:
                at, _, happens = heappop(self._queue)
                self.clock.now = max(at, self.clock.now)
                try:
                    await happens()
                except Killed:
                    self.truth.done["killed while sending"] += 1
                    await self._lived()
                    await self._start()
        await self._end()

    def then(self, at: datetime, happens: Happening) -> None:
        heappush(self._queue, (at, next(self._order), happens))

    def _announce(self) -> None:
        """All that is known before it begins."""
        plan = self.plan
        for day in plan.days:
            self.then(moment(day, NIGHT), self._night)
            if is_school_day(day):
                self.then(moment(day, MORNING), self._morning)
                self.then(moment(day, NOON), partial(self._must_be_reminded, day))
                for at in sorted({BACK, *(one.at for one in plan.staff)}):
                    self.then(moment(day, at), self._on_time)
        for talk in plan.talks():
            self.then(talk.ended, partial(self._talk, talk))
        for outage in plan.outages():
            self.then(outage.begin, self._stop)
            self.then(outage.end, partial(self._back, outage))
        for refusal in plan.refusals():
            self.then(refusal.begin, partial(self._refuse, on=True))
            self.then(refusal.end, partial(self._refuse, on=False))
            for minutes in range(0, 300, 7):
                self.then(refusal.begin + minutes * MINUTE, self._deliver)
        for sick in plan.sickness():
            self.then(sick.since, partial(self._sick, sick))
        for place, day in enumerate(plan.school_days[4::9]):
            how = "before" if place % 2 else "after"
            self.then(moment(day, time(9 + place % 8, 31)), partial(self._will_die, how))

    async def _enrol(self) -> None:
        plan = self.plan
        async with self.opened.unit_of_work() as uow:
            for one, classes in plan.people():
                person = Person(
                    person_id=one.number, name=one.name, role=one.role, classes=classes
                )
                await uow.people.put(person)
                work = True if one.role.is_staff else None
                await uow.people.link(AccountLink(one.account, one.number, work))
            for where in plan.classes:
                await uow.groups.put(where.group(self.clock()))
            for one in plan.staff:
                if one.at != DIGEST_AT:
                    await uow.digests.wish(one.account, Wish(at=one.at))
            await uow.timetable.put("rooster.ics", [*plan.slots()], self.clock())
            await uow.commit()
        self.truth.on_trial = {one.chat for one in plan.classes if one.is_on_trial}

    # the process

    async def _start(self) -> None:
        """Also after it was killed: what it had in memory is gone."""
        bot = running(self.opened, [self.chats], Metrics())
        outbox = bot.app.outbox
        names = type(outbox).__dataclass_fields__
        watched = Watched(**{name: getattr(outbox, name) for name in names})
        self.bot = replace(bot, app=replace(bot.app, outbox=watched))
        await self.bot.app.outbox.recover()
        self.bot.metrics.begin({job.name: job.every for job in self.bot.jobs}, self.clock())
        late, lost = self.chats.fetched()
        self.truth.done["lost"] += lost
        every = {job.name for job in self.bot.jobs}
        begins: list[Happening] = [partial(self._work, every), partial(self._hear, late)]
        self.rng.shuffle(begins)  # what runs at the start, and what comes in, are in no order
        for begin in begins:
            await begin()

    async def _stop(self) -> None:
        await self._lived()
        self.bot = None

    async def _back(self, outage: Outage) -> None:
        self.outages.append(outage)
        self.truth.done["outages"] += 1
        await self._start()

    async def _will_die(self, how: str) -> None:
        self.chats.dies = how  # type: ignore[assignment]  # one of two words

    async def _refuse(self, *, on: bool) -> None:
        self.chats.refusing = on
        self.truth.done["refusals"] += on

    async def _lived(self) -> None:
        """As if the job that says so had run every minute until now; never over an outage."""
        async with self.opened.unit_of_work() as uow:
            assert isinstance(uow, SqlUnitOfWork)
            row = SignOfLifeRow
            latest = await uow._session.scalar(select(row.id).order_by(row.id.desc()).limit(1))
            await uow._session.execute(
                update(row).where(row.id == latest).values(seen=self.clock())
            )
            await uow.commit()

    # what it does

    async def _night(self) -> None:
        await self._run_jobs(AT_NIGHT)

    async def _morning(self) -> None:
        """All of them; some in the first morning of the week only, which is often enough here."""
        monday = self.clock().astimezone(AMSTERDAM).weekday() == 0
        names = {job.name for job in self.bot.jobs} if self.bot else set[str]()
        await self._run_jobs(names if monday else names - EVERY_WEEK)

    async def _on_time(self) -> None:
        await self._run_jobs(AT_A_TIME)

    async def _soon(self) -> None:
        """What may happen twice in a minute need not."""
        if self.bot is not None and self.clock() - self._looked > MINUTE:
            self._looked = self.clock()
            await self._run_jobs(SOON)

    async def _run_jobs(self, names: Collection[str]) -> None:
        if self.bot is None:
            return
        await self._lived()
        self.truth.came_due(self.clock())
        await self._work(names)

    async def _work(self, names: Collection[str]) -> None:
        assert self.bot is not None
        self.bot.metrics.heard_at = self.clock()
        for job in self.bot.jobs:
            if job.name not in names:
                continue
            await job.work()
            if job.name == "absences":
                await self._see_who_is_back()
            if job.name == "chores":
                await self._see_what_went()
        async with self.opened.unit_of_work() as uow:
            waiting = await uow.inbox.waiting()
        if waiting:
            await self._decide()
        await self._deliver()

    async def _hear(self, events: Sequence[Event]) -> None:
        await self._take_in(events)
        await self._deliver()

    async def _take_in(self, events: Sequence[Event]) -> None:
        """As they come from the platform, or wait there."""
        if self.bot is None:
            self.chats.keep(events)
            return
        await self.bot.app.intake.receive(events)
        await self._decide({lane_of(chat_of(event)) for event in events})

    async def _decide(self, lanes: Collection[int] | None = None) -> None:
        assert self.bot is not None
        app = self.bot.app
        for one in await (app.decide_all() if lanes is None else app.decide_all(sorted(lanes))):
            self.truth.was_judged(one, self.clock())
            if any(isinstance(action, FlagToStaff | AlertCare) for action in one.decision.actions):
                await self._raised(one)
            self.then(self.clock() + 61 * MINUTE, self._soon) if one.decision.actions else None

    async def _deliver(self) -> None:
        if self.bot is not None:
            await self.bot.app.outbox.deliver()

    def _said(self, item: NewOutboxItem, say: Say) -> None:
        self.truth.was_said(item, say, self.clock())
        for press in (one.press for row in say.buttons for one in row):
            if press.startswith(Offered.REMIND) and isinstance(say.to, AccountRef):
                self._later(1, 3, partial(self._end_trial, say.to, press))
        if say.appeal is not None and say.buttons and isinstance(say.to, AccountRef):
            by, number = say.to, say.appeal
            if self._chance(0.85):
                self._later(2, 60, partial(self._answer, number, by))

    def _done(self, measure: Measure) -> None:
        self.truth.was_carried_out(measure, self.clock())

    # what pupils do

    async def _talk(self, talk: Talk) -> None:
        await self._hear([*self._posted(talk)])

    def _posted(self, talk: Talk) -> "list[MessagePosted]":
        return [
            MessagePosted(
                Message(
                    ref=MessageRef(talk.where.chat, MessageId(f"m{next(self._order)}")),
                    group=talk.where.name,
                    sender=line.by.sender,
                    sent_at=line.at,
                    text=line.text,
                )
            )
            for line in talk.lines
        ]

    async def _object(self, flag_id: FlagId) -> None:
        flag = self.truth.flags.get(flag_id)
        if self.bot is None or flag is None:
            return
        who = next((one for one in flag.where.pupils if one.account == flag.sender), None)
        if who is None:
            return
        words = f"{flag.where.name} {flag_id} zo bedoelde ik het niet"
        command = CommandGiven(
            chat=self.chats.private(who.account),
            at=self.clock(),
            message_id=MessageId(f"c{next(self._order)}"),
            sender=who.sender,
            name="bezwaar",
            argument=words,
            private=True,
        )
        async with self.opened.unit_of_work() as uow:
            before = {one.appeal_id for one in await uow.appeals.of(who.account)}
        await self._take_in([command])
        async with self.opened.unit_of_work() as uow:
            new = [one for one in await uow.appeals.of(who.account) if one.appeal_id not in before]
        for one in new:
            about = one.filed.about
            self.truth.objections[one.appeal_id] = Objection(
                one.appeal_id, who.account, about, self.clock()
            )
            if about is not None:
                self.truth.flags[about].appeals.add(one.appeal_id)
            self.truth.done["appeals"] += 1
        await self._deliver()

    # what staff do

    async def _raised(self, decided: Decided) -> None:
        async with self.opened.unit_of_work() as uow:
            found = await uow.flags.find(message=decided.message.ref)
        for flag in found:
            number, audience = flag.flag_id, flag.raised.audience
            self.truth.was_raised(number, decided, audience, self.clock())
            self.then(self.clock() + 11 * MINUTE, self._soon)
            if audience is Audience.CARE:
                self._cared_for(number)
            elif self._chance(self.plan.size.deciding):
                least, most = (0.1, 24) if self._chance(0.9) else (24, 150)
                self._later(least, most, partial(self._judge, number))

    def _cared_for(self, number: FlagId) -> None:
        for minutes in (16, 32, 48):
            self.then(self.clock() + minutes * MINUTE, self._soon)
        if self._chance(0.9):
            self._later(0.1, 1, partial(self._take_up, number))
            if self._chance(0.8):
                self._later(24, 200, partial(self._judge, number))

    async def _take_up(self, number: FlagId) -> None:
        flag = self.truth.flags.get(number)
        for who in self.truth.told(flag.where, Audience.CARE) if flag else ():
            shown = self.chats.flags.get((number, who))
            if shown is not None and "a" in shown.buttons:
                await self._press(who, shown.at.chat.chat_id, shown.buttons["a"].press)
                return

    async def _judge(self, number: FlagId) -> None:
        """With the button, where somebody was shown one."""
        flag = self.truth.flags.get(number)
        if flag is None or flag.state != "open":
            return
        if self.bot is None:
            self.then(self.clock() + HOUR, partial(self._judge, number))
            return
        who = self.rng.choice(self.truth.told(flag.where, flag.audience, flag.parties))
        upheld = not flag.is_care and self._chance(0.6)
        hide = upheld and flag.audience is Audience.RESPONSIBLE and self._chance(0.3)
        verdict = Verdict.UPHELD if upheld else Verdict.DISMISSED
        places = (who, flag.where.staff_chat)
        shown = next(
            (one for to in places if to and (one := self.chats.flags.get((number, to)))), None
        )
        letter = ("h" if hide else "u") if upheld else "d"
        if shown is not None and letter in shown.buttons:
            measures = [MeasureKind.HIDE] if letter == "h" else []
            self.truth.will_order(flag, measures)
            await self._press(who, shown.at.chat.chat_id, shown.buttons[letter].press)
        else:
            measures = [MeasureKind.WARN] if hide else []
            self.truth.will_order(flag, measures)
            await self.bot.app.review.decide(number, verdict, by=who, measures=measures)
        async with self.opened.unit_of_work() as uow:
            kept, given = await uow.flags.get(number), await uow.flags.verdict(number)
        if kept is None or kept.state is FlagState.OPEN or given is None or given.by != who:
            raise Violated(self.clock(), flag.where.name, f"{who} cannot decide flag {number}")
        self.truth.was_decided(number, verdict, who, given.at)
        if upheld and self._chance(self.plan.size.objecting):
            self._later(1, 100, partial(self._object, number))
        await self._deliver()

    async def _press(self, by: AccountRef, chat_id: ChatId, data: str) -> None:
        chat = ChatRef(by.platform, chat_id)
        sender = next(one.sender for one in self.plan.staff if one.account == by)
        number = next(self._order)
        press = ButtonPressed(
            chat=chat,
            at=self.clock(),
            press=f"p{number}",
            message_id=MessageId("0"),
            by=sender,
            data=data,
            private=chat == self.chats.private(by),
        )
        await self._take_in([press])

    async def _end_trial(self, by: AccountRef, press: str) -> None:
        """Whoever is first; the others come too late."""
        if self.bot is None:
            self._later(1, 2, partial(self._end_trial, by, press))
            return
        await self._press(by, self.chats.private(by).chat_id, press)
        async with self.opened.unit_of_work() as uow:
            groups = await uow.groups.all()
        self.truth.on_trial = {one.chat for one in groups if one.stage is Stage.TRIAL}
        await self._deliver()

    async def _answer(self, number: AppealId, by: AccountRef) -> None:
        """At the school's computer. Whoever is sick by then leaves it to the others."""
        objection = self.truth.objections.get(number)
        if objection is None or objection.state is not AppealState.OPEN or by in self.truth.away:
            return
        state = AppealState.GRANTED if self._chance(0.4) else AppealState.DENIED
        flag = self.truth.flags.get(objection.about) if objection.about else None
        if flag is not None and flag.by == by:
            raise Violated(
                self.clock(), flag.where.name, f"{by} was asked about their own verdict"
            )
        await appeal_office(self.opened).decide(number, state, "Ik keek ernaar.", by)
        self.truth.was_ruled(objection, state, self.clock())
        await self._deliver()

    async def _sick(self, sick: Sick) -> None:
        if self.bot is None or sick.who.account in self.truth.away:
            return
        dealings = self.bot.app.pipeline.dealings
        assert dealings is not None
        lead = next(one for one in self.plan.staff if one.role is Role.TEAM_LEAD)
        deputy = sick.deputy
        if deputy is not None and deputy.account in self.truth.away:
            deputy = None
        async with self.opened.unit_of_work() as uow:
            await Absences(dealings.commands.front).say(
                uow,
                sick.who.number,
                sick.until,
                None if deputy is None else deputy.number,
                by=lead.account,
            )
            await uow.commit()
        self.truth.is_away(sick.who, deputy, sick.until)
        await self._deliver()

    def _later(self, least: float, most: float, happens: Happening) -> None:
        """Hours, from the one to the other."""
        self.then(self.clock() + self.rng.uniform(least, most) * HOUR, happens)

    def _chance(self, of: float) -> bool:
        return self.rng.random() < of

    # what must be so

    def _watched(self, build: Callable[..., Digest]) -> Callable[..., Digest]:
        """Sees every digest as it goes into the outbox."""

        def watch(reader: Reader, *rest: object, **more: object) -> Digest:
            digest = build(reader, *rest, **more)
            self.truth.was_built(reader, digest, self.clock())
            return digest

        return watch

    async def _see_who_is_back(self) -> None:
        self.truth.are_back(self.clock())
        async with self.opened.unit_of_work() as uow:
            away = {one.person for one in await uow.people.absences()}
        if away != {one.number for one in self.plan.staff if one.account in self.truth.away}:
            raise Violated(self.clock(), "staff", f"away are {away}")

    async def _see_what_went(self) -> None:
        """After retention: nothing is there any more that should not be, nor did more go."""
        now = self.clock()
        today = now.astimezone(AMSTERDAM).date()
        async with self.opened.unit_of_work() as uow:
            if await uow.chores.latest("retention") != now:
                return
            kept = {one.flag_id for one in await uow.flags.standing()}
            stores = {
                "decision": uow.decisions,
                "reminder": uow.reminders,
                "received": uow.inbox,
                "settled": uow.outbox,
                "digest": uow.digests,
                "life": uow.life,
            }
            oldest = {name: (await store.held()).oldest for name, store in stores.items()}
            appeals = await uow.appeals.open()
        self.truth.expire(today)
        if kept != {*self.truth.flags}:
            late, gone = kept - {*self.truth.flags}, {*self.truth.flags} - kept
            raise Violated(now, "flags", f"still there: {late}, gone too soon: {gone}")
        for name, at in oldest.items():
            if at is not None and at < moment(today - 30 * DAY, time()):
                raise Violated(now, name, f"there is still something of {at}")
        if {one.appeal_id for one in appeals} != self.truth.open_objections:
            raise Violated(now, "appeals", f"open are {[one.appeal_id for one in appeals]}")

    async def _must_be_reminded(self, today: date) -> None:
        """Nobody decided it for days: staff were reminded, then the team lead was told."""
        if self.bot is None:
            return
        for flag in [*self.truth.flags.values()]:
            raised = flag.at.astimezone(AMSTERDAM).date()
            if flag.state != "open" or flag.is_care or school_day_after(raised, 2) > today:
                continue
            async with self.opened.unit_of_work() as uow:
                steps = {one.kind: one.at for one in await uow.flags.steps(flag.number)}
            at = steps.get(StepKind.REMINDED)
            if at is None:
                raise Violated(self.clock(), flag.where.name, f"flag {flag.number} lies forgotten")
            due = school_day_after(at.astimezone(AMSTERDAM).date(), 2)
            if due <= today and StepKind.ESCALATED not in steps:
                raise Violated(
                    self.clock(), flag.where.name, f"flag {flag.number} is not escalated"
                )

    async def _end(self) -> None:
        now, truth = self.clock(), self.truth
        truth.must_be_whole(self.outages)
        async with self.opened.unit_of_work() as uow:
            checked, waiting = await uow.audit.check(), await uow.inbox.waiting()
            unsent, buried = (await uow.outbox.unsettled()).count, await uow.inbox.buried()
        if checked.first is not None:
            raise Violated(now, "audit", f"entry {checked.first} is {checked.wrong}")
        if waiting or unsent or buried:
            raise Violated(now, "the bot", f"{waiting} unread, {unsent} unsent, {buried} unjudged")
        truth.done["audited"] = checked.entries


@asynccontextmanager
async def year(
    size: Size, seed: int, folder: Path, database: str = ""
) -> AsyncIterator[SchoolYear]:
    """In an empty *folder*. *database*: the URL of an empty one of PostgreSQL; else SQLite."""
    plan = Plan(seed, size)
    free = "".join(
        f"[[calendar.free]]\nbegin = {first}\nend = {last}\n"
        for first, last in FREE[1:]
        if first != last
    )
    storage = f'[storage]\ndatabase = "{database}"\n' if database else ""
    config = folder / "config.toml"
    config.write_text(TOML.format(until=size.upheld_until, free=free, storage=storage), "utf-8")
    clock = Clock(plan.begin)
    async with school(config, clock) as opened:
        yield SchoolYear(plan, opened, clock, Truth(plan), Random(seed))
