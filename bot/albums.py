"""Several messages that a platform shows as one are judged as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.event import MessagePosted, chat_of
from bot.model.ids import ChatRef
from bot.ports import InboxId, InboxRow

COMPLETE_AFTER = timedelta(seconds=3)
"""The parts of an album come within a second or two; platforms tell whole seconds."""


@dataclass(frozen=True, slots=True)
class Gathered:
    row: InboxRow
    rest: tuple[InboxId, ...] = ()
    """The rows of the other parts."""


def gather(rows: Sequence[InboxRow], now: datetime, *, full: bool = False) -> Sequence[Gathered]:
    """*rows* with each album as one. What more parts may still come of is left out, and whatever
    its group said after it: that waits in the inbox. *full*: more rows may wait behind these."""
    if not any(_album(row) for row in rows):
        return [Gathered(row) for row in rows]
    gathered: dict[tuple[ChatRef, str] | InboxId, list[InboxRow]] = {}
    begun: dict[tuple[ChatRef, str], int] = {}
    waiting = set[ChatRef]()
    for place, row in enumerate(rows):
        chat, album = chat_of(row.event), _album(row)
        if album and _is_last(row, rows[place + 1 :]):
            began = begun.setdefault((chat, album), place)
            if _is_fresh(row, now) or (full and _at_the_edge(began, len(rows))):
                waiting.add(chat)
        if chat not in waiting:
            gathered.setdefault((chat, album) if album else row.inbox_id, []).append(row)
        elif album:
            gathered.pop((chat, album), None)
    return [_one(parts) for parts in gathered.values()]


def _at_the_edge(place: int, count: int) -> bool:
    """The parts of an album come one after the other: behind half a batch there are none. What
    waits for the next batch stands at its beginning, so it waits once."""
    return place >= (count + 1) // 2


def _album(row: InboxRow) -> str:
    return row.event.message.album if isinstance(row.event, MessagePosted) else ""


def _is_last(row: InboxRow, later: Sequence[InboxRow]) -> bool:
    """Its group said nothing else after the album."""
    chat, album = chat_of(row.event), _album(row)
    return not any(chat_of(one.event) == chat and _album(one) != album for one in later)


def _is_fresh(row: InboxRow, now: datetime) -> bool:
    if not isinstance(row.event, MessagePosted):
        return False
    return timedelta(0) <= now - row.event.message.sent_at < COMPLETE_AFTER


def _one(parts: Sequence[InboxRow]) -> Gathered:
    first, *others = parts
    messages = [row.event.message for row in parts if isinstance(row.event, MessagePosted)]
    if not others:
        return Gathered(first)
    whole = replace(
        messages[0],
        text="\n".join(message.text for message in messages if message.text),
        others=tuple(message.ref.message_id for message in messages[1:]),
    )
    row = replace(first, event=MessagePosted(whole))
    return Gathered(row, tuple(other.inbox_id for other in others))
