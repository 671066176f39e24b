"""What the stores know, read once for everybody whose digest is due."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.digest.build import AHEAD, Known, Period, Reader
from bot.digest.days import Days, begin_of
from bot.digest.ledger import Ledger
from bot.digest.page import UNDELIVERED
from bot.errors import StorageError
from bot.model.action import Audience
from bot.model.appeal import Appeal, AppealId
from bot.model.audit import Subject
from bot.model.calendar import SchoolCalendar, TestWindow
from bot.model.digest import USUAL_DAYS, Doubt, Gap, Wish
from bot.model.flag import Flag, FlagState, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatRef, FlagId, PersonId
from bot.model.timetable import SlotKind
from bot.ports import UnitOfWork
from bot.rights import Act, Actor, Matter, matters_of, may, objection, told_of, who_are

log = logging.getLogger(__name__)

_LATE = timedelta(days=2)
"""How much older than its flag a message may be that was read after the bot was off."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody of the staff with all the groups that they answer for. *account*: where they
    read."""

    account: AccountRef
    accounts: frozenset[AccountRef]
    groups: Sequence[ClassGroup]
    actor: Actor
    wish: Wish = field(default_factory=Wish)

    @property
    def subjects(self) -> Sequence[Subject]:
        """As what they may have read a digest."""
        person = self.actor.person
        return [*sorted(self.accounts, key=str), *([] if person is None else [person])]


async def receivers(uow: UnitOfWork, groups: Sequence[ClassGroup]) -> Sequence[Receiver]:
    """Who reads of which groups; where no responsible staff may, the team lead does."""
    told = await told_of(uow.people, groups, Audience.RESPONSIBLE)
    actors = await who_are(uow.people, {one for readers in told for one in readers})
    wishes = await uow.digests.wishes()
    first: dict[PersonId | None, AccountRef] = {}
    theirs: dict[AccountRef, list[ClassGroup]] = {}
    for group, readers in zip(groups, told, strict=True):
        for one in readers:
            mine = theirs.setdefault(first.setdefault(actors[one].person, one), [])
            if group not in mine:
                mine.append(group)
    return [_receiver(one, actors[one], mine, wishes) for one, mine in theirs.items()]


def _receiver(
    account: AccountRef,
    actor: Actor,
    groups: Sequence[ClassGroup],
    wishes: Mapping[AccountRef, Wish],
) -> Receiver:
    wished = (wishes[one] for one in (account, *sorted(actor.accounts, key=str)) if one in wishes)
    return Receiver(account, actor.accounts, groups, actor, next(wished, Wish()))


@dataclass(frozen=True, slots=True)
class Asked:
    """A digest that is to be built: of what *since* then, and before *until*. *previous*: when the
    latest before was claimed that may have arrived; None: it is their first."""

    receiver: Receiver
    day: date
    previous: datetime | None
    since: datetime
    until: datetime


async def asked(
    uow: UnitOfWork, receiver: Receiver, day: date, until: datetime, calendar: SchoolCalendar
) -> Asked:
    earlier = [await uow.digests.latest(one, before=day) for one in receiver.subjects]
    previous = max((at for at in earlier if at is not None), default=None)
    since = await _begin(uow, receiver, day, calendar) if previous is None else previous
    return Asked(receiver, day, previous, min(since, until), until)


async def _begin(
    uow: UnitOfWork, receiver: Receiver, day: date, calendar: SchoolCalendar
) -> datetime:
    """Of their first digest, and of what was in those before it that never arrived."""
    days = {one for subject in receiver.subjects for one in await uow.digests.of(subject)}
    return begin_of(calendar, min(one for one in {*days, day} if one <= day))


def ledger_from(calendar: SchoolCalendar, wanted: Sequence[Asked]) -> datetime:
    """From when the audit has to be read."""
    since = min(one.since for one in wanted)
    return min(since, _days(calendar, wanted).bounds[0])


def _days(calendar: SchoolCalendar, wanted: Sequence[Asked]) -> Days:
    """From four weeks before the earliest moment up to the latest day."""
    zone = calendar.timezone
    first = min(one.since for one in wanted).astimezone(zone).date()
    last = max(one.day for one in wanted) + timedelta(days=1)
    begin = min(first, last) - timedelta(days=USUAL_DAYS)
    return Days(begin, (last - begin).days, zone)


@dataclass(frozen=True, slots=True)
class _Flags:
    """*theirs*: by the account that they are about. *unopened*: in which group each is."""

    opened: Sequence[Flag]
    raised: Sequence[Flag]
    theirs: Mapping[AccountRef, Collection[FlagId]]
    unopened: Mapping[FlagId, ChatRef] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gathering:
    """Reads for all of *wanted* what they share, and what some share only once."""

    uow: UnitOfWork
    calendar: SchoolCalendar
    wanted: Sequence[Asked]
    groups: Sequence[ClassGroup]
    """All there are."""
    ledger: Ledger
    """From `ledger_from` on."""
    _periods: dict[tuple[datetime, datetime], Period] = field(default_factory=dict)
    _late: dict[Gap, Mapping[ChatRef, int]] = field(default_factory=dict)
    _objections: dict[AppealId, Matter] = field(default_factory=dict)
    _theirs: dict[AccountRef, Collection[FlagId]] = field(default_factory=dict)

    async def known(self) -> Known:
        """Before any reader is asked for."""
        uow, days = self.uow, self._days
        since = min(one.since for one in self.wanted) - _LATE
        flags = await self._flags(since)
        self._theirs.update(flags.theirs)
        appeals = await uow.appeals.open()
        unopened = {**flags.unopened, **await self._object(appeals)}
        both = {one.flag_id: one for one in (*flags.opened, *flags.raised)}
        return Known(
            calendar=self.calendar,
            open_flags=sorted(flags.opened, key=lambda one: one.raised.sent_at),
            raised=flags.raised,
            unopened=unopened,
            told=await self._told(both),
            taken_up=await uow.flags.numbers(state=FlagState.OPEN, step=StepKind.TAKEN_UP),
            repeated=await self._repeated(),
            appeals=appeals,
            days=days,
            counts=await uow.decisions.tallies(self.chats, days.bounds),
            planned=await self._planned(),
            ledger=self.ledger,
        )

    async def _flags(self, since: datetime) -> _Flags:
        try:
            return await self._together(since)
        except StorageError:
            return await self._one_by_one(since)

    async def _together(self, since: datetime) -> _Flags:
        flags = self.uow.flags
        return _Flags(
            await flags.find(state=FlagState.OPEN),
            await flags.find(since=since),
            {one: _about(one, await flags.about(one)) for one in self._readers},
        )

    async def _one_by_one(self, since: datetime) -> _Flags:
        """Slow, but one that cannot be opened is in the way of no other. As it may be about
        anybody, it counts as about everybody."""
        found, unopened = list[Flag](), dict[FlagId, ChatRef]()
        for group in self.groups:
            for number in await self.uow.flags.numbers(chat=group.chat):
                try:
                    flag = await self.uow.flags.get(number)
                except StorageError as error:
                    _not_opened(number, error)
                    unopened[number] = group.chat
                else:
                    found += [] if flag is None else [flag]
        return _Flags(
            [one for one in found if one.state is FlagState.OPEN],
            [one for one in found if one.raised.sent_at >= since],
            {one: {*_about(one, found), *unopened} for one in self._readers},
            unopened,
        )

    async def _object(self, appeals: Sequence[Appeal]) -> Mapping[FlagId, ChatRef]:
        """Returns what they are about and cannot be opened."""
        unopened = {}
        for one in appeals:
            try:
                matter = await objection(self.uow, one.filed)
            except StorageError as error:
                if one.filed.about is None:
                    raise
                _not_opened(one.filed.about, error)
                unopened[one.filed.about] = one.filed.chat
            else:
                self._objections.update({} if matter is None else {one.appeal_id: matter})
        return unopened

    async def _repeated(self) -> Mapping[FlagId, int]:
        flags, kind = self.uow.flags, StepKind.MORE
        numbers = await flags.numbers(state=FlagState.OPEN, step=kind)
        steps = {number: await flags.steps(number) for number in numbers}
        return {
            number: sum(step.kind is kind for step in found) for number, found in steps.items()
        }

    async def period(self, one: Asked) -> Period:
        key = (one.since, one.until)
        if key not in self._periods:
            self._periods[key] = await self._read(one)
        return self._periods[key]

    async def reader(self, one: Receiver) -> Reader:
        theirs = {number for account in one.accounts for number in self._theirs[account]}
        decides = {
            number
            for number, matter in self._objections.items()
            if may(one.actor, Act.DECIDE_APPEAL, matter)
        }
        return Reader(
            account=one.account,
            accounts=one.accounts,
            groups=one.groups,
            theirs=theirs,
            decides=decides,
        )

    async def doubts(self, one: Asked) -> Sequence[Doubt]:
        if one.previous is None:
            return ()
        subjects = one.receiver.subjects
        found = [await self.uow.digests.doubts(subject, one.previous) for subject in subjects]
        return [*dict.fromkeys(doubt for doubts in found for doubt in doubts)]

    @property
    def _readers(self) -> Collection[AccountRef]:
        return {account for one in self.wanted for account in one.receiver.accounts}

    @property
    def chats(self) -> Collection[ChatRef]:
        """Of which anything is told."""
        return {group.chat for one in self.wanted for group in one.receiver.groups}

    @property
    def _days(self) -> Days:
        return _days(self.calendar, self.wanted)

    async def _told(self, flags: Mapping[FlagId, Flag]) -> Mapping[FlagId, Collection[AccountRef]]:
        of = {group.chat: group for group in self.groups}
        raised = {
            number: (of[flag.raised.message.chat], flag.raised)
            for number, flag in flags.items()
            if flag.raised.message.chat in of
        }
        matters = await matters_of(self.uow.people, raised.values())
        return {number: matter.told for number, matter in zip(raised, matters, strict=True)}

    async def _planned(self) -> Sequence[TestWindow]:
        until = max(one.until for one in self.wanted)
        slots = await self.uow.timetable.between(until, until + AHEAD, SlotKind.TEST)
        return [TestWindow(slot.begin, slot.end, slot.classes) for slot in slots]

    async def _read(self, one: Asked) -> Period:
        uow = self.uow
        bounds = [one.since, one.until]
        counts = await uow.decisions.tallies(self.chats, bounds)
        return Period(
            since=one.since,
            until=one.until,
            counts={chat: found for chat, (found,) in counts.items()},
            reminders=await uow.reminders.given(*bounds),
            undelivered={kind: await uow.outbox.count(kind, one.since) for kind in UNDELIVERED},
            unjudged=await uow.inbox.buried(one.since),
            gaps=[(gap, await self._read_late(gap)) for gap in await uow.life.gaps(one.since)],
        )

    async def _read_late(self, gap: Gap) -> Mapping[ChatRef, int]:
        if gap not in self._late:
            counts = await self.uow.decisions.tallies(self.chats, [gap.kept_from, gap.ended])
            self._late[gap] = {chat: one.messages for chat, (one,) in counts.items()}
        return self._late[gap]


def _about(account: AccountRef, flags: Sequence[Flag]) -> Collection[FlagId]:
    """Who only wrote a line before it may decide it."""
    return {one.flag_id for one in flags if account in one.raised.parties}


def _not_opened(number: FlagId, error: StorageError) -> None:
    log.error("flag %s cannot be opened: %s", number, type(error).__name__)
