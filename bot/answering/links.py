"""Where a message can be opened."""

from bot.model.ids import NOWHERE, PRIVATELY, ChatRef, MessageId, MessageRef, Platform

_SUPERGROUP = "-100"


def message_link(message: MessageRef) -> str:
    """What opens it for members of its group; "" where the platform has nothing that does."""
    chat = message.chat
    if chat.platform is not Platform.TELEGRAM or not chat.chat_id.startswith(_SUPERGROUP):
        return ""
    if not message.message_id.isdecimal():
        return ""
    return f"https://t.me/c/{chat.chat_id.removeprefix(_SUPERGROUP)}/{message.message_id}"


def written_privately(group: ChatRef, message_id: MessageId, *, known: bool = True) -> MessageRef:
    """What somebody of *group* wrote to the bot alone: it stands nowhere in the group, and is yet
    a matter of those who answer for it. *known*: that it is theirs."""
    return MessageRef(group, MessageId(f"{PRIVATELY if known else NOWHERE}{message_id}"))


def is_private(message: MessageRef) -> bool:
    return message.message_id.startswith(PRIVATELY)


def is_of_no_group(message: MessageRef) -> bool:
    """Whoever wrote it may be of any."""
    return message.message_id.startswith(NOWHERE)


def has_moved(message: MessageRef) -> bool:
    """It stands in what the group was before its platform gave it another id: out of reach."""
    old, slash, _ = message.message_id.partition("/")
    return bool(slash) and old.startswith("-")
