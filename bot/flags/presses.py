"""What follows when somebody presses a button under a message of the bot."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.answering.front import Front
from bot.answering.links import is_private
from bot.answering.offers import Offer, Offered
from bot.errors import AlreadyDecided, Forbidden
from bot.flags import burst, measures
from bot.flags.amend import Amending
from bot.flags.history import History
from bot.flags.informing import morning_after
from bot.flags.review import Review
from bot.flags.ruled import ruled_otherwise
from bot.flags.telling import Telling, name_of
from bot.model.action import Audience, MeasureKind
from bot.model.audit import Audited, Facts
from bot.model.dealing import ButtonPressed
from bot.model.digest import Names
from bot.model.flag import Flag, FlagState, Step, StepKind, Verdict
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

AppealAnswered = Callable[[UnitOfWork, ButtonPressed, Offer], Awaitable[str]]
"""The same of what somebody chose for an appeal."""

_APPEALS = frozenset({Offered.VIEW_APPEAL, Offered.GRANT, Offered.DENY, Offered.SEND_RULING})

_VERDICTS: Mapping[Offered, tuple[Verdict, tuple[MeasureKind, ...]]] = {
    Offered.UPHOLD: (Verdict.UPHELD, ()),
    Offered.DISMISS: (Verdict.DISMISSED, ()),
    Offered.HIDE: (Verdict.UPHELD, (MeasureKind.HIDE,)),
}


_TO_BE_SURE = timedelta(days=1)


async def _nobody_objects(_: UnitOfWork, __: ButtonPressed, ___: Offer) -> str:
    raise Forbidden(Act.DECIDE_APPEAL)


@dataclass(frozen=True, slots=True)
class Presses:
    """Writes into the unit of work it is given; the pipeline commits."""

    front: Front
    review: Review
    account_answered: AccountAnswered
    group_answered: GroupAnswered
    appeal_answered: AppealAnswered = _nobody_objects

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
            case Offered.CLASS | Offered.REMIND | Offered.STAY_IN_TRIAL | Offered.CLOSE:
                return await self.group_answered(uow, press, offer)
            case _ if offer.act in _APPEALS:
                return await self.appeal_answered(uow, press, offer)
            case _ if offer.act in measures.PRESSED:
                ordering = measures.Measures(self.front, self.review)
                return await ordering.pressed(uow, press.by.account, offer)
            case _ if offer.act in burst.PRESSED:
                bursts = burst.Bursts(self.front, self.review)
                return await bursts.pressed(uow, press.by.account, offer)
            case _:
                return await self._flag(uow, press.by.account, offer)

    async def _flag(self, uow: UnitOfWork, by: AccountRef, offer: Offer) -> str:
        number, _, sure = offer.about.partition("-")
        flag = await uow.flags.get(FlagId(int(number)))
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            return self._texts("press.gone")
        if not await may_now(uow.people, by, Act.DECIDE_FLAG, (group, flag.raised)):
            raise Forbidden(Act.DECIDE_FLAG)
        if flag.state is not FlagState.OPEN:
            return await measures.was_first(self.front, uow, flag.flag_id)
        if offer.act in _VERDICTS:
            verdict, _ = _VERDICTS[offer.act]
            ruled = await ruled_otherwise(uow, flag, verdict)
            if ruled is not None and not sure:
                return await self._ask(uow, by, flag, offer.act, ruled)
            return await self._decide(uow, by, flag.flag_id, offer.act)
        if (offer.act is Offered.TAKE_UP) is (flag.raised.care is None):
            raise Forbidden("care signals are taken up, and nothing else is")
        return await self._other(uow, by, flag, offer.act)

    async def _other(self, uow: UnitOfWork, by: AccountRef, flag: Flag, act: Offered) -> str:
        match act:
            case Offered.TO_LEAD:
                return await self._to_lead(uow, by, flag)
            case Offered.LATER:
                return await self._later(uow, by, flag)
            case Offered.SHOW:
                return await self._show(uow, by, flag)
            case _:
                return await self._take_up(uow, by, flag)

    async def _ask(
        self, uow: UnitOfWork, by: AccountRef, flag: Flag, act: Offered, ruled: Step
    ) -> str:
        """Whether they mean to say otherwise than who decided on the objection."""
        text = await measures.otherwise(self.front, uow, flag, ruled)
        label = self._texts(f"press.sure.{act.name.lower()}")
        until = self.front.clock() + _TO_BE_SURE
        button = self.front.offers.button(label, Offer(act, f"{flag.flag_id}-sure"), by, until)
        await self.front.tell(uow, by, text, ((button,),))
        return self._texts("press.asked")

    async def _decide(self, uow: UnitOfWork, by: AccountRef, flag_id: FlagId, act: Offered) -> str:
        """They were asked where they had to be."""
        verdict, ordered = _VERDICTS[act]
        try:
            await self.review.decide_in(
                uow, flag_id, verdict, by=by, measures=ordered, anyway=True
            )
        except AlreadyDecided:
            return await measures.was_first(self.front, uow, flag_id)
        await Amending(self.front).amend(uow, flag_id, ordered)
        return self._texts(f"press.{act.name.lower()}")

    async def _to_lead(self, uow: UnitOfWork, by: AccountRef, flag: Flag) -> str:
        group = await uow.groups.get(flag.raised.message.chat)
        if group is None:
            return self._texts("press.gone")
        (matter,) = await matters_of(uow.people, [(group, flag.raised)])
        steps = await uow.flags.steps(flag.flag_id)
        leads = [one for one in matter.lead if one != by]
        if not leads or any(step.kind is StepKind.PASSED_ON for step in steps):
            return self._texts("press.to_lead.not")
        await self._step(uow, by, flag, StepKind.PASSED_ON)
        for lead in leads:
            await Telling(self.front).tell(uow, flag, lead, Purpose.ALERT)
        return self._texts("press.to_lead")

    async def _later(self, uow: UnitOfWork, by: AccountRef, flag: Flag) -> str:
        await self._step(uow, by, flag, StepKind.LATER)
        morning = morning_after(self.front.clock(), await self.front.calendar(uow))
        return self._texts("press.later", when=self.front.wording().when(morning))

    async def _show(self, uow: UnitOfWork, by: AccountRef, flag: Flag) -> str:
        """Where the digest had pseudonyms, that somebody saw the name is written down."""
        if self.front.settings.digest.names is Names.PSEUDONYM:
            facts: Facts = {"flag": flag.flag_id}
            await self.front.note(uow, Audited.REVEAL, facts, by, flag.raised.sender.account)
        await Telling(self.front).tell(uow, flag, by)
        await History(self.front).seen(uow, flag, by)
        return ""

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
        await uow.flags.step(flag.flag_id, Step(kind, self.front.clock(), by))
        what = Audited.CARE if flag.raised.audience is Audience.CARE else Audited.FLAG
        facts: Facts = {"flag": flag.flag_id, "step": kind}
        await self.front.note(uow, what, facts, by, flag.raised.sender.account)
        await Amending(self.front).amend(uow, flag.flag_id)

    def _texts(self, key: str, **values: object) -> str:
        return self.front.wording().texts(key, **values)
