"""A group gets another id or name, people come and go, the bot is put out."""

from dataclasses import dataclass, replace

from bot.answering.front import Front
from bot.groups.words import ANYBODY, Words
from bot.intake import follow
from bot.model.action import Audience
from bot.model.audit import BOT, Audited
from bot.model.dealing import BotRemoved, GroupMoved, GroupRenamed, MemberChanged, Presence
from bot.model.group import ClassGroup, PutOut, Stage
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Identity
from bot.model.person import NOT_KNOWN
from bot.ports import UnitOfWork
from bot.wording import called

_UNAPPROVED = "unapproved"
_POWER = frozenset({Presence.OWNER, Presence.ADMIN})
_INSIDE = _POWER | {Presence.MEMBER}


@dataclass(frozen=True, slots=True)
class Moved:
    front: Front
    asked: set[ChatRef]

    @property
    def words(self) -> Words:
        return Words(self.front)

    async def moved(self, uow: UnitOfWork, event: GroupMoved) -> None:
        """What of it can be done at receipt `follow` did. A platform may say it twice: in the old
        group and in the new one."""
        await follow(uow, event)
        group, there = await uow.groups.get(event.chat), await uow.groups.get(event.to)
        if there is None or event.chat == event.to:
            return
        if group is not None:
            if group.stage is not Stage.OFF:
                await uow.groups.put(replace(group, stage=Stage.OFF, since=event.at))
                await self.words.note(uow, event.chat, "replaced", to=str(event.to))
            return
        self.asked.discard(event.chat)
        self.asked.add(event.to)
        if there.put_out is not None:
            await self._never_out(uow, there, there.put_out)

    async def _never_out(self, uow: UnitOfWork, group: ClassGroup, out: PutOut) -> None:
        """Staff were told that the bot was taken out, and it was only the group that moved."""
        await uow.groups.put(replace(group, put_out=None))
        if group.stage.reads and (group.stage, group.since) == (out.stage, out.since):
            text = self.words.text("groups.moved", None, name=group.name)
            await self.words.staff(uow, group, text, *ANYBODY)

    async def renamed(self, uow: UnitOfWork, event: GroupRenamed) -> None:
        """A group keeps the name of its class, whatever people call it."""
        if await uow.groups.get(event.chat) is None:
            return
        await self.words.note(uow, event.chat, "renamed")

    async def removed(self, uow: UnitOfWork, event: BotRemoved) -> None:
        group = await uow.groups.get(event.chat)
        if group is None:
            return
        seen = event.by.account.user_id != NOT_KNOWN
        await self.words.note(uow, event.chat, "removed", event.by.account if seen else BOT)
        if group.stage is Stage.UNBOUND:
            await uow.groups.remove(event.chat)
        elif not group.is_put_out:
            out = PutOut(event.at, group.stage, group.since)
            off = replace(group, stage=Stage.OFF, since=event.at, put_out=out)
            await uow.groups.put(replace(off, administration=None))
            values = {"name": group.name, "since": self.words.moment(event.at)}
            key = "groups.removed" if seen else "groups.gone"
            person = await uow.people.who(event.by.account)
            by = person.name if person and person.name else called(event.by.name)
            text = self.words.text(key, None, **values, by=by)
            await self.words.staff(uow, group, text, *ANYBODY)

    async def member(self, uow: UnitOfWork, event: MemberChanged) -> None:
        group = await uow.groups.get(event.chat)
        if group is None:
            return
        is_bot = event.member.identity is Identity.BOT
        if is_bot or not _POWER.isdisjoint({event.was, event.now}):
            self.asked.add(event.chat)
        came = event.was is Presence.AWAY and event.now in _INSIDE
        if came and event.unapproved and group.stage.reads:
            await self._unapproved(uow, group, event)

    async def _unapproved(self, uow: UnitOfWork, group: ClassGroup, event: MemberChanged) -> None:
        """Once a person and group. The audit remembers it, by a name that can be erased."""
        who = event.member
        if who.role.is_staff or await self._told_before(uow, group.chat, who.account):
            return
        text = self.words.text("groups.unapproved", None, name=group.name, who=called(who.name))
        await self.words.staff(uow, group, text, Audience.RESPONSIBLE)
        facts = {"chat": str(group.chat), "happened": _UNAPPROVED}
        await self.front.note(uow, Audited.GROUP, facts, event.by.account, who.account)

    async def _told_before(self, uow: UnitOfWork, chat: ChatRef, account: AccountRef) -> bool:
        told = {"chat": str(chat), "happened": _UNAPPROVED}.items()
        return any(told <= entry.facts.items() for entry in await uow.audit.about(account))
