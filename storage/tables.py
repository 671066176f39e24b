"""The rows of the database. They never leave `storage`.

What people wrote, what they are called and who they are on a platform is sealed; they are found
back by keyed hash. Group ids, message ids, labels and moments may be read.
"""

from datetime import date, datetime
from typing import ClassVar, cast

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.model.ids import ChatRef
from storage.columns import Chat, HashedKey, PlainText, SealedText, UtcDateTime
from storage.vault import KeyedHash, Sealed

_NEVER_REUSED = {"sqlite_autoincrement": True}
"""PostgreSQL's sequences never do."""

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both. SQLite numbers rows by itself only where the type is called INTEGER."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pk",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ix": "%(table_name)s_%(column_0_N_name)s",
            "fk": "%(table_name)s_%(column_0_N_name)s_fk",
        }
    )
    type_annotation_map: ClassVar = {
        int: _NUMBER,
        str: PlainText,
        datetime: UtcDateTime,
        Sealed: SealedText,
        KeyedHash: HashedKey,
        ChatRef: Chat,
    }


def table_of(row: type[Base]) -> Table:
    """For writes of many rows at once, which need no objects."""
    return cast("Table", row.__table__)


class GroupRow(Base):
    __tablename__ = "class_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[ChatRef] = mapped_column(unique=True)
    body: Mapped[Sealed]
    """The whole `ClassGroup`: it names staff."""


class InboxRow(Base):
    """An event that waits for its decision."""

    __tablename__ = "inbox"
    __table_args__ = (Index("inbox_lane_id", "lane", "id"), _NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[int]
    body: Mapped[Sealed]


class BuriedRow(Base):
    """An event that could not be judged: nothing of it but why."""

    __tablename__ = "buried"

    id: Mapped[int] = mapped_column(primary_key=True)
    why: Mapped[Sealed]
    at: Mapped[datetime]


class ReceivedRow(Base):
    """Every event that ever came in, so that a second delivery is known as one."""

    __tablename__ = "received"
    __table_args__ = ({"sqlite_with_rowid": False},)

    event: Mapped[KeyedHash] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    """Of the event itself; by it old hashes can be let go."""


class CursorRow(Base):
    __tablename__ = "cursor"

    source: Mapped[str] = mapped_column(primary_key=True)
    cursor: Mapped[str]


class DecisionRow(Base):
    """Labels and versions of one judged message; no word of it, and not who wrote it."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("chat", "message_id"),
        Index("decision_chat_at", "chat", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[ChatRef]
    message_id: Mapped[str]
    at: Mapped[datetime]
    by_staff: Mapped[bool]
    topic: Mapped[str]
    labels: Mapped[Sealed]
    """JSON, see `storage.codec.labels`: that somebody may be in need is nobody else's business."""
    rulebook: Mapped[str]


class ReminderRow(Base):
    __tablename__ = "reminder"
    __table_args__ = (
        Index("reminder_chat_account_at", "chat", "account", "at"),
        Index("reminder_chat_message_id", "chat", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[ChatRef]
    message_id: Mapped[str]
    account: Mapped[KeyedHash]
    sealed_account: Mapped[Sealed]
    rule: Mapped[str]
    article: Mapped[str]
    in_group: Mapped[bool]
    at: Mapped[datetime]
    withdrawn: Mapped[bool]


class FlagRow(Base):
    __tablename__ = "flag"
    __table_args__ = (Index("flag_chat_sent_at", "chat", "sent_at"), _NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[ChatRef]
    message_id: Mapped[str]
    sender: Mapped[KeyedHash] = mapped_column(index=True)
    sent_at: Mapped[datetime]
    audience: Mapped[str]
    urgent: Mapped[bool]
    care: Mapped[bool]
    matter: Mapped[Sealed]
    """Sender, findings, care signal and evidence: all that may hold words of the message."""
    rulebook: Mapped[str]
    state: Mapped[str]


class VerdictRow(Base):
    __tablename__ = "verdict"
    __table_args__ = (_NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), unique=True)
    verdict: Mapped[str]
    by: Mapped[KeyedHash]
    sealed_by: Mapped[Sealed]
    at: Mapped[datetime]
    why: Mapped[Sealed]


class StrikeRow(Base):
    """A trigger of the first migration refuses one without an upheld verdict about the account."""

    __tablename__ = "strike"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[KeyedHash] = mapped_column(index=True)
    rule: Mapped[str]
    article: Mapped[str]
    at: Mapped[datetime]
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdict.id"))


class OutboxRow(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_state_urgency_not_before", "state", "urgency", "not_before"),
        _NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    urgency: Mapped[int]
    """Smaller goes first."""
    effect: Mapped[Sealed | None]
    """Gone once settled."""
    not_before: Mapped[datetime]
    expires: Mapped[datetime | None]
    state: Mapped[str]
    settled_at: Mapped[datetime | None]
    attempts: Mapped[int]
    maybe_double: Mapped[bool]


class DigestClaimRow(Base):
    __tablename__ = "digest_claim"
    __table_args__ = ({"sqlite_with_rowid": False},)

    account: Mapped[KeyedHash] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
