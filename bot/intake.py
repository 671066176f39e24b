"""From a platform's batch to the durable inbox, in one transaction with how far was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from bot.model.event import Event, chat_of
from bot.model.ids import ChatRef
from bot.ports import UnitOfWorkFactory

LANES = 8
"""A group always takes the same lane: its order holds however lanes take turns."""


def lane_of(chat: ChatRef) -> int:
    return crc32(f"{chat.platform}\0{chat.chat_id}".encode("utf-8", "surrogatepass")) % LANES


@dataclass(frozen=True, slots=True)
class Received:
    stored: int
    again: int
    """Known already: a second delivery is a no-op."""
    strange: int
    """From groups that belong to no class, or do not know yet that the bot reads along: dropped
    unread."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Only after `receive` returns may a platform be told that its batch has arrived."""

    unit_of_work: UnitOfWorkFactory

    async def receive(
        self, events: Iterable[Event], *, source: str = "", cursor: str | None = None
    ) -> Received:
        stored = again = strange = 0
        lanes: dict[ChatRef, int | None] = {}
        async with self.unit_of_work() as uow:
            for event in events:
                chat = chat_of(event)
                if chat not in lanes:
                    group = await uow.groups.get(chat)
                    lanes[chat] = lane_of(chat) if group and group.announced else None
                lane = lanes[chat]
                if lane is None:
                    strange += 1
                elif await uow.inbox.add(event, lane=lane):
                    stored += 1
                else:
                    again += 1
            if cursor is not None:
                await uow.cursors.put(source, cursor)
            await uow.commit()
        return Received(stored, again, strange)
