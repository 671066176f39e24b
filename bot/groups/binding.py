"""A group becomes that of a class, and staff say whether it is read."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.answering.front import Front
from bot.groups.contacts import with_contacts
from bot.groups.words import Words
from bot.model.action import Audience
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Identity, Sender
from bot.model.person import Person
from bot.ports import PeopleStore, UnitOfWork
from bot.rights import Act, may, stands_for, who_is

Ask = Callable[[UnitOfWork, ChatRef, Sender], Awaitable[str]]
"""Asks in the group which class it is. Says what whoever may not be asked reads."""


async def _nobody(_: UnitOfWork, __: ChatRef, ___: Sender) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Binding:
    """Each that is asked by somebody returns what they read of it."""

    front: Front
    asked: set[ChatRef]
    ask: Ask = _nobody

    @property
    def words(self) -> Words:
        return Words(self.front)

    async def bind(self, uow: UnitOfWork, chat: ChatRef, school_class: str, by: Sender) -> str:
        """To the class of that name, in whatever case. It is announced in the same moment. Of what
        is said in a group without a class not even that name is kept: then it is asked."""
        if not school_class:
            return await self.ask(uow, chat, by)
        group, person = await uow.groups.get(chat), await uow.people.who(by.account)
        if group is None:
            return self.words.text("groups.unknown", by)
        if person is None or not await may_bind(uow.people, group, by):
            return await self.words.refused(uow, chat, by, Act.ANNOUNCE)
        named = await named_class(uow.people, person, school_class)
        if named is None:
            await self.words.refused(uow, chat, by, Act.ANNOUNCE)
            return self.words.text("groups.not_your_class", by, name=school_class)
        if group.is_read and group.name == named:
            return self.words.text("groups.bound_already", by, name=named)
        empty = replace(group, name=named, responsible=(), team_lead=None, care=())
        bound = await with_contacts(uow.people, empty, by.account)
        await self._read(uow, bound, by.account, person, "bound")
        return self.words.text("groups.bound", by, name=named)

    async def stop(self, uow: UnitOfWork, group: ClassGroup, by: Sender) -> str:
        """It is not read from this moment on."""
        person = await self._allowed(uow, group, by)
        if person is None:
            return await self.words.refused(uow, group.chat, by, Act.ANNOUNCE)
        if not group.stage.reads:
            return self.words.text("groups.off_already", by)
        await uow.groups.put(replace(group, stage=Stage.OFF, since=self.front.clock()))
        text = self.words.text("groups.off.group", None, by=person.name)
        await self.words.post(uow, group.chat, text)
        await self.words.note(uow, group.chat, "off", by.account)
        return self.words.text("groups.off", by, name=group.name)

    async def resume(self, uow: UnitOfWork, group: ClassGroup, by: Sender) -> str:
        """On trial, where the school has one: staff turn reminders on again themselves."""
        person = await self._allowed(uow, group, by)
        if person is None:
            return await self.words.refused(uow, group.chat, by, Act.ANNOUNCE)
        if group.stage is not Stage.OFF:
            return self.words.text("groups.on_already", by)
        await self._read(uow, group, by.account, person, "resumed")
        return self.words.text("groups.resumed", by, name=group.name)

    async def _allowed(self, uow: UnitOfWork, group: ClassGroup, by: Sender) -> Person | None:
        allowed = await may_say(uow.people, group, by)
        return await uow.people.who(by.account) if allowed else None

    async def _read(
        self, uow: UnitOfWork, group: ClassGroup, by: AccountRef, person: Person, happened: str
    ) -> None:
        now, days = self.front.clock(), self.front.settings.live.trial_days
        stage = Stage.TRIAL if days > 0 else Stage.ON
        await uow.groups.put(replace(group, stage=stage, since=now, announced=now))
        texts = [self.words.text("groups.reads", None, name=group.name, by=person.name)]
        if stage is Stage.TRIAL:
            texts.append(self.words.text("groups.reads.trial", None, days=days))
        await self.words.post(uow, group.chat, "\n".join(texts))
        facts = {"class": group.name, "stage": stage}
        await self.words.note(uow, group.chat, happened, by, **facts)
        self.asked.add(group.chat)


async def refresh(
    words: Words, uow: UnitOfWork, group: ClassGroup, among: Sequence[Person] | None = None
) -> ClassGroup:
    """With the contacts that the people's accounts of today make."""
    fresh = await with_contacts(uow.people, group, among=among)
    if fresh != group:
        await uow.groups.put(fresh)
        await words.note(uow, group.chat, "contacts", people=len(fresh.contacts))
    return fresh


async def may_say(people: PeopleStore, group: ClassGroup, by: Sender) -> bool:
    """Whether *by* answers for *group*. What writes as something else than a person does not."""
    if by.identity is not Identity.PERSON:
        return False
    return may(await who_is(people, by.account), Act.ANNOUNCE, group)


async def may_bind(people: PeopleStore, group: ClassGroup, by: Sender) -> bool:
    """A group for which somebody answers is theirs and the team leads'; any other anybody's who
    may answer for one."""
    person = await people.who(by.account)
    leads = person is not None and _leads(person)
    free = group.stage is Stage.UNBOUND or not {*group.responsible, group.team_lead} - {None}
    answering = replace(group, responsible=(*group.responsible, by.account))
    return await may_say(people, answering if leads or free else group, by)


async def classes_for(people: PeopleStore, person: Person) -> Sequence[str]:
    """To which they may bind a group: their own classes, and then for a team lead all others."""
    if not _leads(person):
        return person.classes
    others = sorted({name for one in await people.all() for name in one.classes})
    return tuple(dict.fromkeys((*person.classes, *others)))


async def named_class(people: PeopleStore, person: Person, given: str) -> str | None:
    wanted = given.strip().casefold()
    own = await classes_for(people, person)
    return next((name for name in own if name.casefold() == wanted), None)


def _leads(person: Person) -> bool:
    return stands_for(person.role) is Audience.TEAM_LEAD
