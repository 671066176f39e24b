"""What a school chose, put together from its config and its rulebook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.model.calendar import AMSTERDAM, SchoolCalendar
from bot.model.retention import Retention
from bot.model.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """Who answers for what is done with data; empty where the school did not say."""

    name: str = ""
    contact: str = ""
    privacy_officer: str = ""


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
    retention: Retention = field(default_factory=Retention)
