"""Reads an export that a test spells out."""

import io
import tempfile
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.exports import open_exports
from bot.errors import ExportError
from bot.model.event import Event, GroupNotice, MessageDeleted, MessagePosted, NotUnderstood
from bot.model.message import Message

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DATA = Path(__file__).parents[2] / "data" / "exports"


@dataclass(frozen=True)
class Seen:
    format: str
    ids: tuple[int | str, ...]
    """Of the messages, as the input has them."""
    events: tuple[Event | NotUnderstood, ...]

    @property
    def messages(self) -> list[Message]:
        return [event.message for event in self.events if isinstance(event, MessagePosted)]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def times(self) -> list[datetime]:
        return [message.sent_at for message in self.messages]

    @property
    def notices(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, GroupNotice)]

    @property
    def deleted(self) -> list[str]:
        return [e.ref.message_id for e in self.events if isinstance(e, MessageDeleted)]

    @property
    def not_understood(self) -> list[tuple[int, str]]:
        return [(e.line, e.text) for e in self.events if isinstance(e, NotUnderstood)]


def read_path(
    path: Path,
    staff: Collection[str] = (),
    timezone: tzinfo = AMSTERDAM,
    group: str | None = None,
) -> Seen:
    """What *path* holds, where that is one export."""
    (export,) = open_exports(path, staff=staff, timezone=timezone, group=group)
    events = tuple(export)
    posted = [event.message.ref for event in events if isinstance(event, MessagePosted)]
    ids = tuple(export.own_id(ref.message_id) for ref in posted)
    return Seen(export.format, ids, events)


def read(
    content: str | bytes,
    *,
    name: str = "chat.txt",
    staff: Collection[str] = (),
    timezone: tzinfo = AMSTERDAM,
) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_path(path, staff, timezone)


def one(body: str, *, ios: bool = False) -> Message:
    """The one message of an export in which Noa wrote *body*."""
    head = "[14-09-2026 08:15:30]" if ios else "14-09-2026 08:15 -"
    (message,) = read(f"{head} Noa: {body}\n").messages
    return message


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refusal(content: str | bytes, name: str = "chat.txt") -> ExportError:
    with pytest.raises(ExportError) as refused:
        read(content, name=name)
    return refused.value
