"""What the senders of a batch are to the school, as it knows their accounts now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.model.event import AdminsChanged, Event, MessageEdited, MessagePosted, chat_of
from bot.model.group import GroupKind
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Role, Sender
from bot.ports import InboxRow, UnitOfWork


async def with_roles(uow: UnitOfWork, rows: Sequence[InboxRow]) -> Sequence[InboxRow]:
    """*rows*, in their order. A group's people are asked for once, however many rows it has."""
    chats = dict.fromkeys(chat_of(row.event) for row in rows)
    known = {chat: await _Known.of(uow, chat, rows) for chat in chats}
    return [replace(row, event=known[chat_of(row.event)].event(row.event)) for row in rows]


class _Known:
    """Who is what in one group. Who is linked to nobody is what its kind makes of strangers."""

    def __init__(self, roles: Mapping[AccountRef, Role], usual: Role) -> None:
        self._roles = roles
        self._usual = usual

    @classmethod
    async def of(cls, uow: UnitOfWork, chat: ChatRef, rows: Sequence[InboxRow]) -> "_Known":
        people = [one for row in rows if chat_of(row.event) == chat for one in _people(row.event)]
        group = await uow.groups.get(chat) if people else None
        kind = group.kind if group else GroupKind.CLASS
        return cls(await uow.people.roles(chat, {one.account for one in people}), kind.usual_role)

    def event(self, event: Event) -> Event:
        match event:
            case MessagePosted(message) | MessageEdited(message):
                sender = self._sender(message.sender)
                return replace(event, message=replace(message, sender=sender))
            case AdminsChanged():
                return replace(event, admins=tuple(map(self._sender, event.admins)))
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
        case _:
            return ()
