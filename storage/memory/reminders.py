from bisect import insort
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from bot.model.finding import Rule
from bot.model.flag import Reminder
from bot.model.ids import AccountRef, ChatRef, MessageRef
from bot.model.record import GroupRecord, KeptReminder, MemberRecord
from bot.model.retention import Held
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed
from storage.memory.moments import held
from storage.moving import Move

_Member = list[Reminder]

MOST_MEMBERS = 10_000
"""Of one chat, where not everything is kept; who was reminded first is forgotten first."""


class MemoryReminderStore:
    """*keep*: how many reminders are kept of each member of a chat; None for all."""

    def __init__(self, journal: Journal, keep: int | None) -> None:
        self._journal = journal
        self._keep = keep
        self._chats: dict[ChatRef, dict[AccountRef, _Member]] = {}
        self._withdrawn = Keyed[MessageRef, tuple[Reminder, ...]](journal)
        self._last = Keyed[ChatRef, datetime](journal)
        self._too_long: list[_Member] = []
        self._too_many: list[dict[AccountRef, _Member]] = []

    async def add(self, reminder: Reminder) -> None:
        chat = reminder.message.chat
        members = self._chats.setdefault(chat, {})
        member = members.setdefault(reminder.account, [])
        insort(member, reminder, key=attrgetter("at"))
        self._journal.undo_by(member.remove, reminder)
        if self._keep is not None and len(member) > self._keep:
            self._too_long.append(member)
            self._journal.tidy_by(self._shorten)
        if self._keep is not None and len(members) > MOST_MEMBERS:
            self._too_many.append(members)
            self._journal.tidy_by(self._shorten)
        if reminder.in_group:
            self._said(chat, reminder.at)

    async def member(self, chat: ChatRef, account: AccountRef, since: datetime) -> MemberRecord:
        reminders: dict[Rule, tuple[datetime, ...]] = {}
        for reminder in self._chats.get(chat, {}).get(account, ()):
            if reminder.at >= since:
                earlier = reminders.get(reminder.rule, ())
                reminders[reminder.rule] = (*earlier, reminder.at)
        return MemberRecord(reminders)

    async def group(self, chat: ChatRef) -> GroupRecord:
        # Withdrawn ones too: the group has still been spoken to.
        return GroupRecord(self._last.values.get(chat))

    async def about(self, message: MessageRef) -> frozenset[Rule]:
        # Withdrawn ones too: saying it a second time would be worse.
        members = self._chats.get(message.chat, {}).values()
        rules = {one.rule for member in members for one in member if one.message == message}
        return frozenset(rules | {one.rule for one in self._withdrawn.values.get(message, ())})

    async def withdraw(self, message: MessageRef, rules: Collection[Rule]) -> Sequence[Reminder]:
        members = self._chats.get(message.chat, {}).values()
        return [
            one
            for member in members
            for one in self._withdraw(
                member, lambda one: one.message == message and one.rule in rules
            )
        ]

    async def take_back(self, account: AccountRef, chat: ChatRef, at: datetime) -> int:
        member = self._chats.get(chat, {}).get(account, [])
        return len(self._withdraw(member, lambda one: one.at == at))

    def _withdraw(self, member: _Member, wanted: Callable[[Reminder], bool]) -> Sequence[Reminder]:
        withdrawn = [one for one in member if wanted(one)]
        if withdrawn:
            self._journal.undo_by(member.__setitem__, slice(None), member.copy())
            member[:] = [one for one in member if one not in withdrawn]
        for one in withdrawn:
            earlier = self._withdrawn.values.get(one.message, ())
            self._withdrawn.put(one.message, (*earlier, one))
        return withdrawn

    async def given(self, since: datetime, until: datetime) -> Mapping[ChatRef, int]:
        return Counter(one.message.chat for one, _ in self._all() if since <= one.at < until)

    async def of(self, account: AccountRef) -> Sequence[KeptReminder]:
        mine = [(one, gone) for one, gone in self._all() if one.account == account]
        return [
            KeptReminder(one.message.chat, one.rule, one.article, one.in_group, one.at, gone)
            for one, gone in sorted(mine, key=lambda pair: pair[0].at)
        ]

    async def forget(self, account: AccountRef) -> int:
        return self._forget(lambda one: one.account == account)

    async def held(self, before: datetime | None = None) -> Held:
        return held((one.at for one, _ in self._all()), before)

    async def forget_before(self, moment: datetime) -> int:
        return self._forget(lambda one: one.at < moment)

    def move(self, move: Move) -> None:
        kept = [(_moved(one, move), gone) for one, gone in self._all()]
        self._journal.undo_by(self._become, self._chats)
        self._chats = {}
        for one in (one for one, gone in kept if not gone):
            members = self._chats.setdefault(one.message.chat, {})
            members.setdefault(one.account, []).append(one)
        self._withdrawn.remove_all([*self._withdrawn.values])
        for one in (one for one, gone in kept if gone):
            earlier = self._withdrawn.values.get(one.message, ())
            self._withdrawn.put(one.message, (*earlier, one))
        for chat in (move.chat, move.to):
            self._say_again(chat)

    def _become(self, chats: dict[ChatRef, dict[AccountRef, _Member]]) -> None:
        self._chats = chats

    def _all(self) -> Iterator[tuple[Reminder, bool]]:
        """Every reminder, and whether it was withdrawn."""
        for members in self._chats.values():
            yield from ((one, False) for member in members.values() for one in member)
        yield from ((one, True) for gone in self._withdrawn.values.values() for one in gone)

    def _forget(self, wanted: Callable[[Reminder], bool]) -> int:
        forgotten = [one for one, _ in self._all() if wanted(one)]
        for member in [one for members in self._chats.values() for one in members.values()]:
            self._journal.undo_by(member.__setitem__, slice(None), member.copy())
            member[:] = [one for one in member if not wanted(one)]
        for message, gone in [*self._withdrawn.values.items()]:
            self._withdrawn.put(message, tuple(one for one in gone if not wanted(one)))
        for chat in {one.message.chat for one in forgotten if one.in_group}:
            self._say_again(chat)
        return len(forgotten)

    def _say_again(self, chat: ChatRef) -> None:
        """When the group was last spoken to, as far as that is still known."""
        mine = (one for one, _ in self._all() if one.in_group and one.message.chat == chat)
        self._last.remove(chat)
        for one in mine:
            self._said(chat, one.at)

    def _said(self, chat: ChatRef, at: datetime) -> None:
        last = self._last.values.get(chat)
        if last is None or at > last:
            self._last.put(chat, at)

    def _shorten(self) -> None:
        for member in self._too_long:
            del member[: max(0, len(member) - (self._keep or 0))]
        for members in self._too_many:
            while len(members) > MOST_MEMBERS:
                del members[next(iter(members))]
        self._too_long.clear()
        self._too_many.clear()


def _moved(reminder: Reminder, move: Move) -> Reminder:
    return replace(reminder, message=move.message(reminder.message))
