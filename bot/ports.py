"""What the bot needs from the outside world, in the bot's own words."""

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, NewType, Protocol, Self

from bot.model.action import Measure
from bot.model.administration import Administration
from bot.model.appeal import Appeal, AppealId, NewAppeal
from bot.model.audit import Checked, Entry, Head, NewEntry, Published, Subject
from bot.model.backup import Contents, Erased
from bot.model.conversation import TopicWindow
from bot.model.event import Event, NotUnderstood
from bot.model.finding import Rule
from bot.model.flag import (
    Flag,
    FlagState,
    NewFlag,
    NewVerdict,
    Reminder,
    Step,
    StepKind,
    Strike,
)
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
from bot.model.keys import Rotated
from bot.model.labels import Labels
from bot.model.member import Role
from bot.model.message import Message
from bot.model.outbox import (
    Answer,
    Change,
    NewOutboxItem,
    OutboxId,
    OutboxItem,
    Outcome,
    Purpose,
    Say,
    Sent,
)
from bot.model.person import AccountLink, Known, Membership, Person
from bot.model.post import NewPost, Post, PostId
from bot.model.record import DayTally, DecisionRecord, GroupRecord, KeptReminder, MemberRecord
from bot.model.retention import Held, Standing

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

    async def say(self, say: Say) -> Sent: ...

    async def change(self, change: Change) -> Outcome:
        """That it reads so already is success."""

    async def take_back(self, message: MessageRef) -> Outcome: ...

    async def answer(self, answer: Answer) -> Outcome:
        """That nobody waits for it any more is success."""

    async def leave(self, chat: ChatRef) -> Outcome: ...

    async def carry_out(self, measure: Measure) -> Outcome: ...


Receive = Callable[[Sequence[Event]], Awaitable[None]]
"""Returns once a batch is safe; only then may a platform be told that it has arrived. An empty one
says that the platform answered and nothing happened."""


class LivePlatform(ChatAdapter, Protocol):
    """A platform on which people write now."""

    @property
    def myself(self) -> AccountRef:
        """The bot's own account; known once `begin` has returned."""

    def link(self, token: str) -> str:
        """What brings whoever opens it to the bot, with *token* as the argument of `/start`."""

    async def begin(self) -> None:
        """Make sure that it can work. Raises `InputError` with the sentence that says why not."""

    async def listen(self, receive: Receive) -> None:
        """Until cancelled. Raises `AdapterError` only for what no waiting can mend."""

    async def administration(self, chat: ChatRef, at: datetime) -> Administration:
        """Raises `ChatMoved` where the group has another id, `ChatGone` where the bot is not."""

    async def publish_commands(
        self,
        scope: Literal["private", "groups", "admins"],
        language: str,
        commands: Sequence[tuple[str, str]],
        hidden: Collection[str],
    ) -> None:
        """What whoever begins to type one is shown: names and what they do. *hidden*: those that
        the others in a group do not see somebody give, where the platform can. *language*: "" for
        whoever reads none of the others."""

    async def close(self) -> None: ...


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


class Ages(Protocol):
    """What is kept for so many days and then forgotten."""

    async def held(self, before: datetime | None = None) -> Held:
        """*before*: only what is older than that moment."""

    async def forget_before(self, moment: datetime) -> int: ...


class InboxStore(Ages, Protocol):
    """Events that arrived and wait for a decision; in the order of arrival. What ages is that one
    came in, or was buried; one that was forgotten would be taken for a new one."""

    async def add(self, event: Event, *, lane: int) -> bool:
        """False, and nothing is stored, when this event was received before (waiting or done)."""

    async def refuse(self, event: Event, why: str, at: datetime) -> bool:
        """Count *event* as buried without ever having waited; False when it was before."""

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

    async def remove(self, chat: ChatRef) -> bool: ...

    async def move(self, chat: ChatRef, to: ChatRef) -> None:
        """All that is kept of *chat* is *to*'s from now on: its windows, flags, reminders,
        memberships, appeals and posts. Raises `StorageError` when *to* is a group already."""

    async def get(self, chat: ChatRef) -> ClassGroup | None: ...

    async def all(self) -> Sequence[ClassGroup]: ...


