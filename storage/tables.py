"""The rows of the database. They never leave `storage`.

What people wrote, what they are called and who they are on a platform is sealed; they are found
back by keyed hash, and so are messages. Group ids, topics and moments may be read.
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


_ACCOUNT = "account.key"
_PERSON = "person.key"


def _account() -> ForeignKey:
    """Whose account it is. When the key behind the hashes changes, this follows by itself."""
    return ForeignKey(_ACCOUNT, onupdate="CASCADE")


def _person(*, on_delete: str) -> ForeignKey:
    return ForeignKey(_PERSON, onupdate="CASCADE", ondelete=on_delete)


class DataKeyRow(Base):
    """A key of this database, wrapped by the school's key. See `storage.keyring`."""

    __tablename__ = "data_key"
    __table_args__ = (_NEVER_REUSED,)

    number: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    wrapped: Mapped[bytes]
    made: Mapped[datetime]


class PersonRow(Base):
    __tablename__ = "person"

    key: Mapped[KeyedHash] = mapped_column(primary_key=True)
    body: Mapped[Sealed]


class AccountRow(Base):
    """Every account that a row of another table is about."""

    __tablename__ = "account"

    key: Mapped[KeyedHash] = mapped_column(primary_key=True)
    body: Mapped[Sealed]
    person: Mapped[KeyedHash | None] = mapped_column(_person(on_delete="SET NULL"), index=True)
    work: Mapped[bool | None]


