"""A class on Telegram: its people, whom the school knows, and the group that the bot guards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from bot.model.group import ClassGroup
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.people.invite import Invitations
from bot.people.staff import Staff
from bot.school import os_account
from tests.support.classes import account_of, chat_of
from tests.support.guarding import Guard, guarding
from tests.support.running import Installation
from tests.support.telegram import FakeTelegram, Group, Message
from tests.support.telegram import Person as User
from tests.support.telegram.state import Chat

MENTOR, LEAD, CARE, TEACHER, OTHER, SECOND_CARE = map(PersonId, "123678")


def _person(number: PersonId | str, name: str, role: Role, *classes: str) -> Person:
    return Person(person_id=PersonId(number), name=name, role=role, classes=classes)


ROSTER = (
    _person(MENTOR, "A. de Vries", Role.MENTOR, "TL3B"),
    _person(LEAD, "B. Bos", Role.TEAM_LEAD),
    _person(CARE, "C. Smit", Role.COUNSELLOR),
    _person("4", "Sem Jansen", Role.STUDENT, "TL3B"),
    _person("5", "Noor Bakker", Role.STUDENT, "TL3B"),
    _person(TEACHER, "D. Kok", Role.TEACHER, "TL3B"),
    _person(OTHER, "E. Mulder", Role.MENTOR, "TL2A"),
    _person(SECOND_CARE, "F. Kaya", Role.COUNSELLOR),
)


@dataclass(slots=True)
class Lesson:
    """*other*: mentor of another class. Pupils are not known to the school by their accounts."""

    guard: Guard
    telegram: FakeTelegram
    group: Group
    mentor: User
    teacher: User
    lead: User
    care: User
    second_care: User
    other: User
    sem: User
    noor: User

    @property
    def staff(self) -> dict[PersonId, User]:
        known = (MENTOR, LEAD, CARE, TEACHER, OTHER, SECOND_CARE)
        them = (self.mentor, self.lead, self.care, self.teacher, self.other, self.second_care)
        return dict(zip(known, them, strict=True))

    async def imported(self) -> None:
        """By the team lead at the school's computer, which knows nobody's account but theirs."""
        async with self.guard.store() as uow:
            for person in ROSTER:
                await uow.people.put(person)
            await uow.people.link(AccountLink(os_account(), LEAD))

    async def linked(self, number: PersonId, user: User) -> None:
        """As after the link was opened, and the question about the work account answered."""
        async with self.guard.store() as uow:
            await uow.people.link(AccountLink(account_of(user), number, work=True))

    @property
    def office(self) -> Staff:
        """What the team lead does at the school's computer."""
        app, front = self.guard.run.app, self.guard.front
        return Staff(
            unit_of_work=app.unit_of_work, clock=front.clock, invitations=Invitations(front)
        )

    async def invited(self, number: PersonId) -> str:
        """The token of their link."""
        return (await self.office.invite(number, by=os_account())).invitation.token

    async def token(self, number: PersonId) -> str:
        """Of another link, for whoever has an account here already."""
        async with self.guard.store() as uow:
            person = await uow.people.get(number)
            assert person is not None
            invitations = Invitations(self.guard.front)
            return (await invitations.issue(uow, person, os_account())).token

    async def bound(self) -> None:
        await self.mentor.adds_bot(self.group)
        question = await self.mentor.receives("van welke klas", self.group)
        await self.mentor.presses(question, "TL3B")
        await self.sem.receives("Vanaf nu leest de bot mee", self.group)

    async def kept(self) -> ClassGroup:
        """The group as the bot has it now."""
        async with self.guard.run.app.unit_of_work() as uow:
            group = await uow.groups.get(chat_of(self.group))
        assert group is not None
        return group

    def by_bot(self, where: Chat | None = None) -> list[Message]:
        """What all in the group see of it."""
        messages = (where or self.group).messages
        return [one for one in messages if one.sender is self.telegram.bot_user and one.text]


@asynccontextmanager
async def strangers(
    school: Installation,
    *,
    trial_days: int = 0,
    kind: Literal["group", "supergroup"] = "supergroup",
    is_forum: bool = False,
) -> AsyncIterator[Lesson]:
    """The bot runs, and nobody ever spoke to it."""
    telegram = school.telegram
    school.more = {**school.more, "KLASWACHT_LIVE_TRIAL_DAYS": str(trial_days)}
    names = ("Vries", "Kok", "Bos", "Smit", "Kaya", "Mulder", "Sem", "Noor")
    users = [telegram.user(name, language_code="nl") for name in names]
    mentor, teacher, *_, sem, noor = users
    members = (teacher, sem, noor)
    group = telegram.group("3B!", owner=mentor, members=members, kind=kind, is_forum=is_forum)
    async with guarding(school) as guard:
        lesson = Lesson(guard, telegram, group, *users)
        await lesson.imported()
        yield lesson


@asynccontextmanager
async def lesson(
    school: Installation,
    *,
    trial_days: int = 0,
    kind: Literal["group", "supergroup"] = "supergroup",
    is_forum: bool = False,
) -> AsyncIterator[Lesson]:
    """In the middle of a school year: staff are known, and the group is that of TL3B."""
    begun = strangers(school, trial_days=trial_days, kind=kind, is_forum=is_forum)
    async with begun as one:
        for number, user in one.staff.items():
            await one.linked(number, user)
            user.has_started = True
        await one.bound()
        yield one
