"""A chat export through the same use cases as a live group, over a store in memory."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bot.app import App
from bot.intake import lane_of
from bot.model.decision import Decided
from bot.model.event import Event, MessagePosted, NotUnderstood, chat_of
from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from bot.pipeline import BATCH
from bot.ports import Export


@dataclass(frozen=True, slots=True)
class ExportCheck:
    app: App
    _bound: set[ChatRef] = field(default_factory=set)
    """Groups of the export that the store knows already."""

    async def run(self, export: Export) -> AsyncIterator[Decided | NotUnderstood]:
        """Every message with its decision, and every line not understood, in the export's order.

        Raises `bot.errors.ExportError`.
        """
        items = iter(export)
        while batch := list(islice(items, BATCH)):
            events = [item for item in batch if not isinstance(item, NotUnderstood)]
            await self._bind(events)
            await self.app.intake.receive(events)
            decided = await self.app.decide_all({lane_of(chat_of(event)) for event in events})
            await self.app.outbox.deliver()
            for one in _in_order(batch, decided):
                yield one

    async def unjudged(self) -> int:
        """Messages so far that the judge failed on; `run` left them out."""
        async with self.app.unit_of_work() as uow:
            return await uow.inbox.buried()

    async def _bind(self, events: Sequence[Event]) -> None:
        """Whoever checks an export vouches for its groups."""
        new = {chat_of(event) for event in events} - self._bound
        if not new:
            return
        async with self.app.unit_of_work() as uow:
            for chat in new:
                await uow.groups.put(ClassGroup(chat, chat.chat_id))
            await uow.commit()
        self._bound.update(new)


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
