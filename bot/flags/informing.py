"""Who is told of a new flag, and when: urgent ones at once, a burst of others together."""

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.answering.front import Front
from bot.answering.offers import Offer, Offered
from bot.errors import StorageError
from bot.flags.offence import may_be_offence
from bot.flags.telling import Reader, Telling, readers
from bot.model.action import Audience
from bot.model.button import Button
from bot.model.calendar import SchoolCalendar
from bot.model.flag import Flag, FlagState, NewFlag, Step, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatRef, FlagId
from bot.model.outbox import Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Matter, matters_of, stands_for
from bot.wording import REPORTED

log = logging.getLogger(__name__)

BURST = 3
"""Flags of one group that are told one by one within `WHILE`; more are told as a number."""

WHILE = timedelta(minutes=10)

_MORNING = time(8, 30)
_LOOK_BACK = timedelta(days=70)
"""Longer than a summer holiday."""
_RECENT = timedelta(days=1)
_DEALT_WITH = frozenset({*StepKind}) - {StepKind.SEEN, StepKind.CHANGED}
"""By what a flag was told already, or somebody does something about it."""


@dataclass(frozen=True, slots=True)
class Informing:
    """Writes into the unit of work it is given."""

    front: Front
    passed: set[FlagId] = field(default_factory=set)
    """Open flags that are never told as a number, and so need not be opened again."""

    @property
    def telling(self) -> Telling:
        return Telling(self.front)

    async def raised(self, uow: UnitOfWork, flag: Flag) -> None:
        group = await uow.groups.get(flag.raised.message.chat)
        if group is None:
            return
        (matter,) = await matters_of(uow.people, [(group, flag.raised)])
        told = await readers(uow, flag.raised, matter)
        if flag.raised.care is not None:
            told = told[:1]  # the others in turn: see `bot.care`
        elif may_be_offence(flag.raised):
            told = await self._of_an_offence(uow, flag, matter)
        elif _is_plain(flag.raised) and await self._is_burst(uow, flag):
            return
        await self._tell(uow, flag, told)

    async def together(self, uow: UnitOfWork, now: datetime) -> None:
        """What came in a burst is told as a number, once the first of it waited long enough."""
        waiting = defaultdict[ChatRef, list[Flag]](list)
        for flag in await self._untold(uow, now):
            waiting[flag.raised.message.chat].append(flag)
        for chat, untold in waiting.items():
            group = await uow.groups.get(chat)
            if group is not None and now - min(_seen(one.raised) for one in untold) >= WHILE:
                await self._tell_how_many(uow, group, untold, now)

    async def again(self, uow: UnitOfWork, now: datetime) -> None:
        """Whoever said "later" gets the flag again on the next morning of a school day."""
        calendar = await self.front.calendar(uow)
        for number in await uow.flags.numbers(
            state=FlagState.OPEN, step=StepKind.LATER, since=now - _LOOK_BACK
        ):
            steps = await uow.flags.steps(number)
            due = {
                step.by: morning_after(step.at, calendar)
                for step in steps
                if step.kind is StepKind.LATER and step.by is not None
            }
            told = [step.at for step in steps if step.kind is StepKind.TOLD]
            waiting = [
                by
                for by, moment in due.items()
                if moment <= now and not any(at >= moment for at in told)
            ]
            flag = await _readable(uow, number) if waiting else None
            if flag is not None:
                await self._tell(uow, flag, await self._there(uow, flag, waiting))

    async def _there(
        self, uow: UnitOfWork, flag: Flag, waiting: Sequence[AccountRef]
    ) -> Sequence[AccountRef]:
        """Who reads it in the place of those who are away by now."""
        group = await uow.groups.get(flag.raised.message.chat)
        if group is None:
            return waiting
        (matter,) = await matters_of(uow.people, [(group, flag.raised)])
        there = [reader for one in waiting for reader in matter.instead.get(one, (one,))]
        return tuple(dict.fromkeys(there)) or matter.told

    async def _tell(self, uow: UnitOfWork, flag: Flag, told: Collection[Reader]) -> None:
        for reader in told:
            await self.telling.tell(uow, flag, reader)
        if told:
            await uow.flags.step(flag.flag_id, Step(StepKind.TOLD, self.front.clock()))

    async def _of_an_offence(
        self, uow: UnitOfWork, flag: Flag, matter: Matter
    ) -> Sequence[Reader]:
        """The team lead reads it too. Other leaders of the school read only that there is one: it
        is not their group."""
        for one in await self._other_leads(uow, matter):
            name = await self.telling.lead_name(uow, matter.group)
            text = self._texts(
                "flag.offence.notice", group=matter.group.name, number=flag.flag_id, lead=name
            )
            await self.front.say(uow, Purpose.ALERT, Say(one, text))
        return tuple(dict.fromkeys((*matter.told, *matter.lead)))

    async def _other_leads(self, uow: UnitOfWork, matter: Matter) -> Sequence[AccountRef]:
        group, found = matter.group, list[AccountRef]()
        for person in await uow.people.all():
            if stands_for(person.role) is not Audience.TEAM_LEAD:
                continue
            links = await uow.people.links(person.person_id)
            accounts = {link.account for link in links}
            if group.team_lead not in accounts and matter.parties.isdisjoint(accounts):
                usable = [link.account for link in links if link.gives_rights]
                found += [one for one in usable if one.platform is group.chat.platform][:1]
        return found

    async def _tell_how_many(
        self, uow: UnitOfWork, group: ClassGroup, untold: Sequence[Flag], now: datetime
    ) -> None:
        counts, first = Counter[Reader](), dict[Reader, FlagId]()
        matters = await matters_of(uow.people, [(group, flag.raised) for flag in untold])
        for flag, matter in zip(untold, matters, strict=True):
            told = await readers(uow, flag.raised, matter)
            counts.update(told)
            first = {**dict.fromkeys(told, flag.flag_id), **first}
            if told:
                await uow.flags.step(flag.flag_id, Step(StepKind.TOLD, now))
        for reader, count in counts.items():
            more = self._texts("flag.more", count=count, group=group.name)
            button = self._all(count, first[reader], reader)
            await self.front.say(uow, Purpose.FLAG, Say(reader, more, buttons=((button,),)))

    def _all(self, count: int, first: FlagId, reader: Reader) -> Button:
        until = self.front.clock() + timedelta(days=self.front.settings.retention.undecided_days)
        offer = Offer(Offered.VIEW_BURST, str(first))
        label = self._texts("burst.button.view", count=count)
        return self.front.offers.button(label, offer, reader, until)

    async def _is_burst(self, uow: UnitOfWork, flag: Flag) -> bool:
        told = 0
        for number in await uow.flags.numbers(
            chat=flag.raised.message.chat, step=StepKind.TOLD, since=self.front.clock() - WHILE
        ):
            one = await _readable(uow, number) if number != flag.flag_id else None
            told += one is not None and _is_plain(one.raised)
            if told >= BURST:
                return True
        return False

    async def _untold(self, uow: UnitOfWork, now: datetime) -> Sequence[Flag]:
        numbers = await uow.flags.numbers(state=FlagState.OPEN)
        self.passed.intersection_update(numbers)
        told = await uow.flags.numbers(state=FlagState.OPEN, step=StepKind.TOLD)
        found = list[Flag]()
        for number in sorted({*numbers} - {*told} - self.passed):
            flag = await _readable(uow, number)
            if flag is None:
                continue
            if not _is_plain(flag.raised) or now - _seen(flag.raised) > _RECENT:
                self.passed.add(number)
            elif not any(one.kind in _DEALT_WITH for one in await uow.flags.steps(number)):
                found.append(flag)
        return found

    def _texts(self, key: str, **values: object) -> str:
        return self.front.wording().texts(key, **values)


def morning_after(at: datetime, calendar: SchoolCalendar) -> datetime:
    """Of the next school day."""
    day = calendar.school_day_after(at.astimezone(calendar.timezone).date())
    return datetime.combine(day, _MORNING, calendar.timezone)


async def _readable(uow: UnitOfWork, number: FlagId) -> Flag | None:
    """None too for one that this version cannot read: it stands in no other's way."""
    try:
        return await uow.flags.get(number)
    except StorageError as error:
        log.error("flag %s cannot be read: %s", number, type(error).__name__)  # noqa: TRY400 - what it says may quote words
        return None


def _is_plain(raised: NewFlag) -> bool:
    """What a pupil reported they were promised that somebody looks at: it is none of a burst."""
    reported = any(finding.reason.key == REPORTED for finding in raised.findings)
    return raised.care is None and not raised.urgent and not reported


def _seen(raised: NewFlag) -> datetime:
    """A message that is reported may be older than its flag."""
    return raised.raised_at or raised.sent_at
