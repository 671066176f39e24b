"""What the bot needs from the outside world, in the bot's own words."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import NewType, Protocol, Self

from bot.model.action import Measure
from bot.model.audit import Head, NewEntry
from bot.model.conversation import TopicWindow
from bot.model.event import Event, NotUnderstood
from bot.model.finding import Rule
from bot.model.flag import Flag, FlagState, NewFlag, NewVerdict, Reminder, Strike
from bot.model.group import ClassGroup
from bot.model.ids import (
    AccountRef,
    ChatRef,
    FlagId,
    MessageId,
    MessageRef,
    PersonId,
    Platform,
    VerdictId,
)
from bot.model.labels import Labels
from bot.model.member import Role
from bot.model.message import Message
from bot.model.outbox import NewOutboxItem, OutboxId, OutboxItem, Outcome, Purpose
from bot.model.person import AccountLink, Membership, Person
from bot.model.record import DayTally, DecisionRecord, GroupRecord, MemberRecord

Clock = Callable[[], datetime]
"""Gives the present moment, aware."""

InboxId = NewType("InboxId", int)


@dataclass(frozen=True, slots=True)
class InboxRow:
    inbox_id: InboxId
    event: Event


class ChatAdapter(Protocol):
    """One chat platform. Every method raises only `bot.errors.AdapterError`.

    Each answers `Outcome.DONE`, or `Outcome.SIMULATED` where nothing really happens.
    """

    @property
    def platform(self) -> Platform: ...

    async def say_in_group(
        self, chat: ChatRef, text: str, *, reply_to: MessageId | None = None
    ) -> Outcome: ...

    async def say_privately(self, account: AccountRef, text: str) -> Outcome: ...

    async def carry_out(self, measure: Measure) -> Outcome: ...


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


class InboxStore(Protocol):
    """Events that arrived and wait for a decision; in the order of arrival."""

    async def add(self, event: Event, *, lane: int) -> bool:
        """False, and nothing is stored, when this event was received before (waiting or done)."""

    async def take(self, lane: int, limit: int, now: datetime) -> Sequence[InboxRow]:
        """The next of *lane*; what this version cannot read is buried on the way."""

    async def done(self, inbox_id: InboxId) -> None:
        """The event is decided: its body is gone, only a keyed hash stays against doubles."""

    async def bury(self, inbox_id: InboxId, why: str, at: datetime) -> None:
        """The event cannot be judged: counted with its reason, body gone, never in the way."""

    async def buried(self, since: datetime | None = None) -> int: ...

    async def waiting(self) -> int: ...


class CursorStore(Protocol):
    """How far each source has been read."""

    async def get(self, source: str) -> str | None: ...

    async def put(self, source: str, cursor: str) -> None: ...


class GroupStore(Protocol):
    async def put(self, group: ClassGroup) -> None: ...

    async def get(self, chat: ChatRef) -> ClassGroup | None: ...

    async def all(self) -> Sequence[ClassGroup]: ...


class DecisionStore(Protocol):
    async def add(self, record: DecisionRecord) -> None:
        """A later record of the same message (an edit) takes the place of the earlier."""

    async def window(self, chat: ChatRef, empty: TopicWindow) -> TopicWindow:
        """*empty* filled with the latest labels of members who are not staff."""

    async def tally(self, chat: ChatRef, since: datetime, until: datetime) -> DayTally: ...


class ReminderStore(Protocol):
    async def add(self, reminder: Reminder) -> None: ...

    async def member(
        self, chat: ChatRef, account: AccountRef, since: datetime
    ) -> MemberRecord: ...

    async def group(self, chat: ChatRef) -> GroupRecord: ...

    async def about(self, message: MessageRef) -> frozenset[Rule]:
        """The rules of which somebody was reminded because of this very message."""

    async def withdraw(self, message: MessageRef, rules: Collection[Rule]) -> Sequence[Reminder]:
        """Take back the reminders of *rules* about *message*: they no longer count. Returns
        them."""


class FlagStore(Protocol):
    async def add(self, flag: NewFlag) -> FlagId: ...

    async def get(self, flag_id: FlagId) -> Flag | None: ...

    async def find(
        self,
        *,
        chat: ChatRef | None = None,
        message: MessageRef | None = None,
        state: FlagState | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Flag]:
        """Oldest first, by the time of the message; *since* included, *until* not."""

    async def decide(self, verdict: NewVerdict) -> VerdictId:
        """Raises `AlreadyDecided` when somebody was first, `Forbidden` when the flag is about
        whoever decides."""


class StrikeStore(Protocol):
    async def add(self, strike: Strike) -> None:
        """Raises `StorageError` when no such verdict exists or it did not uphold its flag."""

    async def of(self, account: AccountRef) -> Sequence[Strike]: ...


class OutboxStore(Protocol):
    async def add(self, item: NewOutboxItem) -> OutboxId: ...

    async def claim(self, now: datetime, limit: int) -> Sequence[OutboxItem]:
        """The next items that are due, oldest first, now marked `SENDING`."""

    async def settle(self, outbox_id: OutboxId, outcome: Outcome, at: datetime) -> None: ...

    async def postpone(self, outbox_id: OutboxId, not_before: datetime) -> None:
        """Back to `PENDING`, one attempt further."""

    async def recover(self, now: datetime) -> Sequence[tuple[Purpose, Outcome]]:
        """At start: what a dead process left `SENDING` becomes `UNKNOWN`, or, where it must
        arrive (`Purpose.at_least_once`), `PENDING` again with `maybe_double`."""

    async def count(self, outcome: Outcome, since: datetime | None = None) -> int:
        """*since*: only what was settled then or later."""


class DigestStore(Protocol):
    async def claim(self, account: AccountRef, day: date, at: datetime) -> bool:
        """True exactly once for each staff member and day."""

    async def latest(self, account: AccountRef) -> datetime | None:
        """When *account* last claimed a digest, of whatever day."""


class PeopleStore(Protocol):
    """Who people are to the school. A name never finds anybody: a number or an account does."""

    async def put(self, person: Person) -> None: ...

    async def get(self, person_id: PersonId) -> Person | None: ...

    async def all(self) -> Sequence[Person]:
        """In the order of their numbers."""

    async def remove(self, person_id: PersonId) -> bool:
        """With their memberships and codes; their accounts are nobody's then."""

    async def link(self, link: AccountLink) -> None:
        """Raises `LinkedElsewhere` when the account is somebody else's, `StorageError` when nobody
        has that number."""

    async def unlink(self, account: AccountRef) -> bool: ...

    async def links(self, person_id: PersonId) -> Sequence[AccountLink]: ...

    async def who(self, account: AccountRef) -> Person | None: ...

    async def join(self, membership: Membership) -> None: ...

    async def leave(self, chat: ChatRef, person_id: PersonId) -> bool: ...

    async def memberships(self, person_id: PersonId) -> Sequence[Membership]: ...

    async def roles(
        self, chat: ChatRef, accounts: Collection[AccountRef]
    ) -> Mapping[AccountRef, Role]:
        """What these are in *chat*: by their membership, else by what they are to the school. Who
        is linked to nobody is not in it."""

    async def issue(self, code: str, person_id: PersonId, expires: datetime) -> None:
        """Only the hash of *code* is kept."""

    async def redeem(self, code: str, now: datetime) -> Person | None:
        """Whose code it is; it works once, and not after it expired."""


