from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from bot.errors import AlreadyDecided, StorageError
from bot.model.flag import (
    Flag,
    FlagState,
    NewFlag,
    NewVerdict,
    Step,
    StepKind,
    Strike,
    Verdict,
    holders,
)
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageRef, PersonId, VerdictId
from bot.model.retention import Standing
from storage.flags import check_verdict, without_lines
from storage.memory.appeals import MemoryAppealStore
from storage.memory.intents import MemoryIntentStore
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed
from storage.memory.outbox import MemoryOutboxStore
from storage.memory.people import MemoryPeopleStore
from storage.moving import Move


class MemoryFlagStore:
    """*keep*: how many flags are kept, the latest; None for all."""

    def __init__(
        self,
        journal: Journal,
        outbox: MemoryOutboxStore,
        people: MemoryPeopleStore,
        keep: int | None = None,
    ) -> None:
        self._journal = journal
        self._people = people
        self._outbox = outbox
        self._keep = keep
        self._flags = Keyed[FlagId, Flag](journal)
        self._verdicts = Keyed[VerdictId, NewVerdict](journal)
        self._deciders = Keyed[VerdictId, PersonId](journal)
        self._steps = Keyed[FlagId, tuple[Step, ...]](journal)
        self.appeals = MemoryAppealStore(journal, self._must_be_there)
        self.intents = MemoryIntentStore(journal, self._must_be_there)
        self.strikes = Keyed[AccountRef, tuple[Strike, ...]](journal)
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

    async def numbers(
        self,
        *,
        chat: ChatRef | None = None,
        state: FlagState | None = None,
        step: StepKind | None = None,
        since: datetime | None = None,
    ) -> Sequence[FlagId]:
        def taken(number: FlagId) -> bool:
            steps = [one for one in self._steps.values.get(number, ()) if one.kind is step]
            return any(since is None or one.at >= since for one in steps)

        return [
            number
            for number, flag in sorted(self._flags.values.items())
            if (chat is None or flag.raised.message.chat == chat)
            and (state is None or flag.state is state)
            and (step is None or taken(number))
        ]

    async def decide(self, verdict: NewVerdict) -> VerdictId:
        flag = self._must_be_there(verdict.flag_id)
        check_verdict(flag, verdict)
        if flag.state is not FlagState.OPEN:
            raise AlreadyDecided(f"flag {verdict.flag_id}")
        self._flags.put(flag.flag_id, replace(flag, state=FlagState(verdict.verdict)))
        number = VerdictId(next(self._verdict_numbers))
        self._verdicts.put(number, verdict)
        person = await self._people.who(verdict.by)
        if person is not None:
            self._deciders.put(number, person.person_id)
        return number

    async def verdict(self, flag_id: FlagId) -> NewVerdict | None:
        given = self._verdicts.values.values()
        return next((one for one in given if one.flag_id == flag_id), None)

    async def decider(self, flag_id: FlagId) -> PersonId | None:
        known = [self._deciders.values.get(one) for one in self._verdicts_on(flag_id)]
        person = None if not known or known[0] is None else await self._people.get(known[0])
        return None if person is None else person.person_id

    async def verdict_id(self, flag_id: FlagId) -> VerdictId | None:
        return next(iter(self._verdicts_on(flag_id)), None)

    async def overturn(self, flag_id: FlagId) -> bool:
        flag = self._flags.values.get(flag_id)
        if flag is None or flag.state is not FlagState.UPHELD:
            return False
        self._flags.put(flag_id, replace(flag, state=FlagState.DISMISSED))
        return True

    async def upheld(self, senders: Collection[AccountRef]) -> Mapping[FlagId, datetime]:
        return {
            flag.flag_id: flag.raised.sent_at
            for flag in await self.find(state=FlagState.UPHELD)
            if flag.raised.sender.account in senders
        }

    async def about(self, account: AccountRef) -> Sequence[Flag]:
        return [flag for flag in await self.find() if _involves(flag.raised, account)]

    async def standing(self) -> Sequence[Standing]:
        decided = {one.flag_id: one.at for one in self._verdicts.values.values()}
        return [
            Standing(
                number,
                flag.raised.raised_at or flag.raised.sent_at,
                flag.state,
                flag.raised.care is not None,
                decided.get(number),
                *self._appealed(number),
                held=bool(holders(self._steps.values.get(number, ()))),
            )
            for number, flag in sorted(self._flags.values.items())
        ]

    def _appealed(self, flag_id: FlagId) -> tuple[bool, datetime | None]:
        appeals = self.appeals.about_flag(flag_id)
        ruled = (one.ruling.at for one in appeals if one.ruling)
        return any(one.ruling is None for one in appeals), max(ruled, default=None)

    async def step(self, flag_id: FlagId, step: Step) -> None:
        self._must_be_there(flag_id)
        self._steps.put(flag_id, (*self._steps.values.get(flag_id, ()), step))

    async def steps(self, flag_id: FlagId) -> Sequence[Step]:
        return sorted(self._steps.values.get(flag_id, ()), key=lambda step: step.at)

    async def remove(self, flag_id: FlagId) -> bool:
        self.take_back_strikes(flag_id)
        self._deciders.remove_all(self._verdicts_on(flag_id))
        self._verdicts.remove_all(self._verdicts_on(flag_id))
        self._steps.remove(flag_id)
        self.appeals.forget_about(flag_id)
        self.intents.forget_about(flag_id)
        self._outbox.forget_about(flag_id)
        return self._flags.remove(flag_id)

    async def forget_lines(self, account: AccountRef, *, but: Collection[FlagId] = ()) -> int:
        forgotten = 0
        for flag in await self.about(account):
            shorter, lines = without_lines(flag.raised, account)
            others = flag.raised.sender.account != account and flag.flag_id not in but
            if lines and others:
                self._flags.put(flag.flag_id, replace(flag, raised=shorter))
                forgotten += lines
        return forgotten

    def take_back_strikes(self, flag_id: FlagId) -> int:
        verdicts, taken = self._verdicts_on(flag_id), 0
        for account, strikes in [*self.strikes.values.items()]:
            left = tuple(strike for strike in strikes if strike.verdict not in verdicts)
            self.strikes.put(account, left)
            taken += len(strikes) - len(left)
        return taken

    def _verdicts_on(self, flag_id: FlagId) -> frozenset[VerdictId]:
        given = self._verdicts.values.items()
        return frozenset(number for number, one in given if one.flag_id == flag_id)

    def move(self, move: Move) -> None:
        for number, flag in [*self._flags.values.items()]:
            raised = replace(flag.raised, message=move.message(flag.raised.message))
            self._flags.put(number, replace(flag, raised=raised))

    def _must_be_there(self, flag_id: FlagId) -> Flag:
        flag = self._flags.values.get(flag_id)
        if flag is None:
            raise StorageError(f"there is no flag {flag_id}")
        return flag

    def _shorten(self) -> None:
        while self._keep is not None and len(self._flags.values) > self._keep:
            gone = next(iter(self._flags.values))
            del self._flags.values[gone]
            self._steps.values.pop(gone, None)

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
    def __init__(self, flags: MemoryFlagStore) -> None:
        self._flags = flags
        self._strikes = flags.strikes

    async def add(self, strike: Strike) -> None:
        if not self._flags.supports(strike):
            raise StorageError(f"no strike without a verdict that upheld: {strike.verdict}")
        self._strikes.put(strike.account, (*await self.of(strike.account), strike))

    async def take_back(self, flag_id: FlagId) -> int:
        return self._flags.take_back_strikes(flag_id)

    async def of(self, account: AccountRef) -> Sequence[Strike]:
        strikes = self._strikes.values.get(account, ())
        return sorted(strikes, key=lambda strike: strike.at)


def _involves(flag: NewFlag, account: AccountRef) -> bool:
    return account in flag.parties or any(
        line.account == account for line in flag.evidence.context
    )
