from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from itertools import count, islice

from bot.model.event import Event, identity, moment_of
from bot.model.retention import Held
from bot.ports import InboxId, InboxRow
from storage.memory.journal import Journal
from storage.memory.moments import Moments, held
from storage.moving import Move


class MemoryInboxStore:
    """*keep*: how many events are remembered against doubles, and moments of burying; None for
    all."""

    def __init__(self, journal: Journal, keep: int | None) -> None:
        self._journal = journal
        self._keep = keep
        self._known = OrderedDict[str, datetime]()
        # An OrderedDict, because taking from the front of a dict slows down with its length.
        self._lanes: dict[int, OrderedDict[InboxId, Event]] = {}
        self._lane_of: dict[InboxId, int] = {}
        self._buried = Moments(journal, keep)
        self._numbers = count(1)

    async def add(self, *events: Event, lane: int) -> int:
        new = [event for event in events if self._is_new(event)]
        for event in new:
            self._wait(event, lane)
        return len(new)

    def _wait(self, event: Event, lane: int) -> None:
        number = InboxId(next(self._numbers))
        waiting = self._lanes.get(lane)
        if waiting is None:
            waiting = self._lanes[lane] = OrderedDict()
        waiting[number] = event
        self._lane_of[number] = lane
        self._journal.undo_by(self._take_back, number)

    async def refuse(self, event: Event, why: str, at: datetime) -> bool:  # noqa: ARG002 - only counted here
        if not self._is_new(event):
            return False
        self._buried.add(at)
        return True

    async def take(self, lane: int, limit: int, now: datetime) -> Sequence[InboxRow]:  # noqa: ARG002 - an event in memory is never unreadable
        waiting = self._lanes.get(lane)
        if not waiting:
            return []
        return [InboxRow(number, event) for number, event in islice(waiting.items(), limit)]

    async def done(self, inbox_id: InboxId) -> None:
        self._remove(inbox_id)

    async def bury(self, inbox_id: InboxId, why: str, at: datetime) -> None:  # noqa: ARG002 - only counted here
        if self._remove(inbox_id):
            self._buried.add(at)

    async def buried(self, since: datetime | None = None) -> int:
        return self._buried.count(since)

    async def waiting(self) -> int:
        return len(self._lane_of)

    async def held(self, before: datetime | None = None) -> Held:
        return held(self._known.values(), before) + self._buried.held(before)

    async def forget_before(self, moment: datetime) -> int:
        before = self._known
        self._journal.undo_by(self._remember, before)
        self._known = OrderedDict(one for one in before.items() if one[1] >= moment)
        return len(before) - len(self._known) + self._buried.forget_before(moment)

    def move(self, move: Move) -> None:
        self._journal.undo_by(self._wait_as, self._lanes)
        self._lanes = {
            lane: OrderedDict((number, move.event(event)) for number, event in waiting.items())
            for lane, waiting in self._lanes.items()
        }

    def _wait_as(self, lanes: dict[int, OrderedDict[InboxId, Event]]) -> None:
        self._lanes = lanes

    def _is_new(self, event: Event) -> bool:
        known_by = identity(event)
        if known_by in self._known:
            return False
        self._known[known_by] = moment_of(event)
        self._journal.undo_by(self._unknow)
        if self._keep is not None and len(self._known) > self._keep:
            self._journal.tidy_by(self._forget_oldest)
        return True

    def _unknow(self) -> None:
        self._known.popitem()

    def _remember(self, known: OrderedDict[str, datetime]) -> None:
        self._known = known

    def _forget_oldest(self) -> None:
        while self._keep is not None and len(self._known) > self._keep:
            self._known.popitem(last=False)

    def _remove(self, number: InboxId) -> bool:
        lane = self._lane_of.pop(number, None)
        if lane is None:
            return False
        event = self._lanes[lane].pop(number)
        self._journal.undo_by(self._put_back, lane, number, event)
        return True

    def _take_back(self, number: InboxId) -> None:
        del self._lanes[self._lane_of.pop(number)][number]

    def _put_back(self, lane: int, number: InboxId, event: Event) -> None:
        self._lane_of[number] = lane
        waiting = self._lanes[lane]
        first = next(iter(waiting), number)
        waiting[number] = event
        if number <= first:
            waiting.move_to_end(number, last=False)
        else:
            self._lanes[lane] = OrderedDict(sorted(waiting.items()))
