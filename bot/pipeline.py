"""One inbox row from arrival to outcome."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot import policy
from bot.albums import Gathered, gather
from bot.commands.overheard import overheard
from bot.commands.registry import find
from bot.conversations import ERASED, Conversation, Conversations
from bot.dealings import Dealings
from bot.effects import Effects
from bot.errors import StorageError
from bot.judge.base import Judge
from bot.model.calendar import SchoolCalendar
from bot.model.conversation import Context, TopicWindow
from bot.model.dealing import CommandGiven, Dealing
from bot.model.decision import Decided
from bot.model.event import (
    AdminsChanged,
    Event,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    chat_of,
)
from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from bot.model.message import Message
from bot.model.record import CalendarMoment, DecisionRecord
from bot.model.rulebook import Rulebook
from bot.ports import Clock, InboxRow, UnitOfWork, UnitOfWorkFactory
from bot.roles import Groups, with_roles
from bot.timetable import Timetable

BATCH = 50
"""Decisions in one transaction."""

log = logging.getLogger(__name__)


class _CannotJudge(Exception):
    """The judge failed on a message. Names the kind of error only: its text may quote."""


@dataclass(frozen=True, slots=True)
class Worked:
    decided: Sequence[Decided]
    more: bool
    """Whether others may wait behind what was taken."""
    others: bool = True
    """Whether there was anything beside messages."""

    @property
    def is_silent(self) -> bool:
        """Nothing is to be said because of it that could not wait a second."""
        return not self.others and not any(one.decision.actions for one in self.decided)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    judge: Judge
    rulebook: Rulebook
    effects: Effects
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)
    timetable: Timetable | None = None
    """Beside *calendar*, where people write now; None: an export or the demo."""
    window: TopicWindow = field(default_factory=TopicWindow)
    conversations: Conversations = field(default_factory=Conversations)
    dealings: Dealings | None = None
    """None: an export, in which nobody deals with the bot."""
    roles_as_given: bool = False
    """An export says who is staff: a name is all it has. Of a live group the school knows it, by
    accounts; what a platform or a name says counts for nothing."""

    async def work(self, lane: int, limit: int = BATCH) -> Worked | None:
        """Decide the next rows of *lane*, in order, all in one transaction; None: none waited."""
        rows: Sequence[InboxRow] = ()
        try:
            async with self.unit_of_work() as uow:
                rows = await uow.inbox.take(lane, limit, self.clock())
                if rows:
                    self.conversations.heed(await uow.cursors.get(ERASED))
                    if self.timetable is not None:
                        await self.timetable.now(uow)
                groups: Groups = {}
                if not self.roles_as_given:
                    rows, groups = await with_roles(uow, rows)
                whole = gather(rows, self.clock(), full=len(rows) == limit)
                decided = [one for row in whole if (one := await self._row(uow, row, groups))]
                await uow.commit()  # without rows too: taking may have buried some
        except BaseException as error:
            self.conversations.drop(chat_of(row.event) for row in rows)
            if not rows or isinstance(error, StorageError) or not isinstance(error, Exception):
                raise
            return await self._alone(lane, rows, error)
        others = len(decided) < len(whole)
        return Worked(decided, len(rows) == limit, others) if whole else None

    async def _alone(self, lane: int, rows: Sequence[InboxRow], error: Exception) -> Worked | None:
        """One row must not stop a group: what fails in company is tried alone, and then buried."""
        if len(rows) > 1:
            return await self.work(lane, 1)
        why = type(error).__name__
        log.error("inbox row %s cannot be decided: %s", rows[0].inbox_id, why)
        async with self.unit_of_work() as uow:
            await uow.inbox.bury(rows[0].inbox_id, why, self.clock())
            await uow.commit()
        return Worked((), more=True)

    async def _row(self, uow: UnitOfWork, gathered: Gathered, groups: Groups) -> Decided | None:
        row = gathered.row
        for part in gathered.rest:
            await uow.inbox.done(part)
        try:
            decided = await self._event(uow, row.event, groups)
        except _CannotJudge as error:
            log.error("inbox row %s cannot be judged: %s", row.inbox_id, error)  # noqa: TRY400 - a traceback may quote
            await uow.inbox.bury(row.inbox_id, str(error), self.clock())
            return None
        await uow.inbox.done(row.inbox_id)
        return decided

    async def _event(self, uow: UnitOfWork, event: Event, groups: Groups) -> Decided | None:
        group = groups.get(chat_of(event))
        if self._is_deaf(group) and isinstance(event, MessagePosted | MessageEdited):
            return None  # staff said so meanwhile
        match event:
            case MessagePosted(message):
                return await self._message(uow, message, group)
            case MessageEdited(message, edited_at):
                return await self._edited(uow, message, group, edited_at)
            case MessageDeleted(ref):
                (await self._conversation(uow, ref.chat)).forget(ref.message_id)
            case AdminsChanged():
                await self.effects.admins(uow, event)
            case GroupNotice():
                pass  # for people to read; nothing follows from it
            case _:
                return await self._dealing(uow, event, groups)
        return None

    def _is_deaf(self, group: ClassGroup | None) -> bool:
        return self.dealings is not None and (group is None or not group.is_read)

    async def _dealing(self, uow: UnitOfWork, dealing: Dealing, groups: Groups) -> Decided | None:
        """What everybody in the group reads is judged too, be it said to the bot. What staff
        changed about the group counts for the rest of the batch."""
        if self.dealings is None:
            return None
        heard = await self.dealings.handle(uow, dealing)
        group = await uow.groups.get(dealing.chat)
        if group is not None:
            groups[dealing.chat] = group
        if heard or group is None or self._is_deaf(group):
            return None
        if not isinstance(dealing, CommandGiven):
            return None
        message = overheard(dealing, group.name)
        if message is None or self._is_order(dealing, message):
            return None
        return await self._message(uow, message, group)

    def _is_order(self, command: CommandGiven, message: Message) -> bool:
        """What staff tell the bot to do is no part of the conversation, unless it is more."""
        if not command.sender.role.is_staff or find(command.name) is None:
            return False
        judgement = self.judge.judge(message, Context())
        return judgement.care is None and not judgement.findings

    async def _edited(
        self, uow: UnitOfWork, message: Message, group: ClassGroup | None, edited_at: datetime
    ) -> Decided | None:
        """Platforms call more than new words an edit: a link's preview, a reaction."""
        known = (await self._conversation(uow, message.ref.chat)).remembers(message)
        if known is None:
            flags = await uow.flags.find(message=message.ref)
            said = {flag.raised.evidence.text for flag in flags}
        else:
            said = {known.text}
        if message.text in said:
            return None
        await self.effects.changed(uow, message.ref, edited_at)
        return await self._message(uow, message, group, edited_at)

    async def _message(
        self,
        uow: UnitOfWork,
        message: Message,
        group: ClassGroup | None,
        edited_at: datetime | None = None,
    ) -> Decided:
        edited = edited_at is not None
        chat = message.ref.chat
        conversation = self.conversations.get(chat) or await self._conversation(uow, chat)
        moment = self._moment(message, group)
        context = conversation.context(message, testing=moment.testing)
        try:
            judgement = self.judge.judge(message, context)
        except Exception as error:  # noqa: BLE001 - one message must not stop a group
            raise _CannotJudge(type(error).__name__) from None
        if moment.testing and not judgement.by_people:
            raise _CannotJudge("LearnedInTest")
        hear = conversation.hear_again if edited else conversation.hear
        hear(message, judgement)
        situation = _situation(message, conversation, moment)
        if policy.notable(judgement, situation, self.rulebook):
            situation = await self._remembering(uow, situation, message, edited=edited)
        decision = policy.decide(judgement, situation, self.rulebook)
        decided = Decided(message, judgement, decision)
        await uow.decisions.add(_record(decided, testing=moment.testing))
        if message.sender.role.is_staff or decision.findings:
            care = situation.care_nearby or judgement.care is not None
            late = moment.quiet and not edited
            await self.effects.colleagues(uow, decided, context.earlier, care=care, late=late)
        if decision.actions:
            said_at = edited_at or message.sent_at
            await self.effects.carry_out(uow, decided, context.earlier, said_at)
        elif moment.quiet and not edited:
            await self.effects.good_night(uow, message, context.earlier)
        elif moment.away and not (edited or situation.care_nearby or judgement.care):
            await self.effects.in_lesson(uow, message, moment.away)
        return decided

    def _moment(self, message: Message, group: ClassGroup | None) -> CalendarMoment:
        tests, lessons = (group.tests, group.lessons) if group else ((), ())
        calendar = self.timetable.calendar if self.timetable else self.calendar
        return calendar.moment(message.sent_at, message.group, tests, lessons)

    async def _conversation(self, uow: UnitOfWork, chat: ChatRef) -> Conversation:
        known = self.conversations.get(chat)
        if known is not None:
            return known
        return self.conversations.begin(chat, await uow.decisions.window(chat, self.window))

    async def _remembering(
        self, uow: UnitOfWork, situation: policy.Situation, message: Message, *, edited: bool
    ) -> policy.Situation:
        """What is remembered is only asked for when something was found: most often nothing is."""
        chat, since = message.ref.chat, message.sent_at - self.rulebook.memory
        return situation._replace(
            member=await uow.reminders.member(chat, message.sender.account, since),
            group=await uow.reminders.group(chat),
            reminded_about_this=(
                await uow.reminders.about(message.ref) if edited else frozenset()
            ),
        )


def _situation(
    message: Message, conversation: Conversation, moment: CalendarMoment
) -> policy.Situation:
    return policy.Situation(
        at=message.sent_at,
        role=message.sender.role,
        length=len(message.text),
        window=conversation.window,
        care_nearby=conversation.care_near(message.sent_at),
        moment=moment,
    )


def _record(decided: Decided, *, testing: bool) -> DecisionRecord:
    return DecisionRecord(
        message=decided.message.ref,
        at=decided.message.sent_at,
        by_staff=decided.message.sender.role.is_staff,
        judgement=decided.judgement,
        findings=decided.decision.findings,
        actions=decided.decision.actions,
        rulebook=decided.decision.rulebook,
        testing=testing,
    )
