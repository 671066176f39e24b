"""A group is closed for a while and opened again, whatever happens to the bot in between.

Each step is written down before the next, and each may be done twice: what members might do
before is known before anything changes, and it is what comes back.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.answering.offers import Offer, Offered
from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    ChatMoved,
    Forbidden,
    MissingPermission,
    Refused,
    Unconfirmed,
)
from bot.groups.words import ANYBODY, Words
from bot.model.button import Button, Buttons
from bot.model.closing import Closing, Permissions
from bot.model.dealing import ButtonPressed
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatId, ChatRef
from bot.model.outbox import Purpose, Say
from bot.ports import Doors, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, may, who_is

LONGEST = timedelta(minutes=60)
STALE_AFTER = timedelta(minutes=10)
"""A group that could not be closed by then is closed no more: the moment has passed."""
OPEN = "open"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closed:
    """What follows from the buttons. Writes into the unit of work it is given."""

    front: Front

    @property
    def words(self) -> Words:
        return Words(self.front)

    async def pressed(self, uow: UnitOfWork, press: ButtonPressed, offer: Offer) -> str:
        """What whoever pressed reads. Raises `Forbidden`."""
        what, _, number = offer.about.partition("_")
        group = await uow.groups.get(ChatRef(press.chat.platform, ChatId(number)))
        if group is None:
            return self.words.text("groups.unknown", press.by)
        by = press.by.account
        if not may(await who_is(uow.people, by), Act.CLOSE_GROUP, group):
            raise Forbidden(Act.CLOSE_GROUP)
        if what == OPEN:
            return await self._open(uow, group, by)
        return await self._close(uow, group, by, timedelta(minutes=int(what)))

    async def _close(
        self, uow: UnitOfWork, group: ClassGroup, by: AccountRef, length: timedelta
    ) -> str:
        now, closing = self.front.clock(), group.closing
        if group.stage is not Stage.ON:
            raise Forbidden("the bot does nothing in this group")
        if closing is None and length == LONGEST:
            return self.words.text("closing.is_open")
        until = now + length if closing is None else closing.at + length
        if closing is not None and until <= closing.until:
            return self.words.text("closing.already", None, until=self._time(closing.until))
        begun = Closing(by, now, until) if closing is None else replace(closing, until=until)
        await uow.groups.put(replace(group, closing=begun))
        happened = "closing" if closing is None else "closing_longer"
        await self.words.note(uow, group.chat, happened, by)
        if closing is not None and closing.shut:
            await self.say(uow, group, "closing.longer", until)
        return self.words.text("closing.noted", None, until=self._time(until))

    async def _open(self, uow: UnitOfWork, group: ClassGroup, by: AccountRef) -> str:
        if group.closing is None:
            return self.words.text("closing.is_open")
        sooner = replace(group.closing, until=self.front.clock())
        await uow.groups.put(replace(group, closing=sooner))
        await self.words.note(uow, group.chat, "opening", by)
        return self.words.text("closing.opening")

    async def say(
        self, uow: UnitOfWork, group: ClassGroup, key: str, until: datetime | None = None
    ) -> None:
        """To all in the group, in one sentence that blames nobody."""
        text = self.words.text(key, None, until="" if until is None else self._time(until))
        await self.front.say(uow, Purpose.NOTICE, Say(group.chat, text), STALE_AFTER)

    def buttons(self, group: ClassGroup, by: AccountRef) -> Buttons:
        minutes = LONGEST // timedelta(minutes=1)
        row = [
            self._button(what, label, group, by)
            for what, label in ((str(minutes), "longer"), (OPEN, "open"))
        ]
        return (tuple(row),)

    def _button(self, what: str, label: str, group: ClassGroup, by: AccountRef) -> Button:
        offer = Offer(Offered.CLOSE, f"{what}_{group.chat.chat_id}")
        shown = self.words.text(f"closing.button.{label}")
        until = self.front.clock() + 2 * LONGEST
        return self.front.offers.button(shown, offer, by, until)

    def _time(self, at: datetime) -> str:
        return f"{at.astimezone(self.front.settings.timezone):%H:%M}"


@dataclass(frozen=True, slots=True)
class Closings:
    """What the platform is asked to do. Each step in a transaction of its own."""

    unit_of_work: UnitOfWorkFactory
    front: Front

    async def due(self) -> Sequence[ClassGroup]:
        async with self.unit_of_work() as uow:
            groups = await uow.groups.all()
        now = self.front.clock()
        return [one for one in groups if one.closing is not None and _is_due(one.closing, now)]

    async def work(self, doors: Doors, group: ClassGroup) -> None:
        """The next steps of one group. What cannot be done now is tried again."""
        closing = group.closing
        if closing is None:
            return
        try:
            if self.front.clock() >= closing.until:
                await self._open(doors, group, closing)
            elif not closing.shut:
                await self._shut(doors, group, closing)
        except ChatGone:
            await self._end(group, closing, "closing_gone")
        except (AdapterUnavailable, Unconfirmed, Refused, ChatMoved):
            pass  # the next time, when it is looked at anew
        except AdapterError as error:
            log.warning("a group cannot be closed or opened: %s", type(error).__name__)
            await self._refused(group, closing, error)

    async def _shut(self, doors: Doors, group: ClassGroup, closing: Closing) -> None:
        """What members may do is looked at right before it, also where that was done before: an
        admin may have changed it since."""
        before = await doors.permissions(group.chat)
        if before is None and closing.before is None:
            await self._end(group, closing, "closing_shut_before")
            return
        if before is not None:
            if self.front.clock() - closing.at > STALE_AFTER:
                await self._end(group, closing, "closing_late")
                return
            if not await self._remember(group, closing, before):
                return
            await doors.close_to_members(group.chat, before)
        # Else it was closed already, and whoever did that died before it was written down.
        closed = Closed(self.front)
        async with self.unit_of_work() as uow:
            now = await self._mine(uow, group, closing)
            if now is None or now.closing is None:
                return
            await uow.groups.put(replace(now, closing=replace(now.closing, shut=True)))
            await closed.words.note(uow, group.chat, "closed")
            await closed.say(uow, now, "closing.closed", now.closing.until)
            if closing.by is not None:
                text = closed.words.text("closing.done", None, name=group.name)
                say = Say(closing.by, text, buttons=closed.buttons(group, closing.by))
                await self.front.say(uow, Purpose.ANSWER, say, STALE_AFTER)
            await uow.commit()

    async def _open(self, doors: Doors, group: ClassGroup, closing: Closing) -> None:
        """As it was; but what a person changed meanwhile stays as they left it."""
        if closing.before is None:
            await self._end(group, closing, "closing_late")
            return
        opened = await doors.open_to_members(group.chat, closing.before)
        happened = "opened" if opened else "opened_by_hand"
        await self._end(group, closing, happened, say=opened and closing.shut)

    async def _refused(self, group: ClassGroup, closing: Closing, error: AdapterError) -> None:
        """What was not closed yet is not closed any more, and is opened where that is in doubt.
        What cannot be opened is tried again until somebody opens it."""
        if closing.told:
            return
        words = Words(self.front)
        shut = closing.shut or self.front.clock() >= closing.until
        async with self.unit_of_work() as uow:
            mine = await self._mine(uow, group, closing)
            if mine is None or mine.closing is None:
                return
            after: Closing | None = replace(mine.closing, told=True)
            if shut:
                text = words.text("closing.cannot_open", None, name=group.name)
                await words.staff(uow, group, text, *ANYBODY)
            else:
                if mine.closing.before is None or isinstance(error, MissingPermission):
                    after = None
                else:
                    after = replace(mine.closing, until=self.front.clock())
                if closing.by is not None:
                    text = words.text("closing.cannot_close", None, name=group.name)
                    await self.front.say(uow, Purpose.ALERT, Say(closing.by, text))
            await uow.groups.put(replace(mine, closing=after))
            await words.note(uow, group.chat, "closing_refused")
            await uow.commit()

    async def _end(
        self, group: ClassGroup, closing: Closing, happened: str, *, say: bool = False
    ) -> None:
        closed = Closed(self.front)
        async with self.unit_of_work() as uow:
            mine = await self._mine(uow, group, closing)
            if mine is None:
                return
            await uow.groups.put(replace(mine, closing=None))
            await closed.words.note(uow, group.chat, happened)
            if say:
                await closed.say(uow, mine, "closing.opened")
            await uow.commit()

    async def _remember(self, group: ClassGroup, closing: Closing, before: Permissions) -> bool:
        """False: that closing is over, or is to be."""
        async with self.unit_of_work() as uow:
            mine = await self._mine(uow, group, closing)
            if mine is None or mine.closing is None or self.front.clock() >= mine.closing.until:
                return False
            await uow.groups.put(replace(mine, closing=replace(mine.closing, before=before)))
            await uow.commit()
        return True

    async def _mine(
        self, uow: UnitOfWork, group: ClassGroup, closing: Closing
    ) -> ClassGroup | None:
        """The group as it is now; None: that closing is over, or another has begun."""
        now = await uow.groups.get(group.chat)
        same = now is not None and now.closing is not None and now.closing.at == closing.at
        return now if same else None


def _is_due(closing: Closing, now: datetime) -> bool:
    return not closing.shut or now >= closing.until
