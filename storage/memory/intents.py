from collections.abc import Callable
from datetime import datetime
from itertools import count

from bot.model.ids import AccountRef, FlagId
from bot.model.intent import Intent, IntentId, NewIntent
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed


class MemoryIntentStore:
    """*must_be_there*: raises `StorageError` for a flag that is gone."""

    def __init__(self, journal: Journal, must_be_there: Callable[[FlagId], object]) -> None:
        self._intents = Keyed[AccountRef, Intent](journal)
        self._must_be_there = must_be_there
        self._numbers = count(1)

    async def put(self, intent: NewIntent) -> IntentId:
        self._must_be_there(intent.flag)
        number = IntentId(next(self._numbers))
        self._intents.put(intent.by, Intent(number, intent))
        return number

    async def of(self, account: AccountRef) -> Intent | None:
        return self._intents.values.get(account)

    async def drop(self, account: AccountRef) -> int:
        return self._forget(lambda one: one.by == account)

    async def forget_before(self, moment: datetime) -> int:
        return self._forget(lambda one: one.at < moment)

    def forget_about(self, flag_id: FlagId) -> int:
        return self._forget(lambda one: one.flag == flag_id)

    def _forget(self, wanted: Callable[[NewIntent], bool]) -> int:
        intents = self._intents.values.items()
        return self._intents.remove_all([by for by, one in intents if wanted(one.meant)])
