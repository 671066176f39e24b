"""What follows from an appeal that is decided. The only place that turns a verdict."""

from dataclasses import dataclass, replace

from bot.answering.front import Front
from bot.appeals.telling import AppealTelling
from bot.appeals.whose import flag_of, may_decide
from bot.errors import Forbidden
from bot.flags.amend import Amending
from bot.flags.review import Review
from bot.flags.telling import name_of
from bot.model.action import Audience
from bot.model.appeal import Appeal, AppealId, AppealState, NewAppeal, Ruling
from bot.model.audit import Audited, Facts, NewEntry
from bot.model.flag import FlagState, Step, StepKind
from bot.model.ids import AccountRef
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.ports import LearnedFrom, UnitOfWork
from bot.rights import Act, who_is
from bot.wording import one_line

MOST_WORDS = 1500
"""Characters of a reason: what a pupil can be asked to read, and fits in one message."""

_STEPS = {AppealState.GRANTED: StepKind.GRANTED, AppealState.DENIED: StepKind.DENIED}


@dataclass(frozen=True, slots=True)
class Rulings:
    """Writes into the unit of work it is given."""

    front: Front
    review: Review
    learned: LearnedFrom

    async def decide_in(self, uow: UnitOfWork, ruling: Ruling) -> Appeal:
        """Raises `Forbidden` when it is gone or not for whoever decides, `AlreadyDecided` when
        somebody was first. Where it raises, nothing was written."""
        appeal = await uow.appeals.get(ruling.appeal)
        actor = await who_is(uow.people, ruling.by)
        if appeal is None or not await may_decide(uow, actor, appeal):
            raise Forbidden(Act.DECIDE_APPEAL)
        text = await self.text(uow, appeal, ruling)
        await uow.appeals.decide(ruling)
        decided = replace(appeal, state=ruling.state, ruling=ruling)
        taken_back = 0
        if ruling.state is AppealState.GRANTED:
            taken_back = await self._take_back(uow, appeal, ruling.by)
        await self._note(uow, decided, ruling, taken_back)
        await self._tell(uow, appeal.filed, text)
        if appeal.filed.about is not None:
            step = Step(_STEPS[ruling.state], ruling.at, ruling.by)
            await uow.flags.step(appeal.filed.about, step)
            await Amending(self.front).amend(uow, appeal.filed.about)
        await AppealTelling(self.front).close(uow, decided)
        return decided

    async def text(self, uow: UnitOfWork, appeal: Appeal, ruling: Ruling) -> str:
        """As whoever objected reads it."""
        texts, live = self.front.wording().texts, self.front.settings.live
        name = await name_of(uow, ruling.by, texts("appeal.a_person"))
        lines = [
            texts(f"ruling.{ruling.state}", number=appeal.appeal_id, name=name),
            texts("ruling.why", why=one_line(ruling.why)),
            texts(f"ruling.{ruling.state}.{_about(appeal.filed)}"),
        ]
        if ruling.state is AppealState.DENIED:
            lines.append(texts("ruling.further"))
            if live.rules_link:
                lines.append(texts("ruling.rules", link=live.rules_link))
        return "\n".join(lines)

    async def _take_back(self, uow: UnitOfWork, appeal: Appeal, by: AccountRef) -> int:
        """How many warnings."""
        filed = appeal.filed
        if filed.reminder is not None:
            if await uow.reminders.take_back(filed.by, filed.chat, filed.reminder):
                facts: Facts = {"appeal": appeal.appeal_id}
                await self.front.note(uow, Audited.WITHDRAWN, facts, about=filed.by)
            return 0
        flag = None if filed.about is None else await uow.flags.get(filed.about)
        if flag is None or flag.state is not FlagState.UPHELD:
            return 0
        strikes = await self.review.overturn_in(uow, flag, by)
        await self.learned.correct(flag)
        return strikes

    async def _note(
        self, uow: UnitOfWork, appeal: Appeal, ruling: Ruling, taken_back: int
    ) -> None:
        facts: dict[str, str | int] = {"appeal": appeal.appeal_id, "state": ruling.state}
        flag = await flag_of(uow, appeal.filed)
        facts["chat"] = str(appeal.filed.chat)
        facts["audience"] = flag.raised.audience if flag else Audience.RESPONSIBLE
        if appeal.filed.about is not None:
            facts |= {"flag": appeal.filed.about, "warnings": taken_back}
        entry = NewEntry(
            at=ruling.at,
            what=Audited.APPEAL,
            by=ruling.by,
            about=appeal.filed.by,
            facts=facts,
            why=ruling.why,
        )
        await uow.audit.append(entry)

    async def _tell(self, uow: UnitOfWork, filed: NewAppeal, text: str) -> None:
        # Never in the group for all to read: who cannot be reached reads it with /bezwaar.
        say = Say(filed.by, text, within=filed.chat)
        await uow.outbox.add(NewOutboxItem(Purpose.RULING, say, self.front.clock()))


def _about(filed: NewAppeal) -> str:
    if filed.reminder is not None:
        return "reminder"
    return "bot" if filed.about is None else "flag"


def ruling_of(
    front: Front, number: AppealId, state: AppealState, by: AccountRef, why: str
) -> Ruling:
    return Ruling(appeal=number, state=state, by=by, at=front.clock(), why=why.strip())
