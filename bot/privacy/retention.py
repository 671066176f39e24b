"""What the school no longer needs goes by itself, and it shows that it did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.flags import amend
from bot.model.audit import BOT, Audited, Facts, NewEntry, Subject
from bot.model.retention import (
    Held,
    Kept,
    Kind,
    Retention,
    RetentionReport,
    RetentionState,
    Standing,
)
from bot.ports import Ages, UnitOfWork, UnitOfWorkFactory
from bot.privacy.aging import Named, Unjudged, Unsent
from bot.rights import Act, require

CHORE = "retention"

_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)
_A_MONTH = timedelta(days=31)
"""Of a timetable, which holds nobody: that long one can still see what went."""
"""For which a flag may be kept, from one end of the school year to the next."""
_TO_CHANGE_IT = timedelta(hours=48)
"""For which a platform lets the bot change what it said."""


@dataclass(frozen=True, slots=True)
class RetentionRun:
    unit_of_work: UnitOfWorkFactory
    terms: Retention

    async def daily(self, now: datetime) -> RetentionReport | None:
        """None: today it was done already. A day on which nothing ran is made up for by the next:
        what goes hangs on how old it is, not on when the last run was."""
        async with self.unit_of_work() as uow:
            if not await uow.chores.claim(CHORE, self.terms.local_day(now), now):
                return None
            return await self._done(uow, now, BOT)

    async def run(self, now: datetime, by: Subject) -> RetentionReport:
        """Raises `Forbidden`."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.RUN_RETENTION)
            await uow.chores.claim(CHORE, self.terms.local_day(now), now)
            return await self._done(uow, now, by)

    async def preview(self, now: datetime, by: Subject) -> RetentionReport:
        """What would go now: it is done, and taken back. Raises `Forbidden`."""
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.SEE_RETENTION)
            return await self._forget(uow, now)

    async def state(self, now: datetime, by: Subject) -> RetentionState:
        """Raises `Forbidden`."""
        today = self.terms.local_day(now)
        async with self.unit_of_work() as uow:
            await require(uow.people, by, Act.SEE_RETENTION)
            flags = await uow.flags.standing()
            kept = {kind: self._kept(kind, flags, today) for kind in FLAGS}
            for kind, stores in _ages(uow, now).items():
                kept[kind] = await self._aged(kind, stores, today)
            last = await uow.chores.latest(CHORE)
        return RetentionState(
            at=now, kept=kept, last_run=last, care_waiting=self._waiting(flags, today)
        )

    async def _done(self, uow: UnitOfWork, now: datetime, by: Subject) -> RetentionReport:
        report = await self._forget(uow, now)
        facts = self._facts(report)
        entry = NewEntry(at=now, what=Audited.RETENTION, by=by, facts=facts)
        await uow.audit.append(entry)
        await uow.commit()
        return report

    async def _forget(self, uow: UnitOfWork, now: datetime) -> RetentionReport:
        today = self.terms.local_day(now)
        flags = await uow.flags.standing()
        going = [flag for flag in flags if self.terms.goes(flag, today)]
        await amend.forget(uow, [flag.flag_id for flag in going], now)
        for flag in going:
            await uow.flags.remove(flag.flag_id)
            await uow.audit.let_go(flag.flag_id)
        ended = self.terms.kept_from(Kind.RULED, today)
        await amend.forget_appeals(uow, await uow.appeals.over(ended), now)
        await uow.appeals.forget_drafts(now - _DAY)
        await uow.intents.forget_before(now - _DAY)
        went = Counter(flag.kind for flag in going)
        for kind, stores in _ages(uow, now).items():
            moment = self.terms.kept_from(kind, today)
            went[kind] = sum([await store.forget_before(moment) for store in stores])
        await uow.posts.forget_before(now - self._longest_flag() - _TO_CHANGE_IT)
        await uow.timetable.forget_before(now - _A_MONTH)
        await uow.chores.forget_before(self.terms.kept_from(Kind.SETTLED, today))
        return RetentionReport(
            at=now,
            went={kind: went[kind] for kind in Kind if kind is not Kind.OPEN_CARE},
            codes=await uow.people.forget_codes(now),
            accounts=await uow.people.forget_loose(),
            undecided=[flag.flag_id for flag in going if flag.kind is Kind.UNDECIDED],
            care_waiting=self._waiting(flags, today),
        )

    def _longest_flag(self) -> timedelta:
        days = self.terms.days
        return max(_YEAR, *(days[kind] * _DAY for kind in FLAGS if kind in days))

    def _waiting(self, flags: Sequence[Standing], today: date) -> int:
        return sum(self.terms.waits_too_long(flag, today) for flag in flags)

    def _kept(self, kind: Kind, flags: Sequence[Standing], today: date) -> Kept:
        mine = [flag for flag in flags if flag.kind is kind]
        held = Held(len(mine), min((flag.since for flag in mine), default=None))
        if kind is Kind.OPEN_CARE:
            return Kept(held)
        last = min((self.terms.until(flag) for flag in mine if not flag.is_frozen), default=None)
        overdue = sum(self.terms.goes(flag, today - _DAY) for flag in mine)
        return Kept(held, _next_day(last, today), overdue)

    async def _aged(self, kind: Kind, stores: Sequence[Ages], today: date) -> Kept:
        held = sum([await store.held() for store in stores], Held())
        last = None if held.oldest is None else self.terms.last_day(kind, held.oldest)
        moment = self.terms.kept_from(kind, today - _DAY)
        overdue = sum([(await store.held(moment)).count for store in stores])
        return Kept(held, _next_day(last, today), overdue)

    def _facts(self, report: RetentionReport) -> Facts:
        """With the terms that were used: they are what a run is judged by later."""
        numbers = ", ".join(str(number) for number in report.undecided)
        until = self.terms.upheld_until
        days = {kind: f"{kind} {days}" for kind, days in self.terms.days.items()}
        terms = [*days.values(), f"{Kind.UPHELD} {until.month:02}-{until.day:02}"]
        return {
            **{str(kind): count for kind, count in report.went.items()},
            "accounts": report.accounts,
            "codes": report.codes,
            "care_waiting": report.care_waiting,
            "never_decided": numbers,
            "terms": ", ".join([f"appeal {self.terms.appeal_days}", *terms]),
        }


FLAGS = (Kind.UNDECIDED, Kind.DISMISSED, Kind.UPHELD, Kind.OPEN_CARE, Kind.CARE)


def _ages(uow: UnitOfWork, now: datetime) -> Mapping[Kind, Sequence[Ages]]:
    """Where that is kept which has a term of so many days."""
    return {
        Kind.REMINDER: [uow.reminders],
        Kind.RULED: [uow.appeals],
        Kind.DECISION: [uow.decisions],
        Kind.WAITING: [Unjudged(uow.inbox, now), Unsent(uow.outbox, now)],
        Kind.RECEIVED: [uow.inbox],
        Kind.SETTLED: [uow.outbox, uow.digests, uow.life],
        Kind.AUDIT: [Named(uow.audit)],
    }


def _next_day(last: date | None, today: date) -> date | None:
    """On which day a run takes the first of what may be kept until *last*."""
    return None if last is None else max(last + _DAY, today)