class AuditStore(Protocol):
    """What happened, in a chain. Never changed, only added to."""

    async def append(self, entry: NewEntry) -> Head: ...


class UnitOfWork(Protocol):
    """One transaction. Leaving without `commit` rolls back. A store never commits."""

    @property
    def inbox(self) -> InboxStore: ...
    @property
    def cursors(self) -> CursorStore: ...
    @property
    def groups(self) -> GroupStore: ...
    @property
    def decisions(self) -> DecisionStore: ...
    @property
    def reminders(self) -> ReminderStore: ...
    @property
    def flags(self) -> FlagStore: ...
    @property
    def strikes(self) -> StrikeStore: ...
    @property
    def outbox(self) -> OutboxStore: ...
    @property
    def digests(self) -> DigestStore: ...
    @property
    def people(self) -> PeopleStore: ...
    @property
    def audit(self) -> AuditStore: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None: ...

    async def commit(self) -> None: ...


class Database(Protocol):
    """What is done to everything that is kept, as a whole. Never inside a unit of work."""

    async def tidy(self) -> int:
        """Destroy the keys of days that nothing waits under any more, and leave no copies of what
        was deleted where that is ours to do. Returns how many keys were destroyed."""


UnitOfWorkFactory = Callable[[], UnitOfWork]
