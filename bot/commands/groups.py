"""What staff order for a group: how it fares, silence, tests, its class, off and on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.answering.front import Front
from bot.commands import moments
from bot.commands.away import away_of
from bot.commands.staff import Order, StaffOnly
from bot.model.calendar import TestWindow
from bot.model.dealing import CommandGiven
from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from bot.model.member import Sender
from bot.ports import UnitOfWork

MOST_TESTS = 20
"""To come, of one group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTools:
    """What is done to a group at the word of staff. Each answers what is to be read of it; all but
    *status* ask whether whoever asks may, and write down that they did."""

    status: Callable[[ClassGroup, Sender], str]
    bind: Callable[[UnitOfWork, ChatRef, str, Sender], Awaitable[str]]
    """Ties it to the class of that name; without one it is asked."""
    stop: Callable[[UnitOfWork, ClassGroup, Sender], Awaitable[str]]
    resume: Callable[[UnitOfWork, ClassGroup, Sender], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class GroupOrders:
    front: Front
    staff: StaffOnly
    tools: GroupTools

    async def status(self, uow: UnitOfWork, order: Order) -> str:
        await self.staff.note(uow, order.command, order.group, "status")
        said = self.tools.status(order.group, order.command.sender)
        said = "\n".join([said, *await away_of(self.front, uow, order)])
        appeals = await uow.appeals.open(order.group.chat)
        if not appeals:
            return said
        texts = self.front.wording(order.command.sender).texts
        return f"{said}\n{texts('status.appeals', count=len(appeals))}"

    async def stop(self, uow: UnitOfWork, order: Order) -> str:
        return await self.tools.stop(uow, order.group, order.command.sender)

    async def resume(self, uow: UnitOfWork, order: Order) -> str:
        return await self.tools.resume(uow, order.group, order.command.sender)

    async def bind(self, uow: UnitOfWork, command: CommandGiven) -> str:
        """In the group itself, for that is what is tied to a class."""
        texts = self.front.wording(command.sender).texts
        if command.private:
            return texts("bind.in_group")
        group = await uow.groups.get(command.chat)
        if not command.argument and group is not None and group.is_read:
            return texts("bind.how")
        return await self.tools.bind(uow, command.chat, command.argument, command.sender)

    async def quiet(self, uow: UnitOfWork, order: Order) -> str:
        """Care and urgent alerts are told all the same."""
        texts = self.front.wording(order.command.sender).texts
        if order.words.casefold() in moments.STOP:
            await self._put(uow, order, replace(order.group, quiet_until=None), "loud")
            return texts("quiet.off", group=order.group.name)
        length = moments.span(order.words)
        if length is None:
            return texts("quiet.how")
        until = self.front.clock() + length
        await self._put(uow, order, replace(order.group, quiet_until=until), "quiet")
        local = until.astimezone(self.front.settings.timezone)
        return texts("quiet.on", group=order.group.name, until=f"{local:%d-%m %H:%M}")

    async def test(self, uow: UnitOfWork, order: Order) -> str:
        texts, now = self.front.wording(order.command.sender).texts, self.front.clock()
        coming = tuple(test for test in order.group.tests if test.end > now)
        if order.words.casefold() in moments.STOP:
            await self._put(uow, order, replace(order.group, tests=()), "no_tests")
            return texts("test.off", group=order.group.name)
        span = moments.window(order.words, now, self.front.settings.timezone)
        if span is None or len(coming) >= MOST_TESTS:
            return texts("test.how")
        begin, end = span
        tests = (*coming, TestWindow(begin, end))
        await self._put(uow, order, replace(order.group, tests=tests), "test")
        when = f"{begin:%d-%m %H:%M}–{end:%H:%M}"
        return texts("test.on", group=order.group.name, when=when)

    async def _put(self, uow: UnitOfWork, order: Order, group: ClassGroup, happened: str) -> None:
        await uow.groups.put(group)
        await self.staff.note(uow, order.command, group, happened)
