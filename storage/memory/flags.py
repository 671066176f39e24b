from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from bot.errors import AlreadyDecided, StorageError
from bot.model.flag import Flag, FlagState, NewFlag, NewVerdict, Strike, Verdict
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageRef, VerdictId
from storage.flags import check_verdict
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed


class MemoryFlagStore:
    """*keep*: how many flags are kept, the latest; None for all."""

    def __init__(self, journal: Journal, keep: int | None = None) -> None:
        self._journal = journal
        self._keep = keep
        self._flags = Keyed[FlagId, Flag](journal)
        self._verdicts = Keyed[VerdictId, NewVerdict](journal)
        self._flag_numbers = count(1)
        self._verdict_numbers = count(1)

    async def add(self, flag: NewFlag) -> FlagId:
        number = FlagId(next(self._flag_numbers))
        self._flags.put(number, Flag(number, flag))
        if self._keep is not None and len(self._flags.values) > self._keep:
            self._journal.tidy_by(self._shorten)
        return number

    async def get(self, flag_id: FlagId) -> Flag | None:
        return self._flags.values.get(flag_id)

    async def find(
        self,
        *,
        chat: ChatRef | None = None,
        message: MessageRef | None = None,
        state: FlagState | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Flag]:
        found = [
            flag
            for flag in self._flags.values.values()
            if (chat is None or flag.raised.message.chat == chat)
            and (message is None or flag.raised.message == message)
            and (state is None or flag.state is state)
            and (since is None or flag.raised.sent_at >= since)
            and (until is None or flag.raised.sent_at < until)
        ]
        return sorted(found, key=lambda flag: (flag.raised.sent_at, flag.flag_id))

    async def decide(self, verdict: NewVerdict) -> VerdictId:
        flag = self._flags.values.get(verdict.flag_id)
        if flag is None:
            raise StorageError(f"there is no flag {verdict.flag_id}")
        check_verdict(flag, verdict)
        if flag.state is not FlagState.OPEN:
            raise AlreadyDecided(f"flag {verdict.flag_id}")
        self._flags.put(flag.flag_id, replace(flag, state=FlagState(verdict.verdict)))
        number = VerdictId(next(self._verdict_numbers))
        self._verdicts.put(number, verdict)
        return number

    def _shorten(self) -> None:
        while self._keep is not None and len(self._flags.values) > self._keep:
            del self._flags.values[next(iter(self._flags.values))]

    def supports(self, strike: Strike) -> bool:
        """Whether an upheld verdict about this account, and not about its safety, is behind it."""
        verdict = self._verdicts.values.get(strike.verdict)
        if verdict is None or verdict.verdict is not Verdict.UPHELD:
            return False
        flag = self._flags.values.get(verdict.flag_id)
        if flag is None:
            return False
        return flag.raised.care is None and flag.raised.sender.account == strike.account


class MemoryStrikeStore:
    def __init__(self, journal: Journal, flags: MemoryFlagStore) -> None:
        self._flags = flags
        self._strikes = Keyed[AccountRef, tuple[Strike, ...]](journal)

    async def add(self, strike: Strike) -> None:
        if not self._flags.supports(strike):
            raise StorageError(f"no strike without a verdict that upheld: {strike.verdict}")
        self._strikes.put(strike.account, (*await self.of(strike.account), strike))

    async def of(self, account: AccountRef) -> Sequence[Strike]:
        strikes = self._strikes.values.get(account, ())
        return sorted(strikes, key=lambda strike: strike.at)
