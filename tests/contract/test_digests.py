from datetime import date

from bot.ports import UnitOfWorkFactory
from tests.contract.builders import MENTOR
from tests.support.builders import an_account

MONDAY = date(2026, 3, 2)


async def test_a_digest_is_claimed_exactly_once_a_day(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.digests.claim(MENTOR, MONDAY)
        assert not await uow.digests.claim(MENTOR, MONDAY)
        await uow.commit()
    async with unit_of_work() as uow:
        assert not await uow.digests.claim(MENTOR, MONDAY)
        assert await uow.digests.claim(MENTOR, date(2026, 3, 3))
        assert await uow.digests.claim(an_account("docent"), MONDAY)


async def test_a_claim_that_was_rolled_back_can_be_made_again(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        assert await uow.digests.claim(MENTOR, MONDAY)
    async with unit_of_work() as uow:
        assert await uow.digests.claim(MENTOR, MONDAY)
