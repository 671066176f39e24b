"""What somebody tells the bot may be a cry for help: it is heard, and a person is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.commands.where import groups_on, own_groups
from bot.effects import Effects
from bot.front import Front
from bot.judge.base import Judge
from bot.links import written_privately
from bot.model.action import AlertCare, Audience
from bot.model.conversation import Context
from bot.model.dealing import CommandGiven, PrivateMessage
from bot.model.decision import Decided, Decision
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, MessageRef
from bot.model.judgement import Judgement
from bot.model.member import Sender
from bot.model.message import Message
from bot.ports import UnitOfWork
from bot.rights import heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    front: Front
    effects: Effects
    judge: Judge

    async def hear(self, uow: UnitOfWork, to: CommandGiven | PrivateMessage, words: str) -> bool:
        """Whether somebody may be in need. Then they are answered at once and the care contacts
        told; their words are kept nowhere else."""
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
        for group in reaching or groups[:1]:
            await self.alert(uow, self._said_in(message, group, known=known), judgement)
        await self.front.answer(uow, to, self.answer(to.sender, told=bool(reaching)))
        return True

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

    def _said_in(self, message: Message, group: ClassGroup, *, known: bool) -> Message:
        """Care contacts read of which group it is; that it was not said there, and that nobody
        knows their group, stands behind the name."""
        key = "care.private" if known else "care.nowhere"
        name = self.effects.wording.texts(key, name=message.sender.name)
        return replace(
            message,
            ref=written_privately(group.chat, message.ref.message_id),
            group=group.name,
            sender=replace(message.sender, name=name),
        )


async def _reaching(uow: UnitOfWork, groups: Sequence[ClassGroup]) -> Sequence[ClassGroup]:
    """As few of *groups* as all their care contacts hear it by."""
    reached: set[AccountRef] = set()
    found = []
    for group in groups:
        if not reached.issuperset(group.care) and Audience.CARE in await heard(uow.people, group):
            found.append(group)
            reached.update(group.care)
    return found
