"""What a staff admin reads at the end of a school day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.model.administration import Administration
from bot.model.audit import Head
from bot.model.flag import Flag
from bot.model.ids import ArticleNumber
from bot.model.outbox import Outcome
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
    undelivered: Mapping[Outcome, int]
    """What the bot said or did since the previous digest, and did not arrive or may not have."""
    unjudged: int
    """Messages that the judge failed on since the previous digest."""
    groups: tuple[GroupDay, ...]
    astray: Mapping[str, Administration] = field(default_factory=dict)
    """By the name of the group: whose admins, or the rights of the bot, are not as they should."""
    swept: int = 0
    """Flags of the whole school whose term was over since the previous digest; care left out."""
    never_decided: int = 0
    """Of those, that nobody had decided."""
    head: Head | None = None
    """Of the audit: whoever keeps the digest can prove later that nothing before was changed."""

    @property
    def quiet(self) -> bool:
        """Nothing needs anybody and nothing was written."""
        failed = self.unjudged or any(self.undelivered.values()) or self.swept
        needs = self.open_flags or self.open_care or self.astray or failed
        return not needs and not any(group.tally.messages for group in self.groups)
