"""All of Telegram that one bot can see, and who gets to hear what."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.telegram import render
from tests.support.telegram.clock import Clock
from tests.support.telegram.errors import bad, forbidden
from tests.support.telegram.state import Chat, Json, Member, Message, Status, User
from tests.support.telegram.updates import Updates
from tests.support.telegram.validate import Violation, check_update

ANONYMOUS_ADMIN = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
TELEGRAM = User(777000, "Telegram")
SERVICE = {
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "group_chat_created",
    "supergroup_chat_created",
}


@dataclass(eq=False)
class Query:
    id: str
    user: User
    until: float
    at: float = 0
    answer: Json | None = None


@dataclass(eq=False, repr=False)
class World:
    bot: User
    privacy: bool
    clock: Clock = field(default_factory=Clock)
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    settings: dict[tuple[str, ...], Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.updates = Updates(self.clock)
        for user in (self.bot, ANONYMOUS_ADMIN, CHANNEL_BOT, TELEGRAM):
            self.users[user.id] = user

    async def until(self, true: Callable[[], Any], seconds: float = 20) -> Any:
        async with asyncio.timeout(seconds):
            while not (found := true()):  # noqa: ASYNC110 what is waited for can be anything
                await asyncio.sleep(0.005)
        return found

    # What is written

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Json,
        *,
        sender_chat: Chat | None = None,
        reply_to: Message | None = None,
        thread: int | None = None,
        markup: Json | None = None,
    ) -> Message:
        number = self._next_id(chat)
        message = Message(
            number, chat, self.clock.now(), sender, content, sender_chat, reply_to, markup=markup
        )
        message.thread = thread or _thread_of(chat, reply_to)
        chat.history[number] = message
        self.tell(message)
        return message

    def whisper(self, chat: Chat, sender: User, to: User, content: Json) -> Message:
        """An ephemeral message, which only `to` sees."""
        number = len(chat.ephemeral) + 1
        message = Message(0, chat, self.clock.now(), sender, content)
        message.seen_by, message.ephemeral_id = to, number
        chat.ephemeral[number] = message
        if to is self.bot:
            self.put("message", render.message(message))
        return message

    def _next_id(self, chat: Chat) -> int:
        """Supergroups and channels count for themselves; an account's other chats together."""
        if chat.kind in {"supergroup", "channel"}:
            return max(chat.history, default=0) + 1
        alike = (one for one in self.chats.values() if one.kind in {"private", "group"})
        return max((max(one.history, default=0) for one in alike), default=0) + 1

    # What the bot hears

    def put(self, kind: str, body: Json) -> None:
        try:
            check_update({"update_id": 1, kind: body})
        except Violation as violation:
            self.violations.append(str(violation))
            raise
        self.updates.put(kind, body)

    def tell(self, message: Message, kind: str = "message") -> None:
        if message.sender is not self.bot and self.hears(message):
            self.put(kind, render.message(message))

    def hears(self, message: Message) -> bool:
        chat = message.chat
        if chat.kind == "private":
            return True
        member = chat.member(self.bot)
        if not member.present and "migrate_to_chat_id" not in message.content:
            return False
        if message.sender.is_bot and message.sender_chat is None:
            return bool(SERVICE & set(message.content))
        return member.is_admin or not self.privacy or self._is_meant(message)

    def _is_meant(self, message: Message) -> bool:
        if SERVICE & set(message.content):
            return True
        answered = message.reply_to is not None and message.reply_to.sender is self.bot
        text, name = message.text.lower(), f"@{self.bot.username}".lower()
        first = text.split(maxsplit=1)[0] if text.strip() else ""
        command = first.startswith("/") and ("@" not in first or first.endswith(name))
        return answered or command or name in text

    # Who is in

    def change(self, chat: Chat, new: Member, by: User, **more: Any) -> None:
        old = chat.member(new.user)
        chat.members[new.user.id] = new
        me = chat.member(self.bot)
        about = {
            "chat": render.chat(chat),
            "from": render.user(by),
            "date": self.clock.now(),
            "old_chat_member": render.member(old, chat, seen_by=self.bot.id),
            "new_chat_member": render.member(new, chat, seen_by=self.bot.id),
        } | more
        if new.user is self.bot:
            self.put("my_chat_member", about)
        elif me.is_admin:
            self.put("chat_member", about)

    def let_in(self, chat: Chat, user: User, by: User, **more: Any) -> None:
        """Who was restricted and left is still restricted."""
        old = self.current(chat, user)
        still = old.status == "restricted"
        new = replace(old, inside=True) if still else Member(user, "member")
        self.change(chat, new, by, **more)
        self.post(chat, user, {"new_chat_members": [render.user(user)]})

    # What the bot may do

    def chat_of(self, chat_id: int | str) -> Chat:
        found = self.find(chat_id)
        if found is None:
            raise bad("chat not found")
        if found.migrated_to:
            raise bad(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=found.migrated_to.id,
            )
        if found.deleted:
            raise forbidden(f"the {found.kind} chat was deleted")
        if found.kind != "private":
            self._must_be_in(found)
        return found

    def find(self, chat_id: int | str | None) -> Chat | None:
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            named = (one for one in self.chats.values() if one.username == chat_id[1:])
            return next(named, None)
        try:
            return self.chats.get(int(chat_id or 0))
        except ValueError:
            return None

    def _must_be_in(self, chat: Chat) -> None:
        member = chat.member(self.bot)
        if member.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if not member.present:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")

    def user_of(self, user_id: int) -> User:
        if user_id not in self.users:
            raise bad("invalid user_id specified" if user_id <= 0 else "PARTICIPANT_ID_INVALID")
        return self.users[user_id]

    def must_write(self, chat: Chat) -> None:
        if chat.kind != "private":
            if not self.may(chat, self.bot, "can_send_messages"):
                raise bad("not enough rights to send text messages to the chat")
            return
        (member,) = chat.members.values()
        if member.user.has_blocked:
            raise forbidden("bot was blocked by the user")
        if not member.user.has_started and member.user.may_be_written_until < self.clock.now():
            raise forbidden("bot can't initiate conversation with a user")

    def may(self, chat: Chat, user: User, permission: str) -> bool:
        member = self.current(chat, user)
        if member.is_admin:
            return True
        personal = member.status != "restricted" or permission in member.permissions
        return member.present and personal and permission in chat.everyone_may

    def current(self, chat: Chat, user: User) -> Member:
        """A restriction or a ban ends by itself, without an update."""
        member = chat.member(user)
        if member.until and member.until <= self.clock.now():
            back = member.status == "restricted" and member.inside
            over: Status = "member" if back else "left"
            member = chat.members[user.id] = Member(user, over)
        return member


def _thread_of(chat: Chat, reply_to: Message | None) -> int | None:
    """In a supergroup without topics every reply hangs under the first message."""
    if reply_to is None or chat.kind != "supergroup":
        return None
    return reply_to.thread or (None if chat.is_forum else reply_to.id)
