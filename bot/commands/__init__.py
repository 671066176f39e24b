"""What people may say to the bot: in a group behind a slash, in private as they like."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.answering.front import Front
from bot.appeals.answers import Answers
from bot.commands.about import About
from bot.commands.appeals import Appeals
from bot.commands.away import Away
from bot.commands.data import Data
from bot.commands.groups import GroupOrders, GroupTools
from bot.commands.lessons import Lessons
from bot.commands.listening import Listening
from bot.commands.open_flags import OpenFlags
from bot.commands.overheard import is_removed, is_visible
from bot.commands.overview import Overview
from bot.commands.registry import Entry, Name, find
from bot.commands.report import Reports
from bot.commands.rules import Rules
from bot.commands.staff import StaffOnly
from bot.commands.why import Why
from bot.effects import Effects
from bot.flags.measures import Measures
from bot.judge.base import Judge
from bot.model.dealing import CommandGiven, PrivateMessage
from bot.model.ids import AccountRef
from bot.model.member import Identity
from bot.people.invite import Invitations
from bot.ports import UnitOfWork
from bot.rights import Act

_Handler = Callable[[UnitOfWork, CommandGiven], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """Writes into the unit of work it is given; the pipeline commits. Who is no person is not
    answered: nobody knows who speaks as a channel or as the group."""

    front: Front
    effects: Effects
    judge: Judge
    tools: GroupTools
    answers: Answers
    """Of staff, on appeals."""

    async def given(self, uow: UnitOfWork, command: CommandGiven) -> bool:
        """Whether somebody may be in need, and a person was told."""
        if command.sender.identity is not Identity.PERSON:
            await self._staff.refuse_masked(uow, command)
            return False
        entry = find(command.name)
        words = command.argument if entry else f"{command.name} {command.argument}".strip()
        if is_visible(command) and not is_removed(command):
            if await self._listening.overhear(uow, command):
                return False
            words = ""  # they stay in the group, where they are judged like all else
        if words and await self._listening.hear(uow, command, words):
            await self._in_need(uow, command, entry)
            return True
        if entry is None:
            if command.private:
                await self.front.answer(uow, command, await self._about.help(uow, command))
        elif entry.name is Name.START and command.argument:
            await self._invited(uow, command)
        else:
            await self._answer(uow, command, entry)
        return False

    async def written(self, uow: UnitOfWork, message: PrivateMessage) -> None:
        """An edit is only read for whoever may be in need."""
        if message.sender.identity is not Identity.PERSON:
            return
        account, text = message.sender.account, ""
        if message.forwarded is not None:
            text = await self._reports.passed_on(uow, message, message.forwarded)
        elif message.text and await self._is_heard(uow, message):
            return
        elif message.edited_at is None and self._is_due(account):
            text = self.front.wording(message.sender).texts("about.short")
        if text:
            await self.front.answer(uow, message, text)

    async def _is_heard(self, uow: UnitOfWork, message: PrivateMessage) -> bool:
        """As a cry for help before all else; then as the answer that staff were asked for."""
        if await self._listening.hear(uow, message, message.text):
            return True
        if await self._measures.written(uow, message):
            return True
        return await self.answers.written(uow, message)

    def _is_due(self, account: AccountRef) -> bool:
        return self.front.pace.allows(account, "written", self.front.clock())

    async def _invited(self, uow: UnitOfWork, command: CommandGiven) -> None:
        await self.front.remove(uow, command)
        text, buttons = await Invitations(self.front).accept(uow, command)
        await self.front.answer(uow, command, text, buttons)

    async def _in_need(self, uow: UnitOfWork, command: CommandGiven, entry: Entry | None) -> None:
        """They were answered: whatever else they asked for is done without another word."""
        if is_removed(command):
            await self.front.remove(uow, command)
        if entry is not None and entry.name is Name.APPEAL:
            await Appeals(self.front).file(uow, command, in_need=True)
        elif entry is not None and entry.name is Name.REPORT:
            await self._reports.given(uow, command, in_need=True)

    async def _answer(self, uow: UnitOfWork, command: CommandGiven, entry: Entry) -> None:
        text = await self._handlers[entry.name](uow, command)
        if is_removed(command):
            await self.front.remove(uow, command)
            visible = self.front.wording(command.sender).texts("command.visible")
            text = f"{visible}\n\n{text}".strip()
        if text:
            await self.front.answer(uow, command, text)

    @property
    def _handlers(self) -> Mapping[Name, _Handler]:
        about, staff = self._about, self._staff
        orders = GroupOrders(self.front, staff, self.tools)
        return {
            Name.START: about.start,
            Name.HELP: about.help,
            Name.RULES: Rules(self.front).tell,
            Name.WHY: Why(self.front).tell,
            Name.APPEAL: Appeals(self.front).file,
            Name.DATA: Data(self.front).tell,
            Name.REPORT: self._reports.given,
            Name.ANSWER: self.answers.given,
            Name.MEASURE: self._measures.given,
            Name.OPEN: OpenFlags(self.front, staff).tell,
            Name.OVERVIEW: Overview(self.front, staff).tell,
            Name.AWAY: Away(self.front, staff).say,
            Name.BACK: Away(self.front, staff).back,
            Name.BIND: orders.bind,
            Name.LESSON: partial(
                staff.order,
                name=Name.LESSON,
                carry=Lessons(self.front, staff).set,
                act=Act.SET_LESSON,
            ),
            **{
                name: partial(staff.order, name=name, carry=carry)
                for name, carry in (
                    (Name.STATUS, orders.status),
                    (Name.QUIET, orders.quiet),
                    (Name.TEST, orders.test),
                    (Name.OFF, orders.stop),
                    (Name.ON, orders.resume),
                )
            },
        }

    @property
    def _about(self) -> About:
        return About(self.front)

    @property
    def _measures(self) -> Measures:
        return Measures(self.front, self.answers.rulings.review)

    @property
    def _staff(self) -> StaffOnly:
        return StaffOnly(self.front)

    @property
    def _listening(self) -> Listening:
        return Listening(front=self.front, effects=self.effects, judge=self.judge)

    @property
    def _reports(self) -> Reports:
        return Reports(self.front, self._listening)
