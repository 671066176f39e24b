"""Somebody plays everybody: types as whom they like, and hears what the bot does and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.app import App
from bot.demo.play import Moment, Play
from bot.demo.week import Delete, DemoGroup, Edit, Join, Post, StaffVerdict, account
from bot.demo.why import why
from bot.errors import Forbidden, MessageGone
from bot.model.action import Audience, MeasureKind
from bot.model.calendar import TestWindow
from bot.model.decision import Decided
from bot.model.finding import Reason, Rule
from bot.model.flag import Verdict
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageId, MessageRef
from bot.model.member import Role, Sender
from bot.model.message import MediaKind
from bot.model.record import GroupRecord, MemberRecord
from bot.policy import Situation

BETWEEN = timedelta(seconds=20)
"""How much time a message takes."""

TEST = timedelta(days=365)
"""Until somebody says that it is over."""


@dataclass(frozen=True, slots=True)
class Spoken:
    number: int
    chat: ChatRef
    message_id: MessageId
    by: AccountRef


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of something that was typed."""

    moment: Moment
    before: tuple[Moment, ...] = ()
    """Digests whose time came first."""
    number: int | None = None
    """Of the message."""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Memory:
    """What the stores knew before a message."""

    member: MemberRecord
    group: GroupRecord
    about_this: frozenset[Rule]


