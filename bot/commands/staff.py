"""What only staff may ask. Who they are, the school is asked at that moment, by their account."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.answering.front import Front
from bot.commands.registry import Name, find
from bot.commands.where import groups_on, named
from bot.model.audit import Audited
from bot.model.dealing import CommandGiven
from bot.model.group import ClassGroup
from bot.ports import UnitOfWork
from bot.rights import Act, may, who_is


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody says who may say it; for *group*."""

    command: CommandGiven
    group: ClassGroup
    words: str


Carry = Callable[[UnitOfWork, Order], Awaitable[str]]
"""Does it, and answers."""


@dataclass(frozen=True, slots=True)
class StaffOnly:
    front: Front

    async def order(
        self,
        uow: UnitOfWork,
        command: CommandGiven,
        *,
        name: Name,
        carry: Carry,
        act: Act = Act.ANNOUNCE,
    ) -> str:
        """Of the group in which it is given, or in private of the one that it names. What comes
        of it, *carry* writes down."""
        theirs = await self.groups(uow, command, act)
        if not theirs:
            return await self.refuse(uow, command, name)
        texts = self.front.wording(command.sender).texts
        if command.private:
            group, words = named(theirs, command.argument)
        else:
            group, words = theirs[0], command.argument
        if group is None:
            return texts("staff.which", groups=", ".join(one.name for one in theirs))
        return await carry(uow, Order(command, group, words))

    async def groups(
        self, uow: UnitOfWork, command: CommandGiven, act: Act = Act.ANNOUNCE
    ) -> list[ClassGroup]:
        """Those for which they may do *act*, as far as this may be about them."""
        actor = await who_is(uow.people, command.sender.account)
        return [
            group
            for group in await groups_on(uow, command.chat.platform)
            if (command.private or group.chat == command.chat) and may(actor, act, group)
        ]

    async def refuse(self, uow: UnitOfWork, command: CommandGiven, name: Name) -> str:
        """Once an hour for the same."""
        account = command.sender.account
        if not await self.front.refuse(uow, account, name.value, {"platform": account.platform}):
            return ""
        return self.front.wording(command.sender).texts("staff.refused")

    async def refuse_masked(self, uow: UnitOfWork, command: CommandGiven) -> None:
        """An order of whoever speaks as a channel or as the group is not answered, for nobody
        knows who that is. It is written down, once an hour a group."""
        entry, front = find(command.name), self.front
        if entry is None or not entry.for_staff:
            return
        if front.pace.allows(command.chat, "refused masked", front.clock()):
            facts = {"act": entry.name.value, "chat": str(command.chat)}
            await front.note(uow, Audited.REFUSED, facts, command.sender.account)

    async def note(
        self, uow: UnitOfWork, command: CommandGiven, group: ClassGroup, happened: str
    ) -> None:
        facts = {"chat": str(group.chat), "happened": happened}
        await self.front.note(uow, Audited.GROUP, facts, command.sender.account)
