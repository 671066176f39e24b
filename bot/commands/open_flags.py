"""Which flags wait for whoever asks: numbers, articles and age. In private, one of them again with
its words and its buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.answering.front import Front
from bot.answering.numbers import LONGEST
from bot.appeals.whose import waiting_for
from bot.commands.registry import Name
from bot.commands.staff import StaffOnly
from bot.commands.where import groups_on
from bot.flags.history import History
from bot.flags.telling import Telling
from bot.model.appeal import Appeal
from bot.model.dealing import CommandGiven
from bot.model.flag import Flag, FlagState
from bot.model.group import ClassGroup
from bot.ports import UnitOfWork
from bot.rights import Act, Actor, matters_of, may, who_is
from bot.wording import Wording

MOST = 30


@dataclass(frozen=True, slots=True)
class OpenFlags:
    front: Front
    staff: StaffOnly

    async def tell(self, uow: UnitOfWork, command: CommandGiven) -> str:
        """Of all groups that are theirs, or of the one in which it is asked; there, of care
        signals nothing at all."""
        actor = await who_is(uow.people, command.sender.account)
        groups = [
            group
            for group in await groups_on(uow, command.chat.platform)
            if command.private or group.chat == command.chat
        ]
        theirs = [await self._of(uow, actor, group) for group in groups]
        answers_for = any(may(actor, Act.READ_DIGEST, group) for group in groups)
        chats = {group.chat for group in groups}
        appeals = [one for one in await waiting_for(uow, actor) if one.filed.chat in chats]
        if not answers_for and not any(theirs) and not appeals:
            return await self.staff.refuse(uow, command, Name.OPEN)
        for group, found in zip(groups, theirs, strict=True):
            if found:
                await self.staff.note(uow, command, group, "open")
        wording = self.front.wording(command.sender)
        waiting = [
            (flag, group)
            for group, found in zip(groups, theirs, strict=True)
            for flag in found
            if command.private or flag.raised.care is None
        ]
        waiting.sort(key=lambda one: not one[0].raised.urgent)
        number = command.argument.strip().lstrip("#")
        if command.private and number:
            return await self._again(uow, command, number, [flag for flag, _ in waiting])
        return "\n".join([*self._listed(waiting, wording), *_objections(appeals, wording)])

    async def _again(
        self, uow: UnitOfWork, command: CommandGiven, number: str, waiting: Sequence[Flag]
    ) -> str:
        for flag in waiting:
            if str(flag.flag_id) == number:
                history, by = History(self.front), command.sender.account
                happened = await history.short(uow, flag)
                await Telling(self.front).tell(uow, flag, by, below=happened)
                await history.seen(uow, flag, by)
                return ""
        texts = self.front.wording(command.sender).texts
        return texts("open.unknown", number=number[:LONGEST])

    def _listed(
        self, waiting: Sequence[tuple[Flag, ClassGroup]], wording: Wording
    ) -> Iterator[str]:
        yield wording.texts("open.head", count=len(waiting))
        yield from (self._line(flag, group, wording) for flag, group in waiting[:MOST])
        if waiting:
            yield wording.texts("open.read", number=waiting[0][0].flag_id)

    async def _of(self, uow: UnitOfWork, actor: Actor, group: ClassGroup) -> Sequence[Flag]:
        flags = await uow.flags.find(chat=group.chat, state=FlagState.OPEN)
        matters = await matters_of(uow.people, [(group, flag.raised) for flag in flags])
        return [
            flag
            for flag, matter in zip(flags, matters, strict=True)
            if may(actor, Act.SEE_FLAG, matter)
        ]

    def _line(self, flag: Flag, group: ClassGroup, wording: Wording) -> str:
        raised = flag.raised
        age = self.front.clock() - (raised.raised_at or raised.sent_at)
        articles = ", ".join(finding.article for finding in raised.findings)
        return wording.texts(
            "open.flag.urgent" if raised.urgent else "open.flag",
            number=flag.flag_id,
            group=wording.group(raised.message, group.name),
            article=articles or wording.texts("open.care"),
            age=_age(age, wording),
        )


def _objections(appeals: Sequence[Appeal], wording: Wording) -> Iterator[str]:
    if appeals:
        numbers = ", ".join(str(one.appeal_id) for one in appeals[:MOST])
        yield wording.texts("open.appeals", count=len(appeals), numbers=numbers)
        yield wording.texts("open.appeal", number=appeals[0].appeal_id)


def _age(age: timedelta, wording: Wording) -> str:
    hours = max(0, int(age.total_seconds()) // 3600)
    days = hours // 24
    if days:
        return wording.texts("open.days", count=days)
    return wording.texts("open.hours", count=hours) if hours else wording.texts("open.new")
