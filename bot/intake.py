"""From a platform's batch to the durable inbox, in one transaction with how far was read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
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
        async with self.unit_of_work() as uow:
            for alone, some in groupby(events, _stands_alone):
                for together in [[event] for event in some] if alone else [[*some]]:
                    counted.update(await self._take_in(uow, together))
            if cursor is not None:
                await uow.cursors.put(source, cursor)
            await uow.commit()
        return Received(**counted)

    async def _take_in(self, uow: UnitOfWork, events: Sequence[Event]) -> Mapping[str, int]:
        """How many belong to each count of `Received`. What stands alone comes alone."""
        match events:
            case [NotRead() as event]:
                await uow.inbox.refuse(event, event.why, event.at)
                return {"unreadable": 1}
            case [GroupMoved() as event]:
                stored = await uow.inbox.add(event, lane=lane_of(event.chat))
                if stored:
                    await follow(uow, event)
                return {"stored": stored, "again": 1 - stored}
            case _:
                return await self._take_in_more(uow, events)

    async def _take_in_more(self, uow: UnitOfWork, events: Sequence[Event]) -> Mapping[str, int]:
        """A statement a lane, however many they are."""
        groups = await uow.groups.known({chat_of(event) for event in events})
        lanes = defaultdict[int, list[Event]](list)
        for event in events:
            chat = chat_of(event)
            group = groups.get(chat)
            kept = event if group is not None and group.is_read else _unread(event)
            if kept is not None:
                lanes[lane_of(chat)].append(kept)
        kept_of_all = sum(map(len, lanes.values()))
        stored = sum([await uow.inbox.add(*some, lane=lane) for lane, some in lanes.items()])
        return {
            "stored": stored,
            "again": kept_of_all - stored,
            "strange": len(events) - kept_of_all,
        }


def _stands_alone(event: Event) -> bool:
    """What follows a group that moved is said in a group of another id; what could not be read is
    no event of any."""
    return isinstance(event, GroupMoved | NotRead)


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
