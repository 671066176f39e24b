"""What checking an export needs: stores in memory that forget."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters import exports
from adapters.simulated import SimulatedAdapter
from bot.app import App
from bot.bootstrap.assembly import app
from bot.bootstrap.choices import rules_judge
from bot.check import ExportCheck
from bot.model.calendar import AMSTERDAM
from bot.model.conversation import TopicWindow
from bot.model.event import Event, MessagePosted, NotUnderstood
from bot.model.ids import (
    AccountRef,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    Platform,
    UserId,
)
from bot.model.member import Role, Sender
from bot.model.message import Message
from bot.ports import Export, LabelledExport
from bot.settings import Settings
from bot.texts import Texts
from bot.wording import Wording
from storage.memory import MemoryDatabase, MemoryUnitOfWork

KEPT = TopicWindow().size
"""Decisions per group that checking an export keeps: what the conversation window looks at."""


def open_exports(
    files: Iterable[Path], chosen: Settings, group: str | None = None
) -> Sequence[Export]:
    """What *files* hold, of each one group; *group* says which, where a file holds several. Raises
    `ExportError`."""
    return exports.open_exports(*files, staff=chosen.staff, timezone=chosen.timezone, group=group)


def open_labelled(files: Iterable[Path], chosen: Settings) -> Sequence[LabelledExport]:
    """Raises `ExportError` for a file that is not of messages with labels."""
    return exports.open_labelled(*files, staff=chosen.staff, timezone=chosen.timezone)


def export_check(chosen: Settings, texts: Texts) -> ExportCheck:
    """Over stores in memory that forget; nothing is sent and nothing touches the disk."""
    judge = rules_judge(chosen)

    def begin() -> App:
        database = MemoryDatabase(keep=KEPT)
        return app(
            chosen,
            texts,
            judge=judge,
            unit_of_work=lambda: MemoryUnitOfWork(database),
            adapters=[SimulatedAdapter(platform) for platform in Platform],
            clock=lambda: datetime.max.replace(tzinfo=UTC),  # an export's every moment is past
            stale_after=None,  # and yet nothing that would have been said then came too late
            roles_as_given=True,
        )

    return ExportCheck(begin, Wording(texts, chosen.rulebook, chosen.timezone))


@dataclass(frozen=True, slots=True)
class _SingleMessage:
    message: Message
    path: Path = Path()
    format: str = "text"
    about: Platform = Platform.MEMORY
    keeps_ids: bool = False
    second_chat: int | None = None

    def own_id(self, message_id: MessageId) -> int:
        return int(message_id)

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        yield MessagePosted(self.message)


def single_message(text: str) -> Export:
    """An export of one message that a pupil might write now."""
    chat = ChatRef(Platform.MEMORY, ChatId("try"))
    pupil = Sender(AccountRef(Platform.MEMORY, UserId("try")), "try", Role.STUDENT)
    return _SingleMessage(
        Message(
            ref=MessageRef(chat, MessageId("1")),
            group="try",
            sender=pupil,
            sent_at=datetime.now(AMSTERDAM),
            text=text,
        )
    )
