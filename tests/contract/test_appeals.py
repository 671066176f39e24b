"""Somebody objects."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import AlreadyDecided, StorageError
from bot.model.appeal import Appeal, AppealId, AppealState, Draft
from bot.model.finding import Rule
from bot.model.flag import FlagState, Strike
from bot.model.ids import AccountRef, FlagId
from bot.model.retention import Held
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import (
    CLASS_3C,
    MENTOR,
    MINUTE,
    RESPECT,
    a_draft,
    a_flag,
    a_post,
    a_reminder,
    a_ruling,
    a_verdict,
    an_appeal,
)
from tests.support.builders import CLASS_2B, NOON, an_account

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


async def test_an_appeal_goes_with_its_flag_and_with_who_made_it(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        flag, other = await uow.flags.add(a_flag("m1")), await uow.flags.add(a_flag("m2"))
        gone = await uow.appeals.add(an_appeal(SANNE, about=flag))
        await uow.appeals.decide(a_ruling(gone))
        await uow.appeals.draft(a_draft(await uow.appeals.add(an_appeal(SANNE, about=flag))))
        await uow.appeals.add(an_appeal(SANNE, about=other))
        stays = await uow.appeals.add(an_appeal(BRAM))
        await uow.flags.remove(flag)
        assert await uow.appeals.get(gone) is None
        assert await uow.appeals.draft_of(MENTOR) is None
        assert await uow.appeals.forget(SANNE) == 1
        assert [one.appeal_id for one in await uow.appeals.open()] == [stays]


async def test_only_what_was_decided_goes_with_time(unit_of_work: UnitOfWorkFactory) -> None:
    """And what is about a flag goes with that."""
    async with unit_of_work() as uow:
        await uow.appeals.add(an_appeal(SANNE, at=NOON - 9 * MINUTE))
        flag = await uow.flags.add(a_flag())
        for about, at in ((flag, NOON - MINUTE), (None, NOON - MINUTE), (None, NOON)):
            number = await uow.appeals.add(an_appeal(BRAM, about=about))
            await uow.appeals.decide(a_ruling(number, at=at))
        assert await uow.appeals.held() == Held(4, NOON - MINUTE)
        assert await uow.appeals.held(NOON) == Held(1, NOON - MINUTE)
        assert len(await uow.appeals.over(NOON)) == 1
        assert await uow.appeals.forget_before(NOON) == 1
        assert await uow.appeals.over(NOON) == []
        assert len(await uow.appeals.of(BRAM)) == 2
        assert len(await uow.appeals.of(SANNE)) == 1


async def test_a_ruling_closes_an_appeal_and_comes_back_whole(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        filed = an_appeal(SANNE, reminder=NOON - MINUTE)
        number = await uow.appeals.add(filed)
        await uow.appeals.chase(number)
        await uow.appeals.chase(number)
        ruling = a_ruling(number)
        await uow.appeals.decide(ruling)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.appeals.get(number) == Appeal(
            number, filed, AppealState.GRANTED, ruling, 2
        )
        assert await uow.appeals.open() == []
        assert [one.ruling for one in await uow.appeals.ruled_by(MENTOR)] == [ruling]
        assert await uow.appeals.ruled_by(SANNE) == []


async def test_an_appeal_is_decided_once(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        number = await uow.appeals.add(an_appeal(SANNE))
        first = a_ruling(number)
        await uow.appeals.decide(first)
        with pytest.raises(AlreadyDecided):
            await uow.appeals.decide(a_ruling(number, by=BRAM, state=AppealState.DENIED))
        with pytest.raises(StorageError):
            await uow.appeals.decide(a_ruling(AppealId(999)))
        one = await uow.appeals.get(number)
        assert one is not None
        assert (one.state, one.ruling) == (AppealState.GRANTED, first)


async def test_of_two_who_decide_at_once_the_first_wins(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        number = await uow.appeals.add(an_appeal(SANNE))
        await uow.commit()

    async def decide(by: AccountRef) -> bool:
        async with unit_of_work() as uow:
            try:
                await uow.appeals.decide(a_ruling(number, by=by))
            except AlreadyDecided:
                return False
            await uow.commit()
            return True

    won = await asyncio.gather(*map(decide, (MENTOR, an_account("docent"), an_account("lead"))))
    assert sorted(won) == [False, False, True]
    async with unit_of_work() as uow:
        one = await uow.appeals.get(number)
    assert one is not None
    assert one.ruling is not None
    assert one.ruling.by == (MENTOR, an_account("docent"), an_account("lead"))[won.index(True)]


async def test_whoever_writes_an_answer_has_one_at_a_time(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        one, other = [await uow.appeals.add(an_appeal(SANNE)) for _ in range(2)]
        first = await uow.appeals.draft(a_draft(one))
        theirs = await uow.appeals.draft(a_draft(one, by=BRAM))
        second = await uow.appeals.draft(a_draft(other, why="hij had gelijk"))
        await uow.commit()
    async with unit_of_work() as uow:
        assert len({first, theirs, second}) == 3
        written = a_draft(other, why="hij had gelijk")
        assert await uow.appeals.draft_of(MENTOR) == Draft(second, written)
        assert await uow.appeals.draft_of(SANNE) is None
        await uow.appeals.decide(a_ruling(one, by=MENTOR))
        assert await uow.appeals.draft_of(BRAM) is None
        assert await uow.appeals.forget_drafts(NOON) == 0
        assert await uow.appeals.forget_drafts(NOON + MINUTE) == 1
        assert await uow.appeals.drop_draft(MENTOR) == 0
        with pytest.raises(StorageError):
            await uow.appeals.draft(a_draft(AppealId(999)))


async def test_an_appeal_keeps_its_flag_and_so_does_its_end_for_a_time(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        flag = await uow.flags.add(a_flag())
        number = await uow.appeals.add(an_appeal(SANNE, about=flag))
        (before,) = await uow.flags.standing()
        assert (before.appealed, before.ruled_at) == (True, None)
        assert [one.appeal_id for one in await uow.appeals.about(flag)] == [number]
        await uow.appeals.decide(a_ruling(number, at=NOON + MINUTE))
        (after,) = await uow.flags.standing()
        assert (after.appealed, after.ruled_at) == (False, NOON + MINUTE)


async def test_an_overturned_flag_counts_as_dismissed_and_keeps_its_verdict(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        upheld, still_open = [await uow.flags.add(a_flag(name)) for name in ("m1", "m2")]
        given = a_verdict(upheld)
        verdict = await uow.flags.decide(given)
        sender = a_flag().sender.account
        strike = Strike(sender, Rule.RESPECT, RESPECT, NOON, verdict)
        await uow.strikes.add(strike)
        assert await uow.flags.overturn(upheld)
        assert await uow.strikes.take_back(upheld) == 1
        assert not await uow.flags.overturn(upheld)
        assert not await uow.flags.overturn(still_open)
        assert await uow.strikes.take_back(upheld) == 0
        assert list(await uow.strikes.of(sender)) == []
        flag = await uow.flags.get(upheld)
        assert flag is not None
        assert flag.state is FlagState.DISMISSED
        assert await uow.flags.verdict(upheld) == given


async def test_a_reminder_is_taken_back_by_whose_and_when(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.reminders.add(a_reminder("m1", account=SANNE))
        await uow.reminders.add(a_reminder("m2", account=SANNE, at=NOON + MINUTE))
        await uow.reminders.add(a_reminder("m3", account=BRAM))
        assert await uow.reminders.take_back(SANNE, CLASS_2B, NOON) == 1
        assert await uow.reminders.take_back(SANNE, CLASS_2B, NOON) == 0
        assert await uow.reminders.take_back(SANNE, CLASS_3C, NOON + MINUTE) == 0
        assert [one.withdrawn for one in await uow.reminders.of(SANNE)] == [True, False]
        assert [one.withdrawn for one in await uow.reminders.of(BRAM)] == [False]


async def test_what_staff_were_told_of_an_appeal_is_found(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        number = await uow.appeals.add(an_appeal(SANNE))
        post = replace(a_post("b1", reader=MENTOR), appeal=number)
        await uow.posts.add(post)
        await uow.posts.add(a_post("b2", reader=MENTOR))
        assert [one.post for one in await uow.posts.of_appeal(number)] == [post]


async def test_a_number_of_an_appeal_is_not_used_again(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        first = await uow.appeals.add(an_appeal(SANNE))
        await uow.appeals.forget(SANNE)
        assert await uow.appeals.add(an_appeal(SANNE)) != first
