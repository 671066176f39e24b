"""Chats as files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from bot.model.event import Event, NotUnderstood
from bot.model.ids import ChatRef, MessageId, Platform
from bot.model.labels import Labels
from bot.model.message import Message


class Export(Protocol):
    """A chat export, read as a stream, oldest first. Iterating raises only
    `bot.errors.ExportError`.
    """

    @property
    def path(self) -> Path:
        """The file it was read from."""

    @property
    def format(self) -> str:
        """For people, such as "WhatsApp (Android)"."""

    @property
    def about(self) -> ChatRef | Platform:
        """The group, or the platform where there may be several. Exports about the same may
        overlap."""

    @property
    def keeps_ids(self) -> bool:
        """Whether a message has the same id in every export; else it is its place in this one."""

    @property
    def second_chat(self) -> int | None:
        """The line from which the file seems to be another chat, pasted behind the first."""

    def own_id(self, message_id: MessageId) -> int | str:
        """What the input itself calls the message: its own id, or the number of its line."""

    def __iter__(self) -> Iterator[Event | NotUnderstood]: ...


class LabelledExport(Export, Protocol):
    """An export in which people have said of every message what it is."""

    def labelled(self) -> Iterator[tuple[Message, Labels] | NotUnderstood]:
        """Raises `bot.errors.ExportError` where a message has no labels that are known."""
