"""What somebody tells the bot may be a cry for help: it is heard, and a person is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.answering.front import Front
from bot.answering.links import written_privately
from bot.commands.overheard import overheard
from bot.commands.where import groups_on, own_groups
from bot.effects import Effects
from bot.flags.going_on import GoingOn
from bot.judge.base import Judge
from bot.model.action import AlertCare, Audience
from bot.model.conversation import Context
from bot.model.dealing import CommandGiven, Original, PrivateMessage
from bot.model.decision import Decided, Decision
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, MessageRef
from bot.model.judgement import Judgement
from bot.model.member import Role, Sender
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
        judgement = self.judge.judge(_anybodys(message), Context())
        if not self.is_care(judgement):
            return False
        known, groups = await self._groups(uow, to)
        reaching = await _reaching(uow, groups)
        if _original(to) is not None:
            message, judgement = passed_on(message, judgement)
        name = self._name(to, known=known)
        for group in reaching or groups[:1]:
            said = _said_in(message, group, name, known=known)
            before = await self._enough(uow, said, judgement)
            if before is None:
                await self.alert(uow, said, judgement)
            else:
                await GoingOn(self.front).count(uow, before, group)
        await self.front.answer(uow, to, self.answer(to.sender, told=bool(reaching)))
        return True

    async def overhear(self, uow: UnitOfWork, command: CommandGiven) -> bool:
        """Whether what everybody in the group reads is a cry for help. Then whoever wrote it reads
        nothing else; the care contacts are told where all that is said in the group is judged."""
        message = overheard(command)
        if message is None or not self.is_care(self.judge.judge(message, Context())):
            return False
        group = await uow.groups.get(command.chat)
        told = False
        if group is not None and group.is_read:
            told = Audience.CARE in await heard(uow.people, group)
        await self.front.answer(uow, command, self.answer(command.sender, told=told, openly=True))
        return True

    async def _enough(
        self, uow: UnitOfWork, message: Message, judgement: Judgement
    ) -> Flag | None:
        """Whoever goes on writing is answered every time, but does not bury what care contacts
        still have to look at, be it theirs or others'. The open flag with which it is counted;
        None: it is told, as is always what is of another kind, or surer than all before."""
        since, care = self.front.clock() - _A_WHILE, judgement.care
        same = {
            flag: flag.raised.care.probability
            for flag in await uow.flags.about(message.sender.account)
            if flag.state is FlagState.OPEN
            if care is not None and flag.raised.care is not None
            if flag.raised.care.reason.key == care.reason.key
            if flag.raised.message.chat == message.ref.chat
            if (flag.raised.raised_at or flag.raised.sent_at) > since
        }
        if care is None or len(same) < _CRIES or care.probability > max(same.values()):
            return None
        return max(same, key=lambda flag: flag.flag_id)

    def is_care(self, judgement: Judgement) -> bool:
        care_from = self.effects.wording.rulebook.care_from
        return judgement.care is not None and judgement.care.probability >= care_from

    async def alert(self, uow: UnitOfWork, message: Message, judgement: Judgement) -> None:
        decision = Decision((), (AlertCare(),), self.effects.wording.rulebook.stamp)
        decided = Decided(message, judgement, decision)
        await self.effects.carry_out(uow, decided, (), message.sent_at)

    def answer(self, reader: Sender, *, told: bool, openly: bool = False) -> str:
        """Never a reprimand. *told*: the school has somebody who hears of it. *openly*: everybody
        in the group can read it, and nobody tells them that it was read."""
        texts = self.front.wording(reader).texts
        school = self.front.settings.live.help
        heard_of = "care.answer.openly" if openly else "care.answer.told"
        lines = [
            texts(heard_of if told else "care.answer.untold"),
            texts("care.answer.help"),
            *([texts("care.answer.school", help=school)] if school else []),
        ]
        return "\n\n".join(lines)

    async def _groups(
        self, uow: UnitOfWork, to: CommandGiven | PrivateMessage
    ) -> tuple[bool, Sequence[ClassGroup]]:
        """Theirs, and that it is known which; of whom nobody knows where they belong, all there
        are."""
        group = await uow.groups.get(to.chat)
        own = [group] if group else await own_groups(uow, to.sender.account)
        person = await uow.people.who(to.sender.account)
        known = len(own) == 1 or bool(own and person and person.classes)
        return known, own or await groups_on(uow, to.chat.platform)

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


def _said_in(message: Message, group: ClassGroup, name: str, *, known: bool) -> Message:
    """Care contacts read of which group it is, where that is *known*."""
    return replace(
        message,
        ref=written_privately(group.chat, message.ref.message_id, known=known),
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


def _anybodys(message: Message) -> Message:
    """In a class staff write about the need of others; what they write to the bot may be their
    own."""
    return replace(message, sender=replace(message.sender, role=Role.STUDENT))
