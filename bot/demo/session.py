"""Somebody plays everybody: types as whom they like, and hears what the bot does and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.demo.play import Moment, Play
from bot.demo.reasons import reasons
from bot.demo.week import Delete, DemoGroup, Edit, Join, Post, StaffVerdict, account
from bot.errors import MessageGone, ReviewError
from bot.model.action import Audience, MeasureKind
from bot.model.calendar import TestWindow
from bot.model.finding import Reason
from bot.model.flag import Flag, Verdict
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageId
from bot.model.member import Role, Sender
from bot.model.message import MediaKind
from bot.rights import Act, may_now

BETWEEN = timedelta(seconds=20)
"""How much time a message takes."""

MOST_FLAGS = 1_000_000
"""More than anybody types; a database cannot even look for a number without end."""

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


class Refusal(ReviewError):
    """Somebody may not decide a flag. *key*: of the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


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

    def called(self, who: str) -> Sequence[tuple[int, Sender]]:
        """Whom *who* may mean, with their numbers: a number, a name, how one begins, or a part."""
        numbered = list(enumerate(self.here, start=1))
        if who.isdecimal():
            return [(number, one) for number, one in numbered if number == int(who)]
        wanted = who.casefold()
        names = [(number, one, one.name.casefold()) for number, one in numbered]
        for fits in (str.__eq__, str.startswith, str.__contains__):
            if found := [(number, one) for number, one, name in names if fits(name, wanted)]:
                return found
        return ()

    def speak_as(self, who: Sender) -> None:
        self.speaker = who

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
        return Answer(moment, before, number, await self._why(moment))

    async def edit(self, text: str) -> Answer:
        """The speaker's latest message here. Raises `MessageGone` when there is none."""
        last = self._latest()
        before = await self.wait(self.now + BETWEEN)
        edit = Edit(at=self.now, chat=last.chat, message_id=last.message_id, text=text)
        moment = await self.play.happen(edit)
        return Answer(moment, before, last.number, await self._why(moment))

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
        """The speaker decides flag *number*. Raises `Refusal`, `AlreadyDecided`."""
        if number > MOST_FLAGS:
            raise Refusal("demo.talk.no_flag")
        flag_id = FlagId(number)
        async with self.play.app.unit_of_work() as uow:
            flag = await uow.flags.get(flag_id)
        if flag is None:
            raise Refusal("demo.talk.no_flag")
        await self._may_decide(flag, verdict)
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

    async def _may_decide(self, flag: Flag, verdict: Verdict) -> None:
        """Says what the review would only forbid. Raises `Refusal`."""
        raised, speaker = flag.raised, self.speaker.account
        bound = next(group.bound for group in self.groups if group.chat == raised.message.chat)
        if speaker == raised.sender.account:
            raise Refusal("demo.talk.own_flag")
        async with self.play.app.unit_of_work() as uow:
            allowed = await may_now(uow.people, speaker, Act.DECIDE_FLAG, (bound, raised))
        if not allowed:
            raise Refusal("demo.talk.not_yours")
        if raised.care is not None and verdict is Verdict.UPHELD:
            raise Refusal("demo.talk.care_flag")

    def _somebody(self) -> Sender:
        return next(member for member in self.here if not member.role.is_staff)

    def _latest(self) -> Spoken:
        mine = (self.group.chat, self.speaker.account)
        for one in reversed(self.spoken):
            if (one.chat, one.by) == mine:
                return one
        raise MessageGone

    async def _why(self, moment: Moment) -> tuple[Reason, ...]:
        if not moment.decided:
            same = isinstance(moment.event, Edit)
            return (Reason("demo.why.same_words" if same else "demo.why.unjudged"),)
        (one,) = moment.decided
        return await reasons(self.play.app, one)
