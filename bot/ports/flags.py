"""Reminders, flags and what came of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.appeal import Appeal, AppealId, Draft, DraftId, NewAppeal, NewDraft, Ruling
from bot.model.finding import Rule
from bot.model.flag import Flag, FlagState, NewFlag, NewVerdict, Reminder, Step, StepKind, Strike
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageRef, PersonId, VerdictId
from bot.model.intent import Intent, IntentId, NewIntent
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

    async def take_back(self, account: AccountRef, chat: ChatRef, at: datetime) -> int:
        """Those that *account* got in *chat* at that moment no longer count. Returns how many did
        until now."""

    async def given(self, since: datetime, until: datetime) -> Mapping[ChatRef, int]:
        """How many were given in each chat from then on; until, not included. Withdrawn ones
        too."""

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

    async def decider(self, flag_id: FlagId) -> PersonId | None:
        """Who gave its verdict, whatever account they have now; None: nobody the school knew, or
        knows now."""

    async def verdict_id(self, flag_id: FlagId) -> VerdictId | None: ...

    async def overturn(self, flag_id: FlagId) -> bool:
        """An upheld flag counts as dismissed from now on; its verdict stays as it was given.
        False: it was not upheld."""

    async def upheld(self, senders: Collection[AccountRef]) -> Mapping[FlagId, datetime]:
        """When what *senders* wrote was sent, of all that was upheld; without opening any."""

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

    async def about(self, flag_id: FlagId) -> Sequence[Appeal]:
        """Oldest first."""

    async def decide(self, ruling: Ruling) -> None:
        """Nobody's draft of it is left. Raises `AlreadyDecided` when somebody was first,
        `StorageError` when it is gone."""

    async def ruled_by(self, account: AccountRef) -> Sequence[Appeal]:
        """Those that *account* decided, oldest first."""

    async def chase(self, appeal_id: AppealId) -> None:
        """Staff were reminded of it once more."""

    async def draft(self, draft: NewDraft) -> DraftId:
        """In the place of any other of whoever writes it. Raises `StorageError` when the appeal is
        gone."""

    async def draft_of(self, account: AccountRef) -> Draft | None: ...

    async def drop_draft(self, account: AccountRef) -> int:
        """Returns how many there were."""

    async def forget(self, account: AccountRef) -> int:
        """Those that *account* made."""

    async def held(self, before: datetime | None = None) -> Held:
        """All of them, and since when the longest decided one is; *before*: only those that were
        decided before that moment. While one is open its term does not begin."""

    async def over(self, before: datetime) -> Sequence[AppealId]:
        """Those that were decided before that moment and are about no flag: every other goes with
        its flag."""

    async def forget_before(self, moment: datetime) -> int:
        """Those."""

    async def forget_drafts(self, before: datetime) -> int: ...


class StrikeStore(Protocol):
    async def add(self, strike: Strike) -> None:
        """Raises `StorageError` when no such verdict exists or it did not uphold its flag."""

    async def of(self, account: AccountRef) -> Sequence[Strike]: ...

    async def take_back(self, flag_id: FlagId) -> int:
        """Those that the verdict on this flag made. Returns how many."""


class IntentStore(Protocol):
    """Measures that somebody is about to order: of each person the latest."""

    async def put(self, intent: NewIntent) -> IntentId:
        """In the place of any other of theirs. Raises `StorageError` when the flag is gone."""

    async def of(self, account: AccountRef) -> Intent | None: ...

    async def drop(self, account: AccountRef) -> int:
        """Returns how many there were."""

    async def forget_before(self, moment: datetime) -> int: ...
