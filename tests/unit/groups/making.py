"""A school with staff of two classes, and a group that the bot comes into."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from bot.bootstrap.assembly import front
from bot.groups import Groups
from bot.groups.checks import Checks
from bot.model.administration import Admin, Administration, Right, Untold
from bot.model.audit import Audited, Entry
from bot.model.dealing import BotAdded, ButtonPressed, MemberChanged, Presence
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, PersonId, Platform, UserId
from bot.model.member import Identity, Role, Sender
from bot.model.outbox import Leave, NewOutboxItem, Outcome, Say
from bot.model.person import AccountLink, Person
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.settings import Live, Settings
from tests.support.builders import a_rulebook
from tests.support.school import SettableClock, in_memory

GROUP = ChatRef(Platform.TELEGRAM, ChatId("-1001"))
OTHER_GROUP = ChatRef(Platform.TELEGRAM, ChatId("-1002"))
ALL_RIGHTS = frozenset(Right)
ALWAYS_UNTOLD = frozenset({Untold.MEMBERS, Untold.OTHER_BOTS})


def on_telegram(number: str) -> AccountRef:
    return AccountRef(Platform.TELEGRAM, UserId(number))


def somebody(number: str, name: str, role: Role = Role.STUDENT) -> Sender:
    return Sender(on_telegram(number), name, role)


MENTOR = somebody("1", "Tante Jo", Role.MENTOR)
TEACHER = somebody("2", "Karel", Role.TEACHER)
LEAD = somebody("3", "Baas", Role.TEAM_LEAD)
COUNSELLOR = somebody("4", "Els", Role.COUNSELLOR)
OFFICER = somebody("5", "FG", Role.PRIVACY_OFFICER)
PUPIL = somebody("6", "Sanne")
STRANGER = somebody("7", "mw. Wolters")
"""Called as the mentor is; linked to nobody."""
CHANNEL = Sender(MENTOR.account, "Nieuws", Role.STUDENT, Identity.CHANNEL)
ANONYMOUS = Sender(on_telegram("-1001"), "2B", Role.STUDENT, Identity.ANONYMOUS_ADMIN)
BOT = Sender(on_telegram("99"), "Klaswacht", Role.STUDENT, Identity.BOT)

PEOPLE = (
    (MENTOR, "mw. Wolters", ("2B",)),
    (TEACHER, "dhr. Vos", ("3C", "2B2")),
    (LEAD, "dhr. Bos", ()),
    (COUNSELLOR, "mw. Smit", ()),
    (OFFICER, "mw. Kuiper", ("2B",)),
    (PUPIL, "Sanne de Wit", ("2B",)),
)


@dataclass(slots=True)
class Around:
    """The use cases over one store."""

    live: Live = field(default_factory=Live)
    store: UnitOfWorkFactory = field(default_factory=in_memory)
    clock: SettableClock = field(default_factory=SettableClock)
    groups: Groups = field(init=False)
    checks: Checks = field(init=False)

    def __post_init__(self) -> None:
        settings = Settings(rulebook=a_rulebook(), school="Het Voorbeeld", live=self.live)
        spoken = front(settings, self.clock, lambda text: sha256(text.encode()).hexdigest()[:16])
        self.groups = Groups(spoken)
        self.checks = Checks(self.store, spoken, self.groups.asked)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        async with self.store() as uow:
            yield uow
            await uow.commit()

    async def group(self, chat: ChatRef = GROUP) -> ClassGroup | None:
        async with self.store() as uow:
            return await uow.groups.get(chat)

    async def the_group(self, chat: ChatRef = GROUP) -> ClassGroup:
        group = await self.group(chat)
        assert group is not None
        return group

    async def add_bot(self, by: Sender = MENTOR, chat: ChatRef = GROUP) -> None:
        event = BotAdded(chat=chat, at=self.clock(), name="gezellig 2b", by=by)
        async with self.work() as uow:
            await self.groups.handle(uow, event)

    async def bind(self, school_class: str = "2B", by: Sender = MENTOR) -> str:
        async with self.work() as uow:
            return await self.groups.binding.bind(uow, GROUP, school_class, by)

    async def bound(self, by: Sender = MENTOR, school_class: str = "2B") -> ClassGroup:
        """A group that is read. What was said until then is forgotten."""
        await self.add_bot(by)
        await self.bind(school_class, by)
        await self.said()
        self.groups.asked.clear()
        return await self.the_group()

    async def member(
        self,
        member: Sender,
        was: Presence,
        now: Presence,
        *,
        by: Sender = MENTOR,
        unapproved: bool = False,
    ) -> None:
        event = MemberChanged(
            chat=GROUP,
            at=self.clock(),
            member=member,
            was=was,
            now=now,
            by=by,
            unapproved=unapproved,
        )
        async with self.work() as uow:
            await self.groups.handle(uow, event)

    async def waiting(self) -> Sequence[NewOutboxItem]:
        """What was put in the outbox since it was last asked."""
        items = []
        async with self.work() as uow:
            for waits in await uow.outbox.claim(self.clock(), 100):
                items.append(waits.item)
                await uow.outbox.settle(waits.outbox_id, Outcome.DONE, self.clock())
        return items

    async def said(self) -> Sequence[Say]:
        effects = [item.effect for item in await self.waiting()]
        return [effect for effect in effects if isinstance(effect, Say)]

    async def told(self, *, group: bool = False) -> dict[AccountRef | ChatRef, str]:
        """To whom what was said since; without *group*, only what was said in private."""
        return {
            say.to: say.text
            for say in await self.said()
            if group or isinstance(say.to, AccountRef)
        }

    async def left(self) -> Sequence[ChatRef]:
        effects = [item.effect for item in await self.waiting()]
        return [effect.chat for effect in effects if isinstance(effect, Leave)]

    async def audit(self, what: Audited = Audited.GROUP) -> Sequence[Entry]:
        async with self.store() as uow:
            return [entry async for entry in uow.audit.entries() if entry.what is what]

    async def happened(self) -> Sequence[str | int]:
        return [entry.facts["happened"] for entry in await self.audit()]

    def pressed(self, data: str, by: Sender, chat: ChatRef = GROUP) -> ButtonPressed:
        return ButtonPressed(
            chat=chat,
            at=self.clock(),
            press="p",
            message_id=MessageId("1"),
            by=by,
            data=data,
            private=chat != GROUP,
        )


async def a_school(live: Live | None = None) -> Around:
    around = Around(live or Live())
    async with around.work() as uow:
        for sender, name, classes in PEOPLE:
            number = PersonId(f"p{sender.account.user_id}")
            person = Person(person_id=number, name=name, role=sender.role, classes=classes)
            await uow.people.put(person)
            await uow.people.link(AccountLink(sender.account, number))
    return around


def administered(
    *admins: Sender,
    at: datetime,
    owner: Sender | None = MENTOR,
    anonymous: Sequence[Sender] = (),
    rights: frozenset[Right] = ALL_RIGHTS,
    public: str = "",
) -> Administration:
    """As a platform tells it: of what people are to the school it knows nothing."""
    own = () if owner is None else (owner,)
    listed = tuple(
        Admin(
            Sender(one.account, one.name, Role.STUDENT, one.identity),
            owner=one is owner,
            anonymous=one in anonymous,
        )
        for one in (*own, *admins)
    )
    return Administration(at=at, admins=listed, rights=rights, public=public, untold=ALWAYS_UNTOLD)