@dataclass(slots=True)
class Session:
    """*members*: who is in which group by now, in the order of their numbers."""

    play: Play
    groups: Sequence[DemoGroup]
    members: dict[ChatRef, dict[AccountRef, Sender]] = field(init=False)
    group: DemoGroup = field(init=False)
    speaker: Sender = field(init=False)
    testing: set[ChatRef] = field(default_factory=set)
    spoken: list[Spoken] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.members = {
            group.chat: {a: m for a, m in group.members.items() if a not in group.later}
            for group in self.groups
        }
        self.group = self.groups[0]
        self.speaker = self._somebody()

    @property
    def now(self) -> datetime:
        return self.play.clock.now

    @property
    def here(self) -> Sequence[Sender]:
        """Who is in the group, by number."""
        return list(self.members[self.group.chat].values())

    def enter(self, group: DemoGroup) -> None:
        """Whoever speaks goes along where they are a member."""
        self.group = group
        if self.speaker.account not in self.members[group.chat]:
            self.speaker = self._somebody()

    def speak_as(self, who: str) -> bool:
        """By number, or by the beginning of a name; False: nobody."""
        if who.isdecimal():
            found = self.here[int(who) - 1 : int(who)] if int(who) else []
        else:
            wanted = who.casefold()
            found = [m for m in self.here if wanted in m.name.casefold()]
            found.sort(key=lambda m: not m.name.casefold().startswith(wanted))
        if found:
            self.speaker = found[0]
        return bool(found)

    def numbered(self, number: int) -> Spoken | None:
        """Message *number*, when it is of this group."""
        chat = self.group.chat
        return next((s for s in self.spoken if s.number == number and s.chat == chat), None)

    async def newcomer(self, name: str) -> Answer:
        """Somebody new joins the group, under whatever name, and speaks from now on."""
        count = sum(map(len, self.members.values()))
        self.speaker = Sender(account(f"new-{count}"), name, Role.STUDENT)
        self.members[self.group.chat][self.speaker.account] = self.speaker
        join = Join(at=self.now, chat=self.group.chat, member=self.speaker.account)
        return Answer(await self.play.happen(join, newcomer=self.speaker))

    async def say(
        self, text: str, *, media: MediaKind | None = None, reply_to: Spoken | None = None
    ) -> Answer:
        before = await self.wait(self.now + BETWEEN)
        number = len(self.spoken) + 1
        message_id = MessageId(f"typed-{number}")
        memory = await self._memory(message_id)
        post = Post(
            at=self.now,
            chat=self.group.chat,
            by=self.speaker.account,
            text=text,
            message_id=message_id,
            reply_to=reply_to.message_id if reply_to else None,
            media=media,
        )
        moment = await self.play.happen(post)
        self.spoken.append(Spoken(number, post.chat, message_id, post.by))
        return Answer(moment, before, number, self._why(moment, memory))

    async def edit(self, text: str) -> Answer:
        """The speaker's latest message here. Raises `MessageGone` when there is none."""
        last = self._latest()
        before = await self.wait(self.now + BETWEEN)
        memory = await self._memory(last.message_id)
        edit = Edit(at=self.now, chat=last.chat, message_id=last.message_id, text=text)
        moment = await self.play.happen(edit)
        return Answer(moment, before, last.number, self._why(moment, memory))

    async def delete(self) -> Answer:
        """The speaker's latest message here. Raises `MessageGone` when there is none."""
        last = self._latest()
        before = await self.wait(self.now + BETWEEN)
        gone = Delete(at=self.now, chat=last.chat, message_id=last.message_id)
        moment = await self.play.happen(gone)
        self.spoken.remove(last)
        return Answer(moment, before)

    async def decide(
        self, number: int, verdict: Verdict, measures: Collection[MeasureKind] = ()
    ) -> Answer:
        """The speaker decides flag *number*. Raises `ReviewError`."""
        flag_id = FlagId(number)
        async with self.play.app.unit_of_work() as uow:
            flag = await uow.flags.get(flag_id)
        if flag is None:
            raise Forbidden(number)
        message = flag.raised.message
        event = StaffVerdict(
            at=self.now,
            chat=message.chat,
            by=self.speaker.account,
            on=message.message_id,
            verdict=verdict,
            measures=tuple(measures),
        )
        return Answer(await self.play.verdict(flag_id, event))

    async def wait(self, moment: datetime) -> tuple[Moment, ...]:
        return tuple([one async for one in self.play.wait_until(moment)])

    async def digest(self) -> Moment:
        """Today's, for who has none yet."""
        await self.play.app.digests.send(self.now.date())
        return await self.play.turn()

    def test(self, *, on: bool) -> None:
        """A test of this group begins now, or is over."""
        (self.testing.add if on else self.testing.discard)(self.group.chat)
        names = frozenset(group.name for group in self.groups if group.chat in self.testing)
        tests = (TestWindow(self.now, self.now + TEST, names),) if names else ()
        app = self.play.app
        calendar = replace(app.pipeline.calendar, tests=tests)
        self.play.app = replace(app, pipeline=replace(app.pipeline, calendar=calendar))

    def answers_here(self) -> str:
        """Who gets the flags of this group."""
        told = self.group.bound.told(Audience.RESPONSIBLE)
        known = self.members[self.group.chat]
        return ", ".join(known[one].name for one in told if one in known)

    def _somebody(self) -> Sender:
        return next(member for member in self.here if not member.role.is_staff)

    def _latest(self) -> Spoken:
        mine = (self.group.chat, self.speaker.account)
        for one in reversed(self.spoken):
            if (one.chat, one.by) == mine:
                return one
        raise MessageGone

    async def _memory(self, message_id: MessageId) -> _Memory:
        app, chat = self.play.app, self.group.chat
        since = self.now - app.wording.rulebook.memory
        async with app.unit_of_work() as uow:
            return _Memory(
                await uow.reminders.member(chat, self.speaker.account, since),
                await uow.reminders.group(chat),
                await uow.reminders.about(MessageRef(chat, message_id)),
            )

    def _why(self, moment: Moment, memory: _Memory) -> tuple[Reason, ...]:
        if not moment.decided:
            same = isinstance(moment.event, Edit)
            return (Reason("demo.why.same_words" if same else "demo.why.unjudged"),)
        (one,) = moment.decided
        app = self.play.app
        situation = _situation(one, memory, app)
        return tuple(why(one.judgement, one.decision, situation, app.wording.rulebook))


def _situation(one: Decided, memory: _Memory, app: App) -> Situation:
    """What the pipeline decided in, put together again from what is known after it."""
    message = one.message
    conversation = app.pipeline.conversations.get(message.ref.chat)
    if conversation is None:
        raise AssertionError("a message was decided in no conversation")
    return Situation(
        at=message.sent_at,
        role=message.sender.role,
        length=len(message.text),
        window=conversation.window,
        member=memory.member,
        group=memory.group,
        moment=app.pipeline.calendar.moment(message.sent_at, message.group),
        reminded_about_this=memory.about_this,
        care_nearby=conversation.care_near(message.sent_at),
    )
