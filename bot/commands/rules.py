"""What a pupil's message is held against: the handful that matters most, all of it, or one
article in the school's own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.front import Front
from bot.model.dealing import CommandGiven
from bot.model.finding import Rule
from bot.model.ids import ArticleNumber
from bot.model.rulebook import Article, Binds
from bot.ports import UnitOfWork
from bot.wording import Wording

_ALL = frozenset({"alles", "alle", "all", "everything"})
_HANDFUL = frozenset(
    {
        Rule.RESPECT,
        Rule.HARASSMENT,
        Rule.PRIVACY,
        Rule.MEDIA,
        Rule.TESTTIME,
        Rule.OFFTOPIC,
    }
)
"""What pupils break: as many as a phone shows at once."""


@dataclass(frozen=True, slots=True)
class Rules:
    front: Front

    async def tell(self, _: UnitOfWork, command: CommandGiven) -> str:
        wording = self.front.wording(command.sender)
        asked = command.argument.casefold().rstrip(". ?").rpartition(" ")[2]
        if asked in _ALL:
            return self._all(wording)
        article = self._article(asked)
        return self._handful(wording) if article is None else self._whole(article, wording)

    def _handful(self, wording: Wording) -> str:
        shown = [one for one in self._watched() if one[0] in _HANDFUL]
        if not shown:
            return self._all(wording)
        more = wording.texts("rules.more", article=shown[0][1])
        return self._page("rules.head.short", [*self._lines(shown, wording), more], wording)

    def _all(self, wording: Wording) -> str:
        return self._page("rules.head", self._lines(self._watched(), wording), wording)

    def _whole(self, article: Article, wording: Wording) -> str:
        says = [one for one in self._watched() if one[1] == article.number]
        text = wording.texts("rules.whole", article=article.number, text=article.text)
        return "\n".join([text, *self._lines(says, wording)])

    def _page(self, head: str, lines: Sequence[str], wording: Wording) -> str:
        """In the order of the school's protocol."""
        book = self.front.settings.rulebook
        link = self.front.settings.live.rules_link or book.link
        below = [wording.texts("rules.link", link=link)] if link else []
        return "\n".join([wording.texts(head, title=book.title), *lines, *below])

    def _watched(self) -> Sequence[tuple[Rule, ArticleNumber]]:
        book = self.front.settings.rulebook
        return [
            (rule, number)
            for number, article in book.articles.items()
            for rule, policy in book.rules.items()
            if policy.article == number and Binds.STUDENT in article.binds
        ]

    def _lines(
        self, watched: Sequence[tuple[Rule, ArticleNumber]], wording: Wording
    ) -> Sequence[str]:
        return [
            wording.texts(
                "rules.article", says=wording.texts(f"rules.says.{rule}"), article=number
            )
            for rule, number in watched
        ]

    def _article(self, number: str) -> Article | None:
        articles = self.front.settings.rulebook.articles.values()
        return next((one for one in articles if one.number.casefold() == number), None)
