"""What becomes of ids when a platform gives a group another one."""

from dataclasses import dataclass, replace
from typing import TypeVar

from bot.errors import StorageError
from bot.model.action import HideMessage, LiftMute, MuteMember, RemoveMember, WarnMember
from bot.model.dealing import (
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    GroupMoved,
    Original,
    PrivateMessage,
)
from bot.model.event import Event, MessageDeleted, MessageEdited, MessagePosted, chat_of
from bot.model.group import ClassGroup
from bot.model.ids import PRIVATELY, ChatRef, MessageId, MessageRef
from bot.model.message import Message
from bot.model.outbox import Change, Delivery, Leave, Say, TakeBack

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Move:
    """A platform may number the messages of *to* from the beginning again. So a message of before
    is called after the old chat and its old number: nothing that is done to it can ever be done to
    the new message of the same number, which somebody else wrote."""

    chat: ChatRef
    to: ChatRef

    def check(self, there: ClassGroup | None) -> None:
        """Raises `StorageError` where *there* is a group already."""
        if there is not None or self.chat == self.to:
            raise StorageError("a group cannot move to where a group is already")

    def place(self, where: T) -> T | ChatRef:
        return self.to if where == self.chat else where

    def number(self, message_id: MessageId) -> MessageId:
        if message_id.startswith(PRIVATELY):
            return message_id
        return MessageId(f"{self.chat.chat_id}/{message_id}")

    def message(self, message: MessageRef) -> MessageRef:
        if message.chat != self.chat:
            return message
        return MessageRef(self.to, self.number(message.message_id))

    def group(self, group: ClassGroup) -> ClassGroup:
        return replace(group, chat=self.place(group.chat), staff_chat=self.place(group.staff_chat))

    def event(self, event: Event) -> Event:
        """That the group moved stays an event of the old chat: it is what tells of it. So does
        that the bot is out of that one: it says nothing of the new one."""
        if chat_of(event) != self.chat or isinstance(event, GroupMoved | BotRemoved):
            return event
        match event:
            case MessagePosted(message) | MessageEdited(message):
                return replace(event, message=self._message(message))
            case MessageDeleted(ref):
                return replace(event, ref=self.message(ref))
            case CommandGiven():
                parent = event.reply_to and self._original(event.reply_to)
                number = self.number(event.message_id)
                return replace(event, chat=self.to, message_id=number, reply_to=parent)
            case ButtonPressed() | PrivateMessage():
                return replace(event, chat=self.to, message_id=self.number(event.message_id))
            case _:
                return replace(event, chat=self.to)

    def delivery(self, delivery: Delivery) -> Delivery:
        match delivery:
            case Say(to, within=within) if self.chat in (to, within):
                # What it was a reply to is not there.
                moved = replace(delivery, to=self.place(to), within=self.place(within))
                return replace(moved, reply_to=None, topic=None)
            case HideMessage(message) | Change(message) | TakeBack(message):
                return replace(delivery, message=self.message(message))
            case WarnMember(within=within):
                return replace(delivery, within=self.place(within))
            case MuteMember(chat) | LiftMute(chat) | RemoveMember(chat) | Leave(chat):
                return replace(delivery, chat=self.place(chat))
            case _:
                return delivery

    def _message(self, message: Message) -> Message:
        return replace(
            message,
            ref=self.message(message.ref),
            reply_to=message.reply_to and self.number(message.reply_to),
            topic=None,
            others=tuple(self.number(other) for other in message.others),
        )

    def _original(self, original: Original) -> Original:
        chat = self.place(original.chat)
        return replace(original, chat=chat, message_id=self.number(original.message_id))