class DecisionStore(Ages, Protocol):
    async def add(self, record: DecisionRecord) -> None:
        """A later record of the same message (an edit) takes the place of the earlier."""

    async def window(self, chat: ChatRef, empty: TopicWindow) -> TopicWindow:
        """*empty* filled with the latest labels of members who are not staff."""

    async def tally(self, chat: ChatRef, since: datetime, until: datetime) -> DayTally: ...


class ReminderStore(Ages, Protocol):
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

    async def of(self, account: AccountRef) -> Sequence[KeptReminder]:
        """In every group, oldest first; withdrawn ones too."""

    async def forget(self, account: AccountRef) -> int: ...


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

    async def numbers(
        self,
        *,
        chat: ChatRef | None = None,
        state: FlagState | None = None,
        step: StepKind | None = None,
        since: datetime | None = None,
    ) -> Sequence[FlagId]:
        """In their order, and without opening any: one that cannot be read is in nobody's way.
        *step*: only those with such a step in their history, and *since* then, included."""

    async def decide(self, verdict: NewVerdict) -> VerdictId:
        """Raises `AlreadyDecided` when somebody was first, `Forbidden` when the flag is about
        whoever decides."""

    async def verdict(self, flag_id: FlagId) -> NewVerdict | None: ...

    async def about(self, account: AccountRef) -> Sequence[Flag]:
        """Those that *account* is in: as sender, target, reported, or writer of a line before it.
        Oldest first."""

    async def standing(self) -> Sequence[Standing]:
        """How every flag stands, without its words. In the order of their numbers."""

    async def step(self, flag_id: FlagId, step: Step) -> None:
        """One more line of its history."""

    async def steps(self, flag_id: FlagId) -> Sequence[Step]:
        """Oldest first."""

    async def remove(self, flag_id: FlagId) -> bool:
        """With its verdict, its strikes, and what still waits to be said about it."""

    async def forget_lines(self, account: AccountRef, *, but: Collection[FlagId] = ()) -> int:
        """Take the lines that *account* wrote before out of flags that others raised, *but* out of
        those. Returns how many."""


class PostStore(Protocol):
    """What the bot said and will have to change or take back."""

    async def add(self, post: NewPost) -> PostId: ...

    async def about(self, flag_id: FlagId) -> Sequence[Post]:
        """In the order in which they were said."""

    async def due(self, now: datetime) -> Sequence[Post]:
        """Those that are to be gone by *now*."""

    async def at(self, message: MessageRef) -> Post | None: ...

    async def remove(self, post_id: PostId) -> bool: ...

    async def forget(self, account: AccountRef) -> int:
        """Those that *account* alone reads."""

    async def forget_before(self, moment: datetime) -> int:
        """Those said before it, which no platform lets anybody change any more."""


class AppealStore(Protocol):
    async def add(self, appeal: NewAppeal) -> AppealId: ...

    async def get(self, appeal_id: AppealId) -> Appeal | None: ...

    async def open(self, chat: ChatRef | None = None) -> Sequence[Appeal]:
        """Oldest first."""

    async def of(self, account: AccountRef) -> Sequence[Appeal]: ...

    async def forget(self, account: AccountRef) -> int: ...

    async def held(self, before: datetime | None = None) -> Held: ...

    async def forget_before(self, moment: datetime) -> int: ...


class StrikeStore(Protocol):
    async def add(self, strike: Strike) -> None:
        """Raises `StorageError` when no such verdict exists or it did not uphold its flag."""

    async def of(self, account: AccountRef) -> Sequence[Strike]: ...


