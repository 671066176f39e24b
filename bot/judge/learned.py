from collections.abc import Collection
from dataclasses import dataclass

from bot.model.flag import Flag
from bot.model.ids import AccountRef


@dataclass(frozen=True, slots=True)
class NothingLearned:
    """The rules are written by people: they learn from nobody."""

    async def forget(self, accounts: Collection[AccountRef]) -> int:  # noqa: ARG002 - nothing is known of any
        return 0

    async def correct(self, flag: Flag) -> None:
        pass
