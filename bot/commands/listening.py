"""What somebody tells the bot may be a cry for help: it is heard, and a person is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.answering.front import Front
from bot.answering.links import written_privately
from bot.commands.where import groups_on, own_groups
from bot.effects import Effects
from bot.judge.base import Judge
from bot.model.action import AlertCare, Audience
from bot.model.conversation import Context
from bot.model.dealing import CommandGiven, Original, PrivateMessage
from bot.model.decision import Decided, Decision
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, MessageRef
from bot.model.judgement import Judgement
from bot.model.member import Sender
from bot.model.message import Message
from bot.ports import UnitOfWork
from bot.rights import heard
from bot.wording import called

_CRIES = 5
_A_WHILE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    front: Front
    effects: Effects
    judge: Judge

    async def hear(self, uow: UnitOfWork, to: CommandGiven | PrivateMessage, words: str) -> bool:
        """Whether somebody may be in need. Then whoever wrote to the bot, or passed it on, is
        answered at once and the care contacts told; *words* are kept nowhere else."""
        message = Message(
            ref=MessageRef(to.chat, to.message_id),
            group="",
            sender=to.sender,
            sent_at=to.at,
            text=words,
        )
        judgement = self.judge.judge(message, Context())
        if not self.is_care(judgement):
            return False
        known, groups = await self._groups(uow, to)
        reaching = await _reaching(uow, groups)
        if _original(to) is not None:
            message, judgement = passed_on(message, judgement)
        if not await self._is_known_to_be_in_need(uow, to.sender.account):
            name = self._name(to, known=known)
            for group in reaching or groups[:1]:
                await self.alert(uow, _said_in(message, group, name), judgement)
        await self.front.answer(uow, to, self.answer(to.sender, told=bool(reaching)))
        return True

    async def _is_known_to_be_in_need(self, uow: UnitOfWork, account: AccountRef) -> bool:
        """Whoever goes on writing is answered every time, but does not bury what care contacts
        still have to look at, be it theirs or others'."""
        since = self.front.clock() - _A_WHILE
        cries = [flag for flag in await uow.flags.about(account) if flag.raised.care is not None]
        recent = [flag for flag in cries if (flag.raised.raised_at or flag.raised.sent_at) > since]
        return len(recent) >= _CRIES

    def is_care(self, judgement: Judgement) -> bool:
        care_from = self.effects.wording.rulebook.care_from
        return judgement.care is not None and judgement.care.probability >= care_from

    async def alert(self, uow: UnitOfWork, message: Message, judgement: Judgement) -> None:
        decision = Decision((), (AlertCare(),), self.effects.wording.rulebook.stamp)
        decided = Decided(message, judgement, decision)
        await self.effects.carry_out(uow, decided, (), message.sent_at)

    def answer(self, reader: Sender, *, told: bool) -> str:
        """Never a reprimand. *told*: the school has somebody who hears of it."""
        texts = self.front.wording(reader).texts
        school = self.front.settings.live.help
        lines = [
            texts("care.answer.told" if told else "care.answer.untold"),
            texts("care.answer.help"),
            *([texts("care.answer.school", help=school)] if school else []),
        ]
        return "\n\n".join(lines)

    async def _groups(
        self, uow: UnitOfWork, to: CommandGiven | PrivateMessage
    ) -> tuple[bool, Sequence[ClassGroup]]:
        """Theirs, and that they are; of whom nobody knows where they belong, all there are."""
        group = await uow.groups.get(to.chat)
        own = [group] if group else await own_groups(uow, to.sender.account)
        return bool(own), own or await groups_on(uow, to.chat.platform)

    def _name(self, to: CommandGiven | PrivateMessage, *, known: bool) -> str:
        """That it was not said in their group, and that nobody knows which that is, stands behind
        the name."""
        texts, original = self.effects.wording.texts, _original(to)
        name = called(to.sender.name)
        if original is None:
            return texts("care.private" if known else "care.nowhere", name=name)
        author = called(original.sender.name) if original.sender else "?"
        key = "care.passed_on" if known else "care.passed_on.nowhere"
        return texts(key, name=name, author=author)


def _said_in(message: Message, group: ClassGroup, name: str) -> Message:
    """Care contacts read of which group it is."""
    return replace(
        message,
        ref=written_privately(group.chat, message.ref.message_id),
        group=group.name,
        sender=replace(message.sender, name=name),
    )


def _original(to: CommandGiven | PrivateMessage) -> Original | None:
    return to.forwarded if isinstance(to, PrivateMessage) else None


def passed_on(message: Message, judgement: Judgement) -> tuple[Message, Judgement]:
    """Whoever passes words on did not say them."""
    message = replace(message, text="", forwarded=message.text)
    care = judgement.care and replace(judgement.care, forwarded=True)
    return message, replace(judgement, care=care)


async def _reaching(uow: UnitOfWork, groups: Sequence[ClassGroup]) -> Sequence[ClassGroup]:
    """As few of *groups* as all their care contacts hear it by."""
    reached: set[AccountRef] = set()
    found = []
    for group in groups:
        if not reached.issuperset(group.care) and Audience.CARE in await heard(uow.people, group):
            found.append(group)
            reached.update(group.care)
    return found
