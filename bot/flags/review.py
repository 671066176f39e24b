"""What staff decide about a flag. The only place that makes a measure or a strike."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import Forbidden
from bot.flags.grounds import grounds
from bot.model.action import (
    HideMessage,
    Measure,
    MeasureKind,
    MuteMember,
    RemoveMember,
    WarnMember,
)
from bot.model.audit import Audited, NewEntry
from bot.model.finding import Rule
from bot.model.flag import Flag, FlagState, NewVerdict, Strike, Verdict
from bot.model.ids import AccountRef, FlagId, VerdictId
from bot.model.member import Identity, Sender
from bot.model.outbox import STALE_AFTER, NewOutboxItem, Purpose, Say
from bot.model.person import NOT_KNOWN
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, may_now
from bot.wording import Wording

MUTE = timedelta(days=1)

_NOT_THEIRS = "no such flag for this person"


@dataclass(frozen=True, slots=True)
class Review:
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    wording: Wording

    async def decide(
        self,
        flag_id: FlagId,
        verdict: Verdict,
        *,
        by: AccountRef,
        why: str = "",
        measures: Collection[MeasureKind] = (),
    ) -> VerdictId:
        """Record *by*'s verdict and what it orders, in one transaction.

        Raises `Forbidden` when the flag does not exist for *by*, is about *by*, is a care signal
        that would be upheld or measured against, or has no known author to warn, mute or remove;
        `AlreadyDecided` when somebody was first.
        """
        async with self.unit_of_work() as uow:
            verdict_id = await self.decide_in(
                uow, flag_id, verdict, by=by, why=why, measures=measures
            )
            await uow.commit()
        return verdict_id

    async def decide_in(
        self,
        uow: UnitOfWork,
        flag_id: FlagId,
        verdict: Verdict,
        *,
        by: AccountRef,
        why: str = "",
        measures: Collection[MeasureKind] = (),
    ) -> VerdictId:
        """The same within *uow*, of which the commit is the caller's. Where it raises, nothing was
        written."""
        flag = await self._flag_for(uow, flag_id, by)
        upheld = verdict is Verdict.UPHELD
        if (measures and not upheld) or (upheld and flag.raised.care is not None):
            raise Forbidden("no measure without an upheld flag, and none on a care signal")
        if _by_nobody(flag.raised.sender) and {*measures} - {MeasureKind.HIDE}:
            raise Forbidden("no measure against nobody")
        now = self.clock()
        decided = NewVerdict(flag_id=flag_id, verdict=verdict, by=by, at=now, why=why)
        verdict_id = await uow.flags.decide(decided)
        await uow.audit.append(_entry(flag, decided, measures))
        if upheld:
            await self._order(uow, flag, verdict_id, measures, now)
        elif flag.raised.care is None:
            await self._withdraw(uow, flag, now)
        return verdict_id

    async def _flag_for(self, uow: UnitOfWork, flag_id: FlagId, by: AccountRef) -> Flag:
        flag = await uow.flags.get(flag_id)
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            raise Forbidden(_NOT_THEIRS)
        if not await may_now(uow.people, by, Act.DECIDE_FLAG, (group, flag.raised)):
            raise Forbidden(_NOT_THEIRS)
        return flag

    async def _order(
        self,
        uow: UnitOfWork,
        flag: Flag,
        verdict_id: VerdictId,
        kinds: Collection[MeasureKind],
        now: datetime,
    ) -> None:
        for measure in self._measures(flag, verdict_id, kinds, now):
            await uow.outbox.add(NewOutboxItem(Purpose.MEASURE, measure, now))
            if isinstance(measure, WarnMember):
                main = flag.raised.findings[0]
                await uow.strikes.add(
                    Strike(measure.account, main.rule, main.article, now, verdict_id)
                )

    def _measures(
        self, flag: Flag, verdict: VerdictId, kinds: Collection[MeasureKind], now: datetime
    ) -> Iterator[Measure]:
        chat, account = flag.raised.message.chat, flag.raised.sender.account
        for kind in sorted(set(kinds)):
            match kind:
                case MeasureKind.HIDE:
                    yield HideMessage(flag.raised.message, verdict, flag.raised.evidence.others)
                case MeasureKind.WARN:
                    article = flag.raised.findings[0].article
                    yield WarnMember(account, article, self.wording.warning(article), verdict)
                case MeasureKind.MUTE:
                    yield MuteMember(chat, account, now + MUTE, verdict)
                case MeasureKind.REMOVE:
                    yield RemoveMember(chat, account, verdict)

    async def _withdraw(self, uow: UnitOfWork, flag: Flag, now: datetime) -> None:
        """The flag was wrong: a reminder that only it supports no longer counts, and the pupil
        hears so. An edited message may have other flags, open or upheld."""
        flags = await uow.flags.find(message=flag.raised.message)
        standing = [other for other in flags if other.state is not FlagState.DISMISSED]
        wrong = _rules(flag).difference(*map(_rules, standing))
        for reminder in await uow.reminders.withdraw(flag.raised.message, wrong):
            say = Say(reminder.account, self.wording.withdrawal(reminder.article))
            await uow.outbox.add(NewOutboxItem(Purpose.NOTICE, say, now, now + STALE_AFTER))
            entry = NewEntry(
                at=now,
                what=Audited.WITHDRAWN,
                about=reminder.account,
                facts={"flag": flag.flag_id, "article": reminder.article},
            )
            await uow.audit.append(entry)


def _by_nobody(sender: Sender) -> bool:
    """Nobody in particular writes as a channel or as the group itself."""
    return sender.account.user_id == NOT_KNOWN or sender.identity is not Identity.PERSON


def _rules(flag: Flag) -> frozenset[Rule]:
    return frozenset(finding.rule for finding in flag.raised.findings)


def _entry(flag: Flag, verdict: NewVerdict, measures: Collection[MeasureKind]) -> NewEntry:
    return NewEntry(
        at=verdict.at,
        what=Audited.VERDICT,
        by=verdict.by,
        about=flag.raised.sender.account,
        facts={
            "flag": flag.flag_id,
            "verdict": verdict.verdict,
            "measures": ", ".join(sorted(measures)),
            **grounds(flag.raised.findings),
        },
        why=verdict.why,
    )
