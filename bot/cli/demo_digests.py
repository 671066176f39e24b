"""The digests that staff get while somebody types."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.text import Text

from bot.cli.demo_moments import Teller, digest_blocks
from bot.cli.demo_screen import Board
from bot.demo.play import Moment
from bot.model.ids import AccountRef


@dataclass(slots=True)
class DigestDesk:
    """Remembers the last digest of each member of staff, so that it can be shown again."""

    board: Board
    teller: Teller
    _last: dict[AccountRef, str] = field(default_factory=dict)

    def struck(self, moments: Iterable[Moment]) -> None:
        """The hour struck, perhaps on several days; what says nothing new is only named."""
        for moment in moments:
            self.board.blocks(self.teller.digest_sent(moment))
            new = [one for one in moment.private if self._is_new(*one)]
            self._tell(new)
            self._last.update(moment.private)
            if new:
                self.board.across("")

    def show(self, moment: Moment) -> None:
        self._tell(moment.private)
        self._last.update(moment.private)

    def again(self) -> None:
        self._tell(self._last.items())

    def _is_new(self, account: AccountRef, text: str) -> bool:
        return account not in self._last or _body(text) != _body(self._last[account])

    def _tell(self, digests: Iterable[tuple[AccountRef, str]]) -> None:
        for account, text in digests:
            name = self.teller.texts("demo.digest_of", name=self.teller.name(account))
            self.board.across("", Text(name, "bold underline"))
            self.board.blocks(*digest_blocks(text))


def _body(text: str) -> str:
    """Without its title, which says the day."""
    return text.partition("\n")[2]
