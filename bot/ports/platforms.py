"""Chat platforms."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import Literal, Protocol

from bot.model.action import Measure
from bot.model.administration import Administration
from bot.model.closing import Permissions
from bot.model.event import Event
from bot.model.ids import AccountRef, ChatRef, MessageRef, Platform
from bot.model.outbox import Answer, Change, Outcome, Say, Sent


class ChatAdapter(Protocol):
    """One chat platform. Every method raises only `bot.errors.AdapterError`.

    Each answers `Outcome.DONE`, or `Outcome.SIMULATED` where nothing really happens.
    """

    @property
    def platform(self) -> Platform: ...

    async def say(self, say: Say) -> Sent: ...

    async def change(self, change: Change) -> Outcome:
        """That it reads so already is success."""

    async def take_back(self, message: MessageRef) -> Outcome: ...

    async def answer(self, answer: Answer) -> Outcome:
        """That nobody waits for it any more is success."""

    async def leave(self, chat: ChatRef) -> Outcome: ...

    async def carry_out(self, measure: Measure) -> Outcome: ...


Receive = Callable[[Sequence[Event]], Awaitable[None]]
"""Returns once a batch is safe; only then may a platform be told that it has arrived. An empty one
says that the platform answered and nothing happened."""


class Doors(Protocol):
    """Who may write in a group. Every method raises only `bot.errors.AdapterError`."""

    async def permissions(self, chat: ChatRef) -> Permissions | None:
        """What members who administer nothing may do. None: they may not write."""

    async def close_to_members(self, chat: ChatRef, before: Permissions) -> None:
        """Of what they might do *before*, all but writing. Raises `AdapterError` also where the
        platform then says that they still may."""

    async def open_to_members(self, chat: ChatRef, before: Permissions) -> bool:
        """They may write again as *before*. False: somebody let them do otherwise, and that
        stays. Raises `AdapterError` also where the platform then says that they may not."""


class LivePlatform(ChatAdapter, Doors, Protocol):
    """A platform on which people write now."""

    @property
    def myself(self) -> AccountRef:
        """The bot's own account; known once `begin` has returned."""

    def link(self, token: str) -> str:
        """What brings whoever opens it to the bot, with *token* as the argument of `/start`."""

    async def begin(self) -> None:
        """Make sure that it can work. Raises `InputError` with the sentence that says why not."""

    async def listen(self, receive: Receive) -> None:
        """Until cancelled. Raises `AdapterError` only for what no waiting can mend."""

    async def administration(self, chat: ChatRef, at: datetime) -> Administration:
        """Raises `ChatMoved` where the group has another id, `ChatGone` where the bot is not."""

    async def publish_commands(
        self,
        scope: Literal["private", "groups", "admins"],
        language: str,
        commands: Sequence[tuple[str, str]],
        hidden: Collection[str],
    ) -> None:
        """What whoever begins to type one is shown: names and what they do. *hidden*: those that
        the others in a group do not see somebody give, where the platform can. *language*: "" for
        whoever reads none of the others."""

    async def close(self) -> None: ...
