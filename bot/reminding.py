"""Reminders where people write now: to the point, soon gone again, and none in a trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.answering.links import message_link
from bot.model.action import Audience, RemindInGroup, RemindPrivately
from bot.model.conversation import Heard
from bot.model.group import ClassGroup, GroupKind, Stage
from bot.model.message import Message
from bot.model.outbox import STALE_AFTER, Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import told_of

Remind = RemindInGroup | RemindPrivately

TALK = 3
"""Messages within `RECENTLY` that are talk, and not one of somebody who could not wait."""
RECENTLY = timedelta(minutes=10)
_HALF_A_DAY = timedelta(hours=12)


AT_NIGHT = timedelta(minutes=15)
"""What is read later than that is no talk of this night any more."""

AT_ONCE = timedelta(minutes=5)
"""A lesson is short."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """Writes into the unit of work it is given."""

    front: Front

    def say(self, message: Message, action: Remind, text: str) -> Say:
        """Where the words stand, so that it is clear what it is about."""
        chat, number = message.ref.chat, message.ref.message_id
        stands = self.front.settings.live.take_back_after
        if isinstance(action, RemindInGroup):
            return Say(chat, text, reply_to=number, topic=message.topic, take_back_after=stands)
        return Say(
            message.sender.account,
            text,
            reply_to=number,
            within=chat,
            instead=self.front.wording(message.sender).texts("reminder.instead"),
            topic=message.topic,
            take_back_after=stands,
        )

    async def on_trial(
        self, uow: UnitOfWork, group: ClassGroup, message: Message, action: Remind, text: str
    ) -> None:
        """Staff read what would have been said, and pupils nothing."""
        texts = self.front.wording().texts
        where = "group" if isinstance(action, RemindInGroup) else "private"
        said = texts(f"trial.{where}", group=group.name, article=action.article, text=text)
        link = message_link(message.ref)
        lines = [said, texts("flag.link", link=link)] if link else [said]
        (told,) = await told_of(uow.people, [group], Audience.RESPONSIBLE)
        for one in told:
            say = Say(one, "\n".join(lines))
            await self.front.say(uow, Purpose.NOTICE, say, STALE_AFTER)

    async def good_night(
        self, uow: UnitOfWork, message: Message, earlier: Sequence[Heard]
    ) -> None:
        """In quiet hours, once an evening, when pupils go on talking. Never where somebody may be
        in need: then it would send them away."""
        group = await uow.groups.get(message.ref.chat)
        if group is None or group.stage is not Stage.ON or message.sender.role.is_staff:
            return
        if is_silent(group, message) or self.front.clock() - message.sent_at > AT_NIGHT:
            return
        recent = [one for one in earlier if message.sent_at - one.at < RECENTLY]
        writers = {one.account for one in recent if not one.role.is_staff}
        if len(recent) + 1 < TALK or not writers - {message.sender.account}:
            return
        if not any(one.care for one in earlier) and await self._first(uow, group, message):
            text = self.front.wording().texts("quiet.tomorrow")
            say = Say(
                group.chat,
                text,
                topic=message.topic,
                take_back_after=self.front.settings.live.take_back_after,
            )
            await self.front.say(uow, Purpose.NOTICE, say, STALE_AFTER)

    async def in_lesson(
        self, uow: UnitOfWork, message: Message, away: tuple[datetime, datetime]
    ) -> None:
        """Once a lesson, to the group: it blames nobody, counts for nothing, and is gone when the
        lesson is over."""
        group, now, (begin, end) = await uow.groups.get(message.ref.chat), self.front.clock(), away
        if group is None or group.stage is not Stage.ON or group.kind is not GroupKind.CLASS:
            return
        if message.sender.role.is_staff or is_silent(group, message):
            return
        late = now >= end or now - message.sent_at > AT_ONCE
        if late or not await self._first_in_lesson(uow, group, begin):
            return
        text = self.front.wording().in_lesson(end.astimezone(self.front.settings.timezone))
        say = Say(group.chat, text, topic=message.topic, take_back_after=end - now)
        await self.front.say(uow, Purpose.NOTICE, say, min(AT_ONCE, end - now))

    async def _first_in_lesson(self, uow: UnitOfWork, group: ClassGroup, begin: datetime) -> bool:
        local = begin.astimezone(self.front.settings.timezone)
        name = f"lesson {local:%H:%M} {self.front.offers.sign(str(group.chat))}"
        return await uow.chores.claim(name, local.date(), self.front.clock())

    async def _first(self, uow: UnitOfWork, group: ClassGroup, message: Message) -> bool:
        """Of this evening, which ends in the morning."""
        local = (message.sent_at - _HALF_A_DAY).astimezone(self.front.settings.timezone)
        name = f"quiet {self.front.offers.sign(str(group.chat))}"
        return await uow.chores.claim(name, local.date(), self.front.clock())


def is_silent(group: ClassGroup, message: Message) -> bool:
    """Staff asked for silence."""
    return group.quiet_until is not None and message.sent_at < group.quiet_until
