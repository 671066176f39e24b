"""Appeals at the school's own computer, for staff who would rather not do it in a chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.answering.front import Front
from bot.appeals.ruling import MOST_WORDS, Rulings, ruling_of
from bot.appeals.telling import AppealTelling
from bot.appeals.whose import may_decide, waiting_for
from bot.errors import AlreadyDecided, Forbidden, InputError
from bot.flags.telling import name_of
from bot.model.appeal import Appeal, AppealId, AppealState, Ruling
from bot.model.audit import Audited, Subject
from bot.model.ids import AccountRef, Platform
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.rights import WHO, Act, Actor, who_is


@dataclass(frozen=True, slots=True)
class Waiting:
    appeal: Appeal
    group: str
    due: date


@dataclass(frozen=True, slots=True)
class AppealOffice:
    unit_of_work: UnitOfWorkFactory
    rulings: Rulings

    async def waiting(self, by: Subject) -> Sequence[Waiting]:
        """Those that *by* may decide, oldest first. Raises `Forbidden`."""
        async with self.unit_of_work() as uow:
            actor = await self._actor(uow, by)
            return [await self._waiting(uow, one) for one in await waiting_for(uow, actor)]

    async def show(self, number: AppealId, by: Subject) -> Sequence[str]:
        """The appeal and the words that it is about; that it was looked at is written down. Raises
        `Forbidden`, also where there is no such appeal."""
        async with self.unit_of_work() as uow:
            appeal = await self._theirs(uow, number, by)
            text = await self._telling.text(uow, appeal)
            lines = [*text.splitlines(), ""]
            if appeal.filed.about is not None:
                view, _ = await self._telling.view(uow, appeal)
                lines += view.splitlines()
            facts: dict[str, str | int] = {"appeal": number, "step": "viewed"}
            if appeal.filed.about is not None:
                facts["flag"] = appeal.filed.about
            await self._front.note(uow, Audited.APPEAL, facts, by, appeal.filed.by)
            await uow.commit()
        return lines

    async def preview(
        self, number: AppealId, state: AppealState, why: str, by: Subject
    ) -> Sequence[str]:
        """What whoever objected would read. Raises `Forbidden`, `InputError`."""
        async with self.unit_of_work() as uow:
            appeal = await self._theirs(uow, number, by)
            await self._must_be_open(uow, appeal)
            ruling = await self._ruling(uow, appeal, state, why, by)
            return (await self.rulings.text(uow, appeal, ruling)).splitlines()

    async def decide(self, number: AppealId, state: AppealState, why: str, by: Subject) -> None:
        """Raises `Forbidden`, and `InputError` where somebody was first."""
        async with self.unit_of_work() as uow:
            appeal = await self._theirs(uow, number, by)
            await self._must_be_open(uow, appeal)
            try:
                await self.rulings.decide_in(uow, await self._ruling(uow, appeal, state, why, by))
            except AlreadyDecided:
                await self._must_be_open(uow, await uow.appeals.get(number) or appeal)
                raise
            await uow.commit()

    async def _actor(self, uow: UnitOfWork, by: Subject) -> Actor:
        actor = await who_is(uow.people, by)
        if actor.role not in WHO[Act.DECIDE_APPEAL]:
            raise Forbidden(Act.DECIDE_APPEAL)
        return actor

    async def _theirs(self, uow: UnitOfWork, number: AppealId, by: Subject) -> Appeal:
        actor, appeal = await self._actor(uow, by), await uow.appeals.get(number)
        if appeal is None or not await may_decide(uow, actor, appeal):
            raise Forbidden(Act.DECIDE_APPEAL)
        return appeal

    async def _must_be_open(self, uow: UnitOfWork, appeal: Appeal) -> None:
        if appeal.state is not AppealState.OPEN:
            by = appeal.ruling.by if appeal.ruling else None
            texts = self._front.wording().texts
            name = await name_of(uow, by, texts("press.somebody"))
            raise InputError(f"error.appeals.{appeal.state}", number=appeal.appeal_id, name=name)

    async def _ruling(
        self, uow: UnitOfWork, appeal: Appeal, state: AppealState, why: str, by: Subject
    ) -> Ruling:
        if not why.strip():
            raise InputError("error.appeals.no_why")
        if len(why.strip()) > MOST_WORDS:
            raise InputError("error.appeals.too_long", count=MOST_WORDS)
        account = await _account(uow, by, appeal.filed.chat.platform)
        return ruling_of(self._front, appeal.appeal_id, state, account, why)

    async def _waiting(self, uow: UnitOfWork, appeal: Appeal) -> Waiting:
        group = await uow.groups.get(appeal.filed.chat)
        due = await self._telling.due(uow, appeal.filed)
        return Waiting(appeal, group.name if group else "", due)

    @property
    def _front(self) -> Front:
        return self.rulings.front

    @property
    def _telling(self) -> AppealTelling:
        return AppealTelling(self._front)


async def _account(uow: UnitOfWork, by: Subject, platform: Platform) -> AccountRef:
    """One of theirs, under which it is kept; where the group is, if they have one there."""
    if isinstance(by, AccountRef):
        return by
    usable = [link.account for link in await uow.people.links(by) if link.gives_rights]
    if not usable:
        raise Forbidden(Act.DECIDE_APPEAL)
    return next((one for one in usable if one.platform is platform), usable[0])
