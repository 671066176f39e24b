"""What staff decide about a flag. The only place that makes a measure or a strike."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import AlreadyDecided, Forbidden, RuledOtherwise
from bot.flags.grounds import grounds
from bot.flags.measures_running import longest, muted_until
from bot.flags.measures_said import said
from bot.flags.ruled import ruled_otherwise
from bot.model.action import (
    HideMessage,
    LiftMute,
    Measure,
    MeasureKind,
    MuteMember,
    Order,
    RemoveMember,
    Terms,
    WarnMember,
)
from bot.model.audit import Audited, Facts, NewEntry
from bot.model.finding import Rule
from bot.model.flag import Flag, FlagState, NewVerdict, Step, StepKind, Strike, Verdict
from bot.model.ids import AccountRef, FlagId, VerdictId
from bot.model.member import Identity, Sender
from bot.model.outbox import STALE_AFTER, NewOutboxItem, Purpose, Say
from bot.model.person import NOT_KNOWN
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, may_now, who_is
from bot.wording import Wording

MUTE = timedelta(days=1)

_NOT_THEIRS = "no such flag for this person"
_AGAINST_PUPILS = frozenset({MeasureKind.WARN, MeasureKind.MUTE, MeasureKind.REMOVE})
_STEPS = {MeasureKind.MUTE: StepKind.MUTED, MeasureKind.REMOVE: StepKind.REMOVED}


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
        `AlreadyDecided` when somebody was first; `RuledOtherwise` when it contradicts who decided
        on an objection.
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
        terms: Mapping[MeasureKind, Terms] | None = None,
        anyway: bool = False,
    ) -> VerdictId:
        """The same within *uow*, of which the commit is the caller's. Where it raises, nothing was
        written. *terms*: as they were chosen, of those of *measures* that have any. *anyway*: they
        mean to say otherwise than who decided on an objection."""
        flag = await self._flag_for(uow, flag_id, by)
        upheld = verdict is Verdict.UPHELD
        if (measures and not upheld) or (upheld and flag.raised.care is not None):
            raise Forbidden("no measure without an upheld flag, and none on a care signal")
        await self._must_be_allowed(uow, flag, by, measures)
        if not anyway and await ruled_otherwise(uow, flag, verdict) is not None:
            raise RuledOtherwise(f"flag {flag_id}")
        now = self.clock()
        decided = NewVerdict(flag_id=flag_id, verdict=verdict, by=by, at=now, why=why)
        verdict_id = await uow.flags.decide(decided)
        await uow.audit.append(_entry(flag, decided, measures))
        if upheld:
            for kind in sorted(set(measures)):
                of_it = (terms or {}).get(kind, Terms())
                await self._order(uow, flag, verdict_id, kind, terms=of_it, by=by)
        elif flag.raised.care is None:
            await self._withdraw(uow, flag, now)
        return verdict_id

    async def order_in(
        self,
        uow: UnitOfWork,
        flag_id: FlagId,
        kind: MeasureKind,
        *,
        by: AccountRef,
        terms: Terms | None = None,
    ) -> None:
        """One more measure on a flag that was upheld before. Raises `Forbidden`, and
        `AlreadyDecided` where its author was warned of it."""
        flag, verdict_id = await self._upheld(uow, flag_id, by)
        await self._must_be_allowed(uow, flag, by, {kind})
        if kind is MeasureKind.WARN and await _is_warned(uow, flag, verdict_id):
            raise AlreadyDecided(f"flag {flag_id}")
        await self._note(uow, flag, by, {"measure": kind})
        await self._order(uow, flag, verdict_id, kind, terms=terms or Terms(), by=by)

    async def talked_in(self, uow: UnitOfWork, flag_id: FlagId, *, by: AccountRef) -> None:
        """Somebody talked with the parents about a flag that was upheld: nothing but a note for
        the dossier. Raises `Forbidden`."""
        flag, _ = await self._upheld(uow, flag_id, by)
        await self._must_be_allowed(uow, flag, by, {MeasureKind.WARN})
        await uow.flags.step(flag_id, Step(StepKind.PARENTS, self.clock(), by))
        await self._note(uow, flag, by, {"measure": "parents"})

    async def lift_in(self, uow: UnitOfWork, flag_id: FlagId, *, by: AccountRef) -> bool:
        """End the mute that *flag_id* brought; False: none is running. Raises `Forbidden`."""
        flag, _ = await self._upheld(uow, flag_id, by)
        return await self._lift(uow, flag, by)

    async def overturn_in(self, uow: UnitOfWork, flag: Flag, by: AccountRef | None = None) -> int:
        """*flag* was upheld, and that was wrong, says *by*: it counts as dismissed, its warnings
        and the reminders that only it supports are taken back, and a mute ends. Its verdict stays
        as it was given. Returns how many warnings."""
        await self._lift(uow, flag, by)
        await uow.flags.overturn(flag.flag_id)
        await self._withdraw(uow, flag, self.clock())
        return await uow.strikes.take_back(flag.flag_id)

    async def _upheld(
        self, uow: UnitOfWork, flag_id: FlagId, by: AccountRef
    ) -> tuple[Flag, VerdictId]:
        flag = await self._flag_for(uow, flag_id, by)
        verdict_id = await uow.flags.verdict_id(flag_id)
        if flag.state is not FlagState.UPHELD or verdict_id is None:
            raise Forbidden("no measure without an upheld flag")
        return flag, verdict_id

    async def _flag_for(self, uow: UnitOfWork, flag_id: FlagId, by: AccountRef) -> Flag:
        flag = await uow.flags.get(flag_id)
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            raise Forbidden(_NOT_THEIRS)
        if not await may_now(uow.people, by, Act.DECIDE_FLAG, (group, flag.raised)):
            raise Forbidden(_NOT_THEIRS)
        return flag

    async def _must_be_allowed(
        self, uow: UnitOfWork, flag: Flag, by: AccountRef, kinds: Collection[MeasureKind]
    ) -> None:
        sender, against = flag.raised.sender, _AGAINST_PUPILS.intersection(kinds)
        if not against:
            return
        if _by_nobody(sender):
            raise Forbidden("no measure against nobody")
        known = await who_is(uow.people, sender.account)
        if sender.role.is_staff or (known.role is not None and known.role.is_staff):
            raise Forbidden("what follows for a colleague is not the bot's")
        group = await uow.groups.get(flag.raised.message.chat)
        if group is None or MeasureKind.REMOVE not in against:
            return
        if not await may_now(uow.people, by, Act.REMOVE_MEMBER, (group, flag.raised)):
            raise Forbidden(Act.REMOVE_MEMBER)

    async def _order(
        self,
        uow: UnitOfWork,
        flag: Flag,
        verdict_id: VerdictId,
        kind: MeasureKind,
        *,
        terms: Terms,
        by: AccountRef,
    ) -> None:
        now, group = self.clock(), await uow.groups.get(flag.raised.message.chat)
        if kind is MeasureKind.MUTE:
            terms = replace(terms, until=await self._until(uow, flag, terms, now))
        main, account = flag.raised.findings[0], flag.raised.sender.account
        called = "" if group is None else group.name
        if kind in _AGAINST_PUPILS and not terms.text:
            text = said(self.wording, kind, flag.raised, group=called, until=terms.until)
            terms = replace(terms, text=text)
        if kind in _STEPS:
            # What is done to somebody they read first: who is out cannot be told in the group.
            say = Say(account, terms.text, within=flag.raised.message.chat)
            await uow.outbox.add(NewOutboxItem(Purpose.MEASURE, say, now))
            await uow.flags.step(flag.flag_id, Step(_STEPS[kind], now, by, terms.until))
        measure = _measure(flag, verdict_id, kind, terms, by)
        await uow.outbox.add(NewOutboxItem(Purpose.MEASURE, measure, now))
        if kind is MeasureKind.WARN:
            await uow.strikes.add(Strike(account, main.rule, main.article, now, verdict_id))

    async def _until(self, uow: UnitOfWork, flag: Flag, terms: Terms, now: datetime) -> datetime:
        """Never shorter than what another flag brought."""
        until = terms.until or now + MUTE
        actor = await who_is(uow.people, flag.raised.sender.account)
        chat = flag.raised.message.chat
        other = await longest(uow, chat, actor.accounts, now, flag.flag_id)
        return until if other is None else max(until, other[1])

    async def _lift(self, uow: UnitOfWork, flag: Flag, by: AccountRef | None) -> bool:
        """What other flags brought goes on."""
        now, number = self.clock(), flag.flag_id
        verdict_id = await uow.flags.verdict_id(number)
        if verdict_id is None or muted_until(await uow.flags.steps(number), now) is None:
            return False
        chat, account = flag.raised.message.chat, flag.raised.sender.account
        await uow.flags.step(number, Step(StepKind.LIFTED, now, by))
        accounts = (await who_is(uow.people, account)).accounts
        other = await longest(uow, chat, accounts, now, number)
        order = None if by is None else Order(number, by)
        measure: Measure = LiftMute(chat, account, verdict_id, order)
        if other is not None:
            flag, until = other
            other_id = await uow.flags.verdict_id(flag.flag_id) or verdict_id
            measure = MuteMember(chat, account, until, other_id, order)
        else:
            said_so = Say(account, self.wording.texts("measure.said.lift"), within=chat)
            await uow.outbox.add(NewOutboxItem(Purpose.NOTICE, said_so, now, now + STALE_AFTER))
        await uow.outbox.add(NewOutboxItem(Purpose.MEASURE, measure, now))
        if by is not None:
            await self._note(uow, flag, by, {"measure": "lift"})
        return True

    async def _note(self, uow: UnitOfWork, flag: Flag, by: AccountRef, facts: Facts) -> None:
        entry = NewEntry(
            at=self.clock(),
            what=Audited.MEASURE,
            by=by,
            about=flag.raised.sender.account,
            facts={"flag": flag.flag_id, **facts},
        )
        await uow.audit.append(entry)

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


def _measure(
    flag: Flag, verdict: VerdictId, kind: MeasureKind, terms: Terms, by: AccountRef
) -> Measure:
    raised, order = flag.raised, Order(flag.flag_id, by)
    chat, account = raised.message.chat, raised.sender.account
    match kind:
        case MeasureKind.HIDE:
            return HideMessage(raised.message, verdict, raised.evidence.others, order)
        case MeasureKind.WARN:
            article = raised.findings[0].article
            return WarnMember(account, article, terms.text, verdict, chat, order)
        case MeasureKind.MUTE:
            if terms.until is None:
                raise AssertionError("a mute without an end")
            return MuteMember(chat, account, terms.until, verdict, order)
        case MeasureKind.REMOVE:
            return RemoveMember(chat, account, verdict, order)


async def _is_warned(uow: UnitOfWork, flag: Flag, verdict: VerdictId) -> bool:
    strikes = await uow.strikes.of(flag.raised.sender.account)
    return any(strike.verdict == verdict for strike in strikes)


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
            "chat": str(flag.raised.message.chat),
            "audience": flag.raised.audience,
            "verdict": verdict.verdict,
            "measures": ", ".join(sorted(measures)),
            **grounds(flag.raised.findings),
        },
        why=verdict.why,
    )
