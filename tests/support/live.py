"""The school in memory where people write now: staff press buttons under what they are told."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from adapters.memory import MemoryAdapter
from bot.answering.front import Front
from bot.answering.offers import Offer
from bot.bootstrap.assembly import front, speaking
from bot.errors import Forbidden
from bot.flags.care import CareLane
from bot.flags.informing import Informing
from bot.flags.presses import Presses
from bot.model.action import Measure
from bot.model.audit import Audited, Entry
from bot.model.button import Button, Buttons
from bot.model.dealing import ButtonPressed
from bot.model.flag import Flag, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatId, ChatRef, FlagId, MessageRef, Platform
from bot.model.judgement import Judgement
from bot.model.member import Role, Sender
from bot.model.outbox import Answer, Change, Outcome, Say, Sent
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.settings import Settings
from tests.support.builders import (
    COUNSELLOR,
    MENTOR,
    a_care_signal,
    a_finding,
    a_group,
    a_judgement,
    a_rulebook,
    an_account,
)
from tests.support.school import PEOPLE, SANNE, School, enrol, open_school

WOLTERS = next(person for person in PEOPLE if person.role is Role.MENTOR)
BOS = next(person for person in PEOPLE if person.role is Role.TEAM_LEAD)
SMIT = next(person for person in PEOPLE if person.role is Role.COUNSELLOR)
JANSEN = Sender(an_account("docent"), "dhr. Jansen", Role.TEACHER)
KAYA = Sender(an_account("vertrouwenspersoon-2"), "mw. Kaya", Role.COUNSELLOR)
STAFF_CHAT = ChatRef(SANNE.account.platform, ChatId("docentenkamer"))

THOUGHTS: Mapping[str, Judgement] = {
    "sukkel": a_judgement(a_finding()),
    "help": a_judgement(care=a_care_signal()),
}

CLASS = a_group(responsible=(MENTOR, JANSEN.account), care=(COUNSELLOR, KAYA.account))
"""Two answer for it, and two are told of who may be in need."""


def sign(text: str) -> str:
    digest = hashlib.sha256(f"sleutel {text}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:16].decode()


@dataclass(slots=True)
class Shown:
    """A message of the bot as it stands on a screen."""

    at: MessageRef
    say: Say
    text: str
    buttons: dict[str, Button]


@dataclass(frozen=True, slots=True)
class Screens:
    """The platform, and how what the bot said on it reads now."""

    inner: MemoryAdapter
    shown: dict[MessageRef, Shown] = field(default_factory=dict)
    platform: Platform = Platform.MEMORY

    async def say(self, say: Say) -> Sent:
        sent = await self.inner.say(say)
        if sent.message is not None:
            self.shown[sent.message] = Shown(sent.message, say, say.text, _labelled(say.buttons))
        return sent

    async def change(self, change: Change) -> Outcome:
        outcome, shown = await self.inner.change(change), self.shown[change.message]
        shown.text, shown.buttons = change.text, _labelled(change.buttons)
        return outcome

    async def take_back(self, message: MessageRef) -> Outcome:
        return await self.inner.take_back(message)

    async def answer(self, answer: Answer) -> Outcome:
        return await self.inner.answer(answer)

    async def leave(self, chat: ChatRef) -> Outcome:
        return await self.inner.leave(chat)

    async def carry_out(self, measure: Measure) -> Outcome:
        return await self.inner.carry_out(measure)


def _labelled(buttons: Buttons) -> dict[str, Button]:
    return {one.label: one for row in buttons for one in row}


@dataclass(slots=True)
class LiveSchool:
    school: School
    screens: Screens
    front: Front
    presses: Presses
    accounts: list[tuple[AccountRef, bool]] = field(default_factory=list)
    """What was said of work accounts."""
    chosen: list[Offer] = field(default_factory=list)
    """What was chosen for groups."""
    _pressed: "count[int]" = field(default_factory=lambda: count(1))

    async def say(self, text: str, *, by: Sender = SANNE) -> None:
        self.school.post(text, by=by)
        await self.school.turn()

    def read_by(self, reader: AccountRef | ChatRef) -> list[Shown]:
        return [one for one in self.screens.shown.values() if one.say.to == reader]

    async def press(
        self, shown: Shown, label: str, *, by: Sender, data: str = "", chat: ChatRef | None = None
    ) -> str:
        """What whoever pressed read then. *data*: other than what the button has."""
        press = ButtonPressed(
            chat=chat or shown.at.chat,
            at=self.front.clock(),
            press=f"druk-{next(self._pressed)}",
            message_id=shown.at.message_id,
            by=by,
            data=data or shown.buttons[label].press,
        )
        async with self.school.unit_of_work() as uow:
            await self.presses.handle(uow, press)
            await uow.commit()
        await self.deliver()
        (answer,) = [one for one in self.school.platform.answers if one.press == press.press]
        return answer.text

    async def deliver(self) -> None:
        await self.school.app.outbox.deliver()

    async def escalate(self) -> None:
        async with self.school.unit_of_work() as uow:
            await CareLane(self.front).escalate(uow, self.front.clock())
            await uow.commit()
        await self.deliver()

    async def inform(self) -> None:
        """What is told at set times."""
        async with self.school.unit_of_work() as uow:
            await Informing(self.front).together(uow, self.front.clock())
            await Informing(self.front).again(uow, self.front.clock())
            await uow.commit()
        await self.deliver()

    async def flag(self) -> Flag:
        (flag,) = await self.school.flags()
        return flag

    async def steps(self, flag_id: FlagId) -> list[StepKind]:
        async with self.school.unit_of_work() as uow:
            return [step.kind for step in await uow.flags.steps(flag_id)]

    async def audited(self, what: Audited) -> Sequence[Entry]:
        async with self.school.unit_of_work() as uow:
            return [one async for one in uow.audit.entries() if one.what is what]

    async def put(self, group: ClassGroup) -> None:
        async with self.school.unit_of_work() as uow:
            await uow.groups.put(group)
            await uow.commit()


async def open_live(
    thoughts: Mapping[str, Judgement] = THOUGHTS,
    *,
    group: ClassGroup | None = None,
    unit_of_work: UnitOfWorkFactory | None = None,
) -> LiveSchool:
    """*group*: else `CLASS`."""
    school = await open_school(thoughts, group=group or CLASS, unit_of_work=unit_of_work)
    async with school.unit_of_work() as uow:
        await enrol(uow, JANSEN, KAYA)
        await uow.commit()
    school.platform.create_group(STAFF_CHAT.chat_id, "Docentenkamer")
    spoken = front(Settings(rulebook=a_rulebook()), school.clock, sign)
    return _live(school, Screens(school.platform), spoken)


def _live(school: School, screens: Screens, front: Front) -> LiveSchool:
    app = speaking(school.app, front)
    outbox = replace(app.outbox, adapters={screens.platform: screens})
    school.app = replace(app, outbox=outbox)
    accounts, chosen = list[tuple[AccountRef, bool]](), list[Offer]()

    async def account(_: UnitOfWork, who: AccountRef, work: bool) -> None:
        accounts.append((who, work))

    async def choose(_: UnitOfWork, press: ButtonPressed, offer: Offer) -> str:
        if press.by.account != MENTOR:
            raise Forbidden(offer.act)
        chosen.append(offer)
        return "gekozen"

    presses = Presses(front, app.review, account, choose)
    return LiveSchool(school, screens, front, presses, accounts, chosen)
