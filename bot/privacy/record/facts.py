"""What the record is written from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.audit import Subject
from bot.model.group import ClassGroup
from bot.model.ids import Platform
from bot.model.judgement import Layer
from bot.model.member import Role
from bot.model.person import Person
from bot.ports import Clock, UnitOfWorkFactory
from bot.rights import Act, require
from bot.settings import Settings


class Database(StrEnum):
    """Where the database is."""

    FILE = "file"
    SERVER_HERE = "server_here"
    """PostgreSQL on the machine that the bot runs on."""
    SERVER_ELSEWHERE = "server_elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where what is kept lies, and the keys to it; no path or address of it."""

    database: Database
    encrypted_connection: bool
    """With a server elsewhere."""
    key_in_file: bool
    """Else the key stands in the environment."""
    key_beside_database: bool
    """Who copies the one folder has both."""
    backup_days: int
    """How long a backup can be restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Counts of people, and no name of any of them."""

    made: datetime
    """School time."""
    settings: Settings
    places: Places
    layers: Sequence[Layer]
    """Of the judge."""
    groups: Sequence[ClassGroup]
    connected: Sequence[Platform]
    """Where the bot can be in groups while people write."""
    roles: Mapping[Role, int]
    """How many people of each the school has told the bot of."""
    parents_untold: int
    """Pupils under 16, or without a date of birth, whose parents do not know yet."""


async def gather(
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    settings: Settings,
    places: Places,
    layers: Sequence[Layer],
    *,
    connected: Sequence[Platform] = (),
    by: Subject,
) -> Facts:
    """Raises `Forbidden`. While the school knows nobody yet, whoever has its config may: nothing
    of anybody is in the record then."""
    async with unit_of_work() as uow:
        people, groups = await uow.people.all(), await uow.groups.all()
        if people:
            await require(uow.people, by, Act.MAKE_RECORD)
    made = clock().astimezone(settings.timezone)
    return Facts(
        made=made,
        settings=settings,
        places=places,
        layers=layers,
        groups=groups,
        connected=connected,
        roles=_counted(people),
        parents_untold=sum(_untold(person, made.date()) for person in people),
    )


def _counted(people: Sequence[Person]) -> Mapping[Role, int]:
    counts = Counter(person.role for person in people)
    return {role: counts[role] for role in Role if counts[role]}


def _untold(person: Person, today: date) -> bool:
    return person.needs_parents(today) and person.parents_told is None
