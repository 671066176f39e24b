"""A whole chat platform in memory: the fake of the tests, the engine of the demo."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.errors import AdapterError, ChatGone, MessageGone, MissingPermission
from bot.model.action import (
    HideMessage,
    LiftMute,
    Measure,
    MuteMember,
    RemoveMember,
    WarnMember,
)
from bot.model.closing import Permissions
from bot.model.event import (
    AdminsChanged,
    Event,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, MessageRef, Platform
from bot.model.member import Sender
from bot.model.message import MediaKind, Message
from bot.model.outbox import Answer, Change, Outcome, Say, Sent
from bot.ports import Clock


@dataclass(slots=True)
class Rights:
    """What the bot may do in a group; a co-admin starts with everything."""

    hide: bool = True
    restrict: bool = True


@dataclass(slots=True)
class Line:
    """What a member sees in a group. *author* is None for the bot."""

    message_id: MessageId
    at: datetime
    author: Sender | None
    text: str
    reply_to: MessageId | None = None
    media: MediaKind | None = None


@dataclass(slots=True)
class Group:
    name: str
    members: dict[AccountRef, Sender] = field(default_factory=dict)
    admins: set[AccountRef] = field(default_factory=set)
    muted: dict[AccountRef, datetime] = field(default_factory=dict)
    rights: Rights = field(default_factory=Rights)
    lines: dict[MessageId, Line] = field(default_factory=dict)
    permissions: Permissions = (("invite", True), ("write", True))
    """Of members who are no admin."""

    @property
    def is_open(self) -> bool:
        return dict(self.permissions)["write"]


class MemoryAdapter:
    """People use the methods of the first half, the bot those of the second.

    Events stay in a log: reading again from an older cursor delivers them again, as platforms do.
    """

    platform = Platform.MEMORY

    def __init__(self, clock: Clock) -> None:
        self.groups: dict[ChatRef, Group] = {}
        self.private: dict[AccountRef, list[str]] = {}
        """Direct messages from the bot, per receiver."""
        self.answers: list[Answer] = []
        """What whoever pressed a button was told."""
        self.unreachable: set[AccountRef] = set()
        """Who never wrote to the bot, or blocked it."""
        self._noted: dict[MessageRef, tuple[AccountRef, int]] = {}
        """Which direct message stands where."""
        self._clock = clock
        self._log: list[Event] = []
        self._failures: deque[AdapterError] = deque()
        self._ids = count(1)

    # what people do

    def create_group(self, chat_id: str, name: str) -> ChatRef:
        chat = ChatRef(self.platform, ChatId(chat_id))
        self.groups[chat] = Group(name)
        return chat

    def join(self, chat: ChatRef, member: Sender, *, admin: bool = False) -> None:
        self.groups[chat].members[member.account] = member
        self._notice(chat, f"{member.name} joined")
        if admin:
            self.set_admin(chat, member.account, admin=True)

    def quit(self, chat: ChatRef, account: AccountRef) -> None:
        member = self.groups[chat].members.pop(account)
        self._notice(chat, f"{member.name} left")
        if account in self.groups[chat].admins:
            self.set_admin(chat, account, admin=False)

    def set_admin(self, chat: ChatRef, account: AccountRef, *, admin: bool) -> None:
        group = self.groups[chat]
        (group.admins.add if admin else group.admins.discard)(account)
        admins = tuple(m for a, m in group.members.items() if a in group.admins)
        self._log.append(AdminsChanged(chat, self._clock(), admins))

    def post(
        self,
        chat: ChatRef,
        account: AccountRef,
        text: str,
        *,
        message_id: str | None = None,
        reply_to: str | None = None,
        media: MediaKind | None = None,
    ) -> MessageRef:
        """Raises `MissingPermission` when the member is muted or the group closed, `ChatGone` when
        not a member."""
        group, now = self.groups[chat], self._clock()
        if account not in group.members:
            raise ChatGone(chat.chat_id)
        if now < group.muted.get(account, now):
            raise MissingPermission("muted")
        if not group.is_open and account not in group.admins:
            raise MissingPermission("closed")
        ref = MessageRef(chat, MessageId(message_id) if message_id else self._next_id())
        author = group.members[account]
        parent = MessageId(reply_to) if reply_to else None
        group.lines[ref.message_id] = Line(ref.message_id, now, author, text, parent, media)
        message = Message(
            ref=ref,
            group=group.name,
            sender=author,
            sent_at=now,
            text=text,
            reply_to=parent,
            media=media,
        )
        self._log.append(MessagePosted(message))
        return ref

    def edit(self, ref: MessageRef, text: str) -> None:
        line = self._line(ref)
        if line.author is None:
            raise MissingPermission("not the author's")
        line.text = text
        message = Message(
            ref=ref,
            group=self.groups[ref.chat].name,
            sender=line.author,
            sent_at=line.at,
            text=text,
            reply_to=line.reply_to,
            media=line.media,
            edited=True,
        )
        self._log.append(MessageEdited(message, self._clock()))

    def delete(self, ref: MessageRef) -> None:
        self._line(ref)
        del self.groups[ref.chat].lines[ref.message_id]
        self._log.append(MessageDeleted(ref, self._clock()))

    # what the bot reads

    def read(self, cursor: str | None, limit: int = 100) -> tuple[Sequence[Event], str]:
        """The events after *cursor* (None: from the beginning) and the cursor behind them."""
        start = int(cursor or 0)
        events = self._log[start : start + limit]
        return events, str(start + len(events))

    def said_by_bot(self, chat: ChatRef) -> Sequence[str]:
        return [line.text for line in self.groups[chat].lines.values() if line.author is None]

    # what the bot does

    async def say(self, say: Say) -> Sent:
        self._maybe_fail()
        message_id = self._next_id()
        if isinstance(say.to, ChatRef):
            group = self._group(say.to)
            line = Line(message_id, self._clock(), None, say.text, say.reply_to)
            group.lines[message_id] = line
            return Sent(Outcome.DONE, MessageRef(say.to, message_id))
        if say.to in self.unreachable:
            raise ChatGone(say.to.user_id)
        theirs = self.private.setdefault(say.to, [])
        theirs.append(say.text)
        message = MessageRef(ChatRef(self.platform, ChatId(say.to.user_id)), message_id)
        self._noted[message] = (say.to, len(theirs) - 1)
        return Sent(Outcome.DONE, message)

    async def change(self, change: Change) -> Outcome:
        self._maybe_fail()
        if change.message in self._noted:
            account, place = self._noted[change.message]
            self.private[account][place] = change.text
        else:
            self._line(change.message).text = change.text
        return Outcome.DONE

    async def take_back(self, message: MessageRef) -> Outcome:
        self._maybe_fail()
        if message in self._noted:
            account, place = self._noted.pop(message)
            self.private[account][place] = ""
        else:
            self._line(message)
            del self.groups[message.chat].lines[message.message_id]
        return Outcome.DONE

    async def answer(self, answer: Answer) -> Outcome:
        self._maybe_fail()
        self.answers.append(answer)
        return Outcome.DONE

    async def leave(self, chat: ChatRef) -> Outcome:
        self._maybe_fail()
        self._group(chat)
        del self.groups[chat]
        return Outcome.DONE

    async def carry_out(self, measure: Measure) -> Outcome:
        self._maybe_fail()
        match measure:
            case HideMessage(ref):
                self._need(self._group(ref.chat).rights.hide)
                self._line(ref)
                del self.groups[ref.chat].lines[ref.message_id]
            case MuteMember(chat, account, until):
                self._need(self._group(chat).rights.restrict)
                self.groups[chat].muted[account] = until
            case LiftMute(chat, account):
                self._need(self._group(chat).rights.restrict)
                if self.groups[chat].muted.pop(account, self._clock()) <= self._clock():
                    return Outcome.ALREADY_GONE
            case RemoveMember(chat, account):
                self._need(self._group(chat).rights.restrict)
                self.groups[chat].members.pop(account, None)
            case WarnMember(account, _, text):
                return (await self.say(Say(account, text))).outcome
        return Outcome.DONE

    async def permissions(self, chat: ChatRef) -> Permissions | None:
        self._maybe_fail()
        group = self._group(chat)
        return group.permissions if group.is_open else None

    async def close_to_members(self, chat: ChatRef, before: Permissions) -> None:
        self._maybe_fail()
        self._need(self._group(chat).rights.restrict)
        self.groups[chat].permissions = tuple(
            (name, may and name != "write") for name, may in before
        )

    async def open_to_members(self, chat: ChatRef, before: Permissions) -> bool:
        self._maybe_fail()
        group = self._group(chat)
        if group.is_open:
            return group.permissions == before
        self._need(group.rights.restrict)
        group.permissions = tuple(
            (name, dict(before)[name] if name == "write" else may)
            for name, may in group.permissions
        )
        return True

    # what a test asks for

    def fail_next(self, *errors: AdapterError) -> None:
        """The next calls of the bot fail with *errors*, in order."""
        self._failures.extend(errors)

    def _maybe_fail(self) -> None:
        if self._failures:
            raise self._failures.popleft()

    def _need(self, right: bool) -> None:  # noqa: FBT001 - a right is a yes or a no
        if not right:
            raise MissingPermission

    def _group(self, chat: ChatRef) -> Group:
        if chat not in self.groups:
            raise ChatGone(chat.chat_id)
        return self.groups[chat]

    def _line(self, ref: MessageRef) -> Line:
        line = self._group(ref.chat).lines.get(ref.message_id)
        if line is None:
            raise MessageGone(ref.message_id)
        return line

    def _notice(self, chat: ChatRef, text: str) -> None:
        self._log.append(GroupNotice(chat, self._clock(), text))

    def _next_id(self) -> MessageId:
        return MessageId(f"m{next(self._ids)}")
