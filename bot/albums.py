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


def gather(rows: Sequence[InboxRow], now: datetime) -> Sequence[Gathered]:
    """*rows* with each album as one. What more parts may still come of is left out, and whatever
    its group said after it: that waits in the inbox."""
    if not any(_album(row) for row in rows):
        return [Gathered(row) for row in rows]
    gathered: dict[tuple[ChatRef, str] | InboxId, list[InboxRow]] = {}
    waiting = set[ChatRef]()
    for place, row in enumerate(rows):
        chat, album = chat_of(row.event), _album(row)
        if album and _may_grow(row, rows[place + 1 :], now):
            waiting.add(chat)
        if chat not in waiting:
            gathered.setdefault((chat, album) if album else row.inbox_id, []).append(row)
        elif album:
            gathered.pop((chat, album), None)
    return [_one(parts) for parts in gathered.values()]


def _album(row: InboxRow) -> str:
    return row.event.message.album if isinstance(row.event, MessagePosted) else ""


def _may_grow(row: InboxRow, later: Sequence[InboxRow], now: datetime) -> bool:
    if not isinstance(row.event, MessagePosted):
        return False
    fresh = timedelta(0) <= now - row.event.message.sent_at < COMPLETE_AFTER
    chat = chat_of(row.event)
    return fresh and not any(
        chat_of(one.event) == chat and _album(one) != _album(row) for one in later
    )


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
