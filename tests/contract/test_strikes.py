import pytest

from bot.errors import Forbidden, StorageError
from bot.model.finding import CareSignal, Rule
from bot.model.flag import Strike, Verdict
from bot.model.ids import AccountRef, VerdictId
from bot.ports import UnitOfWork, UnitOfWorkFactory
from tests.contract.builders import MINUTE, RESPECT, a_care_signal, a_flag, a_verdict
from tests.support.builders import NOON, an_account

SANNE = an_account("Sanne")


def a_strike(verdict: VerdictId, account: AccountRef = SANNE) -> Strike:
    return Strike(account, Rule.RESPECT, RESPECT, NOON, verdict)


async def decided(
    uow: UnitOfWork, verdict: Verdict = Verdict.UPHELD, care: CareSignal | None = None
) -> VerdictId:
    return await uow.flags.decide(a_verdict(await uow.flags.add(a_flag(care=care)), verdict))


async def test_an_upheld_flag_may_become_a_strike(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        strike = a_strike(await decided(uow))
        await uow.strikes.add(strike)
        assert list(await uow.strikes.of(SANNE)) == [strike]
        assert list(await uow.strikes.of(an_account("iemand anders"))) == []


async def test_strikes_come_oldest_first(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        late = Strike(SANNE, Rule.SPAM, RESPECT, NOON + MINUTE, await decided(uow))
        early = a_strike(await decided(uow))
        for strike in (late, early):
            await uow.strikes.add(strike)
        assert list(await uow.strikes.of(SANNE)) == [early, late]


async def test_there_is_no_strike_without_a_verdict(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        with pytest.raises(StorageError):
            await uow.strikes.add(a_strike(VerdictId(999)))
        assert list(await uow.strikes.of(SANNE)) == []


async def test_a_dismissed_flag_makes_no_strike(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        verdict = await decided(uow, Verdict.DISMISSED)
        with pytest.raises(StorageError):
            await uow.strikes.add(a_strike(verdict))


async def test_a_care_signal_makes_no_strike(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        with pytest.raises(Forbidden):
            await decided(uow, care=a_care_signal())
        verdict = await decided(uow, Verdict.DISMISSED, care=a_care_signal())
        with pytest.raises(StorageError):
            await uow.strikes.add(a_strike(verdict))


async def test_a_verdict_about_one_pupil_strikes_no_other(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        verdict = await decided(uow)
        with pytest.raises(StorageError):
            await uow.strikes.add(a_strike(verdict, an_account("Bram")))