class MembershipRow(Base):
    __tablename__ = "membership"

    chat: Mapped[ChatRef] = mapped_column(primary_key=True)
    person: Mapped[KeyedHash] = mapped_column(
        _person(on_delete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str]


class AbsenceRow(Base):
    """Somebody of the staff is away."""

    __tablename__ = "absence"

    person: Mapped[KeyedHash] = mapped_column(_person(on_delete="CASCADE"), primary_key=True)
    deputy: Mapped[KeyedHash | None] = mapped_column(_person(on_delete="SET NULL"), index=True)
    """Who stands in for them."""
    since: Mapped[datetime]
    until: Mapped[datetime]


class CodeRow(Base):
    """A one-time code that waits to be used; only its hash."""

    __tablename__ = "one_time_code"

    code: Mapped[KeyedHash] = mapped_column(primary_key=True)
    person: Mapped[KeyedHash] = mapped_column(_person(on_delete="CASCADE"), index=True)
    expires: Mapped[datetime]
    own: Mapped[bool]
    """They made it themselves, to sign with; else somebody made it for them, to be known by."""


class AuditRow(Base):
    """Append-only: triggers refuse any change. Each commitment is 32 bytes and stands for a salt
    and a value that `AuditOpeningRow` holds."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    facts: Mapped[bytes]
    by: Mapped[bytes]
    about: Mapped[bytes]
    why: Mapped[bytes]
    digest: Mapped[bytes]
    """Over all of the above and the digest before."""


class AuditOpeningRow(Base):
    """What a commitment stands for; that of who, about whom and why goes when the person does."""

    __tablename__ = "audit_opening"

    sequence: Mapped[int] = mapped_column(ForeignKey("audit.sequence"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[Sealed]
    account: Mapped[KeyedHash | None] = mapped_column(_account(), index=True)
    person: Mapped[KeyedHash | None] = mapped_column(index=True)
    """No foreign key: what was done by or to somebody outlives that the school knows them."""
    flag_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key either: the flag of which the entry tells, be it gone."""


class ChoreRow(Base):
    """What is done once a day, and was."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class JobRow(Base):
    """How what happens at set times fared the last time."""

    __tablename__ = "job"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    well: Mapped[bool]
    worked: Mapped[datetime | None]


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


class SourceRow(Base):
    """A file of which the timetable was imported."""

    __tablename__ = "timetable_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Sealed]
    """It may be called after a teacher."""
    at: Mapped[datetime]


class SlotRow(Base):
    """A lesson, a test or free days; no word of what it was called."""

    __tablename__ = "timetable_slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[int] = mapped_column(ForeignKey("timetable_source.id"), index=True)
    kind: Mapped[str]
    begin: Mapped[datetime] = mapped_column(index=True)
    end: Mapped[datetime] = mapped_column(index=True)
    classes: Mapped[str]
    """A list, as JSON. None in it: all."""
    phones: Mapped[bool | None]


class DecisionRow(Base):
    """Labels and versions of one judged message; no word of it, and not who wrote it."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("chat", "message"),
        Index("decision_chat_at_topic_by_staff", "chat", "at", "topic", "by_staff"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[ChatRef]
    message: Mapped[KeyedHash]
    at: Mapped[datetime]
    by_staff: Mapped[bool]
    topic: Mapped[str]
    labels: Mapped[Sealed]
    """JSON, see `storage.codec.labels`: that somebody may be in need is nobody else's business."""
    rulebook: Mapped[str]


class ReminderRow(Base):
    __tablename__ = "reminder"
    __table_args__ = (Index("reminder_chat_account_at", "chat", "account", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[ChatRef]
    message: Mapped[KeyedHash] = mapped_column(index=True)
    account: Mapped[KeyedHash] = mapped_column(_account(), index=True)
    rule: Mapped[str]
    article: Mapped[str]
    in_group: Mapped[bool]
    at: Mapped[datetime]
    withdrawn: Mapped[bool]


class FlagRow(Base):
    """Whom it is for, and whether somebody may be in need, is sealed with the rest."""

    __tablename__ = "flag"
    __table_args__ = (Index("flag_chat_sent_at", "chat", "sent_at"), _NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[ChatRef]
    message: Mapped[KeyedHash] = mapped_column(index=True)
    sender: Mapped[KeyedHash] = mapped_column(_account(), index=True)
    sent_at: Mapped[datetime]
    matter: Mapped[Sealed]
    """Everything else of the flag: all that may hold words of the message."""
    state: Mapped[str]


class FlagPartyRow(Base):
    """Who else is in a flag: whom it was aimed at, who wrote the lines before it."""

    __tablename__ = "flag_party"

    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), primary_key=True)
    account: Mapped[KeyedHash] = mapped_column(_account(), primary_key=True, index=True)


class FlagStepRow(Base):
    """What happened to a flag beside its verdict."""

    __tablename__ = "flag_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[KeyedHash | None] = mapped_column(_account(), index=True)
    until: Mapped[datetime | None]
    """Of what lasts a time."""


class IntentRow(Base):
    """A measure that somebody is about to order."""

    __tablename__ = "intent"
    __table_args__ = (_NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), index=True)
    by: Mapped[KeyedHash] = mapped_column(_account(), unique=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    text: Mapped[Sealed]


class VerdictRow(Base):
    __tablename__ = "verdict"
    __table_args__ = (_NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), unique=True)
    verdict: Mapped[str]
    by: Mapped[KeyedHash] = mapped_column(_account(), index=True)
    at: Mapped[datetime]
    why: Mapped[Sealed]


class DeciderRow(Base):
    """Who gave a verdict: their account may be another by the time that somebody objects."""

    __tablename__ = "decider"

    verdict_id: Mapped[int] = mapped_column(
        ForeignKey("verdict.id"), primary_key=True, autoincrement=False
    )
    person: Mapped[KeyedHash] = mapped_column(_person(on_delete="CASCADE"), index=True)


class StrikeRow(Base):
    """A trigger refuses one without an upheld verdict about the account."""

    __tablename__ = "strike"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[KeyedHash] = mapped_column(_account(), index=True)
    rule: Mapped[str]
    article: Mapped[str]
    at: Mapped[datetime]
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdict.id"))


class AppealRow(Base):
    __tablename__ = "appeal"
    __table_args__ = (Index("appeal_chat_state", "chat", "state"), _NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[ChatRef]
    by: Mapped[KeyedHash] = mapped_column(_account(), index=True)
    at: Mapped[datetime]
    why: Mapped[Sealed]
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flag.id"), index=True)
    """What it is about; it goes with that."""
    state: Mapped[str]
    reminder: Mapped[datetime | None]
    """When they got the reminder that it is against."""
    chased: Mapped[int | None]
    """How often staff were reminded of it."""


class RulingRow(Base):
    """What was decided on an appeal; which way, the appeal itself says."""

    __tablename__ = "ruling"

    appeal_id: Mapped[int] = mapped_column(
        ForeignKey("appeal.id"), primary_key=True, autoincrement=False
    )
    by: Mapped[KeyedHash] = mapped_column(_account(), index=True)
    at: Mapped[datetime]
    why: Mapped[Sealed]


class DraftRow(Base):
    """A ruling that somebody is about to give."""

    __tablename__ = "draft"
    __table_args__ = (_NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), index=True)
    by: Mapped[KeyedHash] = mapped_column(_account(), unique=True)
    state: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[Sealed]


class PostRow(Base):
    """Where something stands that the bot said, and will have to change or take back."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[KeyedHash] = mapped_column(index=True)
    place: Mapped[Sealed]
    """The whole `MessageRef`: a private chat is called after who is in it."""
    purpose: Mapped[str]
    at: Mapped[datetime]
    reader: Mapped[KeyedHash | None] = mapped_column(_account(), index=True)
    flag_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key: what was said about a flag is changed when the flag is gone, too."""
    take_back: Mapped[datetime | None] = mapped_column(index=True)
    appeal_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key either."""


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
    flag_id: Mapped[int | None] = mapped_column(index=True)
    """Which flag it tells of."""
    not_before: Mapped[datetime]
    expires: Mapped[datetime | None]
    state: Mapped[str]
    settled_at: Mapped[datetime | None]
    attempts: Mapped[int]
    maybe_double: Mapped[bool]


class DigestClaimRow(Base):
    """Once for each account, and for each person, whatever account they have."""

    __tablename__ = "digest_claim"
    __table_args__ = (
        UniqueConstraint("person", "day", "channel"),
        {"sqlite_with_rowid": False},
    )

    account: Mapped[KeyedHash] = mapped_column(_account(), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[KeyedHash | None] = mapped_column(_person(on_delete="SET NULL"))
    """Whose account it was then."""
    at: Mapped[datetime]
    outbox_id: Mapped[int | None]
    """What went out; None: nothing had to. No foreign key: what was settled goes sooner."""


class DigestWishRow(Base):
    """How somebody wants their digest."""

    __tablename__ = "digest_wish"

    account: Mapped[KeyedHash] = mapped_column(_account(), primary_key=True)
    body: Mapped[Sealed]
    """It may hold an address."""


class SignOfLifeRow(Base):
    """A time in which the bot ran without a gap."""

    __tablename__ = "sign_of_life"

    id: Mapped[int] = mapped_column(primary_key=True)
    began: Mapped[datetime]
    seen: Mapped[datetime]
