"""What somebody reports, and where it was said: as far as the platform says so.

What a pupil can make up says nothing about anybody: neither a text of their own to which they
answer, nor a name.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.links import message_link, written_privately
from bot.commands.where import groups_on, named, own_groups
from bot.model.dealing import CommandGiven, Original, PrivateMessage
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, MessageId, MessageRef
from bot.model.member import Identity, Sender
from bot.model.message import Message
from bot.model.person import NOT_KNOWN
from bot.ports import UnitOfWork

_LINK = re.compile(r"(?:https?://)?t\.me/c/(\d+)(?:/\d+)?/(\d+)(?:\?\S*)?")


@dataclass(frozen=True, slots=True)
class Report:
    """*words*: of whoever reports; "" where they are for the care contacts alone."""

    given: CommandGiven | PrivateMessage
    group: ClassGroup
    original: Original
    words: str

    @property
    def message(self) -> Message:
        one, group = self.original, self.group
        unknown = AccountRef(group.chat.platform, NOT_KNOWN)
        there = bool(one.message_id) and one.chat == group.chat
        return Message(
            ref=MessageRef(group.chat, one.message_id) if there else self.privately,
            group=group.name,
            sender=one.sender or Sender(unknown, "?", group.kind.usual_role),
            sent_at=one.at,
            text=one.text,
        )

    @property
    def privately(self) -> MessageRef:
        """For what stands nowhere in the group, as far as the platform says."""
        return written_privately(self.group.chat, self.given.message_id)


async def linked(
    uow: UnitOfWork, command: CommandGiven
) -> tuple[ClassGroup, Original, str] | None:
    """Where a link leads. It does not say who wrote what stands there, so what an earlier flag
    knows of it has to."""
    link = _LINK.search(command.argument)
    if link is None:
        return None
    url, number = f"https://t.me/c/{link[1]}/{link[2]}", MessageId(link[2])
    groups = await groups_on(uow, command.chat.platform)
    refs = {group.chat: MessageRef(group.chat, number) for group in groups}
    group = next((one for one in groups if message_link(refs[one.chat]) == url), None)
    if group is None:
        return None
    words = f"{command.argument[: link.start()]} {command.argument[link.end() :]}".strip()
    ref = refs[group.chat]
    flags = [flag.raised for flag in await uow.flags.find(message=ref) if flag.raised.care is None]
    if flags:
        known = flags[-1]
        found = replace(nothing(known.sent_at), sender=known.sender, text=known.evidence.text)
    else:
        found = nothing(command.at)
    return group, replace(found, chat=ref.chat, message_id=ref.message_id), words


def nothing(at: datetime) -> Original:
    return Original(message_id=MessageId(""), sender=None, text="", at=at)


async def group_of(
    uow: UnitOfWork, message: PrivateMessage, original: Original
) -> ClassGroup | None:
    """In which group it was said: as the platform has it, else where both are, else the only one
    of whoever reports, or that there is."""
    groups = await groups_on(uow, message.chat.platform)
    at = next((group for group in groups if group.chat == original.chat), None)
    if at is not None:
        return at
    own = await own_groups(uow, message.sender.account)
    theirs = await own_groups(uow, original.sender.account) if original.sender else ()
    both = [group for group in own or theirs if group in theirs]
    for some in (both, own):
        if len(some) == 1:
            return some[0]
    group, _ = named((), "", groups)
    return group


async def with_role(uow: UnitOfWork, report: Report) -> Message:
    """What a platform or a name says of somebody counts for nothing."""
    message = report.message
    roles = await uow.people.roles(report.group.chat, [message.sender.account])
    role = roles.get(message.sender.account, report.group.kind.usual_role)
    return replace(message, sender=replace(message.sender, role=role))


def is_admin(sender: Sender) -> bool:
    """Who writes as the group itself is somebody who administers it, and that should be staff."""
    return sender.identity is Identity.ANONYMOUS_ADMIN
