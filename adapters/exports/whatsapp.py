"""A chat exported from WhatsApp on Android or iPhone, in Dutch or English.

The file is read twice: `whatsapp_layout.survey` finds how it writes its heads, then it is read as
events. A message's id is the number of the line its head stands on. What `Message.text` holds for
media, polls and contacts is told in `whatsapp_body`.

Lines that follow a head belong to its message. Lines before the first head, and a head whose
date or time does not exist with the lines below it, come out as `NotUnderstood`.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, tzinfo
from functools import lru_cache

from adapters.exports.people import UNSAVED, People, tidy
from adapters.exports.source import Source
from adapters.exports.whatsapp_body import BY_ADMIN, DELETED, read_body, trim
from adapters.exports.whatsapp_layout import Layout, Moments
from adapters.exports.whatsapp_notice import CALLS, MARK, is_about, is_name
from bot.model.event import Event, GroupNotice, MessageDeleted, MessagePosted, NotUnderstood
from bot.model.ids import ChatId, ChatRef, MessageId, MessageRef, Platform
from bot.model.member import Sender
from bot.model.message import Message

_FILE_NAME = re.compile(r"WhatsApp[ -]chat (?:met|with|-) (.+)", re.IGNORECASE)
_REMEMBERED = 4096  # senders; a class group has dozens, a damaged file must not fill the memory

_Block = tuple[int, re.Match[str] | None, list[str]]
"""Line number, head if there is one, and the lines: of a head, first what follows it."""


class WhatsAppExport:
    """A WhatsApp export as events. Iterating raises only `bot.errors.ExportError`."""

    numbered = True

    def __init__(
        self, source: Source, layout: Layout, *, staff: Collection[str], timezone: tzinfo
    ) -> None:
        self.format = "WhatsApp (iOS)" if layout.is_ios else "WhatsApp (Android)"
        self._source = source
        self._layout = layout
        self._timezone = timezone
        self._group = layout.group or layout.system or _group_of_file(source.stem)
        self._chat = ChatRef(Platform.WHATSAPP, ChatId(self._group))
        self._system = {self._group, layout.system}
        self._people = People(Platform.WHATSAPP, staff)
        self._names: set[str] = set()
        self._sender = lru_cache(_REMEMBERED)(self._sender_or_none)

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        moments = Moments(self._layout.order, self._timezone)
        for number, head, lines in self._blocks():
            at = None if head is None else moments.at(*head.groups())
            if at is None:
                yield from _not_understood(number, head, lines)
            else:
                yield self._event(number, at, lines)

    def _blocks(self) -> Iterator[_Block]:
        match = self._layout.head.match
        start, head, lines = 0, None, list[str]()
        for number, line in enumerate(self._source.lines(), 1):
            found = match(line)
            if found is not None:
                if head is not None:
                    yield start, head, lines
                start, head, lines = number, found, [line[found.end() :]]
            elif head is not None:
                lines.append(line)
            else:
                yield number, None, [line]
        if head is not None:
            yield start, head, lines

    def _event(self, number: int, at: datetime, lines: list[str]) -> Event:
        name, colon, body = lines[0].partition(": ")
        if not colon and lines[0].endswith(":"):
            name, colon = lines[0][:-1], ":"
        sender = self._sender(name) if colon else None
        if sender is None:
            return GroupNotice(self._chat, at, trim("\n".join(lines)))
        if len(lines) > 1:
            body = "\n".join([body, *lines[1:]])
        text = trim(body)
        if text in CALLS:
            return GroupNotice(self._chat, at, f"{name}: {text}")
        if body[:1] == MARK and self._layout.is_ios and self._is_own(name, text):
            return GroupNotice(self._chat, at, text)
        ref = MessageRef(self._chat, MessageId(str(number)))
        if self._is_deletion(text):
            return MessageDeleted(ref, at)
        return MessagePosted(self._message(ref, sender, at, text))

    def _message(self, ref: MessageRef, sender: Sender, at: datetime, text: str) -> Message:
        text, media, edited = read_body(text)
        return Message(
            ref=ref,
            group=self._group,
            sender=sender,
            sent_at=at,
            text=text,
            media=media,
            edited=edited,
        )

    def _sender_or_none(self, name: str) -> Sender | None:
        if not is_name(name):
            return None
        sender = self._people.sender(name)
        if len(self._names) < _REMEMBERED:
            self._names.add(sender.name.casefold())
        return sender

    def _is_own(self, name: str, text: str) -> bool:
        """Whether a marked body is a notice: placeholders and deletions are marked as well."""
        if self._is_deletion(text):
            return False
        if name in self._system:
            return read_body(text).media is None
        return is_about(name, text)

    def _is_deletion(self, text: str) -> bool:
        if text.removesuffix(".") in DELETED:
            return True
        if not text.startswith(BY_ADMIN):
            return False
        by = next(text.removeprefix(start) for start in BY_ADMIN if text.startswith(start))
        name = tidy(by.rstrip(".")).removeprefix(UNSAVED)
        return name.casefold() in self._names or self._people.is_staff(name)


def _not_understood(
    number: int, head: re.Match[str] | None, lines: list[str]
) -> Iterator[NotUnderstood]:
    """One for each line that is not blank."""
    if head is not None:
        lines = [head.string, *lines[1:]]
    for place, line in enumerate(lines, number):
        if not line.isspace() and line:
            yield NotUnderstood(place, line)


def _group_of_file(stem: str) -> str:
    named = _FILE_NAME.fullmatch(stem)
    return stem if named is None else named[1]
