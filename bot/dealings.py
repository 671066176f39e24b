"""What people do with the bot itself: each to the part that knows what follows from it."""

from dataclasses import dataclass

from bot.commands import Commands
from bot.flags.presses import Presses
from bot.groups import Groups
from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    Dealing,
    GroupMoved,
    GroupRenamed,
    MemberChanged,
    NotRead,
    PrivateMessage,
)
from bot.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Dealings:
    """Writes into the unit of work it is given; the pipeline commits."""

    groups: Groups
    commands: Commands
    presses: Presses

    async def handle(self, uow: UnitOfWork, dealing: Dealing) -> bool:
        """Whether a command was a cry for help, which then was heard."""
        match dealing:
            case BotAdded() | BotRemoved() | MemberChanged() | GroupMoved() | GroupRenamed():
                await self.groups.handle(uow, dealing)
            case CommandGiven():
                return await self.commands.given(uow, dealing)
            case PrivateMessage():
                await self.commands.written(uow, dealing)
            case ButtonPressed():
                await self.presses.handle(uow, dealing)
            case NotRead():
                pass  # the intake has counted it
        return False
