"""Why somebody was reminded or warned."""

from dataclasses import dataclass

from bot.answering.front import Front
from bot.model.dealing import CommandGiven
from bot.model.flag import Strike
from bot.model.ids import ArticleNumber
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
        strikes = sorted(await uow.strikes.of(command.sender.account), key=lambda one: one.at)
        if not reminders and not strikes:
            return wording.texts("why.nothing")
        lines = [_line(reminder, wording) for reminder in reversed(reminders[-LATEST:])]
        warnings = [_warning(strike, wording) for strike in reversed(strikes[-LATEST:])]
        if lines:
            lines.insert(0, wording.texts("why.head"))
        if warnings:
            warnings.insert(0, wording.texts("why.warnings"))
        return "\n".join([*lines, *warnings, wording.texts("why.objecting")])


def _line(reminder: KeptReminder, wording: Wording) -> str:
    at = f"{reminder.at.astimezone(wording.timezone):%d-%m %H:%M}"
    gist = _gist(reminder.article, wording)
    line = wording.texts("why.reminder", at=at, article=reminder.article, gist=gist)
    return f"{line} {wording.texts('why.withdrawn')}" if reminder.withdrawn else line


def _warning(strike: Strike, wording: Wording) -> str:
    at = f"{strike.at.astimezone(wording.timezone):%d-%m %H:%M}"
    gist = _gist(strike.article, wording)
    return wording.texts("why.reminder", at=at, article=strike.article, gist=gist)


def _gist(article: ArticleNumber, wording: Wording) -> str:
    known = article in wording.rulebook.articles  # the school may have changed its rules
    return wording.gist(article) if known else "…"
