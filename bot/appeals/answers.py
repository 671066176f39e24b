"""Staff answer an appeal in the chat: they choose, write why, see it, and send it."""

from dataclasses import dataclass
from datetime import timedelta

from bot.answering.front import Front
from bot.answering.numbers import LONGEST, number_in
from bot.answering.offers import Offer, Offered
from bot.appeals.ruling import MOST_WORDS, Rulings, ruling_of
from bot.appeals.telling import AppealTelling
from bot.appeals.whose import may_decide
from bot.errors import AlreadyDecided, Forbidden
from bot.flags.telling import name_of
from bot.model.appeal import Appeal, AppealId, AppealState, NewDraft
from bot.model.audit import Audited
from bot.model.dealing import ButtonPressed, CommandGiven, PrivateMessage
from bot.model.ids import AccountRef
from bot.model.outbox import NewOutboxItem, Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Act, who_is
from bot.texts import Texts

TO_WRITE = timedelta(minutes=30)
"""Within which what somebody writes to the bot is the reason that they were asked for."""
TO_SEND = timedelta(days=1)

_STATES = {Offered.GRANT: AppealState.GRANTED, Offered.DENY: AppealState.DENIED}


@dataclass(frozen=True, slots=True)
class Answers:
    """Writes into the unit of work it is given; the pipeline commits."""

    front: Front
    rulings: Rulings

    async def pressed(self, uow: UnitOfWork, press: ButtonPressed, offer: Offer) -> str:
        """What whoever pressed reads over the chat. Raises `Forbidden`."""
        number, _, draft = offer.about.partition("-")
        by = press.by.account
        appeal = await uow.appeals.get(AppealId(int(number)))
        if appeal is None:
            return self._texts("appeal.gone")
        if not await may_decide(uow, await who_is(uow.people, by), appeal):
            raise Forbidden(Act.DECIDE_APPEAL)
        if appeal.state is not AppealState.OPEN:
            return await self._was_first(uow, appeal)
        match offer.act:
            case Offered.VIEW_APPEAL:
                return await self._view(uow, appeal, by)
            case Offered.SEND_RULING:
                return await self._send(uow, appeal, by, int(draft))
            case _:
                return await self._ask(uow, appeal, by, _STATES[offer.act])

    async def written(self, uow: UnitOfWork, message: PrivateMessage) -> bool:
        """Whether it was the reason that they were asked for. An edit of it is none."""
        by = message.sender.account
        draft = await uow.appeals.draft_of(by)
        if draft is None or message.edited_at is not None or not message.text.strip():
            return False
        asked = draft.written
        if message.at - asked.at > TO_WRITE:
            if asked.why:
                return False
            await uow.appeals.drop_draft(by)
            await self.front.tell(uow, by, self._texts("appeal.late_answer", number=asked.appeal))
            return True
        await self._take(uow, by, asked.appeal, asked.state, message.text)
        return True

    async def given(self, uow: UnitOfWork, command: CommandGiven) -> str:
        """`/antwoord 12 why`; without a reason the appeal is shown again."""
        texts = self.front.wording(command.sender).texts
        if not command.private:
            return texts("appeal.in_private")
        number, _, words = command.argument.strip().partition(" ")
        by, digits = command.sender.account, number.lstrip("#")
        if not digits:
            return texts("appeal.how_to_answer")
        typed = number_in(digits)
        appeal = None if typed is None else await uow.appeals.get(AppealId(typed))
        actor = await who_is(uow.people, by)
        if appeal is None or not await may_decide(uow, actor, appeal):
            await self.front.refuse(uow, by, command.name, {"platform": by.platform})
            return texts("appeal.not_yours", number=number[:LONGEST])
        if appeal.state is not AppealState.OPEN:
            return await self._was_first(uow, appeal)
        draft = await uow.appeals.draft_of(by)
        chosen = draft is not None and draft.written.appeal == appeal.appeal_id
        if draft is None or not chosen or not words.strip():
            await AppealTelling(self.front).tell(uow, appeal, [by])
            return texts("appeal.choose_first", number=appeal.appeal_id) if words.strip() else ""
        await self._take(uow, by, appeal.appeal_id, draft.written.state, words)
        return ""

    async def _view(self, uow: UnitOfWork, appeal: Appeal, by: AccountRef) -> str:
        text, flag = await AppealTelling(self.front).view(uow, appeal)
        now = self.front.clock()
        about = None if flag is None else flag.flag_id
        await uow.outbox.add(NewOutboxItem(Purpose.FLAG, Say(by, text), now, about=about))
        facts: dict[str, str | int] = {"appeal": appeal.appeal_id, "step": "viewed"}
        if about is not None:
            facts["flag"] = about
        await self.front.note(uow, Audited.APPEAL, facts, by, appeal.filed.by)
        return self._texts("appeal.shown")

    async def _ask(
        self, uow: UnitOfWork, appeal: Appeal, by: AccountRef, state: AppealState
    ) -> str:
        number, now = appeal.appeal_id, self.front.clock()
        await uow.appeals.draft(NewDraft(appeal=number, state=state, by=by, at=now))
        word = self._texts(f"appeal.state.{state}")
        await self.front.tell(uow, by, self._texts("appeal.ask", number=number, state=word))
        return self._texts("appeal.asked", state=word)

    async def _take(
        self, uow: UnitOfWork, by: AccountRef, number: AppealId, state: AppealState, words: str
    ) -> None:
        """Show what would be sent. Each text has a button of its own."""
        why = words.strip()
        appeal = await uow.appeals.get(number)
        if appeal is None or not await may_decide(uow, await who_is(uow.people, by), appeal):
            await uow.appeals.drop_draft(by)
            await self.front.tell(uow, by, self._texts("appeal.gone"))
            return
        if appeal.state is not AppealState.OPEN:
            await self.front.tell(uow, by, await self._was_first(uow, appeal))
            return
        if len(why) > MOST_WORDS:
            await self.front.tell(uow, by, self._texts("appeal.too_long", count=MOST_WORDS))
            return
        now = self.front.clock()
        draft = await uow.appeals.draft(
            NewDraft(appeal=number, state=state, by=by, at=now, why=why)
        )
        said = await self.rulings.text(uow, appeal, ruling_of(self.front, number, state, by, why))
        head = self._texts("appeal.preview")
        offer = Offer(Offered.SEND_RULING, f"{number}-{draft}")
        label = self._texts("appeal.button.send_ruling")
        button = self.front.offers.button(label, offer, by, now + TO_SEND)
        await self.front.tell(uow, by, f"{head}\n\n{said}", ((button,),))

    async def _send(self, uow: UnitOfWork, appeal: Appeal, by: AccountRef, shown: int) -> str:
        draft = await uow.appeals.draft_of(by)
        if draft is None or draft.draft_id != shown or draft.written.appeal != appeal.appeal_id:
            return self._texts("appeal.other_text")
        written = draft.written
        ruling = ruling_of(self.front, written.appeal, written.state, by, written.why)
        try:
            await self.rulings.decide_in(uow, ruling)
        except AlreadyDecided:
            return await self._was_first(uow, await uow.appeals.get(appeal.appeal_id) or appeal)
        return self._texts("appeal.sent")

    async def _was_first(self, uow: UnitOfWork, appeal: Appeal) -> str:
        by = appeal.ruling.by if appeal.ruling else None
        name = await name_of(uow, by, self._texts("press.somebody"))
        return self._texts(f"appeal.already.{appeal.state}", name=name)

    @property
    def _texts(self) -> Texts:
        return self.front.wording().texts
