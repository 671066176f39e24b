"""Each group: bound, told, with staff who answer for it, and with a bot that can work there."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.compliance import drifts_of
from bot.doctor.line import Line, fine, todo
from bot.errors import AdapterError
from bot.model.action import Audience
from bot.model.administration import Administration
from bot.model.calendar import TestWindow
from bot.model.group import ClassGroup, Stage
from bot.model.member import Role
from bot.ports import LivePlatform, PeopleStore, UnitOfWorkFactory
from bot.rights import heard


async def group_lines(
    unit_of_work: UnitOfWorkFactory, platform: LivePlatform | None, now: datetime
) -> AsyncIterator[Line]:
    async with unit_of_work() as uow:
        groups = await uow.groups.all()
    if not groups:
        yield todo("doctor.groups.none")
    for group in groups:
        if group.stage is Stage.UNBOUND:
            yield todo("doctor.group.unbound", name=group.name)
        elif group.stage is Stage.OFF:
            yield fine("doctor.group.off", name=group.name)
        else:
            seen = await _seen(group, platform, now)
            async with unit_of_work() as uow:
                wrong = [one async for one in _wrong(uow.people, group)]
                wrong += [*await _administered(uow.people, group, seen)] if platform else []
            for line in wrong or [fine("doctor.group", name=group.name)]:
                yield line


async def exam_lines(
    unit_of_work: UnitOfWorkFactory, tests: Sequence[TestWindow]
) -> AsyncIterator[Line]:
    """A test of a class that nobody has would be watched nowhere, and nobody would notice."""
    async with unit_of_work() as uow:
        groups = await uow.groups.all()
    for test in tests:
        for name in sorted(test.groups):
            if not any(name.casefold() == group.name.casefold() for group in groups):
                yield todo("doctor.test.no_group", name=name, day=f"{test.begin:%d-%m-%Y}")


async def _seen(
    group: ClassGroup, platform: LivePlatform | None, now: datetime
) -> Administration | None:
    """None: the platform does not tell."""
    if platform is None or platform.platform is not group.chat.platform:
        return None
    try:
        return await platform.administration(group.chat, now)
    except AdapterError:
        return None


async def _wrong(people: PeopleStore, group: ClassGroup) -> AsyncIterator[Line]:
    if group.announced is None:
        yield todo("doctor.group.untold", name=group.name)
    hears = await heard(people, group)
    if Audience.RESPONSIBLE not in hears:
        yield todo("doctor.group.nobody", name=group.name)
    if group.team_lead is None:
        yield todo("doctor.group.no_lead", name=group.name)
    if Audience.CARE not in hears:
        yield todo("doctor.group.no_care", name=group.name)
    known = await people.known(group.contacts)
    if strangers := group.contacts - known.keys():
        yield todo("doctor.group.strangers", name=group.name, count=len(strangers))


async def _administered(
    people: PeopleStore, group: ClassGroup, seen: Administration | None
) -> Iterator[Line]:
    """By kind only: who administers it may be a pupil."""
    if seen is None:
        return iter([todo("doctor.group.away", name=group.name)])
    roles = await people.roles(group.chat, {admin.sender.account for admin in seen.admins})
    admins = tuple(
        replace(one, sender=replace(one.sender, role=roles.get(one.sender.account, Role.STUDENT)))
        for one in seen.admins
    )
    kinds = dict.fromkeys(drift.kind for drift in drifts_of(replace(seen, admins=admins)))
    return (todo(f"doctor.drift.{kind}", name=group.name) for kind in kinds)
