"""Several exports of one group as one chat, without doubles."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import merge
from operator import itemgetter

from bot.model.event import (
    Event,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    NotUnderstood,
    moment_of,
)
from bot.model.ids import ChatRef, MessageId, MessageRef, Platform
from bot.model.message import Message
from bot.ports import Export

_REMEMBERED = 100_000
"""Messages among which a double is looked for: those of the latest minutes."""
_BETWEEN = "\n"
"""Between the number of an export and its own id; no id holds one."""
_BEGINNING = datetime.min.replace(tzinfo=UTC)

_Item = Event | NotUnderstood
_Key = tuple[object, ...]


@dataclass(slots=True)
class Merged:
    """Exports about the same, each oldest first, as one that is oldest first.

    A message is known again by its id where exports keep ids, else by its minute (some phones
    export no finer time) and sender; and always by its words: of one that was edited between two
    exports both versions are there. What somebody says twice in one minute counts twice, if one
    export has it twice.
    """

    exports: Sequence[Export]
    doubles: int = 0
    """Messages so far that another export had too."""

    @property
    def about(self) -> ChatRef | Platform:
        return self.exports[0].about

    @property
    def files(self) -> Sequence[str]:
        """A name for each export: as much of its path as tells it from the others."""
        paths = [export.path for export in self.exports]
        names = [path.name for path in paths]
        return names if len({*names}) == len({*paths}) else [*map(str, paths)]

    def own_id(self, message_id: MessageId) -> int | str:
        """As the export has it; `file:id` where that alone could be of several."""
        number, between, own = message_id.partition(_BETWEEN)
        if not between:
            return self.exports[0].own_id(message_id)
        return f"{self.files[int(number)]}:{self.exports[int(number)].own_id(MessageId(own))}"

    def __iter__(self) -> Iterator[_Item]:
        if len(self.exports) == 1:
            yield from self._named(0)
            return
        seen = _Seen(len(self.exports))
        streams = map(self._timed, range(len(self.exports)))
        for at, number, item in merge(*streams, key=itemgetter(0)):
            keeps_ids = self.exports[number].keeps_ids
            if isinstance(item, MessagePosted):
                if seen.again(number, at, _key(item.message, keeps_ids=keeps_ids)):
                    self.doubles += 1
                    continue
                if keeps_ids and not seen.first(at, item.message.ref):
                    item = _another(item, number)  # noqa: PLW2901 - the same, under an id of its own
            yield item if keeps_ids or isinstance(item, NotUnderstood) else _another(item, number)

    def _timed(self, number: int) -> Iterator[tuple[datetime, int, _Item]]:
        """With the moment; what could not be read keeps its place behind what could."""
        at = _BEGINNING
        for item in self._named(number):
            at = at if isinstance(item, NotUnderstood) else moment_of(item)
            yield at, number, item

    def _named(self, number: int) -> Iterator[_Item]:
        """What could not be read says in which file it stands."""
        for item in self.exports[number]:
            if isinstance(item, NotUnderstood):
                yield replace(item, file=self.files[number])
            else:
                yield item


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
    minutes: OrderedDict[int, dict[_Key, list[int]]] = field(default_factory=OrderedDict)
    count: int = 0

    def again(self, number: int, at: datetime, key: _Key) -> bool:
        """Whether another export had it before export *number* has it now, as often as that."""
        times = self._times(at, key)
        most = max(times)
        times[number] += 1
        return times[number] <= most

    def first(self, at: datetime, ref: MessageRef) -> bool:
        """Whether no message had this id yet."""
        times = self._times(at, (ref,))
        times[0] += 1
        return times[0] == 1

    def _times(self, at: datetime, key: _Key) -> list[int]:
        said = self.minutes.setdefault(int(at.timestamp()) // 60, {})
        if key not in said:
            said[key] = [0] * self.exports
            self.count += 1
            while self.count > _REMEMBERED and len(self.minutes) > 1:
                _, oldest = self.minutes.popitem(last=False)
                self.count -= len(oldest)
        return said[key]


def _key(message: Message, *, keeps_ids: bool) -> _Key:
    """What *message* is known again by. Phones name the kind of its media each in their way."""
    known_by = message.ref if keeps_ids else message.sender.account
    media = message.media is not None
    # Only phones leave out the seconds; two of data tell the same moment to the last digit.
    at = None if message.ref.chat.platform is Platform.WHATSAPP else message.sent_at
    return message.ref.chat, known_by, message.text, message.forwarded, media, at


def _another(event: Event, number: int) -> Event:
    """*event* with ids that no other export has."""
    match event:
        case MessagePosted(message) | MessageEdited(message):
            parent = message.reply_to and _own(message.reply_to, number)
            ref = MessageRef(message.ref.chat, _own(message.ref.message_id, number))
            return replace(event, message=replace(message, ref=ref, reply_to=parent))
        case MessageDeleted(ref):
            return replace(event, ref=MessageRef(ref.chat, _own(ref.message_id, number)))
        case _:
            return event


def _own(message_id: MessageId, number: int) -> MessageId:
    return MessageId(f"{number}{_BETWEEN}{message_id}")
