"""What is said to the bot in front of everybody."""

from bot.commands.registry import find
from bot.model.dealing import CommandGiven
from bot.model.ids import MessageRef
from bot.model.message import Message


def overheard(command: CommandGiven, group: str = "") -> Message | None:
    """The words of *command* that stay in the group for everybody to read; None: there are none,
    or it is removed at once."""
    known = find(command.name)
    said = command.argument if known else f"/{command.name} {command.argument}".strip()
    if command.private or command.hidden or not said or (known and known.personal):
        return None
    return Message(
        ref=MessageRef(command.chat, command.message_id),
        group=group,
        sender=command.sender,
        sent_at=command.at,
        text=said,
    )
