"""The school itself: its people, its daily work, its backups, its disk."""

import shutil
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.doctor.line import Line, fine, todo
from bot.errors import ConfigError
from bot.model.ids import Platform
from bot.model.member import Role
from bot.model.person import AccountLink, Known, Person
from bot.privacy.retention import CHORE
from bot.school import School

_CALLED = (Role.MENTOR, Role.TEAM_LEAD, Role.COUNSELLOR)
"""Whom the bot has to be able to reach."""
_LATE = timedelta(hours=36)
_OLD = timedelta(days=8)
_ROOM = 1 << 30


async def running_line(school: School) -> Line:
    try:
        async with school.only():
            return todo("doctor.not_running")
    except ConfigError as error:
        if error.key != "error.run.second":
            raise
    return fine("doctor.running")


async def people_lines(school: School) -> AsyncIterator[Line]:
    async with school.unit_of_work() as uow:
        staff = [one.person_id for one in await uow.people.all() if one.role.is_staff]
        known = (await uow.people.known(staff)).values()
    unlinked = [one for one in known if one.person.role in _CALLED and not _live(one)]
    others = unlinked
    for role, key in ((Role.TEAM_LEAD, "doctor.no_lead"), (Role.COUNSELLOR, "doctor.no_care")):
        if not any(one.person.role is role and _live(one) for one in known):
            for line in _nobody(key, [one.person for one in unlinked if one.person.role is role]):
                yield line
            others = [one for one in others if one.person.role is not role]
    if others:
        yield todo("doctor.unlinked", numbers=_numbers(others))
    private = [one for one in known if any(link.work is False for link in _live(one))]
    if private:
        yield todo("doctor.private", numbers=_numbers(private))
    if not unlinked and not private:
        yield fine("doctor.people", count=len(known))


def _nobody(key: str, invited: Sequence[Person]) -> Iterator[Line]:
    """Nobody has the role who can be reached; but some may only have to open their invitation."""
    for person in invited:
        yield todo("doctor.unopened", name=person.name, number=person.person_id)
    if not invited:
        yield todo(key)


def _live(one: Known) -> list[AccountLink]:
    return [link for link in one.links if link.account.platform is not Platform.OS]


def _numbers(known: Iterable[Known]) -> str:
    return ", ".join(one.person.person_id for one in known)


async def kept_lines(school: School) -> AsyncIterator[Line]:
    now = school.clock()
    async with school.unit_of_work() as uow:
        last, first = await uow.chores.latest(CHORE), await uow.audit.get(1)
    if now - (last or (first.at if first else now)) > _LATE:
        yield todo("doctor.retention.late")
    elif last is None:
        yield fine("doctor.retention.new")
    else:
        yield fine("doctor.retention", at=_moment(last, school))
    for line in _backups(school, now):
        yield line
    free = shutil.disk_usage(school.folder).free
    room = {"free": free // (1 << 20)}
    yield fine("doctor.disk", **room) if free > _ROOM else todo("doctor.disk.full", **room)


def _backups(school: School, now: datetime) -> Iterator[Line]:
    made = max((_written(one) for one in school.backups.folder.glob("*.backup")), default=None)
    if made is None:
        yield todo("doctor.backup.none")
    elif now - made > _OLD:
        yield todo("doctor.backup.old", at=_moment(made, school))
    else:
        yield fine("doctor.backup", at=_moment(made, school))


def _written(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _moment(at: datetime, school: School) -> str:
    return f"{at.astimezone(school.settings.timezone):%d-%m-%Y %H:%M}"
