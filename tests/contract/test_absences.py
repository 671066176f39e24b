"""Who is away and who stands in: the same on every kind of store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import StorageError
from bot.model.absence import Absence
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import Person
from bot.model.retention import Retention
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.privacy.retention import RetentionRun
from tests.support.builders import NOON

DAY = timedelta(days=1)
VOS, BOS, KOK = (
    Person(person_id=PersonId(number), name=name, role=Role.MENTOR)
    for number, name in (("1", "dhr. Vos"), ("2", "mw. Bos"), ("3", "dhr. Kok"))
)
AWAY = Absence(person=VOS.person_id, since=NOON, until=NOON + 3 * DAY, deputy=BOS.person_id)


async def begun(unit_of_work: UnitOfWorkFactory, *absences: Absence) -> None:
    async with unit_of_work() as uow:
        for one in (VOS, BOS, KOK):
            await uow.people.put(one)
        for absence in absences:
            await uow.people.away(absence)
        await uow.commit()


async def absent(unit_of_work: UnitOfWorkFactory) -> list[Absence]:
    async with unit_of_work() as uow:
        return [*await uow.people.absences()]


async def test_nobody_is_away_until_somebody_says_so(unit_of_work: UnitOfWorkFactory) -> None:
    await begun(unit_of_work)
    assert await absent(unit_of_work) == []


async def test_what_was_said_last_counts(unit_of_work: UnitOfWorkFactory) -> None:
    alone = replace(AWAY, person=KOK.person_id, deputy=None)
    await begun(unit_of_work, AWAY, alone)
    assert await absent(unit_of_work) == [AWAY, alone]
    other = replace(AWAY, until=NOON + 9 * DAY, deputy=KOK.person_id)
    async with unit_of_work() as uow:
        await uow.people.away(other)
        assert [*await uow.people.absences()] == [other, alone]
        await uow.commit()
    assert await absent(unit_of_work) == [other, alone]


async def test_whoever_is_back_is_away_no_more(unit_of_work: UnitOfWorkFactory) -> None:
    await begun(unit_of_work, AWAY)
    async with unit_of_work() as uow:
        assert await uow.people.back(VOS.person_id)
        assert not await uow.people.back(VOS.person_id)
        assert not await uow.people.back(BOS.person_id)
        await uow.commit()
    assert await absent(unit_of_work) == []


async def test_what_is_not_committed_was_not_said(unit_of_work: UnitOfWorkFactory) -> None:
    await begun(unit_of_work)
    async with unit_of_work() as uow:
        await uow.people.away(AWAY)
        assert [*await uow.people.absences()] == [AWAY]
    assert await absent(unit_of_work) == []


@pytest.mark.parametrize("who", ["person", "deputy"])
async def test_nobody_is_away_or_stands_in_whom_the_school_does_not_know(
    unit_of_work: UnitOfWorkFactory, who: str
) -> None:
    await begun(unit_of_work)
    nobody = PersonId("9")
    unknown = replace(AWAY, person=nobody) if who == "person" else replace(AWAY, deputy=nobody)
    async with unit_of_work() as uow:
        with pytest.raises(StorageError):
            await uow.people.away(unknown)


async def test_it_goes_with_whoever_is_away_and_outlives_the_deputy(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    await begun(unit_of_work, AWAY, replace(AWAY, person=KOK.person_id))
    await removed(unit_of_work, KOK)
    assert await absent(unit_of_work) == [AWAY]
    await removed(unit_of_work, BOS)
    assert await absent(unit_of_work) == [replace(AWAY, deputy=None)]


async def test_another_name_changes_nothing(unit_of_work: UnitOfWorkFactory) -> None:
    await begun(unit_of_work, AWAY)
    async with unit_of_work() as uow:
        for one in (VOS, BOS):
            await uow.people.put(replace(one, name="anders"))
        await uow.commit()
    assert await absent(unit_of_work) == [AWAY]


async def test_retention_leaves_what_is_over_to_whoever_tells_them(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    await begun(unit_of_work, AWAY)
    await RetentionRun(unit_of_work, Retention()).daily(NOON + 400 * DAY)
    assert await absent(unit_of_work) == [AWAY]


async def removed(unit_of_work: UnitOfWorkFactory, one: Person) -> None:
    async with unit_of_work() as uow:
        assert await _remove(uow, one)
        await uow.commit()


async def _remove(uow: UnitOfWork, one: Person) -> bool:
    return await uow.people.remove(one.person_id)
