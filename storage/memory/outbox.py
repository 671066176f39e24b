from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import nsmallest
from itertools import count

from bot.errors import StorageError
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import NewOutboxItem, OutboxId, OutboxItem, Outcome, Purpose, Queue, is_for
from bot.model.retention import Held
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed
from storage.memory.moments import Moments, held
from storage.moving import Move
from storage.urgency import LETTER, urgency

_Items = dict[OutboxId, OutboxItem]


class MemoryOutboxStore:
    """Settled items are only counted. *keep*: how many moments of each outcome; None for all."""

    def __init__(self, journal: Journal, keep: int | None) -> None:
        self._journal = journal
        self._pending: _Items = {}
        self._sending: _Items = {}
        self._settled = {outcome: Moments(journal, keep) for outcome in Outcome}
        self._silenced = Keyed[OutboxId, OutboxId](journal)
        """What is being sent and is not sent again: its words are gone."""
        self._fates = Keyed[OutboxId, tuple[Outcome, datetime]](journal)
        """What became of digests."""
        self._numbers = count(1)

    async def add(self, item: NewOutboxItem) -> OutboxId:
        number = OutboxId(next(self._numbers))
        self._put(self._pending, OutboxItem(number, item))
        return number

    async def claim(
        self, now: datetime, limit: int, queue: Queue | None = None
    ) -> Sequence[OutboxItem]:
        for number in [*self._silenced.values.keys() & self._pending.keys()]:
            await self.settle(number, Outcome.NOT_ALLOWED, now)
        due = (
            item
            for item in self._pending.values()
            if item.item.not_before <= now and queue in {None, _queue(item)}
        )
        claimed = nsmallest(limit, due, key=_turn)
        for item in claimed:
            self._remove(self._pending, item)
            self._put(self._sending, item)
        return claimed

    async def settle(self, outbox_id: OutboxId, outcome: Outcome, at: datetime) -> None:
        if outcome in {Outcome.PENDING, Outcome.SENDING}:
            raise StorageError(f"{outcome} settles nothing")
        self._end(self._take(outbox_id), outcome, at)

    async def postpone(
        self,
        outbox_id: OutboxId,
        not_before: datetime,
        *,
        tried: bool = True,
        maybe_double: bool = False,
    ) -> None:
        item = self._take(outbox_id)
        later = replace(item.item, not_before=not_before)
        self._again(replace(item, item=later), maybe_double=maybe_double, tried=tried)

    async def recover(
        self, now: datetime, queue: Queue | None = None
    ) -> Sequence[tuple[Purpose, Outcome]]:
        stuck = (item for item in self._sending.values() if queue in {None, _queue(item)})
        left = sorted(stuck, key=lambda item: item.outbox_id)
        return [self._recover(item, now) for item in left]

    async def count(self, outcome: Outcome, since: datetime | None = None) -> int:
        if since is None and outcome is Outcome.PENDING:
            return len(self._pending)
        if since is None and outcome is Outcome.SENDING:
            return len(self._sending)
        return self._settled[outcome].count(since)

    async def of(self, account: AccountRef) -> Sequence[NewOutboxItem]:
        waiting = sorted(self._unsettled, key=lambda item: item.outbox_id)
        return [item.item for item in waiting if is_for(item.item.effect, account)]

    async def forget(self, account: AccountRef) -> int:
        return self._drop(lambda item: is_for(item.effect, account))

    async def forget_digests(self) -> int:
        return self._drop(lambda item: item.purpose is Purpose.DIGEST)

    async def unsettled(self, before: datetime | None = None) -> Held:
        moments = (item.item.not_before for item in {**self._pending, **self._sending}.values())
        return held(moments, before)

    async def give_up(self, before: datetime, at: datetime) -> int:
        waiting = {**self._pending, **self._sending}.values()
        late = [item for item in waiting if item.item.not_before < before]
        for item in late:
            must_arrive = item.item.purpose.at_least_once
            outcome = Outcome.FAILED if must_arrive else Outcome.EXPIRED
            await self.settle(item.outbox_id, outcome, at)
        return len(late)

    async def held(self, before: datetime | None = None) -> Held:
        settled = (moments.held(before) for moments in self._settled.values())
        return sum(settled, Held())

    async def forget_before(self, moment: datetime) -> int:
        fates = self._fates.values.items()
        self._fates.remove_all([number for number, (_, at) in fates if at < moment])
        return sum(moments.forget_before(moment) for moments in self._settled.values())

    def settled(self, outbox_id: OutboxId) -> tuple[Outcome, datetime] | None:
        """Of a digest: how and when."""
        return self._fates.values.get(outbox_id)

    def forget_about(self, flag_id: FlagId) -> int:
        """What waits to be said about that flag is gone, unsaid."""
        return self._drop(lambda item: item.about == flag_id)

    def move(self, move: Move) -> None:
        for items in (self._pending, self._sending):
            for item in [*items.values()]:
                effect = move.delivery(item.item.effect)
                self._remove(items, item)
                self._put(items, replace(item, item=replace(item.item, effect=effect)))

    def _drop(self, gone: Callable[[NewOutboxItem], bool]) -> int:
        dropped = [item for item in self._unsettled if gone(item.item)]
        for item in dropped:
            if item.outbox_id in self._pending:
                self._remove(self._pending, item)
            else:
                self._silenced.put(item.outbox_id, item.outbox_id)
        return len(dropped)

    @property
    def _unsettled(self) -> Sequence[OutboxItem]:
        """With their words."""
        waiting = {**self._pending, **self._sending}.values()
        return [item for item in waiting if item.outbox_id not in self._silenced.values]

    def _recover(self, item: OutboxItem, now: datetime) -> tuple[Purpose, Outcome]:
        purpose = item.item.purpose
        self._remove(self._sending, item)
        if not purpose.at_least_once:
            self._end(item, Outcome.UNKNOWN, now)
            return purpose, Outcome.UNKNOWN
        self._again(item, maybe_double=True)
        return purpose, Outcome.PENDING

    def _end(self, item: OutboxItem, outcome: Outcome, at: datetime) -> None:
        self._settled[outcome].add(at)
        if item.item.purpose is Purpose.DIGEST:
            self._fates.put(item.outbox_id, (outcome, at))

    def _again(self, item: OutboxItem, *, maybe_double: bool, tried: bool = True) -> None:
        """To change what was changed already is to change it once."""
        amends = item.item.purpose is Purpose.AMEND
        double = item.maybe_double or (maybe_double and not amends)
        again = replace(item, attempts=item.attempts + tried, maybe_double=double)
        self._put(self._pending, again)

    def _take(self, outbox_id: OutboxId) -> OutboxItem:
        """One that was silenced is so still where it is put back."""
        for items in (self._sending, self._pending):
            if outbox_id in items:
                item = items[outbox_id]
                self._remove(items, item)
                return item
        raise StorageError(f"outbox item {outbox_id} does not wait to be settled")

    def _put(self, items: _Items, item: OutboxItem) -> None:
        items[item.outbox_id] = item
        self._journal.undo_by(items.pop, item.outbox_id)

    def _remove(self, items: _Items, item: OutboxItem) -> None:
        del items[item.outbox_id]
        self._journal.undo_by(items.__setitem__, item.outbox_id, item)


def _queue(item: OutboxItem) -> Queue:
    return Queue.MAIL if urgency(item.item) == LETTER else Queue.CHAT


def _turn(item: OutboxItem) -> tuple[int, datetime, OutboxId]:
    return urgency(item.item), item.item.not_before, item.outbox_id
