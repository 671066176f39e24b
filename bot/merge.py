"""Several exports of one group as one chat, without doubles."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import merge
from operator import itemgetter

from bot.model.event import (
    AdminsChanged,
    Event,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    NotUnderstood,
)
from bot.model.ids import ChatRef, MessageId, MessageRef, Platform
from bot.ports import Export

_REMEMBERED = 100_000
"""Messages among which a double is looked for: those of the latest minutes."""
_BETWEEN = "\n"
"""Between the number of an export and its own id; no id holds one."""
_BEGINNING = datetime.min.replace(tzinfo=UTC)

_Item = Event | NotUnderstood


@dataclass(slots=True)
class Merged:
    """Exports about the same, each oldest first, as one that is oldest first.

    A message is known again by its id where exports keep ids, else by its minute (some phones
    export no finer time), its sender and its words. What somebody says twice in one minute counts
    twice, if one export has it twice.
    """

    exports: Sequence[Export]
    doubles: int = 0
    """Messages so far that another export had too."""

    @property
    def about(self) -> ChatRef | Platform:
        return self.exports[0].about

    def own_id(self, message_id: MessageId) -> int | str:
        """As the export has it; `file:place` where a place in several files says too little."""
        number, between, own = message_id.partition(_BETWEEN)
        if not between:
            return self.exports[0].own_id(message_id)
        export = self.exports[int(number)]
        return f"{export.path.name}:{export.own_id(MessageId(own))}"

    def __iter__(self) -> Iterator[_Item]:
        if len(self.exports) == 1:
            yield from _named(self.exports[0])
            return
        seen = _Seen(len(self.exports))
        streams = [self._timed(number, export) for number, export in enumerate(self.exports)]
        for at, number, item, key in merge(*streams, key=itemgetter(0)):
            if key and seen.again(number, at, key):
                self.doubles += 1
            else:
                yield item

    def _timed(
        self, number: int, export: Export
    ) -> Iterator[tuple[datetime, int, _Item, tuple[str, ...]]]:
        """Moment, number of the export, item, and what a message is known again by.

        What could not be read keeps its place behind what could.
        """
        rename = not export.keeps_ids
        at = _BEGINNING
        for item in _named(export):
            if isinstance(item, NotUnderstood):
                yield at, number, item, ()
                continue
            at = _moment(item)
            yield at, number, _renamed(item, number) if rename else item, _key(item, export)


def _named(export: Export) -> Iterator[_Item]:
    """What could not be read says in which file it stands."""
    for item in export:
        yield replace(item, file=export.path.name) if isinstance(item, NotUnderstood) else item


def together(exports: Sequence[Export]) -> Sequence[Merged]:
    """*exports* with those that are about the same as one, in the order of the first of each."""
    by_subject: dict[ChatRef | Platform, list[Export]] = {}
    for export in exports:
        by_subject.setdefault(export.about, []).append(export)
    return [Merged(those) for those in by_subject.values()]


@dataclass(slots=True)
class _Seen:
    """How often each export has said the same in the same minute."""

    exports: int
    minutes: OrderedDict[int, dict[tuple[str, ...], list[int]]] = field(
        default_factory=OrderedDict
    )
    count: int = 0

    def again(self, number: int, at: datetime, key: tuple[str, ...]) -> bool:
        """Whether another export had it before export *number* has it now, as often as that."""
        said = self.minutes.setdefault(int(at.timestamp()) // 60, {})
        if key not in said:
            said[key] = [0] * self.exports
            self.count += 1
            self._forget()
        times = said[key]
        most = max(times)
        times[number] += 1
        return times[number] <= most

    def _forget(self) -> None:
        while self.count > _REMEMBERED and len(self.minutes) > 1:
            _, oldest = self.minutes.popitem(last=False)
            self.count -= len(oldest)


def _key(event: Event, export: Export) -> tuple[str, ...]:
    if not isinstance(event, MessagePosted):
        return ()
    message = event.message
    chat = message.ref.chat.chat_id
    if export.keeps_ids:
        return chat, message.ref.message_id
    return chat, message.sender.account.user_id, message.text


def _moment(event: Event) -> datetime:
    match event:
        case MessagePosted(message):
            return message.sent_at
        case MessageEdited(_, at) | MessageDeleted(_, at):
            return at
        case GroupNotice(_, at) | AdminsChanged(_, at):
            return at


def _renamed(event: Event, number: int) -> Event:
    match event:
        case MessagePosted(message):
            return replace(event, message=replace(message, ref=_other(message.ref, number)))
        case MessageDeleted(ref):
            return replace(event, ref=_other(ref, number))
        case _:
            return event


def _other(ref: MessageRef, number: int) -> MessageRef:
    return MessageRef(ref.chat, MessageId(f"{number}{_BETWEEN}{ref.message_id}"))
