"""Names for people whose name is nobody's business here: "Leerling 1", "Medewerker 2"."""

from bot.model.ids import AccountRef, PersonId
from bot.model.member import Role, Sender
from bot.texts import Texts


class Pseudonyms:
    """Numbered by first appearance, per kind of person."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._given: dict[AccountRef | PersonId, str] = {}
        self._counts: dict[str, int] = {}

    def of(self, one: AccountRef | PersonId, role: Role | None) -> str:
        """*role*: None for who is nobody to the school."""
        known = self._given.get(one)
        if known is not None:
            return known
        kind = "unknown" if role is None else "staff" if role.is_staff else role.value
        number = self._counts.get(kind, 0) + 1
        self._counts[kind] = number
        name = self._texts(f"pseudonym.{kind}", number=number)
        self._given[one] = name
        return name

    def sender(self, sender: Sender) -> str:
        return self.of(sender.account, sender.role)
