"""Chat messages as one JSON object a line: {"id", "ts", "sender", "text", …}.

Needed are `id` (whole number or text), `ts` (ISO 8601; without an offset it is local time),
`sender` and `text`; `text` may be null or absent where there is `media`. `group`, `role` (student,
teacher or parent), `reply_to` and `media` are read where they are; every other key is ignored. The
labels `topic`, `rules` and `care` are only read where the bot is measured.
"""

import json
import re
from collections.abc import Collection, Iterator
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Self

from adapters.exports.people import People, is_called
from adapters.exports.source import Source
from bot.errors import ExportError
from bot.model.event import Event, MessagePosted, NotUnderstood
from bot.model.finding import Rule
from bot.model.ids import ChatId, ChatRef, MessageId, MessageRef, Platform
from bot.model.judgement import Topic
from bot.model.labels import LABELLED, Labels
from bot.model.member import Role
from bot.model.message import MediaKind, Message

_ROLES = {"student": Role.STUDENT, "teacher": Role.TEACHER, "parent": Role.GUARDIAN}
_MEDIA = {kind.value: kind for kind in MediaKind}
_YEARS = range(2000, 2100)
_REMEMBERED = 4096  # senders
_QUOTE = '"'
_WHOLE = re.compile("-?[0-9]+")

_Row = dict[str, object]


class LabelledExport:
    """A JSONL file as events. Iterating raises only `bot.errors.ExportError`."""

    format = "JSONL"
    about = Platform.LABELLED
    keeps_ids = False
    """Whoever makes such a file numbers it as they like."""
    second_chat = None

    def __init__(self, source: Source, *, staff: Collection[str], timezone: tzinfo) -> None:
        self.path = source.path
        self._source = source
        self._timezone = timezone
        self._sender = lru_cache(_REMEMBERED)(People(Platform.LABELLED, staff).sender)
        self._group: str | None = None

    def only(self, group: str) -> Self:
        """The same export, from now on without the messages of other groups."""
        self._group = group
        return self

    def own_id(self, message_id: MessageId) -> int | str:
        if message_id.startswith(_QUOTE):
            return message_id[1:-1]
        return int(message_id) if _WHOLE.fullmatch(message_id) else message_id

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        for _, _, read in self._rows():
            yield read if isinstance(read, NotUnderstood) else MessagePosted(read)

    def labelled(self) -> Iterator[tuple[Message, Labels] | NotUnderstood]:
        """Every message with its labels. Raises `ExportError` where one has none that are known:
        a misspelt label would make a wrong number."""
        for number, row, read in self._rows():
            if isinstance(read, NotUnderstood):
                yield read
                continue
            try:
                labels = _labels(row)
            except (KeyError, TypeError, ValueError) as error:
                raise ExportError("error.evaluate.labels", where=self.path, line=number) from error
            yield read, labels

    def _rows(self) -> Iterator[tuple[int, _Row, Message | NotUnderstood]]:
        """Number of the line, what it holds, and what that means."""
        for number, line in enumerate(self._source.lines(), 1):
            if not line or line.isspace():
                continue
            row: _Row = {}
            try:
                row = _row(line)
                message = self._message(row)
            # A RecursionError comes from brackets nested thousands deep.
            except (ValueError, RecursionError):
                yield number, row, NotUnderstood(number, line)
                continue
            if self._group is None or is_called(message.group, self._group):
                yield number, row, message

    def _message(self, row: _Row) -> Message:
        group = _text(row.get("group") or self._source.stem)
        role = _ROLES.get(_text(row.get("role") or "student").strip().casefold())
        if role is None:
            raise ValueError("unknown role")
        chat = ChatRef(Platform.LABELLED, ChatId(group))
        reply_to, media, text = row.get("reply_to"), row.get("media"), row.get("text")
        return Message(
            ref=MessageRef(chat, _id(row["id"])),
            group=group,
            sender=self._sender(_text(row["sender"]), role),
            sent_at=self._moment(_text(row["ts"])),
            text="" if text is None and media else _text(text),
            reply_to=None if reply_to is None else _id(reply_to),
            media=_MEDIA.get(str(media), MediaKind.UNKNOWN) if media else None,
        )

    def _moment(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        if moment.year not in _YEARS:
            raise ValueError("not a year of chats")
        return moment if moment.tzinfo else moment.replace(tzinfo=self._timezone)


def is_labelled(line: str) -> bool:
    """Whether *line* is of this format."""
    try:
        _row(line)
    except (ValueError, RecursionError):
        return False
    return True


def _row(line: str) -> _Row:
    """Raises `ValueError` where *line* is no object with the keys needed."""
    row = json.loads(line)
    if not isinstance(row, dict) or not row.keys() >= {"id", "ts", "sender"}:
        raise ValueError("no message")
    if "text" not in row and not row.get("media"):
        raise ValueError("nothing said")
    if "\\u" in line:
        json.dumps(row, ensure_ascii=False).encode()  # halves of a character cannot be said again
    return row


def _labels(row: _Row) -> Labels:
    """Raises `KeyError`, `TypeError` or `ValueError` where they are not as they should be."""
    topic, rules, care = row["topic"], row["rules"], row["care"]
    if not (isinstance(topic, str) and isinstance(rules, list) and isinstance(care, bool)):
        raise TypeError("no labels")
    told = frozenset(map(Rule, rules))
    if not told <= LABELLED:
        raise ValueError("no rule that a message is labelled with")
    return Labels(Topic(topic), told, care)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - bad input of ours, whatever its type
    return value


def _id(value: object) -> MessageId:
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise ValueError("no id")
    if isinstance(value, str) and (value.startswith(_QUOTE) or _WHOLE.fullmatch(value)):
        return MessageId(f"{_QUOTE}{value}{_QUOTE}")  # the text "1" is another id than the number
    return MessageId(str(value))
