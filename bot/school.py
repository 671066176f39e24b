"""One school, opened: what commands and the running bot work with."""

from dataclasses import dataclass
from pathlib import Path

from bot.ports import Clock, Database, UnitOfWorkFactory
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    settings: Settings
    unit_of_work: UnitOfWorkFactory
    database: Database
    clock: Clock
    folder: Path
    """Where the config file is; what is written outside the database lies there."""
