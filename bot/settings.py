"""What a school chose, put together from its config and its rulebook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.model.calendar import AMSTERDAM, SchoolCalendar
from bot.model.digest import DigestChoice
from bot.model.finding import Rule
from bot.model.retention import Retention
from bot.model.rulebook import Rulebook
from bot.model.timetable import EventWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """Who answers for what is done with data; empty where the school did not say."""

    name: str = ""
    contact: str = ""
    privacy_officer: str = ""


REMINDING = frozenset({Rule.PRIVACY, Rule.SPAM})
"""What can be seen exactly: a phone number, a link, the same words everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What only matters where people write now."""

    reminding: frozenset[Rule] = REMINDING
    """About these pupils are reminded; all else is for staff to look at first."""
    take_back_after: timedelta = timedelta(hours=1)
    """For how long a reminder stands in a group."""
    care_wait: timedelta = timedelta(minutes=15)
    """Until the next care contact is told, while nobody has said that they have read it."""
    trial_days: int = 10
    """School days in which only staff see what would have been said."""
    undecided_reminder_days: int = 2
    """School days after which staff are reminded of a flag that nobody decided, and after as many
    more the team lead. 0: nobody is."""
    staff_late: bool = False
    """Say to staff, once an evening, that they write in quiet hours."""
    rules_link: str = ""
    """Where pupils can read the school's rules."""
    help: str = ""
    """Whom a pupil can turn to at school, as the bot says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    rulebook: Rulebook
    school: str = ""
    controller: Controller = field(default_factory=Controller)
    timezone: ZoneInfo = AMSTERDAM
    staff: tuple[str, ...] = ()
    """Names of staff in chat exports."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The rulebook's own words and the config's, together."""
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)
    event_words: EventWords = field(default_factory=EventWords)
    retention: Retention = field(default_factory=Retention)
    live: Live = field(default_factory=Live)
    digest: DigestChoice = field(default_factory=DigestChoice)
