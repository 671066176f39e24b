"""What the bot said to staff is put right when it no longer is as it was said."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering.front import Front
from bot.flags.telling import Telling, name_of
from bot.model.action import MeasureKind
from bot.model.appeal import AppealId
from bot.model.button import Buttons
from bot.model.flag import Flag, FlagState, NewVerdict, Step, StepKind, Verdict
from bot.model.group import ClassGroup
from bot.model.ids import FlagId
from bot.model.outbox import Change, NewOutboxItem, Purpose, TakeBack
from bot.model.post import NewPost, Post
from bot.ports import UnitOfWork
from bot.rights import decides_again
from bot.texts import Language, texts

_UNSAID = frozenset(
    {
        StepKind.TOLD,
        StepKind.SEEN,
        StepKind.HELD,
        StepKind.RELEASED,
        StepKind.GRANTED,
        StepKind.DENIED,
    }
)
"""That the bot told somebody, or somebody looked; the flag itself says that it is held, and what
became of an objection."""

_AFTER = frozenset(
    {
        StepKind.DENIED,
        StepKind.MUTED,
        StepKind.LIFTED,
        StepKind.REMOVED,
        StepKind.PARENTS,
        StepKind.NOT_DONE,
    }
)
"""What is told of a flag that was upheld."""


@dataclass(frozen=True, slots=True)
class Amending:
    """Writes into the unit of work it is given."""

    front: Front

    async def amend(
        self, uow: UnitOfWork, flag_id: FlagId, measures: Collection[MeasureKind] = ()
    ) -> None:
        """Every message to staff about this flag says how it stands now; whoever was wrongly in it
        disappears from it. *measures*: what was ordered just now."""
        flag = await uow.flags.get(flag_id)
        group = await uow.groups.get(flag.raised.message.chat) if flag else None
        if flag is None or group is None:
            return
        text, closed = await self._text(uow, flag, group, measures)
        wordless = flag.state is FlagState.DISMISSED
        for post in await uow.posts.about(flag_id):
            if post.post.purpose.for_staff and not await self._is_needed(uow, flag, post.post):
                buttons = () if closed else self._buttons(flag, group, post.post)
                change = Change(post.post.message, text, buttons)
                about = None if wordless else flag_id
                item = NewOutboxItem(Purpose.AMEND, change, self.front.clock(), about=about)
                await uow.outbox.add(item)

    async def _is_needed(self, uow: UnitOfWork, flag: Flag, post: NewPost) -> bool:
        """Whoever decides an appeal on it goes on reading the words until they have."""
        if flag.state is not FlagState.DISMISSED or post.reader is None:
            return False
        return await decides_again(uow, post.reader, flag.flag_id)

    def _buttons(self, flag: Flag, group: ClassGroup, post: NewPost) -> Buttons:
        holder = post.reader or post.message.chat
        return Telling(self.front).buttons(flag, group, holder)

    async def _text(
        self, uow: UnitOfWork, flag: Flag, group: ClassGroup, measures: Collection[MeasureKind]
    ) -> tuple[str, bool]:
        """And whether nothing is left to press."""
        verdict, steps = (
            await uow.flags.verdict(flag.flag_id),
            await uow.flags.steps(flag.flag_id),
        )
        if verdict is not None and flag.state is FlagState.DISMISSED:
            key, done = _closed(flag, verdict, steps)
            called = self.front.wording().group(flag.raised.message, group.name)
            return await self._by(uow, key, done, number=flag.flag_id, group=called), True
        said = await Telling(self.front).text(uow, flag, group)
        if verdict is None:
            lines = [await self._by(uow, f"amend.step.{one.kind}", one) for one in _shown(steps)]
            taken_up = any(step.kind is StepKind.TAKEN_UP for step in steps)
            return "\n".join([said, *lines]), taken_up
        lines = [await self._by(uow, "amend.upheld", verdict), *self._ordered(measures)]
        after = [one for one in steps if one.kind in _AFTER]
        lines += [await self._by(uow, f"amend.step.{one.kind}", one) for one in after]
        return "\n".join([said, *lines]), True

    def _ordered(self, measures: Collection[MeasureKind]) -> Iterator[str]:
        """What has no step of its own, which says more."""
        plain = sorted({*measures} - {MeasureKind.MUTE, MeasureKind.REMOVE})
        return (self.front.wording().texts(f"amend.{kind}") for kind in plain)

    async def _by(
        self, uow: UnitOfWork, key: str, done: Step | NewVerdict, **values: object
    ) -> str:
        wording = self.front.wording()
        name = await name_of(uow, done.by, wording.texts("press.somebody"))
        if isinstance(done, Step) and done.until is not None:
            values = {**values, "until": wording.when(done.until)}
        return wording.texts(key, name=name, when=wording.when(done.at), **values)


async def forget(uow: UnitOfWork, flag_ids: Collection[FlagId], now: datetime) -> None:
    """No message to staff has a word of these flags any more. To be called before they go."""
    for number in flag_ids:
        await _blank(uow, await uow.posts.about(number), "amend.gone", number, now)
        appeals = [one.appeal_id for one in await uow.appeals.about(number)]
        await forget_appeals(uow, appeals, now)


async def forget_appeals(uow: UnitOfWork, numbers: Collection[AppealId], now: datetime) -> None:
    """The same of what staff were told of appeals."""
    for number in numbers:
        await _blank(uow, await uow.posts.of_appeal(number), "amend.appeal_gone", number, now)


async def _blank(
    uow: UnitOfWork, posts: Collection[Post], key: str, number: int, now: datetime
) -> None:
    # Whoever erases or cleans up need not be able to answer people: it is the same for everybody.
    text = texts(Language.NL)(key, number=number)
    for post in posts:
        change = Change(post.post.message, text)
        await uow.outbox.add(NewOutboxItem(Purpose.AMEND, change, now))
        await uow.posts.remove(post.post_id)


async def take_back_due(uow: UnitOfWork, now: datetime) -> None:
    """What was to stand in a group for a time only."""
    for post in await uow.posts.due(now):
        gone = TakeBack(post.post.message)
        await uow.outbox.add(NewOutboxItem(Purpose.AMEND, gone, now))
        await uow.posts.remove(post.post_id)


def _closed(
    flag: Flag, verdict: NewVerdict, steps: Sequence[Step]
) -> tuple[str, NewVerdict | Step]:
    """How it is said that a flag was wrong, and who found so."""
    granted = [one for one in steps if one.kind is StepKind.GRANTED]
    if verdict.verdict is Verdict.UPHELD and granted:
        return "amend.overturned", granted[-1]
    return ("amend.dismissed" if flag.raised.care is None else "amend.closed"), verdict


def _shown(steps: Sequence[Step]) -> Iterator[Step]:
    """What a person did of which everybody who was told has to know."""
    return (step for step in steps if step.by is not None and step.kind not in _UNSAID)
