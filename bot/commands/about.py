"""Who the bot is, and what one can ask it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.front import Front
from bot.commands.registry import listed
from bot.model.dealing import CommandGiven, PrivateMessage
from bot.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class About:
    front: Front

    async def start(self, uow: UnitOfWork, command: CommandGiven) -> str:
        texts = self.front.wording(command.sender).texts
        school = self.front.settings.school or texts("about.school")
        return f"{texts('about.me', school=school)}\n\n{await self.help(uow, command)}"

    async def help(self, uow: UnitOfWork, to: CommandGiven | PrivateMessage) -> str:
        wording = self.front.wording(to.sender)
        person = await uow.people.who(to.sender.account)
        lines = [wording.texts("help.head"), *self._listed(to, staff=False)]
        if person is not None and person.role.is_staff:
            lines += ["", wording.texts("help.staff"), *self._listed(to, staff=True)]
        lines += ["", wording.texts("help.care")]
        if school := self.front.settings.live.help:
            lines.append(wording.texts("care.answer.school", help=school))
        return "\n".join(lines)

    def _listed(self, to: CommandGiven | PrivateMessage, *, staff: bool) -> Iterator[str]:
        wording = self.front.wording(to.sender)
        for name, does in listed(wording.texts.language, wording, staff=staff):
            yield wording.texts("help.line", name=name, does=does)
