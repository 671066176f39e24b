from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from bot.errors import AlreadyDecided, StorageError
from bot.model.appeal import (
    Appeal,
    AppealId,
    AppealState,
    Draft,
    DraftId,
    NewAppeal,
    NewDraft,
    Ruling,
)
from bot.model.ids import AccountRef, ChatRef, FlagId
from bot.model.retention import Held
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed
from storage.memory.moments import held
from storage.moving import Move


class MemoryAppealStore:
    """*must_be_there*: raises `StorageError` for a flag that is gone."""

    def __init__(self, journal: Journal, must_be_there: Callable[[FlagId], object]) -> None:
        self._appeals = Keyed[AppealId, Appeal](journal)
        self._drafts = Keyed[AccountRef, Draft](journal)
        self._must_be_there = must_be_there
        self._numbers = count(1)
        self._draft_numbers = count(1)

    async def add(self, appeal: NewAppeal) -> AppealId:
        """Raises `StorageError` when the flag that it is about is gone."""
        if appeal.about is not None:
            self._must_be_there(appeal.about)
        number = AppealId(next(self._numbers))
        self._appeals.put(number, Appeal(number, appeal))
        return number

    async def get(self, appeal_id: AppealId) -> Appeal | None:
        return self._appeals.values.get(appeal_id)

    async def open(self, chat: ChatRef | None = None) -> Sequence[Appeal]:
        return [
            one
            for one in self._found(lambda one: chat in {None, one.filed.chat})
            if one.state is AppealState.OPEN
        ]

    async def of(self, account: AccountRef) -> Sequence[Appeal]:
        return self._found(lambda one: one.filed.by == account)

    async def about(self, flag_id: FlagId) -> Sequence[Appeal]:
        return self.about_flag(flag_id)

    def about_flag(self, flag_id: FlagId) -> Sequence[Appeal]:
        return self._found(lambda one: one.filed.about == flag_id)

    async def decide(self, ruling: Ruling) -> None:
        one = self._there(ruling.appeal)
        if one.state is not AppealState.OPEN:
            raise AlreadyDecided(f"appeal {ruling.appeal}")
        self._appeals.put(ruling.appeal, replace(one, state=ruling.state, ruling=ruling))
        self._drop_drafts(lambda draft: draft.appeal == ruling.appeal)

    async def ruled_by(self, account: AccountRef) -> Sequence[Appeal]:
        return self._found(lambda one: one.ruling is not None and one.ruling.by == account)

    async def chase(self, appeal_id: AppealId) -> None:
        one = self._appeals.values.get(appeal_id)
        if one is not None:
            self._appeals.put(appeal_id, replace(one, chased=one.chased + 1))

    async def draft(self, draft: NewDraft) -> DraftId:
        self._there(draft.appeal)
        number = DraftId(next(self._draft_numbers))
        self._drafts.put(draft.by, Draft(number, draft))
        return number

    async def draft_of(self, account: AccountRef) -> Draft | None:
        return self._drafts.values.get(account)

    async def drop_draft(self, account: AccountRef) -> int:
        return self._drop_drafts(lambda draft: draft.by == account)

    async def forget(self, account: AccountRef) -> int:
        return self._forget(lambda one: one.filed.by == account)

    async def held(self, before: datetime | None = None) -> Held:
        every = self._appeals.values.values()
        term = held((one.ruling.at for one in every if one.ruling and _is_alone(one)), before)
        return term if before is not None else Held(len(every), term.oldest)

    async def over(self, before: datetime) -> Sequence[AppealId]:
        return sorted(one.appeal_id for one in self._found(lambda one: _is_over(one, before)))

    async def forget_before(self, moment: datetime) -> int:
        return self._forget(lambda one: _is_over(one, moment))

    async def forget_drafts(self, before: datetime) -> int:
        return self._drop_drafts(lambda draft: draft.at < before)

    def forget_about(self, flag_id: FlagId) -> int:
        return self._forget(lambda one: one.filed.about == flag_id)

    def move(self, move: Move) -> None:
        for number, one in [*self._appeals.values.items()]:
            filed = replace(one.filed, chat=move.place(one.filed.chat))
            self._appeals.put(number, replace(one, filed=filed))

    def _there(self, number: AppealId) -> Appeal:
        one = self._appeals.values.get(number)
        if one is None:
            raise StorageError(f"there is no appeal {number}")
        return one

    def _found(self, wanted: Callable[[Appeal], bool]) -> Sequence[Appeal]:
        found = [one for one in self._appeals.values.values() if wanted(one)]
        return sorted(found, key=lambda one: (one.filed.at, one.appeal_id))

    def _forget(self, wanted: Callable[[Appeal], bool]) -> int:
        numbers = {one.appeal_id for one in self._found(wanted)}
        self._drop_drafts(lambda draft: draft.appeal in numbers)
        return self._appeals.remove_all(numbers)

    def _drop_drafts(self, wanted: Callable[[NewDraft], bool]) -> int:
        drafts = self._drafts.values.items()
        return self._drafts.remove_all([by for by, one in drafts if wanted(one.written)])


def _is_alone(one: Appeal) -> bool:
    """It goes with no flag."""
    return one.filed.about is None


def _is_over(one: Appeal, before: datetime) -> bool:
    return _is_alone(one) and one.ruling is not None and one.ruling.at < before
