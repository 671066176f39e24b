"""A chat export through the same use cases as a live group, over a store in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from bot.app import App
from bot.errors import ExportError
from bot.intake import lane_of
from bot.model.decision import Decided
from bot.model.event import Event, MessagePosted, NotUnderstood, chat_of
from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from bot.pipeline import BATCH
from bot.wording import Wording

MOST_GROUPS = 1_000
"""Of every group something is remembered, and memory has an end."""


@dataclass(slots=True)
class ExportCheck:
    """*begin* gives the use cases over an empty store: two exports share nothing, because their
    line numbers are the same ids."""

    begin: Callable[[], App]
    wording: Wording
    unjudged: int = 0
    """Messages so far that the judge failed on; `run` left them out."""
    repeated: int = 0
    """Messages so far under the id of an earlier one; `run` left them out."""

    async def run(
        self, export: Iterable[Event | NotUnderstood]
    ) -> AsyncIterator[Decided | NotUnderstood]:
        """Every message with its decision, and every line not understood, in the export's order.

        Raises `bot.errors.ExportError`.
        """
        app = self.begin()
        bound: set[ChatRef] = set()
        left_out = 0
        items = iter(export)
        while batch := list(islice(items, BATCH)):
            events = [item for item in batch if not isinstance(item, NotUnderstood)]
            chats = {chat_of(event) for event in events}
            await _bind(app, chats - bound)
            bound |= chats
            if len(bound) > MOST_GROUPS:
                raise ExportError("error.export.too_many_groups")
            await app.intake.receive(events)
            decided = await app.decide_all({lane_of(chat) for chat in chats})
            left_out += sum(isinstance(event, MessagePosted) for event in events) - len(decided)
            await app.outbox.deliver()
            for one in _in_order(batch, decided):
                yield one
            await asyncio.sleep(0)  # nothing in memory ever waits, and Ctrl-C is only heard then
        async with app.unit_of_work() as uow:
            unjudged = await uow.inbox.buried()
        self.unjudged += unjudged
        self.repeated += left_out - unjudged


_VOUCHED = datetime.min.replace(tzinfo=UTC)


async def _bind(app: App, new: Collection[ChatRef]) -> None:
    """Whoever checks an export vouches for its groups."""
    if not new:
        return
    async with app.unit_of_work() as uow:
        for chat in new:
            await uow.groups.put(ClassGroup(chat, chat.chat_id, announced=_VOUCHED))
        await uow.commit()


def _in_order(
    batch: Sequence[Event | NotUnderstood], decided: Sequence[Decided]
) -> Iterator[Decided | NotUnderstood]:
    by_message = {one.message.ref: one for one in decided}
    for item in batch:
        if isinstance(item, NotUnderstood):
            yield item
        elif isinstance(item, MessagePosted):
            one = by_message.pop(item.message.ref, None)
            if one is not None:  # a second message under the same id is the same message
                yield one
