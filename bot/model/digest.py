"""What a staff admin reads at the end of a school day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.model.flag import Flag
from bot.model.ids import ArticleNumber
from bot.model.record import DayTally


@dataclass(frozen=True, slots=True)
class GroupDay:
    """One group's day: its tally and the flags raised in it, care signals left out."""

    name: str
    tally: DayTally
    flags: Mapping[ArticleNumber, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    day: date
    open_flags: tuple[Flag, ...]
    """Of any day, oldest first."""
    open_care: int
    """Care signals of this receiver that nobody closed; they are opened elsewhere, not here."""
    unknown_sends: int
    unjudged: int
    """Messages that the judge failed on."""
    groups: tuple[GroupDay, ...]

    @property
    def quiet(self) -> bool:
        """Nothing needs anybody and nothing was written."""
        needs = self.open_flags or self.open_care or self.unknown_sends or self.unjudged
        return not needs and not any(group.tally.messages for group in self.groups)
