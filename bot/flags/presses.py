"""What follows when somebody presses a button under a message of the bot."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.answering.front import Front
from bot.answering.links import is_private
from bot.answering.offers import Offer, Offered
from bot.errors import AlreadyDecided, Forbidden
from bot.flags.amend import Amending, name_of
from bot.flags.informing import Informing
from bot.flags.review import Review
from bot.flags.telling import Telling
from bot.model.action import Audience, MeasureKind
from bot.model.audit import Audited, Facts, NewEntry
from bot.model.dealing import ButtonPressed
from bot.model.flag import Flag, FlagState, Step, StepKind, Verdict
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId
from bot.model.member import Identity
from bot.model.outbox import Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Act, matters_of, may_now

AccountAnswered = Callable[[UnitOfWork, AccountRef, bool], Awaitable[None]]
"""Whether that is a work account, as its owner says. It writes into the audit itself."""

GroupAnswered = Callable[[UnitOfWork, ButtonPressed, Offer], Awaitable[str]]
"""What somebody chose for the group in which they pressed. Says what they read then, writes into
the audit itself, and raises `Forbidden` for whoever may not."""

_VERDICTS: Mapping[Offered, tuple[Verdict, tuple[MeasureKind, ...]]] = {
    Offered.UPHOLD: (Verdict.UPHELD, ()),
    Offered.DISMISS: (Verdict.DISMISSED, ()),
    Offered.HIDE: (Verdict.UPHELD, (MeasureKind.HIDE,)),
    Offered.WARN: (Verdict.UPHELD, (MeasureKind.WARN,)),
}


@dataclass(frozen=True, slots=True)
class Presses:
    """Writes into the unit of work it is given; the pipeline commits."""

    front: Front
    review: Review
    account_answered: AccountAnswered
    group_answered: GroupAnswered

    async def handle(self, uow: UnitOfWork, press: ButtonPressed) -> None:
        """Whoever may not learns nothing but that; and it is written down that they tried."""
        try:
            said = await self._follow(uow, press)
        except Forbidden:
            said = self._texts("press.refused")
            # A private chat has the number of whoever writes there, and facts outlive them.
            facts: Facts = {} if press.private else {"chat": str(press.chat)}
            await self.front.refuse(uow, press.by.account, "press", facts)
        await self.front.pressed(uow, press, said)

    async def _follow(self, uow: UnitOfWork, press: ButtonPressed) -> str:
        """What they read over the chat."""
        offer = self.front.offers.taken(press)
        if offer is None or press.by.identity is not Identity.PERSON:
            raise Forbidden("no such button for this person")
        match offer.act:
            case Offered.WORK_ACCOUNT | Offered.PRIVATE_ACCOUNT:
                work = offer.act is Offered.WORK_ACCOUNT
                await self.account_answered(uow, press.by.account, work)
                return self._texts("press.noted")
            case Offered.CLASS | Offered.REMIND | Offered.STAY_IN_TRIAL:
                return await self.group_answered(uow, press, offer)
            case _:
                return await self._flag(uow, press.by.account, offer)

    async def _flag(self, uow: UnitOfWork, by: AccountRef, offer: Offer) -> str:
        flag = await uow.flags.get(FlagId(int(offer.about)))
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            return self._texts("press.gone")
        if not await may_now(uow.people, by, Act.DECIDE_FLAG, (group, flag.raised)):
            raise Forbidden(Act.DECIDE_FLAG)
        if flag.state is not FlagState.OPEN:
            return await self._was_first(uow, flag.flag_id)
        if offer.act in _VERDICTS:
            return await self._decide(uow, by, flag.flag_id, offer.act)
        if (offer.act is Offered.TAKE_UP) is (flag.raised.care is None):
            raise Forbidden("care signals are taken up, and nothing else is")
        match offer.act:
            case Offered.TO_LEAD:
                return await self._to_lead(uow, by, flag, group)
            case Offered.LATER:
                return await self._later(uow, by, flag)
            case _:
                return await self._take_up(uow, by, flag)

    async def _decide(self, uow: UnitOfWork, by: AccountRef, flag_id: FlagId, act: Offered) -> str:
        verdict, measures = _VERDICTS[act]
        try:
            await self.review.decide_in(uow, flag_id, verdict, by=by, measures=measures)
        except AlreadyDecided:
            return await self._was_first(uow, flag_id)
        await Amending(self.front).amend(uow, flag_id, measures)
        return self._texts(f"press.{act.name.lower()}")

    async def _was_first(self, uow: UnitOfWork, flag_id: FlagId) -> str:
        verdict = await uow.flags.verdict(flag_id)
        if verdict is None:
            return self._texts("press.gone")
        name = await name_of(uow, verdict.by, self._texts("press.somebody"))
        return self._texts(f"press.already.{verdict.verdict}", name=name)

    async def _to_lead(
        self, uow: UnitOfWork, by: AccountRef, flag: Flag, group: ClassGroup
    ) -> str:
        (matter,) = await matters_of(uow.people, [(group, flag.raised)])
        steps, lead = await uow.flags.steps(flag.flag_id), group.team_lead
        passed = any(step.kind is StepKind.PASSED_ON for step in steps)
        if lead is None or lead == by or lead in matter.parties or passed:
            return self._texts("press.to_lead.not")
        await self._step(uow, by, flag, StepKind.PASSED_ON)
        await Telling(self.front).tell(uow, flag, lead, Purpose.ALERT)
        return self._texts("press.to_lead")

    async def _later(self, uow: UnitOfWork, by: AccountRef, flag: Flag) -> str:
        await self._step(uow, by, flag, StepKind.LATER)
        morning = Informing(self.front).morning_after(self.front.clock())
        return self._texts("press.later", when=self.front.wording().when(morning))

    async def _take_up(self, uow: UnitOfWork, by: AccountRef, flag: Flag) -> str:
        for step in await uow.flags.steps(flag.flag_id):
            if step.kind is StepKind.TAKEN_UP:
                name = await name_of(uow, step.by, self._texts("press.somebody"))
                return self._texts("press.taken_up", name=name)
        await self._step(uow, by, flag, StepKind.TAKEN_UP)
        if is_private(flag.raised.message):
            sender = flag.raised.sender
            read = self.front.wording(sender).texts("care.read")
            await self.front.say(uow, Purpose.NOTICE, Say(sender.account, read))
        return self._texts("press.take_up")

    async def _step(self, uow: UnitOfWork, by: AccountRef, flag: Flag, kind: StepKind) -> None:
        now, care = self.front.clock(), flag.raised.audience is Audience.CARE
        await uow.flags.step(flag.flag_id, Step(kind, now, by))
        entry = NewEntry(
            at=now,
            what=Audited.CARE if care else Audited.FLAG,
            by=by,
            about=flag.raised.sender.account,
            facts={"flag": flag.flag_id, "step": kind},
        )
        await uow.audit.append(entry)
        await Amending(self.front).amend(uow, flag.flag_id)

    def _texts(self, key: str, **values: object) -> str:
        return self.front.wording().texts(key, **values)
