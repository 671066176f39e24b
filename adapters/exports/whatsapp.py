"""A chat exported from WhatsApp on Android or iPhone, in Dutch or English.

The file is read twice: `whatsapp_layout.survey` finds how it writes its heads, then it is read as
events. A message's id is the number of the line its head stands on. What `Message.text` holds for
media, polls and contacts is told in `whatsapp_body`.

Lines that follow a head belong to its message. What comes out as `NotUnderstood`: lines before
the first head, a head whose date or time does not exist with the lines below it, and what has no
sender but is no sentence that WhatsApp is known to write.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, tzinfo
from functools import lru_cache

from adapters.exports.people import UNSAVED, People, tidy
from adapters.exports.source import Source
from adapters.exports.whatsapp_body import BY_ADMIN, DELETED, DELETIONS, read_body, trim
from adapters.exports.whatsapp_layout import Layout
from adapters.exports.whatsapp_moments import Moments
from adapters.exports.whatsapp_notice import MARK, Splitter, is_call, is_notice
from bot.model.event import Event, GroupNotice, MessageDeleted, MessagePosted, NotUnderstood
from bot.model.ids import ChatId, ChatRef, MessageId, MessageRef, Platform
from bot.model.member import Sender
from bot.model.message import Message

_FILE_NAME = re.compile(
    r"WhatsApp[ -]chat (?:met|with|-) (.+?)(?: \([0-9]{1,2}\))?",  # "(1)": downloaded once more
    re.IGNORECASE,
)
_REMEMBERED = 4096  # senders; a class group has dozens, a damaged file must not fill the memory

_Block = tuple[int, re.Match[str] | None, list[str]]
"""Line number, head if there is one, and the lines: of a head, first what follows it."""


class WhatsAppExport:
    """A WhatsApp export as events. Iterating raises only `bot.errors.ExportError`."""

    keeps_ids = False

    def __init__(
        self, source: Source, layout: Layout, *, staff: Collection[str], timezone: tzinfo
    ) -> None:
        self.format = "WhatsApp (iOS)" if layout.is_ios else "WhatsApp (Android)"
        self.second_chat = layout.second
        self._source = source
        self._layout = layout
        self._timezone = timezone
        of_file = _FILE_NAME.fullmatch(source.stem)
        named = layout.system or (of_file[1] if of_file else "")
        self._group = layout.group or named or source.stem
        self.path = source.path
        self.about = self._chat = ChatRef(Platform.WHATSAPP, ChatId(self._group))
        # A name that somebody gave the file could as well be a pupil's.
        self._system = (named or None) if layout.is_ios else None
        self._people = People(Platform.WHATSAPP, staff)
        self._names: set[str] = set()
        self._sender = lru_cache(_REMEMBERED)(self._remembered_sender)

    def own_id(self, message_id: MessageId) -> int:
        return int(message_id)

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        moments = Moments(self._layout.order, self._timezone)
        splitter = Splitter(is_ios=self._layout.is_ios, system=self._layout.system)
        for number, head, lines in self._blocks():
            at = None if head is None else moments.at(*head.groups())
            if at is None:
                yield from _not_understood(number, head, lines)
                continue
            said = splitter.split(lines[0])
            if said is not None:
                name, lines[0] = said
                yield self._said(number, at, name, "\n".join(lines))
            elif is_notice(lines[0]):
                yield GroupNotice(self._chat, at, trim(lines[0]))
                yield from _not_understood(number + 1, None, lines[1:])
            else:
                yield from _not_understood(number, head, lines)

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

    def _said(self, number: int, at: datetime, name: str, body: str) -> Event:
        sender, text = self._sender(name), trim(body)
        if is_call(text):
            return GroupNotice(self._chat, at, f"{name}: {text}")
        ref = MessageRef(self._chat, MessageId(str(number)))
        if text.startswith(DELETIONS) and self._is_deletion(text):
            return MessageDeleted(ref, at)
        if name == self._system and body[:1] == MARK and is_notice(text):
            return GroupNotice(self._chat, at, text)
        text, media, edited = read_body(text)
        return MessagePosted(
            Message(
                ref=ref,
                group=self._group,
                sender=sender,
                sent_at=at,
                text=text,
                media=media,
                edited=edited,
            )
        )

    def _remembered_sender(self, name: str) -> Sender:
        sender = self._people.sender(name)
        if len(self._names) < _REMEMBERED:
            self._names.add(sender.name.casefold())
        return sender

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
