"""Somebody objects."""

import pytest

from bot.errors import StorageError
from bot.model.appeal import Appeal, AppealId
from bot.model.ids import FlagId
from bot.model.retention import Held
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import CLASS_3C, MINUTE, a_flag, an_appeal
from tests.support.builders import NOON, an_account

SANNE, BRAM = an_account("Sanne"), an_account("Bram")


async def test_an_appeal_comes_back_whole(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        filed = an_appeal(SANNE, about=await uow.flags.add(a_flag()))
        number = await uow.appeals.add(filed)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.appeals.get(number) == Appeal(number, filed)
        assert await uow.appeals.get(AppealId(999)) is None


async def test_appeals_are_found_by_group_and_by_who_made_them(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        late = await uow.appeals.add(an_appeal(SANNE, at=NOON + MINUTE))
        early = await uow.appeals.add(an_appeal(BRAM))
        other = await uow.appeals.add(an_appeal(SANNE, chat=CLASS_3C))
        found = [
            await uow.appeals.open(),
            await uow.appeals.open(CLASS_3C),
            await uow.appeals.of(SANNE),
            await uow.appeals.of(an_account("Noor")),
        ]
    numbers = [[one.appeal_id for one in appeals] for appeals in found]
    assert numbers == [[early, other, late], [other], [other, late], []]


async def test_an_appeal_about_a_flag_that_is_gone_is_refused(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        with pytest.raises(StorageError):
            await uow.appeals.add(an_appeal(about=FlagId(999)))
        assert await uow.appeals.open() == []


async def test_an_appeal_goes_with_its_flag_with_who_made_it_and_with_time(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        flag, other = await uow.flags.add(a_flag("m1")), await uow.flags.add(a_flag("m2"))
        await uow.appeals.add(an_appeal(SANNE, about=flag))
        await uow.appeals.add(an_appeal(SANNE, about=other))
        await uow.appeals.add(an_appeal(BRAM, at=NOON - MINUTE))
        stays = await uow.appeals.add(an_appeal(BRAM))
        await uow.flags.remove(flag)
        assert await uow.appeals.held() == Held(3, NOON - MINUTE)
        assert await uow.appeals.held(NOON) == Held(1, NOON - MINUTE)
        assert await uow.appeals.forget(SANNE) == 1
        assert await uow.appeals.forget_before(NOON) == 1
        assert [one.appeal_id for one in await uow.appeals.open()] == [stays]


async def test_a_number_of_an_appeal_is_not_used_again(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        first = await uow.appeals.add(an_appeal(SANNE))
        await uow.appeals.forget(SANNE)
        assert await uow.appeals.add(an_appeal(SANNE)) != first
