"""A group gets another id or name, people come and go, the bot is put out."""

from dataclasses import dataclass, replace

from bot.front import Front
from bot.groups.words import ANYBODY, Words
from bot.model.action import Audience
from bot.model.audit import Audited
from bot.model.dealing import BotRemoved, GroupMoved, GroupRenamed, MemberChanged, Presence
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatRef
from bot.model.member import Identity
from bot.ports import UnitOfWork

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
        """Whatever the new id brought with it before this event did, gives way unless it is bound
        to a class: then both stay as they are."""
        group, there = await uow.groups.get(event.chat), await uow.groups.get(event.to)
        if group is None or event.chat == event.to:
            return
        if there is not None and there.stage is not Stage.UNBOUND:
            await uow.groups.put(replace(group, stage=Stage.OFF, since=event.at))
            await self.words.note(uow, event.chat, "replaced", to=str(event.to))
            return
        await uow.groups.remove(event.to)
        await uow.groups.move(event.chat, event.to)
        await self.words.note(uow, event.chat, "moved", to=str(event.to))
        self.asked.discard(event.chat)
        self.asked.add(event.to)

    async def renamed(self, uow: UnitOfWork, event: GroupRenamed) -> None:
        """A bound group keeps the name of its class, whatever people call it."""
        group = await uow.groups.get(event.chat)
        if group is None:
            return
        if group.stage is Stage.UNBOUND:
            await uow.groups.put(replace(group, name=event.name))
        await self.words.note(uow, event.chat, "renamed")

    async def removed(self, uow: UnitOfWork, event: BotRemoved) -> None:
        group = await uow.groups.get(event.chat)
        if group is None:
            return
        await self.words.note(uow, event.chat, "removed", event.by.account)
        if group.stage is Stage.UNBOUND:
            await uow.groups.remove(event.chat)
            return
        await uow.groups.put(replace(group, stage=Stage.OFF, since=event.at, administration=None))
        since, by = self.words.moment(event.at), event.by.name
        text = self.words.text("groups.removed", None, name=group.name, since=since, by=by)
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
        text = self.words.text("groups.unapproved", None, name=group.name, who=who.name)
        await self.words.staff(uow, group, text, Audience.RESPONSIBLE)
        facts = {"chat": str(group.chat), "happened": _UNAPPROVED}
        await self.words.write(uow, Audited.GROUP, event.by.account, facts, who.account)

    async def _told_before(self, uow: UnitOfWork, chat: ChatRef, account: AccountRef) -> bool:
        told = {"chat": str(chat), "happened": _UNAPPROVED}.items()
        return any(told <= entry.facts.items() for entry in await uow.audit.about(account))
