"""Who is told of a new flag, and when: urgent ones at once, a burst of others together."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.front import Front
from bot.model.action import Audience
from bot.model.flag import Flag, FlagState, NewFlag, Step, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import Purpose, Say
from bot.offence import may_be_offence
from bot.ports import UnitOfWork
from bot.rights import Matter, matters_of, stands_for
from bot.telling import Reader, Telling, readers

BURST = 3
"""Flags of one group that are told one by one within `WHILE`; more are told as a number."""

WHILE = timedelta(minutes=10)

_MORNING = time(8, 30)
_SATURDAY = 5
_LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Informing:
    """Writes into the unit of work it is given."""

    front: Front

    @property
    def telling(self) -> Telling:
        return Telling(self.front)

    async def raised(self, uow: UnitOfWork, flag_id: FlagId) -> None:
        flag = await uow.flags.get(flag_id)
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            return
        (matter,) = await matters_of(uow.people, [(group, flag.raised)])
        told = await readers(uow, flag.raised)
        if flag.raised.care is not None:
            told = told[:1]  # the others in turn: see `bot.care`
        elif may_be_offence(flag.raised):
            told = await self._of_an_offence(uow, flag, matter)
        elif not flag.raised.urgent and await self._is_burst(uow, flag):
            return
        await self._tell(uow, flag, told)

    async def together(self, uow: UnitOfWork, now: datetime) -> None:
        """What came in a burst is told as a number, once the first of it waited long enough."""
        for group in await uow.groups.all():
            untold = await self._untold(uow, group, now)
            if not untold or now - untold[0].raised.sent_at < WHILE:
                continue
            counts = Counter[Reader]()
            for flag in untold:
                told = await readers(uow, flag.raised)
                counts.update(told)
                if told:
                    await uow.flags.step(flag.flag_id, Step(StepKind.TOLD, now))
            for reader, count in counts.items():
                more = self._texts("flag.more", count=count, group=group.name)
                await self.front.say(uow, Purpose.FLAG, Say(reader, more))

    async def again(self, uow: UnitOfWork, now: datetime) -> None:
        """Whoever said "later" gets the flag again on the next morning of a school day."""
        for flag in await uow.flags.find(state=FlagState.OPEN, since=now - _LOOK_BACK):
            steps = await uow.flags.steps(flag.flag_id)
            due = {
                step.by: self.morning_after(step.at)
                for step in steps
                if step.kind is StepKind.LATER and step.by is not None
            }
            told = [step.at for step in steps if step.kind is StepKind.TOLD]
            waiting = [
                by
                for by, moment in due.items()
                if moment <= now and not any(at >= moment for at in told)
            ]
            await self._tell(uow, flag, waiting)

    def morning_after(self, at: datetime) -> datetime:
        timezone = self.front.settings.timezone
        day = at.astimezone(timezone).date() + timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
        return datetime.combine(day, _MORNING, timezone)

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
        lead = matter.group.team_lead
        for one in await self._other_leads(uow, matter):
            name = await self.telling.lead_name(uow, matter.group)
            text = self._texts(
                "flag.offence.notice", group=matter.group.name, number=flag.flag_id, lead=name
            )
            await self.front.say(uow, Purpose.ALERT, Say(one, text))
        also = () if lead is None or lead in matter.parties else (lead,)
        return tuple(dict.fromkeys((*matter.told, *also)))

    async def _other_leads(self, uow: UnitOfWork, matter: Matter) -> Sequence[AccountRef]:
        group, found = matter.group, list[AccountRef]()
        for person in await uow.people.all():
            accounts = [link.account for link in await uow.people.links(person.person_id)]
            if stands_for(person.role) is not Audience.TEAM_LEAD or group.team_lead in accounts:
                continue
            if matter.parties.isdisjoint(accounts):
                here = (one for one in accounts if one.platform is group.chat.platform)
                found.extend([*here][:1])
        return found

    async def _is_burst(self, uow: UnitOfWork, flag: Flag) -> bool:
        now, raised = self.front.clock(), flag.raised
        since = min(now, raised.sent_at) - WHILE
        told = 0
        for one in await uow.flags.find(chat=raised.message.chat, since=since):
            if one.flag_id != flag.flag_id and _is_plain(one.raised):
                steps = await uow.flags.steps(one.flag_id)
                told += any(step.kind is StepKind.TOLD and now - step.at < WHILE for step in steps)
        return told >= BURST

    async def _untold(self, uow: UnitOfWork, group: ClassGroup, now: datetime) -> Sequence[Flag]:
        found = await uow.flags.find(
            chat=group.chat, state=FlagState.OPEN, since=now - timedelta(days=1)
        )
        return [
            flag
            for flag in found
            if _is_plain(flag.raised) and not await uow.flags.steps(flag.flag_id)
        ]

    def _texts(self, key: str, **values: object) -> str:
        return self.front.wording().texts(key, **values)


def _is_plain(raised: NewFlag) -> bool:
    return raised.care is None and not raised.urgent
