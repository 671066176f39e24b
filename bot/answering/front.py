"""Where the bot answers people: in their language, to them alone, with buttons that are signed."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.answering.offers import Offers
from bot.model.audit import BOT, Audited, Facts, NewEntry, Subject
from bot.model.button import Buttons
from bot.model.calendar import SchoolCalendar
from bot.model.dealing import ButtonPressed, CommandGiven, PrivateMessage
from bot.model.ids import AccountRef, ChatRef, MessageRef
from bot.model.member import Sender
from bot.model.outbox import Answer, NewOutboxItem, Purpose, Say, TakeBack
from bot.ports import Clock, UnitOfWork
from bot.settings import Settings
from bot.texts import Language
from bot.timetable import Timetable
from bot.wording import Wording

ANSWER_WITHIN = timedelta(minutes=10)
"""An answer that comes later answers nobody any more."""

PRESS_WITHIN = timedelta(minutes=2)
"""A platform forgets sooner than that who pressed."""

REMEMBERED = 10_000
"""Whoever was answered first is forgotten first."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often somebody is answered the same: in memory, for nothing depends on it."""

    every: timedelta = timedelta(hours=1)
    _last: OrderedDict[tuple[AccountRef | ChatRef, str], datetime] = field(
        default_factory=OrderedDict
    )

    def allows(self, whom: AccountRef | ChatRef, what: str, now: datetime) -> bool:
        """At most once in that time."""
        last = self._last.get((whom, what))
        if last is not None and timedelta(0) <= now - last < self.every:
            return False
        self._last[whom, what] = now
        self._last.move_to_end((whom, what))
        while len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Writes into the unit of work it is given; the pipeline commits."""

    settings: Settings
    clock: Clock
    offers: Offers
    wordings: dict[Language, Wording] = field(repr=False)
    pace: Pace = field(default_factory=Pace)
    timetable: Timetable | None = None
    """None: nobody imports one."""

    async def calendar(self, uow: UnitOfWork) -> SchoolCalendar:
        """As it is now: the config's, with what was imported."""
        return self.settings.calendar if self.timetable is None else await self.timetable.now(uow)

    def wording(self, reader: Sender | None = None) -> Wording:
        """Dutch, but for whoever reads English and no Dutch."""
        english = reader is not None and reader.language.casefold().startswith("en")
        return self.wordings[Language.EN if english else Language.NL]

    async def answer(
        self,
        uow: UnitOfWork,
        to: CommandGiven | PrivateMessage,
        text: str,
        buttons: Buttons = (),
    ) -> None:
        """To whoever wrote, and nobody else: in the group the others do not see it."""
        in_group = isinstance(to, CommandGiven) and not to.private
        say = Say(
            to.sender.account,
            text,
            reply_to=to.message_id if in_group else None,
            buttons=buttons,
            within=to.chat if in_group else None,
        )
        await self.say(uow, Purpose.ANSWER, say, ANSWER_WITHIN)

    async def tell(
        self, uow: UnitOfWork, to: AccountRef, text: str, buttons: Buttons = ()
    ) -> None:
        """In answer to something else than what they wrote."""
        await self.say(uow, Purpose.ANSWER, Say(to, text, buttons=buttons), ANSWER_WITHIN)

    async def pressed(self, uow: UnitOfWork, press: ButtonPressed, text: str = "") -> None:
        """What whoever pressed reads over the chat, for a moment."""
        now, answer = self.clock(), Answer(press.chat.platform, press.press, text)
        item = NewOutboxItem(Purpose.ANSWER, answer, now, now + PRESS_WITHIN)
        await uow.outbox.add(item)

    async def say(
        self, uow: UnitOfWork, purpose: Purpose, say: Say, within: timedelta | None = None
    ) -> None:
        now = self.clock()
        expires = None if within is None else now + within
        await uow.outbox.add(NewOutboxItem(purpose, say, now, expires))

    async def refuse(
        self,
        uow: UnitOfWork,
        by: AccountRef,
        act: str,
        facts: Facts,
        about: Subject | None = None,
    ) -> bool:
        """Written down once an hour for the same: no audit is to be filled by trying. Whether it
        was."""
        if not self.pace.allows(by, f"refused {act} {about}", self.clock()):
            return False
        await self.note(uow, Audited.REFUSED, {"act": act, **facts}, by, about)
        return True

    async def note(
        self,
        uow: UnitOfWork,
        what: Audited,
        facts: Facts,
        by: Subject = BOT,
        about: Subject | None = None,
    ) -> None:
        """Into the audit."""
        entry = NewEntry(at=self.clock(), what=what, by=by, about=about, facts=facts)
        await uow.audit.append(entry)

    async def remove(self, uow: UnitOfWork, command: CommandGiven) -> None:
        """A command that everybody could read disappears from the group."""
        if command.private or command.hidden:
            return
        gone = TakeBack(MessageRef(command.chat, command.message_id))
        await uow.outbox.add(NewOutboxItem(Purpose.AMEND, gone, self.clock()))
