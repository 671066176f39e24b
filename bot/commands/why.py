"""Why somebody was reminded."""

from dataclasses import dataclass

from bot.answering.front import Front
from bot.model.dealing import CommandGiven
from bot.model.record import KeptReminder
from bot.ports import UnitOfWork
from bot.wording import Wording

LATEST = 3


@dataclass(frozen=True, slots=True)
class Why:
    front: Front

    async def tell(self, uow: UnitOfWork, command: CommandGiven) -> str:
        wording = self.front.wording(command.sender)
        reminders = await uow.reminders.of(command.sender.account)
        if not reminders:
            return wording.texts("why.nothing")
        latest = reversed(reminders[-LATEST:])
        lines = [_line(reminder, wording) for reminder in latest]
        return "\n".join([wording.texts("why.head"), *lines, wording.texts("why.objecting")])


def _line(reminder: KeptReminder, wording: Wording) -> str:
    at = f"{reminder.at.astimezone(wording.timezone):%d-%m %H:%M}"
    known = reminder.article in wording.rulebook.articles  # the school may have changed its rules
    line = wording.texts(
        "why.reminder",
        at=at,
        article=reminder.article,
        gist=wording.gist(reminder.article) if known else "…",
    )
    return f"{line} {wording.texts('why.withdrawn')}" if reminder.withdrawn else line
