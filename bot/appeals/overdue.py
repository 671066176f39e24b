"""An appeal that nobody answers: those who may are reminded, then the team lead."""

from dataclasses import dataclass
from datetime import datetime, time

from bot.answering.front import Front
from bot.appeals.telling import ANSWERED_WITHIN, AppealTelling
from bot.appeals.whose import deciders, lead_for
from bot.model.appeal import Appeal
from bot.model.audit import Audited
from bot.ports import UnitOfWork

ROUNDS = 2
_MORNING = time(8, 30)


@dataclass(frozen=True, slots=True)
class Overdue:
    """Writes into the unit of work it is given."""

    front: Front

    async def chase(self, uow: UnitOfWork, now: datetime) -> None:
        """In the morning of a school day, each round once."""
        calendar = await self.front.calendar(uow)
        local = now.astimezone(self.front.settings.timezone)
        if not calendar.is_school_day(local.date()) or local.time() < _MORNING:
            return
        for appeal in await uow.appeals.open():
            following = (appeal.chased + 1) * ANSWERED_WITHIN
            due = await AppealTelling(self.front).due(uow, appeal.filed, following)
            if appeal.chased < ROUNDS and local.date() >= due:
                await self._chase(uow, appeal)

    async def _chase(self, uow: UnitOfWork, appeal: Appeal) -> None:
        first = appeal.chased == 0
        readers = await (deciders if first else lead_for)(uow, appeal.filed)
        key = "appeal.overdue" if first else "appeal.overdue.lead"
        above = self.front.wording().texts(key, number=appeal.appeal_id)
        await AppealTelling(self.front).tell(uow, appeal, readers, above=above)
        await uow.appeals.chase(appeal.appeal_id)
        facts: dict[str, str | int] = {
            "appeal": appeal.appeal_id,
            "step": "chased",
            "people": len(readers),
        }
        if appeal.filed.about is not None:
            facts["flag"] = appeal.filed.about
        await self.front.note(uow, Audited.APPEAL, facts, about=appeal.filed.by)
