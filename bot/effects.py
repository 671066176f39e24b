"""What a decision leaves behind: flags with their evidence, reminders, and what is to be said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from bot.answering.front import Front
from bot.colleagues import Colleagues
from bot.compliance import drifts
from bot.flags.grounds import grounds
from bot.flags.informing import Informing
from bot.flags.telling import purpose_of
from bot.model.action import (
    AlertCare,
    Audience,
    FlagToStaff,
    RemindInGroup,
    RemindPrivately,
)
from bot.model.audit import Audited, Facts, NewEntry
from bot.model.calendar import SchoolCalendar
from bot.model.conversation import Heard
from bot.model.decision import Decided
from bot.model.event import AdminsChanged
from bot.model.finding import CareSignal
from bot.model.flag import Evidence, Flag, Line, NewFlag, Reminder, Step, StepKind
from bot.model.group import Stage
from bot.model.ids import AccountRef, ChatRef, MessageRef
from bot.model.message import Message, Span
from bot.model.outbox import STALE_AFTER, NewOutboxItem, Purpose, Say
from bot.ports import Clock, UnitOfWork
from bot.pseudonyms import Pseudonyms
from bot.reminding import Reminding, is_silent
from bot.rights import matters_of, told_of
from bot.wording import Wording

CONTEXT_LINES = 2
"""Earlier messages that go with a flag, under pseudonyms."""

CONTEXT_LENGTH = 200
"""Characters shown of each: what somebody wrote before must not bury what the flag is about."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Writes into the unit of work it is given; the pipeline commits."""

    wording: Wording
    clock: Clock
    stale_after: timedelta | None = STALE_AFTER
    """None: no reminder comes too late, because nobody waits for it."""
    front: Front | None = None
    """Where people write now. None: an export or the demo, in which nobody presses a button."""
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)

    async def carry_out(
        self, uow: UnitOfWork, decided: Decided, earlier: Sequence[Heard], said_at: datetime
    ) -> None:
        """*said_at*: when the words were written, or last changed."""
        for action in decided.decision.actions:
            match action:
                case RemindInGroup() | RemindPrivately():
                    await self._remind(uow, decided, action, said_at)
                case FlagToStaff():
                    await self._flag(uow, decided, action, earlier)
                case AlertCare():
                    await self._care(uow, decided, earlier)
                case _:
                    assert_never(action)

    async def changed(self, uow: UnitOfWork, message: MessageRef, at: datetime) -> None:
        """Its words are others than those that staff were told of, if they were told of any."""
        if self.front is not None:
            for flag in await uow.flags.find(message=message):
                await uow.flags.step(flag.flag_id, Step(StepKind.CHANGED, at))

    async def admins(self, uow: UnitOfWork, event: AdminsChanged) -> None:
        """Tell responsible staff, and the team lead, who is admin and should not be."""
        found = tuple(drifts(event.admins))
        group = await uow.groups.get(event.chat)
        if not found or group is None:
            return
        text = self.wording.drifts(group.name, found)
        audiences = (Audience.RESPONSIBLE, Audience.TEAM_LEAD)
        (contacts,) = await told_of(uow.people, [group], *audiences)
        for account in contacts:
            await uow.outbox.add(NewOutboxItem(Purpose.ALERT, Say(account, text), event.at))
        kinds = ", ".join(sorted({drift.kind for drift in found}))
        await self._note(uow, Audited.DRIFT, None, event.chat, {"drift": kinds})

    async def _remind(
        self,
        uow: UnitOfWork,
        decided: Decided,
        action: RemindInGroup | RemindPrivately,
        said_at: datetime,
    ) -> None:
        message = decided.message
        say = await self._to_say(uow, message, action)
        if say is None:
            return
        in_group = isinstance(action, RemindInGroup)
        await uow.reminders.add(
            Reminder(
                message=message.ref,
                account=message.sender.account,
                rule=action.rule,
                article=action.article,
                in_group=in_group,
                at=message.sent_at,
            )
        )
        expires = self._until(said_at)
        await uow.outbox.add(NewOutboxItem(Purpose.REMINDER, say, message.sent_at, expires))
        what: Facts = {"article": action.article, "rule": action.rule, "in_group": in_group}
        await self._note(uow, Audited.REMINDER, message.sender.account, message.ref.chat, what)

    def _until(self, said_at: datetime) -> datetime | None:
        """A platform that cannot be reached must not put it off into the quiet hours."""
        if self.stale_after is None:
            return None
        stale, quiet = said_at + self.stale_after, self.calendar.quiet
        if quiet is None:
            return stale
        return min(stale, quiet.begin_after(said_at, self.calendar.timezone))

    async def _to_say(
        self, uow: UnitOfWork, message: Message, action: RemindInGroup | RemindPrivately
    ) -> Say | None:
        """None: the group is on trial, or staff asked for silence."""
        if self.front is None:
            in_group = isinstance(action, RemindInGroup)
            to: ChatRef | AccountRef = message.ref.chat if in_group else message.sender.account
            return Say(to, self.wording.reminder(action))
        group = await uow.groups.get(message.ref.chat)
        if group is None or is_silent(group, message):
            return None
        # In the group too it answers one message, and so speaks to who wrote that.
        text = self.front.wording(message.sender).reminder(action, live=True)
        if group.stage is not Stage.TRIAL:
            return Reminding(self.front).say(message, action, text)
        await Reminding(self.front).on_trial(uow, group, message, action, text)
        what: Facts = {"article": action.article, "rule": action.rule, "trial": 1}
        await self._note(uow, Audited.REMINDER, message.sender.account, group.chat, what)
        return None

    async def colleagues(
        self,
        uow: UnitOfWork,
        decided: Decided,
        earlier: Sequence[Heard],
        *,
        care: bool,
        late: bool,
    ) -> None:
        """What staff alone are told of what they write. *late*: it is said in quiet hours."""
        if self.front is None:
            return
        told = Colleagues(self.front)
        await told.heard(uow, decided, earlier, care=care)
        if late:
            await told.late(uow, decided.message)

    async def good_night(
        self, uow: UnitOfWork, message: Message, earlier: Sequence[Heard]
    ) -> None:
        """For what is said in quiet hours, while nobody nearby seems in need."""
        if self.front is not None:
            await Reminding(self.front).good_night(uow, message, earlier)

    async def in_lesson(
        self, uow: UnitOfWork, message: Message, away: tuple[datetime, datetime]
    ) -> None:
        """For what is said in a lesson in which phones are away."""
        if self.front is not None:
            await Reminding(self.front).in_lesson(uow, message, away)

    async def _flag(
        self, uow: UnitOfWork, decided: Decided, action: FlagToStaff, earlier: Sequence[Heard]
    ) -> None:
        flag = self._evidence(decided, action.audience, earlier, urgent=action.urgent)
        flag_id = await uow.flags.add(flag)
        await self._tell(uow, Flag(flag_id, flag), decided.message.group)
        what = {
            "flag": flag_id,
            "audience": flag.audience,
            **grounds(flag.findings),
            "rulebook": flag.rulebook,
        }
        await self._note(uow, Audited.FLAG, flag.sender.account, flag.message.chat, what)

    async def _care(self, uow: UnitOfWork, decided: Decided, earlier: Sequence[Heard]) -> None:
        signal = decided.judgement.care
        if signal is None:
            raise AssertionError("AlertCare without a care signal")
        flag = self._evidence(decided, Audience.CARE, earlier, urgent=True, care=signal)
        flag_id = await uow.flags.add(flag)
        await self._tell(uow, Flag(flag_id, flag), decided.message.group)
        what: Facts = {"flag": flag_id, "reason": signal.reason.key}
        await self._note(uow, Audited.CARE, flag.sender.account, flag.message.chat, what)

    async def _tell(self, uow: UnitOfWork, raised: Flag, called: str) -> None:
        """*called*: the group's name where it was said."""
        if self.front is not None:
            await Informing(self.front).raised(uow, raised)
            return
        flag_id, flag = raised.flag_id, raised.raised
        group = await uow.groups.get(flag.message.chat)
        if group is None:
            return
        if flag.care is None:
            text = self.wording.flag(flag_id, flag, called)
        else:
            text = self.wording.care(flag_id, flag, flag.care, called)
        now = min(flag.sent_at, self.clock())  # platforms may tell a time that is still to come
        (matter,) = await matters_of(uow.people, [(group, flag)])
        for account in matter.told:
            item = NewOutboxItem(purpose_of(flag), Say(account, text), now, about=flag_id)
            await uow.outbox.add(item)

    async def _note(
        self,
        uow: UnitOfWork,
        what: Audited,
        about: AccountRef | None,
        chat: ChatRef,
        facts: Facts,
    ) -> None:
        facts = {"chat": str(chat), **facts}
        entry = NewEntry(at=self.clock(), what=what, about=about, facts=facts)
        await uow.audit.append(entry)

    def _evidence(
        self,
        decided: Decided,
        audience: Audience,
        earlier: Sequence[Heard],
        *,
        urgent: bool,
        care: CareSignal | None = None,
    ) -> NewFlag:
        message, target = decided.message, decided.judgement.target
        return NewFlag(
            message=message.ref,
            sender=message.sender,
            sent_at=message.sent_at,
            audience=audience,
            urgent=urgent,
            findings=decided.decision.findings,
            care=care,
            evidence=Evidence(
                message.text,
                tuple(self._before(earlier, audience, message.sender.account)),
                message.media,
                message.forwarded if _about_forwarded(decided, care) else "",
                message.others,
            ),
            rulebook=decided.decision.rulebook,
            target=target if isinstance(target, AccountRef) else None,
            raised_at=self.clock(),
        )

    def _before(
        self, earlier: Sequence[Heard], audience: Audience, author: AccountRef
    ) -> Iterator[Line]:
        """Words of somebody who may be in need are only for the care contacts.

        Each on one line: a pupil's own line breaks must not look like lines of the bot.
        """
        same = self.wording.texts("pseudonym.same")
        names = Pseudonyms(self.wording.texts)
        told = [heard for heard in earlier if audience is Audience.CARE or not heard.care]
        for heard in told[-CONTEXT_LINES:]:
            who = same if heard.account == author else names.of(heard.account, heard.role)
            words = " ".join(heard.shown.split())
            said = self.wording.quote(words, Span(0, 0), heard.media, around=CONTEXT_LENGTH)
            yield Line(heard.account, f"{who}: {said}")


def _about_forwarded(decided: Decided, care: CareSignal | None) -> bool:
    seen = (care,) if care else decided.decision.findings
    return any(one.forwarded for one in seen)
