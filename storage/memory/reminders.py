from bisect import insort
from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter

from bot.model.finding import Rule
from bot.model.flag import Reminder
from bot.model.ids import AccountRef, ChatRef, MessageRef
from bot.model.record import GroupRecord, MemberRecord
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed

_Member = list[Reminder]

MOST_MEMBERS = 10_000
"""Of one chat, where not everything is kept; who was reminded first is forgotten first."""


class MemoryReminderStore:
    """*keep*: how many reminders are kept of each member of a chat; None for all."""

    def __init__(self, journal: Journal, keep: int | None) -> None:
        self._journal = journal
        self._keep = keep
        self._chats: dict[ChatRef, dict[AccountRef, _Member]] = {}
        self._withdrawn = Keyed[MessageRef, frozenset[Rule]](journal)
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
        return self._withdrawn.values.get(message, frozenset()) | rules

    async def withdraw(self, message: MessageRef, rules: Collection[Rule]) -> Sequence[Reminder]:
        withdrawn: list[Reminder] = []
        for member in self._chats.get(message.chat, {}).values():
            mine = [one for one in member if one.message == message and one.rule in rules]
            if mine:
                self._journal.undo_by(member.__setitem__, slice(None), member.copy())
                member[:] = [one for one in member if one not in mine]
                withdrawn += mine
        if withdrawn:
            gone = frozenset(reminder.rule for reminder in withdrawn)
            earlier = self._withdrawn.values.get(message, frozenset())
            self._withdrawn.put(message, earlier | gone)
        return withdrawn

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
