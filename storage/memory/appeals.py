from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from bot.model.appeal import Appeal, AppealId, AppealState, NewAppeal
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
        self._must_be_there = must_be_there
        self._numbers = count(1)

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
            for one in self._found(lambda filed: chat in {None, filed.chat})
            if one.state is AppealState.OPEN
        ]

    async def of(self, account: AccountRef) -> Sequence[Appeal]:
        return self._found(lambda filed: filed.by == account)

    async def forget(self, account: AccountRef) -> int:
        return self._forget(lambda filed: filed.by == account)

    async def held(self, before: datetime | None = None) -> Held:
        return held((one.filed.at for one in self._appeals.values.values()), before)

    async def forget_before(self, moment: datetime) -> int:
        return self._forget(lambda filed: filed.at < moment)

    def forget_about(self, flag_id: FlagId) -> int:
        return self._forget(lambda filed: filed.about == flag_id)

    def move(self, move: Move) -> None:
        for number, one in [*self._appeals.values.items()]:
            filed = replace(one.filed, chat=move.place(one.filed.chat))
            self._appeals.put(number, replace(one, filed=filed))

    def _found(self, wanted: Callable[[NewAppeal], bool]) -> Sequence[Appeal]:
        found = [one for one in self._appeals.values.values() if wanted(one.filed)]
        return sorted(found, key=lambda one: (one.filed.at, one.appeal_id))

    def _forget(self, wanted: Callable[[NewAppeal], bool]) -> int:
        return self._appeals.remove_all([one.appeal_id for one in self._found(wanted)])
