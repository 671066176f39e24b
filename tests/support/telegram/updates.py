"""What waits for the bot, and the one long poll that may fetch it."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from aiogram.methods import GetUpdates

from tests.support.telegram.clock import DAY, Clock
from tests.support.telegram.errors import Refused
from tests.support.telegram.state import Json

ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
LIVES = {"callback_query": 150}  # seconds; everything else a day
LONGEST_POLL = 50


@dataclass(frozen=True)
class Waiting:
    id: int
    kind: str
    body: Json
    until: float

    def json(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


@dataclass
class Webhook:
    url: str = ""
    secret: str | None = None


@dataclass(eq=False)
class Updates:
    clock: Clock
    webhook: Webhook = field(default_factory=Webhook)
    allowed: set[str] | None = None
    _queue: list[Waiting] = field(default_factory=list)
    _next: int = field(default_factory=lambda: random.randrange(10_000_000, 900_000_000))
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _poll: "asyncio.Future[None] | None" = None
    polls: int = 0

    def put(self, kind: str, body: Json) -> None:
        wanted = kind in self.allowed if self.allowed else kind not in ONLY_ON_REQUEST
        if wanted:
            until = self.clock.exact() + LIVES.get(kind, DAY)
            self._queue.append(Waiting(self._next, kind, body, until))
            self._next += 1
            self._came.set()

    @property
    def waiting(self) -> list[Json]:
        """Not yet confirmed by the bot, oldest first."""
        now = self.clock.exact()
        self._queue = [update for update in self._queue if update.until > now]
        return [update.json() for update in self._queue]

    @property
    def is_polled(self) -> bool:
        return self._poll is not None

    def forget(self, word: str = "") -> None:
        """What is of *word*, else all that waits."""
        self._queue = [one for one in self._queue if word and word not in one.body]

    def restart_ids(self) -> None:
        """As after a week without updates."""
        self._next = random.randrange(10_000_000, 900_000_000)

    def allow(self, kinds: list[str] | None) -> None:
        if kinds is not None:
            self.allowed = set(kinds) or None

    async def get(self, call: GetUpdates) -> list[Json]:
        if self.webhook.url:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self.allow(call.allowed_updates)
        self._confirm(call.offset or 0)
        mine = self._take_over()
        try:
            await self._wait(mine, min(call.timeout or 0, LONGEST_POLL))
        finally:
            if self._poll is mine:
                self._poll = None
        return self.waiting[: max(1, min(call.limit or 100, 100))]

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._queue = [update for update in self._queue if update.id >= offset]
        elif offset < 0:
            self._queue = self._queue[offset:]

    def _take_over(self) -> "asyncio.Future[None]":
        if self._poll and not self._poll.done():
            self._poll.set_exception(
                Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            )
        self._poll = asyncio.get_running_loop().create_future()
        self.polls += 1
        return self._poll

    async def _wait(self, ended: "asyncio.Future[None]", seconds: int) -> None:
        if self.waiting or not seconds:
            ended.cancel()
            return
        self._came.clear()
        came: asyncio.Future[Any] = asyncio.ensure_future(self._came.wait())
        try:
            await asyncio.wait([came, ended], timeout=seconds, return_when="FIRST_COMPLETED")
        finally:
            came.cancel()
        if ended.done():
            ended.result()
        ended.cancel()
