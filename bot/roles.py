"""What the senders of a batch and their groups are to the school, as it knows them now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    MemberChanged,
    PrivateMessage,
)
from bot.model.event import AdminsChanged, Event, MessageEdited, MessagePosted, chat_of
from bot.model.group import ClassGroup, GroupKind
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Role, Sender
from bot.ports import InboxRow, UnitOfWork

Groups = dict[ChatRef, ClassGroup]


async def with_roles(
    uow: UnitOfWork, rows: Sequence[InboxRow]
) -> tuple[Sequence[InboxRow], Groups]:
    """*rows*, in their order, and the groups that they are of. A group's people are asked for
    once, however many rows it has."""
    chats = dict.fromkeys(chat_of(row.event) for row in rows)
    groups = {**await uow.groups.known(chats)}
    known = {chat: await _Known.of(uow, chat, groups.get(chat), rows) for chat in chats}
    return [replace(row, event=known[chat_of(row.event)].event(row.event)) for row in rows], groups


class _Known:
    """Who is what in one group. Who is linked to nobody is what its kind makes of strangers."""

    def __init__(self, roles: Mapping[AccountRef, Role], group: ClassGroup | None) -> None:
        self.group = group
        self._roles = roles
        self._usual = (group.kind if group else GroupKind.CLASS).usual_role

    @classmethod
    async def of(
        cls, uow: UnitOfWork, chat: ChatRef, group: ClassGroup | None, rows: Sequence[InboxRow]
    ) -> "_Known":
        people = [one for row in rows if chat_of(row.event) == chat for one in _people(row.event)]
        return cls(await uow.people.roles(chat, {one.account for one in people}), group)

    def event(self, event: Event) -> Event:
        match event:
            case MessagePosted(message) | MessageEdited(message):
                # What a group is called on its platform its admins can change; the class cannot.
                name = self.group.name if self.group else message.group
                sender = self._sender(message.sender)
                return replace(event, message=replace(message, sender=sender, group=name))
            case AdminsChanged():
                return replace(event, admins=tuple(map(self._sender, event.admins)))
            case CommandGiven() | PrivateMessage():
                return replace(event, sender=self._sender(event.sender))
            case ButtonPressed() | BotAdded() | BotRemoved():
                return replace(event, by=self._sender(event.by))
            case MemberChanged():
                by, member = self._sender(event.by), self._sender(event.member)
                return replace(event, by=by, member=member)
            case _:
                return event

    def _sender(self, sender: Sender) -> Sender:
        return replace(sender, role=self._roles.get(sender.account, self._usual))


def _people(event: Event) -> Sequence[Sender]:
    match event:
        case MessagePosted(message) | MessageEdited(message):
            return (message.sender,)
        case AdminsChanged():
            return event.admins
        case CommandGiven() | PrivateMessage():
            return (event.sender,)
        case ButtonPressed() | BotAdded() | BotRemoved():
            return (event.by,)
        case MemberChanged():
            return (event.by, event.member)
        case _:
            return ()