class OutboxStore(Ages, Protocol):
    """What ages is what was settled."""

    async def add(self, item: NewOutboxItem) -> OutboxId: ...

    async def claim(self, now: datetime, limit: int) -> Sequence[OutboxItem]:
        """The next items that are due, oldest first, now marked `SENDING`. One that this version
        cannot read is settled as `FAILED` on the way."""

    async def settle(self, outbox_id: OutboxId, outcome: Outcome, at: datetime) -> None: ...

    async def postpone(
        self,
        outbox_id: OutboxId,
        not_before: datetime,
        *,
        tried: bool = True,
        maybe_double: bool = False,
    ) -> None:
        """Back to `PENDING`, and where it was really *tried* one attempt further. *maybe_double*:
        it may have arrived."""

    async def recover(self, now: datetime) -> Sequence[tuple[Purpose, Outcome]]:
        """At start: what a dead process left `SENDING` becomes `UNKNOWN`, or, where it must
        arrive (`Purpose.at_least_once`), `PENDING` again with `maybe_double`."""

    async def count(self, outcome: Outcome, since: datetime | None = None) -> int:
        """*since*: only what was settled then or later."""

    async def of(self, account: AccountRef) -> Sequence[NewOutboxItem]:
        """What waits to be said or done to *account*, in the order in which it was put here."""

    async def forget(self, account: AccountRef) -> int:
        """What waits to be said or done to *account* is gone, unsaid. Of what is being sent, the
        words are: it is not sent again."""

    async def forget_digests(self) -> int:
        """The same for all digests, whoever reads them."""

    async def unsettled(self, before: datetime | None = None) -> Held:
        """What waits, by the moment from which it might be sent."""

    async def give_up(self, before: datetime, at: datetime) -> int:
        """Settle what waits since before that moment: as `FAILED` what must arrive
        (`Purpose.at_least_once`), as `EXPIRED` all else. Returns how many."""


class DigestStore(Ages, Protocol):
    async def claim(self, account: AccountRef, day: date, at: datetime) -> bool:
        """True exactly once for each staff member and day."""

    async def latest(self, account: AccountRef) -> datetime | None:
        """When *account* last claimed a digest, of whatever day."""

    async def of(self, account: AccountRef) -> Mapping[date, datetime]:
        """Day -> when *account* claimed its digest, in the order of the days."""

    async def forget(self, account: AccountRef) -> int: ...


class ChoreStore(Protocol):
    """What is done once a day."""

    async def claim(self, name: str, day: date, at: datetime) -> bool:
        """True exactly once for each chore and day."""

    async def latest(self, name: str) -> datetime | None:
        """When it was last claimed, for whatever day."""

    async def forget_before(self, moment: datetime) -> int:
        """But for the latest of each chore."""


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

    async def anybody(self) -> bool:
        """Whether any account is somebody's yet."""

    async def who(self, account: AccountRef) -> Person | None: ...

    async def known(self, subjects: Collection[Subject]) -> Mapping[Subject, Known]:
        """Whoever these are, asked at once, in their order. Who is nobody's is not in it."""

    async def join(self, membership: Membership) -> None:
        """Raises `StorageError` when nobody has that number, as `issue` does."""

    async def leave(self, chat: ChatRef, person_id: PersonId) -> bool: ...

    async def memberships(self, person_id: PersonId) -> Sequence[Membership]: ...

    async def roles(
        self, chat: ChatRef, accounts: Collection[AccountRef]
    ) -> Mapping[AccountRef, Role]:
        """What these are in *chat*: by their membership, else by what they are to the school. Who
        is linked to nobody is not in it."""

    async def issue(
        self, code: str, person_id: PersonId, expires: datetime, *, own: bool = False
    ) -> None:
        """Only the hash of *code* is kept. An earlier one of theirs works no more. *own*: they
        made it themselves."""

    async def redeem(self, code: str, now: datetime, *, own: bool = False) -> Person | None:
        """Whose code it is; it works once, and not after it expired. With *own* only one that
        they made themselves is, without it only one that somebody made for them."""

    async def code_until(self, person_id: PersonId) -> datetime | None:
        """Until when the code works that they have; None: they have none."""

    async def forget_codes(self, now: datetime) -> int:
        """Those that expired. Returns how many."""

    async def forget(self, account: AccountRef) -> bool:
        """*account* itself, when it is nobody's and nothing that is kept is about it."""

    async def forget_loose(self) -> int:
        """All accounts of which that is true."""


