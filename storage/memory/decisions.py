from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice, pairwise

from bot.model.action import RemindInGroup, RemindPrivately
from bot.model.conversation import TopicMark, TopicWindow
from bot.model.ids import ChatRef, MessageId
from bot.model.record import Counts, DayTally, DecisionRecord
from bot.model.retention import Held
from storage.memory.journal import Journal
from storage.memory.moments import held
from storage.moving import Move
from storage.tally import Counted, add_up, counts

_Chat = OrderedDict[MessageId, DecisionRecord]


class MemoryDecisionStore:
    """*keep*: how many decisions are kept of each chat; None for all."""

    def __init__(self, journal: Journal, keep: int | None) -> None:
        self._journal = journal
        self._keep = keep
        self._chats: dict[ChatRef, _Chat] = {}
        self._too_long: list[_Chat] = []

    async def add(self, record: DecisionRecord) -> None:
        chat = self._chats.get(record.message.chat)
        if chat is None:
            chat = self._chats[record.message.chat] = OrderedDict()
        message_id = record.message.message_id
        earlier = chat.get(message_id)
        chat[message_id] = record
        if earlier is not None:
            self._journal.undo_by(chat.__setitem__, message_id, earlier)
            return
        self._journal.undo_by(chat.pop, message_id)
        if self._keep is not None and len(chat) > self._keep:
            self._too_long.append(chat)
            self._journal.tidy_by(self._shorten)

    async def window(self, chat: ChatRef, empty: TopicWindow) -> TopicWindow:
        latest = reversed(self._chats.get(chat, _Chat()).values())
        heard = (record for record in latest if not record.by_staff)
        window = empty
        for record in reversed(list(islice(heard, empty.size))):
            window = window.then(TopicMark(record.at, record.judgement.topic.topic))
        return window

    async def tally(self, chat: ChatRef, since: datetime, until: datetime) -> DayTally:
        """With *keep*, of what is kept."""
        kept = self._chats.get(chat, _Chat()).values()
        return add_up(chat, (_counted(one) for one in kept if since <= one.at < until))

    async def tallies(
        self, chats: Collection[ChatRef], bounds: Sequence[datetime]
    ) -> Mapping[ChatRef, Sequence[Counts]]:
        """With *keep*, of what is kept."""
        return {chat: self._counts(chat, bounds) for chat in chats}

    def _counts(self, chat: ChatRef, bounds: Sequence[datetime]) -> Sequence[Counts]:
        kept = self._chats.get(chat, _Chat()).values()
        return [
            counts((one.judgement.topic.topic, one.by_staff) for one in kept if a <= one.at < b)
            for a, b in pairwise(bounds)
        ]

    async def held(self, before: datetime | None = None) -> Held:
        moments = (one.at for chat in self._chats.values() for one in chat.values())
        return held(moments, before)

    async def forget_before(self, moment: datetime) -> int:
        return sum(self._forget_before(chat, moment) for chat in self._chats.values())

    def move(self, move: Move) -> None:
        self._journal.undo_by(self._become, self._chats)
        moved = self._chats.get(move.chat, _Chat())
        there = self._chats.get(move.to, _Chat())
        others = {chat: one for chat, one in self._chats.items() if chat != move.chat}
        renamed = ((move.number(number), record) for number, record in moved.items())
        self._chats = {**others, move.to: OrderedDict([*renamed, *there.items()])}

    def _become(self, chats: dict[ChatRef, _Chat]) -> None:
        self._chats = chats

    def _forget_before(self, chat: _Chat, moment: datetime) -> int:
        old = [number for number, record in chat.items() if record.at < moment]
        if old:
            self._journal.undo_by(chat.update, chat.copy())
            self._journal.undo_by(chat.clear)
        for number in old:
            del chat[number]
        return len(old)

    def _shorten(self) -> None:
        for chat in self._too_long:
            while self._keep is not None and len(chat) > self._keep:
                chat.popitem(last=False)
        self._too_long.clear()


def _counted(record: DecisionRecord) -> Counted:
    return Counted(
        record.judgement.topic.topic,
        record.by_staff,
        tuple(finding.rule for finding in record.findings),
        sum(isinstance(action, RemindInGroup | RemindPrivately) for action in record.actions),
    )
