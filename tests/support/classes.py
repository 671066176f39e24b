"""A school whose groups are guarded already: without a word of the dialogue that makes them so."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.bootstrap.opening import school
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform, UserId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.school import School
from tests.support.running import Installation
from tests.support.telegram import Group
from tests.support.telegram import Person as User
from tests.support.telegram.state import Chat

PUPILS = ("Sem", "Noor", "Daan", "Lotte", "Milan")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A class group and its people, who all have spoken to the bot before."""

    group: Group
    mentor: User
    lead: User
    counsellor: User
    pupils: tuple[User, ...]

    @property
    def chat(self) -> ChatRef:
        return chat_of(self.group)


@dataclass(frozen=True, slots=True)
class Classes:
    """*installation*'s school, as `klaswacht run` will find it."""

    installation: Installation

    async def found(
        self, count: int, *, pupils: Sequence[str] = PUPILS, share: int = 1
    ) -> Sequence[Guarded]:
        """*count* groups: a mentor for each *share* of them, one lead and one counsellor."""
        lead, counsellor, mentor = (self._user(name) for name in ("Bos", "Smit", "Wolters"))
        made: list[Guarded] = []
        for number in range(count):
            mentor = mentor if number % share else self._user(f"Mentor{number + 1}")
            made.append(self._group(f"{number + 1}A", mentor, lead, counsellor, pupils))
        async with self.school() as school, school.unit_of_work() as uow:
            for person, user in _people(made):
                await uow.people.put(person)
                staff = person.role.is_staff or None
                await uow.people.link(AccountLink(account_of(user), person.person_id, staff))
            for one in made:
                await uow.groups.put(_bound(one, school))
            await uow.commit()
        self.installation.telegram.updates.forget()
        return made

    @asynccontextmanager
    async def school(self) -> AsyncIterator[School]:
        """Beside the bot, or while it does not run."""
        async with school(self.installation.folder / "config.toml") as opened:
            yield opened

    def _group(
        self, name: str, mentor: User, lead: User, counsellor: User, called: Sequence[str]
    ) -> Guarded:
        pupils = tuple(self._user(f"{pupil}{name}") for pupil in called)
        group = self.installation.telegram.group(name, owner=mentor, members=pupils)
        group.add_bot()
        return Guarded(group, mentor, lead, counsellor, pupils)

    def _user(self, name: str) -> User:
        user = self.installation.telegram.user(name)
        user.has_started = True
        return user


def _people(made: Sequence[Guarded]) -> Iterator[tuple[Person, User]]:
    classes = dict[User, tuple[str, ...]]()
    roles = dict[User, Role]()
    for one in made:
        staff = {one.mentor: Role.MENTOR, one.lead: Role.TEAM_LEAD}
        staff[one.counsellor] = Role.COUNSELLOR
        roles |= staff | dict.fromkeys(one.pupils, Role.STUDENT)
        for user in (one.mentor, *one.pupils):
            classes[user] = (*classes.get(user, ()), str(one.group.title))
    for user, role in roles.items():
        number = PersonId(str(user.id))
        yield (
            Person(
                person_id=number, name=user.first_name, role=role, classes=classes.get(user, ())
            ),
            user,
        )


def _bound(one: Guarded, school: School) -> ClassGroup:
    told = school.clock() - timedelta(days=1)
    return ClassGroup(
        chat_of(one.group),
        str(one.group.title),
        responsible=(account_of(one.mentor),),
        team_lead=account_of(one.lead),
        care=(account_of(one.counsellor),),
        announced=told,
    )


def chat_of(chat: Chat) -> ChatRef:
    return ChatRef(Platform.TELEGRAM, ChatId(str(chat.id)))


def account_of(user: User) -> AccountRef:
    return AccountRef(Platform.TELEGRAM, UserId(str(user.id)))