class AuditStore(Protocol):
    """What happened, in a chain. Never changed, only added to."""

    async def append(self, entry: NewEntry) -> Head: ...

    async def head(self) -> Head | None: ...

    async def get(self, sequence: int) -> Entry | None: ...

    def entries(
        self, *, since: datetime | None = None, newest_first: bool = False
    ) -> AsyncIterator[Entry]:
        """A few hundred at a time are in memory."""

    async def about(self, subject: Subject) -> Sequence[Entry]:
        """What was written about exactly this person or account, oldest first."""

    async def forget(self, subject: Subject, *, deeds: bool = False) -> int:
        """That entries were about *subject*, and why, is erased; with *deeds* also that it was
        they who did something. Returns how many names and reasons that were, and so do the two
        below; each also writes an entry down that says which."""

    async def let_go(self, flag_id: FlagId) -> int:
        """About whom the entries that tell of this flag were, and why, is erased."""

    async def forget_before(self, moment: datetime) -> int:
        """About whom the entries of before *moment* were, and why, is erased."""

    async def check(
        self, brought: Sequence[Head] = (), published: Sequence[Published] = ()
    ) -> Checked:
        """Finds the first entry that is wrong. The chain has to lead to all heads, but to those of
        *published* that were lost when a backup was put back."""


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
    def posts(self) -> PostStore: ...
    @property
    def appeals(self) -> AppealStore: ...
    @property
    def outbox(self) -> OutboxStore: ...
    @property
    def digests(self) -> DigestStore: ...
    @property
    def chores(self) -> ChoreStore: ...
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

    async def rotate(self, ask: Callable[[UnitOfWork], Awaitable[None]]) -> Rotated:
        """Another key in the place of the school's, where that is ours to change, and of those
        that seal what is kept. Others go on reading and writing meanwhile; after a crash at any
        moment everything opens, and the next call finishes it.

        *ask* may write in the first transaction; what it raises stops everything, and then nothing
        has happened. Raises `StorageError` or `ConfigError`.
        """


class Saving(Protocol):
    """A backup while it is made: a unit of work and a file. After `commit` both are there, and
    without it neither."""

    @property
    def uow(self) -> UnitOfWork: ...

    async def write(self, file: Path, made: datetime, expires: datetime) -> Contents:
        """All that the database holds now, but for what only waits. *file*: ends in ".backup".
        Raises `InputError` where it is there already or cannot be written."""

    async def commit(self) -> None: ...


class Restoring(Protocol):
    """A database that was filled from a backup, and will be empty again without `commit`."""

    @property
    def uow(self) -> UnitOfWork: ...

    @property
    def contents(self) -> Contents: ...

    async def commit(self) -> None: ...


class Archive(Protocol):
    """Backups of a database. Never inside a unit of work."""

    def saving(self) -> AbstractAsyncContextManager[Saving]: ...

    def check(self, file: Path) -> Contents:
        """Opens all of it and changes nothing. Raises `InputError` where it is not as it was
        written, or the school's key does not open it."""

    def clear(self, folder: Path, now: datetime) -> int:
        """Deletes the backups of this database in *folder* that expired. Returns how many."""

    def restoring(self, file: Path) -> AbstractAsyncContextManager[Restoring]:
        """Raises `InputError` as `check` does, and where the database is not empty."""


class LearnedFrom(Protocol):
    """What a judge learned from what people wrote, or from verdicts about it."""

    async def forget(self, accounts: Collection[AccountRef]) -> int:
        """Undo what was learned from *accounts*, as if they had never written. Returns how many
        things that were; a second time 0."""


class Erasures(Protocol):
    """Who was erased, kept beside the database and not in it: a backup from before still has
    them, and whoever restores it erases them again. Use it inside a unit of work only, and before
    its `commit`: then nobody can be erased without a trace here. Raises `ConfigError`."""

    def add(
        self, accounts: Collection[AccountRef], person: PersonId | None, at: datetime
    ) -> None: ...

    def all(self) -> Sequence[Erased]:
        """In the order of their erasure."""

    def begin(self, at: datetime) -> None:
        """From now on it is kept; nothing happens when it is already."""

    def since(self) -> datetime | None:
        """From when on it is complete; None: it is not kept, or was lost."""

    def expire(self, now: datetime) -> int:
        """Let go of those who are in no backup any more that can be restored. Returns how many."""


UnitOfWorkFactory = Callable[[], UnitOfWork]

Signer = Callable[[str], str]
"""A keyed signature of a text, 16 letters of the URL-safe alphabet: nobody else can make it."""
