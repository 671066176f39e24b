"""Reminders, flags and what came of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.appeal import Appeal, AppealId, NewAppeal
from bot.model.finding import Rule
from bot.model.flag import Flag, FlagState, NewFlag, NewVerdict, Reminder, Step, StepKind, Strike
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageRef, VerdictId
from bot.model.record import GroupRecord, KeptReminder, MemberRecord
from bot.model.retention import Held, Standing
from bot.ports.ages import Ages


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
