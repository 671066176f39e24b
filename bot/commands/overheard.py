"""What is said to the bot in front of everybody."""

from bot.commands.registry import Name, find
from bot.model.dealing import CommandGiven
from bot.model.ids import MessageRef
from bot.model.member import Identity
from bot.model.message import Message

_TOLD = frozenset({Name.APPEAL, Name.REPORT})
"""What somebody has to say of others with these is for staff, and no talk."""


def is_removed(command: CommandGiven) -> bool:
    """Whether the bot takes it out of the group at once. Not of whoever is no person: nobody
    knows whom to answer."""
    known = find(command.name)
    if known is None or not is_visible(command) or command.sender.identity is not Identity.PERSON:
        return False
    return known.personal or (known.name is Name.START and bool(command.argument))


def is_visible(command: CommandGiven) -> bool:
    return not command.private and not command.hidden


def overheard(command: CommandGiven, group: str = "") -> Message | None:
    """The words of *command* that everybody in the group reads, be it for a moment; None: there
    are none, or they are for staff."""
    known = find(command.name)
    said = command.argument if known else f"/{command.name} {command.argument}".strip()
    if not said or not is_visible(command):
        return None
    if known and known.name in _TOLD and is_removed(command):
        return None
    return Message(
        ref=MessageRef(command.chat, command.message_id),
        group=group,
        sender=command.sender,
        sent_at=command.at,
        text=said,
    )
