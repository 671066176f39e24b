"""At first only staff see what the bot would say; then they are asked. It never ends by itself."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.answering.front import Front
from bot.answering.offers import Offer, Offered
from bot.groups.binding import may_say
from bot.groups.words import Words
from bot.model.action import Audience
from bot.model.button import Buttons
from bot.model.dealing import ButtonPressed
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatId, ChatRef
from bot.model.member import Sender
from bot.model.outbox import Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Act, told_of

ANSWER_WITHIN = timedelta(days=30)

_MORNING = time(8, 30)


@dataclass(frozen=True, slots=True)
class Trial:
    front: Front

    @property
    def words(self) -> Words:
        return Words(self.front)

    async def ask(self, uow: UnitOfWork, now: datetime) -> int:
        """Ask the staff of every group whose trial is over, once, when they are at school. Returns
        of how many groups."""
        asked = 0
        for group in await uow.groups.all():
            if group.stage is Stage.TRIAL and group.since is not None:
                asked += await self._ask(uow, group, group.since, now)
        return asked

    async def start_reminders(self, uow: UnitOfWork, group: ClassGroup, by: Sender) -> str:
        """Returns what whoever asked for it reads, as `stay` does."""
        if not await may_say(uow.people, group, by):
            return await self.words.refused(uow, group.chat, by, Act.ANNOUNCE)
        if group.stage is not Stage.TRIAL:
            return self.words.text("groups.no_trial", by)
        await uow.groups.put(replace(group, stage=Stage.ON, since=self.front.clock()))
        await self.words.post(uow, group.chat, self.words.text("groups.reminds.group"))
        await self.words.note(uow, group.chat, "reminds", by.account)
        return self.words.text("groups.reminds", by, name=group.name)

    async def stay(self, uow: UnitOfWork, group: ClassGroup, by: Sender) -> str:
        """Another trial of the same length begins."""
        if not await may_say(uow.people, group, by):
            return await self.words.refused(uow, group.chat, by, Act.ANNOUNCE)
        if group.stage is not Stage.TRIAL:
            return self.words.text("groups.no_trial", by)
        await uow.groups.put(replace(group, since=self.front.clock()))
        await self.words.note(uow, group.chat, "stays", by.account)
        days = self.front.settings.live.trial_days
        return self.words.text("groups.stays", by, name=group.name, days=days)

    async def _ask(
        self, uow: UnitOfWork, group: ClassGroup, since: datetime, now: datetime
    ) -> bool:
        timezone = self.front.settings.timezone
        begun, local = since.astimezone(timezone).date(), now.astimezone(timezone)
        calendar = await self.front.calendar(uow)
        over = calendar.school_day_after(begun, self.front.settings.live.trial_days)
        at_school = calendar.is_school_day(local.date()) and local.time() >= _MORNING
        if local.date() < over or not at_school:
            return False
        (readers,) = await told_of(uow.people, [group], Audience.RESPONSIBLE)
        if not readers or not await uow.chores.claim(f"trial {group.chat}", begun, now):
            return False
        text = await self._summary(uow, group, since, now)
        for one in readers:
            say = Say(one, text, buttons=self.buttons(group.chat, one))
            await self.front.say(uow, Purpose.FLAG, say)
        return True

    async def _summary(
        self, uow: UnitOfWork, group: ClassGroup, since: datetime, now: datetime
    ) -> str:
        tally = await uow.decisions.tally(group.chat, since, now)
        flags = await uow.flags.find(chat=group.chat, since=since)
        states = [flag.state for flag in flags if _for_all(flag)]
        return self.words.text(
            "groups.trial_over",
            None,
            name=group.name,
            messages=tally.messages,
            reminders=tally.reminders,
            flags=len(states),
            upheld=states.count(FlagState.UPHELD),
            dismissed=states.count(FlagState.DISMISSED),
        )

    def buttons(self, chat: ChatRef, holder: AccountRef) -> Buttons:
        """For one who reads it in private, so they say which group they are about. None where its
        id fits under no button."""
        until = self.front.clock() + ANSWER_WITHIN
        labels = {
            Offered.REMIND: self.words.text("groups.button.remind"),
            Offered.STAY_IN_TRIAL: self.words.text("groups.button.stay"),
        }
        try:
            return tuple(
                (self.front.offers.button(label, Offer(act, chat.chat_id), holder, until),)
                for act, label in labels.items()
            )
        except ValueError:
            return ()


async def group_meant(uow: UnitOfWork, press: ButtonPressed, offer: Offer) -> ClassGroup | None:
    """The group that a button of the trial is about."""
    return await uow.groups.get(ChatRef(press.chat.platform, ChatId(offer.about)))


def _for_all(flag: Flag) -> bool:
    """Whether all responsible staff may know that there is such a flag."""
    return flag.raised.care is None and flag.raised.audience is Audience.RESPONSIBLE
