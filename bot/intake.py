"""From a platform's batch to the durable inbox, in one transaction with how far was read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from zlib import crc32

from bot.model.audit import Audited, NewEntry
from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    GroupMoved,
    NotRead,
    PrivateMessage,
)
from bot.model.event import Event, chat_of
from bot.model.group import Stage
from bot.model.ids import ChatRef
from bot.ports import UnitOfWork, UnitOfWorkFactory

LANES = 8
"""A group always takes the same lane: its order holds however lanes take turns."""

AT_ONCE = timedelta(minutes=1)
"""A platform may say that the bot is out of a group because that moves, and only then that it
moves."""


def lane_of(chat: ChatRef) -> int:
    return crc32(f"{chat.platform}\0{chat.chat_id}".encode("utf-8", "surrogatepass")) % LANES


@dataclass(frozen=True, slots=True)
class Received:
    stored: int = 0
    again: int = 0
    """Known already: a second delivery is a no-op."""
    strange: int = 0
    """From groups that belong to no class, or do not know yet that the bot reads along: dropped
    unread."""
    unreadable: int = 0
    """Could not be understood: counted with the reason, and in nobody's way."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Only after `receive` returns may a platform be told that its batch has arrived."""

    unit_of_work: UnitOfWorkFactory

    async def receive(
        self, events: Iterable[Event], *, source: str = "", cursor: str | None = None
    ) -> Received:
        counted = Counter[str]()
        reads: dict[ChatRef, bool] = {}
        async with self.unit_of_work() as uow:
            for event in events:
                counted[await self._take_in(uow, event, reads)] += 1
            if cursor is not None:
                await uow.cursors.put(source, cursor)
            await uow.commit()
        return Received(**counted)

    async def _take_in(self, uow: UnitOfWork, event: Event, reads: dict[ChatRef, bool]) -> str:
        """Which count of `Received` it belongs to."""
        if isinstance(event, NotRead):
            await uow.inbox.refuse(event, event.why, event.at)
            return "unreadable"
        chat = chat_of(event)
        if chat not in reads:
            group = await uow.groups.get(chat)
            reads[chat] = group is not None and group.is_read
        kept = event if reads[chat] else _unread(event)
        if kept is None:
            return "strange"
        if not await uow.inbox.add(kept, lane=lane_of(chat)):
            return "again"
        if isinstance(kept, GroupMoved) and await follow(uow, kept):
            reads.clear()
        return "stored"


async def follow(uow: UnitOfWork, event: GroupMoved) -> bool:
    """Already when it is received: what comes next is said in the group as it is called then.
    Whatever the new id brought with it gives way, unless it is bound to a class: then both stay as
    they are, and it is false."""
    group, there = await uow.groups.get(event.chat), await uow.groups.get(event.to)
    if group is None or event.chat == event.to:
        return False
    if there is not None and there.stage is not Stage.UNBOUND:
        return False
    out = group.put_out
    if out is not None and group.is_put_out and event.at <= out.at + AT_ONCE:
        await uow.groups.put(replace(group, stage=out.stage, since=out.since))
    await uow.groups.remove(event.to)
    await uow.groups.move(event.chat, event.to)
    facts = {"chat": str(event.chat), "happened": "moved", "to": str(event.to)}
    await uow.audit.append(NewEntry(at=event.at, what=Audited.GROUP, facts=facts))
    return True


def _unread(event: Event) -> Event | None:
    """What may be kept of *event* while its group is not read."""
    match event:
        case BotAdded() | BotRemoved() | ButtonPressed() | GroupMoved() | PrivateMessage():
            return event
        case CommandGiven(private=True):
            return event
        case CommandGiven(name="start"):  # a link that everybody saw must work no more
            return replace(event, reply_to=None)
        case CommandGiven():
            return replace(event, argument="", reply_to=None)
        case _:
            return None
