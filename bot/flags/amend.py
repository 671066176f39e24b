"""What the bot said to staff is put right when it no longer is as it was said."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering.front import Front
from bot.flags.telling import Telling
from bot.model.action import MeasureKind
from bot.model.button import Buttons
from bot.model.flag import Flag, FlagState, NewVerdict, Step, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, FlagId
from bot.model.outbox import Change, NewOutboxItem, Purpose, TakeBack
from bot.model.post import NewPost
from bot.ports import UnitOfWork
from bot.texts import Language, texts


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
            if post.post.purpose.for_staff:
                buttons = () if closed else self._buttons(flag, group, post.post)
                change = Change(post.post.message, text, buttons)
                about = None if wordless else flag_id
                item = NewOutboxItem(Purpose.AMEND, change, self.front.clock(), about=about)
                await uow.outbox.add(item)

    def _buttons(self, flag: Flag, group: ClassGroup, post: NewPost) -> Buttons:
        holder = post.reader or post.message.chat
        return Telling(self.front).buttons(flag, group, holder)

    async def _text(
        self, uow: UnitOfWork, flag: Flag, group: ClassGroup, measures: Collection[MeasureKind]
    ) -> tuple[str, bool]:
        """And whether nothing is left to press."""
        verdict = await uow.flags.verdict(flag.flag_id)
        if verdict is not None and flag.state is FlagState.DISMISSED:
            key = "amend.dismissed" if flag.raised.care is None else "amend.closed"
            return await self._by(uow, key, verdict, number=flag.flag_id, group=group.name), True
        said = await Telling(self.front).text(uow, flag, group)
        if verdict is None:
            steps = await uow.flags.steps(flag.flag_id)
            lines = [await self._by(uow, f"amend.step.{one.kind}", one) for one in _shown(steps)]
            taken_up = any(step.kind is StepKind.TAKEN_UP for step in steps)
            return "\n".join([said, *lines]), taken_up
        lines = [await self._by(uow, "amend.upheld", verdict), *self._ordered(measures)]
        return "\n".join([said, *lines]), True

    def _ordered(self, measures: Collection[MeasureKind]) -> Iterator[str]:
        return (self.front.wording().texts(f"amend.{kind}") for kind in sorted(measures))

    async def _by(
        self, uow: UnitOfWork, key: str, done: Step | NewVerdict, **values: object
    ) -> str:
        wording = self.front.wording()
        name = await name_of(uow, done.by, wording.texts("press.somebody"))
        return wording.texts(key, name=name, when=wording.when(done.at), **values)


async def name_of(uow: UnitOfWork, account: AccountRef | None, otherwise: str) -> str:
    """As the school calls them."""
    person = None if account is None else await uow.people.who(account)
    return person.name if person and person.name else otherwise


async def forget(uow: UnitOfWork, flag_ids: Collection[FlagId], now: datetime) -> None:
    """No message to staff has a word of these flags any more. To be called before they go."""
    # Whoever erases or cleans up need not be able to answer people: it is the same for everybody.
    said = texts(Language.NL)
    for number in flag_ids:
        for post in await uow.posts.about(number):
            change = Change(post.post.message, said("amend.gone", number=number))
            await uow.outbox.add(NewOutboxItem(Purpose.AMEND, change, now))
            await uow.posts.remove(post.post_id)


async def take_back_due(uow: UnitOfWork, now: datetime) -> None:
    """What was to stand in a group for a time only."""
    for post in await uow.posts.due(now):
        gone = TakeBack(post.post.message)
        await uow.outbox.add(NewOutboxItem(Purpose.AMEND, gone, now))
        await uow.posts.remove(post.post_id)


def _shown(steps: Sequence[Step]) -> Iterator[Step]:
    """What a person did; that the bot told somebody is nothing to tell."""
    return (step for step in steps if step.by is not None and step.kind is not StepKind.TOLD)
