"""A whole school in memory: the real use cases over a store, a platform and a judge of our own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from adapters.memory import MemoryAdapter
from bot.app import App
from bot.bootstrap.assembly import app
from bot.chores import Chores
from bot.judge.base import Judge
from bot.model.calendar import AMSTERDAM, SchoolCalendar
from bot.model.conversation import Context
from bot.model.decision import Decided
from bot.model.flag import Flag
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, MessageRef, PersonId
from bot.model.judgement import Judgement
from bot.model.member import Role, Sender
from bot.model.message import Message
from bot.model.outbox import Outcome
from bot.model.person import AccountLink, Person
from bot.model.retention import Retention
from bot.model.rulebook import Rulebook
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.privacy.retention import RetentionRun
from bot.settings import Settings
from bot.texts import Language, texts
from bot.wording import Wording
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_group,
    a_judgement,
    a_rulebook,
    a_sender,
)

NL = texts(Language.NL)
SANNE = a_sender("Sanne")
BRAM = a_sender("Bram")
STRANGER = a_sender("Vreemde").account
PEOPLE = (
    SANNE,
    BRAM,
    Sender(MENTOR, "mw. Wolters", Role.MENTOR),
    Sender(TEAM_LEAD, "dhr. Bos", Role.TEAM_LEAD),
    Sender(COUNSELLOR, "mw. Smit", Role.COUNSELLOR),
)


def a_wording(rulebook: Rulebook | None = None) -> Wording:
    return Wording(NL, rulebook or a_rulebook(), AMSTERDAM)


def in_memory() -> UnitOfWorkFactory:
    database = MemoryDatabase()
    return lambda: MemoryUnitOfWork(database)


@dataclass(slots=True)
class SettableClock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **units: float) -> None:
        self.now += timedelta(**units)


@dataclass(frozen=True, slots=True)
class StubJudge:
    """Thinks of a text what a test wrote down, an error included; of any other text, nothing."""

    thoughts: Mapping[str, Judgement | Exception]
    contexts: list[Context] = field(default_factory=list)
    """With what each message was judged."""

    def judge(self, message: Message, context: Context) -> Judgement:
        self.contexts.append(context)
        thought = self.thoughts.get(message.text, a_judgement())
        if isinstance(thought, Exception):
            raise thought
        return replace(thought, context_complete=context.complete)


@dataclass(slots=True)
class School:
    """*app* is the bot as it runs; `restart` leaves the store and the platform as they are."""

    unit_of_work: UnitOfWorkFactory
    judge: Judge
    rulebook: Rulebook
    calendar: SchoolCalendar
    clock: SettableClock
    platform: MemoryAdapter
    app: App = field(init=False)
    _cursor: str | None = None

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.app = app(
            Settings(rulebook=self.rulebook, calendar=self.calendar),
            NL,
            judge=self.judge,
            unit_of_work=self.unit_of_work,
            adapters=[self.platform],
            clock=self.clock,
        )

    def post(self, text: str, *, by: Sender = SANNE, message_id: str | None = None) -> MessageRef:
        return self.platform.post(CLASS_2B, by.account, text, message_id=message_id)

    async def turn(self) -> Sequence[Decided]:
        """Read, decide and deliver what has happened since."""
        decided = await self.decide()
        await self.app.outbox.deliver()
        return decided

    async def decide(self) -> Sequence[Decided]:
        events, self._cursor = self.platform.read(self._cursor)
        await self.app.intake.receive(events, source="test", cursor=self._cursor)
        return await self.app.decide_all()

    async def flags(self) -> Sequence[Flag]:
        async with self.unit_of_work() as uow:
            return await uow.flags.find()

    async def outbox(self, outcome: Outcome) -> int:
        async with self.unit_of_work() as uow:
            return await uow.outbox.count(outcome)

    def in_group(self) -> Sequence[str]:
        return self.platform.said_by_bot(CLASS_2B)

    def told(self, account: AccountRef) -> Sequence[str]:
        return self.platform.private.get(account, [])


def chores(unit_of_work: UnitOfWorkFactory) -> Chores:
    """Of a school that leaves nothing to tidy and publishes nothing."""

    async def nothing() -> None: ...

    run = RetentionRun(unit_of_work, Retention())
    return Chores(unit_of_work=unit_of_work, retention=run, tidy=nothing, publish=nothing)


async def enrol(uow: UnitOfWork, *senders: Sender) -> None:
    """The school knows its staff, and which accounts are theirs."""
    for one in senders:
        if one.role.is_staff:
            person = PersonId(one.account.user_id)
            await uow.people.put(Person(person_id=person, name=one.name, role=one.role))
            await uow.people.link(AccountLink(one.account, person))


async def open_school(
    thoughts: Mapping[str, Judgement | Exception] | None = None,
    *,
    unit_of_work: UnitOfWorkFactory | None = None,
    judge: Judge | None = None,
    rulebook: Rulebook | None = None,
    calendar: SchoolCalendar | None = None,
    group: ClassGroup | None = None,
) -> School:
    """Class 2B with its people; what the stub judge thinks, or another judge altogether."""
    clock = SettableClock()
    platform = MemoryAdapter(clock)
    platform.create_group(CLASS_2B.chat_id, "2B")
    for person in PEOPLE:
        platform.join(CLASS_2B, person, admin=person.account == MENTOR)
    store = unit_of_work or in_memory()
    async with store() as uow:
        await uow.groups.put(group or a_group())
        await enrol(uow, *PEOPLE)
        await uow.commit()
    return School(
        store,
        judge or StubJudge(thoughts or {}),
        rulebook or a_rulebook(),
        calendar or SchoolCalendar(),
        clock,
        platform,
    )
