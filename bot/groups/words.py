"""What is said and written down about a group, in the unit of work that is open."""

from dataclasses import dataclass
from datetime import datetime

from bot.answering.front import Front
from bot.model.action import Audience
from bot.model.audit import BOT, Audited, Subject
from bot.model.button import Buttons
from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from bot.model.member import Sender
from bot.model.outbox import Purpose, Say
from bot.ports import UnitOfWork
from bot.rights import Act, told_of

ANYBODY = (Audience.RESPONSIBLE, Audience.TEAM_LEAD)


@dataclass(frozen=True, slots=True)
class Words:
    front: Front

    def text(self, key: str, reader: Sender | None = None, /, **values: object) -> str:
        return self.front.wording(reader).texts(key, **values)

    def moment(self, at: datetime) -> str:
        return f"{at.astimezone(self.front.settings.timezone):%d-%m-%Y %H:%M}"

    async def post(self, uow: UnitOfWork, chat: ChatRef, text: str, buttons: Buttons = ()) -> None:
        """For all in the group. Better twice than not at all: nobody is to be read unawares."""
        await self.front.say(uow, Purpose.ALERT, Say(chat, text, buttons=buttons))

    async def staff(
        self, uow: UnitOfWork, group: ClassGroup, text: str, *audiences: Audience
    ) -> int:
        """Returns how many are told."""
        (readers,) = await told_of(uow.people, [group], *audiences)
        for one in readers:
            await self.front.say(uow, Purpose.ALERT, Say(one, text))
        return len(readers)

    async def note(
        self, uow: UnitOfWork, chat: ChatRef, happened: str, by: Subject = BOT, **facts: str | int
    ) -> None:
        """*happened*: a word of the code; what people call things does not belong in the facts."""
        facts = {"chat": str(chat), "happened": happened, **facts}
        await self.front.note(uow, Audited.GROUP, facts, by)

    async def refused(self, uow: UnitOfWork, chat: ChatRef, by: Sender, act: Act) -> str:
        """What whoever may not do that reads."""
        await self.front.refuse(uow, by.account, act, {"chat": str(chat)})
        return self.text("groups.refused", by)
