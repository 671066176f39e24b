"""Two classes on one platform, their staff, and what people there say to the bot."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from itertools import count

from bot.answering.front import Front
from bot.bootstrap.assembly import answers, commands, front
from bot.commands import Commands
from bot.effects import Effects
from bot.flags.review import Review
from bot.groups import Groups
from bot.groups.checks import Checks
from bot.judge.learned import NothingLearned
from bot.model.audit import Audited, Entry
from bot.model.dealing import CommandGiven, Original, PrivateMessage
from bot.model.digest import DigestChoice
from bot.model.finding import Rule
from bot.model.flag import Flag, Reminder
from bot.model.group import ClassGroup
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    PersonId,
    Platform,
    UserId,
)
from bot.model.judgement import Judgement
from bot.model.member import Role, Sender
from bot.model.outbox import Delivery, NewOutboxItem, Say, TakeBack
from bot.model.person import AccountLink, Person
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.settings import Controller, Live, Settings
from tests.support.builders import NOON, a_care_signal, a_judgement, a_rulebook
from tests.support.school import SettableClock, StubJudge, in_memory

CRY = "ik wil er niet meer zijn"
HELP = "mw. Smit, kamer 12"
CHAT_2B = ChatRef(Platform.TELEGRAM, ChatId("-1001"))
CHAT_3C = ChatRef(Platform.TELEGRAM, ChatId("-1002"))


def somebody(number: str, name: str, role: Role = Role.STUDENT, language: str = "nl") -> Sender:
    return Sender(AccountRef(Platform.TELEGRAM, UserId(number)), name, role, language=language)


MENTOR = somebody("1", "mw. Wolters", Role.MENTOR)
OTHER_MENTOR = somebody("2", "dhr. Vos", Role.MENTOR)
LEAD = somebody("3", "dhr. Bos", Role.TEAM_LEAD)
COUNSELLOR = somebody("4", "mw. Smit", Role.COUNSELLOR)
OTHER_COUNSELLOR = somebody("5", "dhr. Kok", Role.COUNSELLOR)
OFFICER = somebody("6", "mw. Kuiper", Role.PRIVACY_OFFICER)
SANNE = somebody("11", "Sanne")
BRAM = somebody("12", "Bram")
FAKE = somebody("13", "mw. Wolters")
"""Called as the mentor is; linked to nobody."""
ENGLISH = somebody("14", "Amy", language="en-GB")
STAFF = (MENTOR, OTHER_MENTOR, LEAD, COUNSELLOR, OTHER_COUNSELLOR, OFFICER)

CLASS_2B = ClassGroup(
    CHAT_2B,
    "2B",
    responsible=(MENTOR.account,),
    team_lead=LEAD.account,
    care=(COUNSELLOR.account,),
    announced=NOON - timedelta(days=9),
)
CLASS_3C = replace(
    CLASS_2B,
    chat=CHAT_3C,
    name="3C",
    responsible=(OTHER_MENTOR.account,),
    care=(OTHER_COUNSELLOR.account,),
)


@dataclass(slots=True)
class Around:
    """The real use cases over a store in memory. The judge hears a cry in `CRY` and in nothing
    else."""

    thoughts: dict[str, Judgement | Exception] = field(
        default_factory=lambda: {CRY: a_judgement(care=a_care_signal())}
    )
    digest: DigestChoice = field(default_factory=DigestChoice)
    store: UnitOfWorkFactory = field(default_factory=in_memory)
    clock: SettableClock = field(default_factory=SettableClock)
    front: Front = field(init=False)
    commands: Commands = field(init=False)
    _numbers: Iterator[int] = field(default_factory=lambda: count(500))

    def __post_init__(self) -> None:
        settings = Settings(
            rulebook=a_rulebook(),
            school="Het Voorbeeld",
            live=Live(help=HELP),
            digest=self.digest,
            controller=Controller(privacy_officer="fg@voorbeeld.example"),
        )
        self.front = front(
            settings, self.clock, lambda text: sha256(text.encode()).hexdigest()[:16]
        )
        groups = Groups(self.front)
        self.commands = commands(
            self.front,
            effects=Effects(self.front.wording(), self.clock, front=self.front),
            judge=StubJudge(self.thoughts),
            groups=groups,
            checks=Checks(self.store, self.front, groups.asked),
            answers=answers(
                self.front,
                Review(self.store, self.clock, self.front.wording()),
                NothingLearned(),
            ),
        )

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        async with self.store() as uow:
            yield uow
            await uow.commit()

    async def open(self, *groups: ClassGroup) -> "Around":
        async with self.work() as uow:
            for group in groups or (CLASS_2B, CLASS_3C):
                await uow.groups.put(group)
            for one in STAFF:
                await self.enrol(uow, one)
        return self

    async def enrol(self, uow: UnitOfWork, one: Sender, *classes: str) -> Person:
        number = PersonId(f"p{one.account.user_id}")
        person = Person(person_id=number, name=one.name, role=one.role, classes=classes)
        await uow.people.put(person)
        await uow.people.link(AccountLink(one.account, number))
        return person

    async def in_class(self, pupil: Sender, *classes: str) -> None:
        async with self.work() as uow:
            await self.enrol(uow, pupil, *classes)

    async def remind(self, pupil: Sender, chat: ChatRef = CHAT_2B) -> None:
        reminder = Reminder(
            message=MessageRef(chat, MessageId("90")),
            account=pupil.account,
            rule=Rule.PRIVACY,
            article=ArticleNumber("4.2"),
            in_group=True,
            at=self.clock(),
        )
        async with self.work() as uow:
            await uow.reminders.add(reminder)

    async def give(
        self,
        by: Sender,
        name: str,
        argument: str = "",
        *,
        chat: ChatRef | None = None,
        reply_to: Original | None = None,
        hidden: bool = False,
    ) -> "Said":
        """Without *chat*, in private."""
        command = CommandGiven(
            chat=chat or privately(by),
            at=self.clock(),
            message_id=self._number(),
            sender=by,
            name=name,
            argument=argument,
            private=chat is None,
            hidden=hidden,
            reply_to=reply_to,
        )
        async with self.work() as uow:
            await self.commands.given(uow, command)
        return await self.said(by)

    async def write(
        self,
        by: Sender,
        text: str = "",
        forwarded: Original | None = None,
        *,
        edited: bool = False,
    ) -> "Said":
        message = PrivateMessage(
            chat=privately(by),
            at=self.clock(),
            message_id=self._number(),
            sender=by,
            text=text,
            forwarded=forwarded,
            edited_at=self.clock() if edited else None,
        )
        async with self.work() as uow:
            await self.commands.written(uow, message)
        return await self.said(by)

    async def said(self, to: Sender) -> "Said":
        """What waited to be said or done; it waits no more."""
        async with self.work() as uow:
            claimed = await uow.outbox.claim(self.clock() + timedelta(days=1), 1000)
        return Said(to.account, [one.item for one in claimed])

    async def flags(self) -> Sequence[Flag]:
        async with self.store() as uow:
            return await uow.flags.find()

    async def group(self, chat: ChatRef = CHAT_2B) -> ClassGroup:
        async with self.store() as uow:
            group = await uow.groups.get(chat)
        assert group is not None
        return group

    async def audited(self, what: Audited) -> Sequence[Entry]:
        async with self.store() as uow:
            return [entry async for entry in uow.audit.entries() if entry.what is what]

    def _number(self) -> MessageId:
        return MessageId(str(next(self._numbers)))


@dataclass(frozen=True, slots=True)
class Said:
    asker: AccountRef
    items: Sequence[NewOutboxItem]

    @property
    def deliveries(self) -> Sequence[Delivery]:
        return [item.effect for item in self.items]

    @property
    def answers(self) -> Sequence[Say]:
        """What whoever asked reads."""
        return [one for one in self.deliveries if isinstance(one, Say) and one.to == self.asker]

    @property
    def text(self) -> str:
        return "\n".join(say.text for say in self.answers)

    def to(self, reader: Sender) -> str:
        says = [one for one in self.deliveries if isinstance(one, Say)]
        return "\n".join(say.text for say in says if say.to == reader.account)

    @property
    def readers(self) -> set[AccountRef | ChatRef]:
        """Whoever else is told something."""
        told = {one.to for one in self.deliveries if isinstance(one, Say)}
        return told - {self.asker}

    @property
    def removed(self) -> Sequence[MessageId]:
        gone = [one for one in self.deliveries if isinstance(one, TakeBack)]
        return [one.message.message_id for one in gone]


def privately(one: Sender) -> ChatRef:
    return ChatRef(Platform.TELEGRAM, ChatId(one.account.user_id))


def original(
    text: str, by: Sender | None = BRAM, chat: ChatRef | None = CHAT_2B, number: str = "77"
) -> Original:
    return Original(message_id=MessageId(number), sender=by, text=text, at=NOON, chat=chat)
