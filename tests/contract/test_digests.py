from datetime import date

from bot.ports import UnitOfWorkFactory
from tests.contract.builders import MENTOR, MINUTE
from tests.support.builders import NOON, an_account

MONDAY = date(2026, 3, 2)


async def test_a_digest_is_claimed_exactly_once_a_day(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.digests.claim(MENTOR, MONDAY, NOON)
        assert not await uow.digests.claim(MENTOR, MONDAY, NOON)
        await uow.commit()
    async with unit_of_work() as uow:
        assert not await uow.digests.claim(MENTOR, MONDAY, NOON)
        assert await uow.digests.claim(MENTOR, date(2026, 3, 3), NOON)
        assert await uow.digests.claim(an_account("docent"), MONDAY, NOON)


async def test_a_claim_that_was_rolled_back_can_be_made_again(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        assert await uow.digests.claim(MENTOR, MONDAY, NOON)
    async with unit_of_work() as uow:
        assert await uow.digests.claim(MENTOR, MONDAY, NOON)


async def test_the_latest_claim_is_remembered_per_person(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.digests.latest(MENTOR) is None
        await uow.digests.claim(MENTOR, MONDAY, NOON + MINUTE)
        await uow.digests.claim(MENTOR, date(2026, 3, 1), NOON)
        await uow.digests.claim(MENTOR, MONDAY, NOON + 2 * MINUTE)  # it has been claimed
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.digests.latest(MENTOR) == NOON + MINUTE
        assert await uow.digests.latest(an_account("docent")) is None
