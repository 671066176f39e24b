"""Who the bot is, what one can ask it, and what the school's rules are."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.front import Front
from bot.commands.registry import listed
from bot.model.dealing import CommandGiven, PrivateMessage
from bot.model.rulebook import Binds
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
        return "\n".join([*lines, "", wording.texts("help.care")])

    async def rules(self, _: UnitOfWork, command: CommandGiven) -> str:
        """What a pupil's message is held against, in the order of the school's protocol."""
        wording, book = self.front.wording(command.sender), self.front.settings.rulebook
        lines = [
            wording.texts(
                "rules.article", says=wording.texts(f"rules.says.{rule}"), article=number
            )
            for number, article in book.articles.items()
            for rule, policy in book.rules.items()
            if policy.article == number and Binds.STUDENT in article.binds
        ]
        link = self.front.settings.live.rules_link or book.link
        head = wording.texts("rules.head", title=book.title)
        return "\n".join([head, *lines, wording.texts("rules.link", link=link)])

    def _listed(self, to: CommandGiven | PrivateMessage, *, staff: bool) -> Iterator[str]:
        wording = self.front.wording(to.sender)
        for name, does in listed(wording.texts.language, wording, staff=staff):
            yield wording.texts("help.line", name=name, does=does)
