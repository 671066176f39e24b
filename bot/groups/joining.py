"""The bot comes into a group: it says who it is, and asks staff whose class that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answering.front import Front
from bot.answering.offers import Offer, Offered
from bot.groups.binding import classes_for, may_bind
from bot.groups.words import ANYBODY, Words
from bot.model.button import Button, Buttons
from bot.model.dealing import BotAdded
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Sender
from bot.model.outbox import Leave, NewOutboxItem, Purpose
from bot.model.person import Person
from bot.ports import UnitOfWork
from bot.rights import Act

PATIENCE = timedelta(days=1)
"""How long the bot stays in a group that nobody binds to a class."""

_IN_A_ROW = 4
_MOST = 96
"""Buttons under a message: a platform carries no more than a hundred."""


@dataclass(frozen=True, slots=True)
class Joining:
    front: Front
    asked: set[ChatRef]

    @property
    def words(self) -> Words:
        return Words(self.front)

    async def added(self, uow: UnitOfWork, event: BotAdded) -> None:
        known = await uow.groups.get(event.chat)
        if known is not None and known.stage is not Stage.UNBOUND:
            await self._back(uow, known, event)
            return
        group = ClassGroup(event.chat, event.name, stage=Stage.UNBOUND, since=event.at)
        await uow.groups.put(group)
        person = await self._staff(uow, group, event.by)
        question, buttons = await self._question(uow, person, event.by.account)
        text = "\n\n".join([*self._introduction(), question])
        await self.words.post(uow, event.chat, text, buttons)
        by_staff = int(person is not None)
        await self.words.note(uow, event.chat, "added", event.by.account, by_staff=by_staff)

    async def ask(self, uow: UnitOfWork, chat: ChatRef, by: Sender) -> str:
        """The question which class it is, once more. Returns what whoever may not be asked reads;
        "": the question stands in the group."""
        group = await uow.groups.get(chat)
        if group is None:
            return self.words.text("groups.unknown", by)
        person = await self._staff(uow, group, by)
        if person is None:
            return await self.words.refused(uow, chat, by, Act.ANNOUNCE)
        question, buttons = await self._question(uow, person, by.account)
        await self.words.post(uow, chat, question, buttons)
        return ""

    async def overdue(self, uow: UnitOfWork, now: datetime) -> int:
        """Leave the groups that nobody bound. Returns how many."""
        groups = [one for one in await uow.groups.all() if _is_overdue(one, now)]
        for group in groups:
            await uow.outbox.add(NewOutboxItem(Purpose.AMEND, Leave(group.chat), now))
            await uow.groups.remove(group.chat)
            await self.words.note(uow, group.chat, "left")
        return len(groups)

    async def _back(self, uow: UnitOfWork, group: ClassGroup, event: BotAdded) -> None:
        self.asked.add(group.chat)
        await self.words.note(uow, group.chat, "back", event.by.account)
        if group.stage is Stage.OFF:
            await self.words.post(uow, group.chat, self.words.text("groups.back.group"))
            text = self.words.text("groups.back", None, name=group.name)
            await self.words.staff(uow, group, text, *ANYBODY)

    async def _staff(self, uow: UnitOfWork, group: ClassGroup, by: Sender) -> Person | None:
        """Who that is to the school, if they may bind *group*."""
        may = await may_bind(uow.people, group, by)
        return await uow.people.who(by.account) if may else None

    async def _question(
        self, uow: UnitOfWork, person: Person | None, holder: AccountRef
    ) -> tuple[str, Buttons]:
        """It stands in the group, because what is pressed binds the group where it stands; nobody
        but *holder* can press it."""
        if person is None:
            return self.words.text("groups.ask_staff"), ()
        buttons = tuple(self._buttons(await classes_for(uow.people, person), holder))[:_MOST]
        if not buttons:
            return self.words.text("groups.ask_none", None, name=person.name), ()
        rows = tuple(buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW))
        return self.words.text("groups.ask_class", None, name=person.name), rows

    def _buttons(self, classes: Sequence[str], holder: AccountRef) -> Iterator[Button]:
        until = self.front.clock() + PATIENCE
        for name in classes:
            offer = Offer(Offered.CLASS, name)
            try:
                yield self.front.offers.button(name, offer, holder, until)
            except ValueError:  # a name that fits under no button is for the command
                continue

    def _introduction(self) -> Iterator[str]:
        settings = self.front.settings
        school = settings.school or self.words.text("groups.school")
        yield self.words.text("groups.intro", None, school=school)
        terms, wording = settings.retention, self.front.wording()
        yield self.words.text(
            "groups.intro.keeps",
            None,
            upheld=wording.day_of_year(terms.upheld_until),
            dismissed=terms.dismissed_days,
            undecided=terms.undecided_days,
        )
        yield self.words.text("groups.intro.object")
        yield self.words.text("groups.intro.emergency")
        if settings.live.help:
            yield self.words.text("care.answer.school", None, help=settings.live.help)
        link = settings.live.rules_link or settings.rulebook.link
        if link:
            yield self.words.text("groups.intro.rules", None, link=link)


def _is_overdue(group: ClassGroup, now: datetime) -> bool:
    return group.stage is Stage.UNBOUND and (group.since is None or group.since + PATIENCE <= now)
