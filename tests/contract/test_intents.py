"""A measure that somebody is about to order, and the steps that last a time."""

from dataclasses import replace

import pytest

from bot.errors import StorageError
from bot.model.action import MeasureKind
from bot.model.flag import Step, StepKind
from bot.model.ids import AccountRef, FlagId
from bot.model.intent import Intent, NewIntent
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import MENTOR, MINUTE, a_flag, a_verdict
from tests.support.builders import NOON, an_account

LEAD = an_account("teamleider")


def meant(flag: FlagId, by: AccountRef = MENTOR) -> NewIntent:
    return NewIntent(
        flag=flag,
        kind=MeasureKind.MUTE,
        by=by,
        at=NOON,
        until=NOON + MINUTE,
        text="Je kunt even niet schrijven.",
    )


async def test_an_intent_comes_back_whole(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        intent = meant(await uow.flags.add(a_flag()))
        number = await uow.intents.put(intent)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.intents.of(MENTOR) == Intent(number, intent)
        assert await uow.intents.of(LEAD) is None


async def test_of_each_person_the_latest_counts_under_a_new_number(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        flag = await uow.flags.add(a_flag())
        first, others = await uow.intents.put(meant(flag)), meant(flag, LEAD)
        theirs = await uow.intents.put(others)
        bare = replace(meant(flag), kind=MeasureKind.WARN, until=None, text="")
        second = await uow.intents.put(bare)
        assert len({first, second, theirs}) == 3
        assert await uow.intents.of(MENTOR) == Intent(second, bare)
        assert await uow.intents.of(LEAD) == Intent(theirs, others)


async def test_an_intent_goes_with_whose_it_is_with_its_flag_and_with_time(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        flag, other = await uow.flags.add(a_flag("m1")), await uow.flags.add(a_flag("m2"))
        await uow.intents.put(meant(flag))
        assert [await uow.intents.drop(MENTOR) for _ in range(2)] == [1, 0]
        await uow.intents.put(meant(flag))
        await uow.intents.put(meant(other, LEAD))
        await uow.flags.remove(flag)
        assert await uow.intents.of(MENTOR) is None
        assert await uow.intents.forget_before(NOON) == 0
        assert await uow.intents.forget_before(NOON + MINUTE) == 1
        assert await uow.intents.of(LEAD) is None


async def test_nothing_is_meant_about_a_flag_that_is_gone(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        with pytest.raises(StorageError):
            await uow.intents.put(meant(FlagId(999)))
        assert await uow.intents.of(MENTOR) is None


async def test_what_is_not_committed_is_not_meant(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        flag = await uow.flags.add(a_flag())
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.intents.put(meant(flag))
    async with unit_of_work() as uow:
        assert await uow.intents.of(MENTOR) is None


async def test_a_step_says_until_when(unit_of_work: UnitOfWorkFactory) -> None:
    steps = [
        Step(StepKind.MUTED, NOON, MENTOR, NOON + MINUTE),
        Step(StepKind.LIFTED, NOON + MINUTE, MENTOR),
    ]
    async with unit_of_work() as uow:
        flag = await uow.flags.add(a_flag())
        for step in steps:
            await uow.flags.step(flag, step)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.flags.steps(flag) == steps


async def test_a_verdict_has_a_number(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        flag = await uow.flags.add(a_flag())
        assert await uow.flags.verdict_id(flag) is None
        number = await uow.flags.decide(a_verdict(flag))
        assert await uow.flags.verdict_id(flag) == number
