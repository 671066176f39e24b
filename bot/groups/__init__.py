"""What happens to a group around the bot: added, bound to a class, on trial, moved, left."""

from dataclasses import dataclass, field

from bot.answering.front import Front
from bot.answering.offers import Offer, Offered
from bot.groups.binding import Binding
from bot.groups.closing import Closed
from bot.groups.joining import Joining
from bot.groups.moved import Moved
from bot.groups.trial import Trial, group_meant
from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    ButtonPressed,
    GroupMoved,
    GroupRenamed,
    MemberChanged,
)
from bot.model.ids import ChatRef
from bot.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Groups:
    """*asked*: groups whose administration is to be looked at soon; `Checks` has the same set."""

    front: Front
    asked: set[ChatRef] = field(default_factory=set)

    async def handle(
        self,
        uow: UnitOfWork,
        dealing: BotAdded | BotRemoved | MemberChanged | GroupMoved | GroupRenamed,
    ) -> None:
        moved = Moved(self.front, self.asked)
        match dealing:
            case BotAdded():
                await self.joining.added(uow, dealing)
            case BotRemoved():
                await moved.removed(uow, dealing)
            case MemberChanged():
                await moved.member(uow, dealing)
            case GroupMoved():
                await moved.moved(uow, dealing)
            case GroupRenamed():
                await moved.renamed(uow, dealing)

    async def answered(self, uow: UnitOfWork, press: ButtonPressed, offer: Offer) -> str:
        """What follows from the buttons of this package. Returns what whoever pressed reads."""
        if offer.act is Offered.CLASS:
            return await self.binding.bind(uow, press.chat, offer.about, press.by)
        if offer.act is Offered.CLOSE:
            return await Closed(self.front).pressed(uow, press, offer)
        group = await group_meant(uow, press, offer)
        if group is None:
            return self.front.wording(press.by).texts("groups.unknown")
        if offer.act is Offered.REMIND:
            return await self.trial.start_reminders(uow, group, press.by)
        return await self.trial.stay(uow, group, press.by)

    @property
    def joining(self) -> Joining:
        return Joining(self.front, self.asked)

    @property
    def binding(self) -> Binding:
        return Binding(self.front, self.asked, self.joining.ask)

    @property
    def trial(self) -> Trial:
        return Trial(self.front)
