"""A flag that nobody decides: those who may are reminded of all that wait, then the team lead."""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.answering.front import Front
from bot.errors import StorageError
from bot.model.action import Audience
from bot.model.audit import Audited, Facts
from bot.model.calendar import SchoolCalendar
from bot.model.flag import Flag, FlagState, Step, StepKind
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Matter, matters_of
from bot.wording import Wording

log = logging.getLogger(__name__)

MOST = 30
"""Flags that one reminder names; of the others it says how many."""
_MORNING = time(8, 30)


class _Next(StrEnum):
    """Who is told next; None: nobody yet, or everybody was."""

    STAFF = "staff"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class _Waiting:
    flag: Flag
    matter: Matter
    following: _Next | None


@dataclass(frozen=True, slots=True)
class Undecided:
    """Writes into the unit of work it is given. Care has a lane of its own."""

    front: Front

    async def remind(self, uow: UnitOfWork, now: datetime) -> None:
        """In the morning of a school day: one message to each reader, whatever the number of
        flags. What was told is a step of each flag in the same transaction, so it is told once."""
        days = self.front.settings.live.undecided_reminder_days
        calendar, local = await self.front.calendar(uow), now.astimezone(self._zone)
        closed = not calendar.is_school_day(local.date()) or local.time() < _MORNING
        if not days or closed or calendar.moment(now).quiet:
            return
        waiting = [
            one
            for number in await uow.flags.numbers(state=FlagState.OPEN)
            if (one := await self._waiting(uow, number, calendar, local.date())) is not None
        ]
        await self._tell(uow, now, waiting, _Next.STAFF)
        await self._tell(uow, now, waiting, _Next.LEAD)

    async def _waiting(
        self, uow: UnitOfWork, number: FlagId, calendar: SchoolCalendar, today: date
    ) -> _Waiting | None:
        """None: not for so long, or it is no matter of this."""
        flag = await self._readable(uow, number)
        if flag is None or flag.raised.care is not None:
            return None
        raised, days = flag.raised, self.front.settings.live.undecided_reminder_days
        seen = (raised.raised_at or raised.sent_at).astimezone(self._zone).date()
        if calendar.school_day_after(seen, days) > today:
            return None
        group = await uow.groups.get(raised.message.chat)
        if group is None:
            return None
        steps = {one.kind: one.at for one in await uow.flags.steps(number)}
        (matter,) = await matters_of(uow.people, [(group, raised)])
        following: _Next | None = None
        if StepKind.REMINDED not in steps:
            following = _Next.STAFF
        elif StepKind.ESCALATED not in steps:
            told = steps[StepKind.REMINDED].astimezone(self._zone).date()
            due = calendar.school_day_after(told, days) <= today
            following = _Next.LEAD if due else None
        return _Waiting(flag, matter, following)

    async def _tell(
        self, uow: UnitOfWork, now: datetime, waiting: Sequence[_Waiting], following: _Next
    ) -> None:
        """Whoever has one that is due reads of all that wait for them."""
        theirs = defaultdict[AccountRef, list[_Waiting]](list)
        due = set[AccountRef]()
        for one in waiting:
            readers = _readers(one.matter, following)
            if following is _Next.STAFF or one.following is following:
                for reader in readers:
                    theirs[reader].append(one)
            if one.following is following and readers:
                due.update(readers)
                await self._step(uow, one.flag, now, following, len(readers))
        for reader in sorted(due, key=str):
            say = Say(reader, self._text(theirs[reader], now, following))
            await self.front.say(uow, Purpose.FLAG, say)

    async def _step(
        self, uow: UnitOfWork, flag: Flag, now: datetime, following: _Next, people: int
    ) -> None:
        kind = _STEPS[following]
        await uow.flags.step(flag.flag_id, Step(kind, now))
        facts: Facts = {"flag": flag.flag_id, "step": kind, "people": people}
        await self.front.note(uow, Audited.FLAG, facts, about=flag.raised.sender.account)

    def _text(self, waiting: Collection[_Waiting], now: datetime, following: _Next) -> str:
        """Numbers, groups and articles: no word of a message, and no name."""
        wording = self.front.wording()
        every = sorted(waiting, key=lambda one: not one.flag.raised.urgent)
        lines = [wording.texts(f"undecided.{following}", count=len(every))]
        lines += [self._line(one, now, wording) for one in every[:MOST]]
        if len(every) > MOST:
            lines.append(wording.texts("undecided.more", count=len(every) - MOST))
        lines.append(wording.texts("open.read", number=every[0].flag.flag_id))
        return "\n".join(lines)

    def _line(self, one: _Waiting, now: datetime, wording: Wording) -> str:
        raised = one.flag.raised
        days = (now - (raised.raised_at or raised.sent_at)).days
        return wording.texts(
            "open.flag.urgent" if raised.urgent else "open.flag",
            number=one.flag.flag_id,
            group=one.matter.group.name,
            article=", ".join(dict.fromkeys(finding.article for finding in raised.findings)),
            age=wording.texts("open.days", count=days),
        )

    async def _readable(self, uow: UnitOfWork, number: FlagId) -> Flag | None:
        """One that this version cannot read stands in no other's way."""
        try:
            return await uow.flags.get(number)
        except StorageError as error:
            log.error("flag %s cannot be read: %s", number, type(error).__name__)  # noqa: TRY400 - what it says may quote words
            return None

    @property
    def _zone(self) -> ZoneInfo:
        return self.front.settings.timezone


_STEPS: Mapping[_Next, StepKind] = {
    _Next.STAFF: StepKind.REMINDED,
    _Next.LEAD: StepKind.ESCALATED,
}


def _readers(matter: Matter, following: _Next) -> Sequence[AccountRef]:
    """The team lead; where that is nobody, or a party to it, those who were told before."""
    if following is _Next.STAFF:
        return matter.told
    return matter.lead or replace(matter, audience=Audience.TEAM_LEAD).told
