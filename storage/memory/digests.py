from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from bot.model.audit import Subject
from bot.model.digest import Channel, Doubt, Gap, Wish
from bot.model.ids import AccountRef, PersonId
from bot.model.outbox import OutboxId, Outcome
from bot.model.retention import Held
from storage.digests import DOUBTFUL, UNNOTICED, UNSEEN
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed
from storage.memory.moments import held
from storage.memory.people import MemoryPeopleStore

_Key = tuple[AccountRef, date, Channel]
Settled = Callable[[OutboxId], tuple[Outcome, datetime] | None]
"""How and when an item was settled; None: it waits."""


@dataclass(frozen=True, slots=True)
class _Claim:
    at: datetime
    person: PersonId | None
    outbox_id: OutboxId | None = None


class MemoryDigestStore:
    def __init__(self, journal: Journal, settled: Settled, people: MemoryPeopleStore) -> None:
        self._people = people
        self._claimed = Keyed[_Key, _Claim](journal)
        self._wishes = Keyed[AccountRef, Wish](journal)
        self._settled = settled

    async def claim(
        self, account: AccountRef, day: date, at: datetime, channel: Channel = Channel.CHAT
    ) -> bool:
        known = await self._people.who(account)
        person = None if known is None else known.person_id
        claimed = await self.claimed(day)
        if any(channel in claimed.get(one, ()) for one in (account, person) if one is not None):
            return False
        self._claimed.put((account, day, channel), _Claim(at, person))
        return True

    async def went(
        self, account: AccountRef, day: date, channel: Channel, outbox_id: OutboxId
    ) -> None:
        key = (account, day, channel)
        self._claimed.put(key, replace(self._claimed.values[key], outbox_id=outbox_id))

    async def claimed(self, day: date) -> Mapping[Subject, Collection[Channel]]:
        found: dict[Subject, set[Channel]] = {}
        for (account, when, channel), claim in self._claimed.values.items():
            for one in (account, claim.person):
                if when == day and one is not None:
                    found.setdefault(one, set()).add(channel)
        return found

    async def doubts(self, reader: Subject, since: datetime) -> Sequence[Doubt]:
        doubts = []
        for (_, day, channel), claim in self._theirs(reader).items():
            outcome, at = self._ended(claim) or (Outcome.PENDING, since)
            if outcome in DOUBTFUL and at >= since:
                doubts.append(Doubt(day, channel, outcome))
        return sorted(doubts, key=lambda one: (one.day, one.channel))

    async def latest(self, reader: Subject, before: date | None = None) -> datetime | None:
        theirs = (
            claim.at
            for (_, day, _), claim in self._theirs(reader).items()
            if before is None or day < before
            if (ended := self._ended(claim)) is None or ended[0] not in UNSEEN
        )
        return max(theirs, default=None)

    async def of(self, reader: Subject) -> Mapping[date, datetime]:
        found: dict[date, datetime] = {}
        for (_, day, _), claim in self._theirs(reader).items():
            found[day] = min(claim.at, found.get(day, claim.at))
        return dict(sorted(found.items()))

    async def wish(self, account: AccountRef, wish: Wish | None) -> None:
        if wish is None:
            self._wishes.remove(account)
        else:
            self._wishes.put(account, wish)

    async def wishes(self) -> Mapping[AccountRef, Wish]:
        return dict(self._wishes.values)

    async def forget(self, reader: Subject) -> int:
        if isinstance(reader, AccountRef):
            self._wishes.remove(reader)
        return self._claimed.remove_all(self._theirs(reader))

    def _theirs(self, reader: Subject) -> Mapping[_Key, _Claim]:
        claimed = self._claimed.values.items()
        return {key: claim for key, claim in claimed if reader in (key[0], claim.person)}

    def _ended(self, claim: _Claim) -> tuple[Outcome, datetime] | None:
        return None if claim.outbox_id is None else self._settled(claim.outbox_id)

    async def held(self, before: datetime | None = None) -> Held:
        return held((claim.at for claim in self._claimed.values.values()), before)

    async def forget_before(self, moment: datetime) -> int:
        claimed = self._claimed.values.items()
        return self._claimed.remove_all(key for key, claim in claimed if claim.at < moment)


@dataclass(frozen=True, slots=True)
class _Ran:
    began: datetime
    seen: datetime


class MemoryLifeStore:
    def __init__(self, journal: Journal) -> None:
        self._ran = Keyed[int, _Ran](journal)

    async def beat(self, at: datetime) -> None:
        number = max(self._ran.values, default=0)
        latest = self._ran.values.get(number)
        if latest is None or at - latest.seen > UNNOTICED:
            self._ran.put(number + 1, _Ran(at, at))
        elif at > latest.seen:
            self._ran.put(number, replace(latest, seen=at))

    async def gaps(self, since: datetime) -> Sequence[Gap]:
        times = [self._ran.values[number] for number in sorted(self._ran.values)]
        gaps = (Gap(before.seen, after.began) for before, after in pairwise(times))
        return [gap for gap in gaps if gap.ended > since]

    async def held(self, before: datetime | None = None) -> Held:
        return held((one.seen for one in self._earlier.values()), before)

    async def forget_before(self, moment: datetime) -> int:
        old = [number for number, one in self._earlier.items() if one.seen < moment]
        return self._ran.remove_all(old)

    @property
    def _earlier(self) -> Mapping[int, _Ran]:
        """Than the latest."""
        latest = max(self._ran.values, default=0)
        return {number: one for number, one in self._ran.values.items() if number < latest}
