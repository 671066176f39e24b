"""The chats of a simulated school year: a live platform that keeps little more than it must."""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from typing_extensions import override

from bot.errors import AdapterUnavailable
from bot.model.action import Measure
from bot.model.administration import Admin, Administration, Right
from bot.model.button import Button
from bot.model.closing import Permissions
from bot.model.event import Event, moment_of
from bot.model.ids import (
    AccountRef,
    ChatId,
    ChatRef,
    FlagId,
    MessageId,
    MessageRef,
    Platform,
    UserId,
)
from bot.model.member import Sender
from bot.model.outbox import (
    Answer,
    Change,
    NewOutboxItem,
    OutboxItem,
    Outcome,
    Say,
    Sent,
)
from bot.outbox import Outbox
from bot.ports import Clock, Receive

MYSELF = AccountRef(Platform.TELEGRAM, UserId("999"))
KEPT = timedelta(hours=24)
"""For so long Telegram keeps what nobody fetched."""


class Killed(BaseException):
    """The process dies in the middle of a send."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a text with buttons stands; by the letter of what each of them offers."""

    at: MessageRef
    buttons: Mapping[str, Button]


Said = Callable[[NewOutboxItem, Say], None]
Done = Callable[[Measure], None]


@dataclass(slots=True)
class Chats:
    clock: Clock
    said: Said
    done: Done
    admins: Mapping[ChatRef, Sender]
    platform: Platform = Platform.TELEGRAM
    myself: AccountRef = MYSELF
    refusing: bool = False
    dies: Literal["", "before", "after"] = ""
    """Before or after the platform took it, at the next text."""
    sending: OutboxItem | None = None
    flags: dict[tuple[FlagId, AccountRef | ChatRef], Shown] = field(default_factory=dict)
    """Where somebody, or a chat of staff, was told of a flag, with its buttons."""
    unfetched: deque[Event] = field(default_factory=deque)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    # what people do

    def keep(self, events: Sequence[Event]) -> None:
        """The bot is off."""
        self.unfetched.extend(events)

    def fetched(self) -> tuple[Sequence[Event], int]:
        """What is still kept, and how many are not any more."""
        late = [*self.unfetched]
        self.unfetched.clear()
        kept = [event for event in late if self.clock() - moment_of(event) < KEPT]
        return kept, len(late) - len(kept)

    # what the bot does

    async def say(self, say: Say) -> Sent:
        assert self.sending is not None
        item = self.sending.item
        if self.refusing:
            raise AdapterUnavailable("refused for a while")
        if self.dies == "before":
            self._die()
        self.said(item, say)
        if self.dies == "after":
            self._die()
        to = say.to if isinstance(say.to, ChatRef) else self.private(say.to)
        at = MessageRef(to, MessageId(f"b{next(self._numbers)}"))
        buttons = {one.press[0]: one for row in say.buttons for one in row}
        if item.about is not None and buttons:
            self.flags[item.about, say.to] = Shown(at, buttons)
        return Sent(Outcome.DONE, at)

    def _die(self) -> None:
        self.dies = ""
        raise Killed

    def private(self, account: AccountRef) -> ChatRef:
        return ChatRef(self.platform, ChatId(account.user_id))

    async def change(self, change: Change) -> Outcome:
        del change
        return self._done()

    async def take_back(self, message: MessageRef) -> Outcome:
        del message
        return self._done()

    async def answer(self, answer: Answer) -> Outcome:
        del answer
        return self._done()

    async def leave(self, chat: ChatRef) -> Outcome:
        raise AssertionError(f"the bot leaves {chat}")

    async def carry_out(self, measure: Measure) -> Outcome:
        outcome = self._done()
        self.done(measure)
        return outcome

    def _done(self) -> Outcome:
        if self.refusing:
            raise AdapterUnavailable("refused for a while")
        return Outcome.DONE

    # what a live platform can do beside that

    def link(self, token: str) -> str:
        return f"https://t.me/klaswacht?start={token}"

    async def begin(self) -> None: ...

    async def listen(self, receive: Receive) -> None:
        raise AssertionError(f"the year itself brings what is said to {receive}")

    async def administration(self, chat: ChatRef, at: datetime) -> Administration:
        admin = Admin(self.admins[chat], owner=True)
        return Administration(at=at, admins=(admin,), rights=frozenset(Right))

    async def publish_commands(
        self,
        scope: Literal["private", "groups", "admins"],
        language: str,
        commands: Sequence[tuple[str, str]],
        hidden: Collection[str],
    ) -> None: ...

    async def permissions(self, chat: ChatRef) -> Permissions | None:
        raise AssertionError(f"nobody closes {chat}")

    async def close_to_members(self, chat: ChatRef, before: Permissions) -> None:
        raise AssertionError(f"nobody closes {chat}, which was {before}")

    async def open_to_members(self, chat: ChatRef, before: Permissions) -> bool:
        raise AssertionError(f"nobody opens {chat}, which was {before}")

    async def close(self) -> None: ...


class Watched(Outbox):
    """Tells the chats what it is that is being sent, which no platform gets to know."""

    __slots__ = ()

    @override
    async def _perform(self, item: OutboxItem) -> Sent:
        for adapter in self.adapters.values():
            if isinstance(adapter, Chats):
                adapter.sending = item
        return await super()._perform(item)
