"""Who was sent which digest, how they want it, and when the bot ran."""

from datetime import date, time, timedelta

from bot.model.digest import Channel, Doubt, Gap, Wish
from bot.model.ids import AccountRef, PersonId
from bot.model.member import Role
from bot.model.outbox import Outcome, Purpose
from bot.model.person import AccountLink, Person
from bot.model.retention import Held
from bot.ports import UnitOfWork, UnitOfWorkFactory
from tests.contract.builders import MENTOR, MINUTE, an_item
from tests.support.builders import NOON, an_account

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
COLLEAGUE = an_account("docent")
WOLTERS = PersonId("12")
HOUR = timedelta(hours=1)


async def test_a_digest_is_claimed_exactly_once_a_day(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.digests.claim(MENTOR, MONDAY, NOON)
        assert not await uow.digests.claim(MENTOR, MONDAY, NOON)
        await uow.commit()
    async with unit_of_work() as uow:
        assert not await uow.digests.claim(MENTOR, MONDAY, NOON)
        assert await uow.digests.claim(MENTOR, TUESDAY, NOON)
        assert await uow.digests.claim(COLLEAGUE, MONDAY, NOON)


async def test_each_channel_is_claimed_for_itself(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.digests.claim(MENTOR, MONDAY, NOON, Channel.CHAT)
        assert await uow.digests.claim(MENTOR, MONDAY, NOON + MINUTE, Channel.MAIL)
        assert not await uow.digests.claim(MENTOR, MONDAY, NOON, Channel.MAIL)
        await uow.digests.claim(COLLEAGUE, MONDAY, NOON, Channel.MAIL)
        await uow.digests.claim(COLLEAGUE, TUESDAY, NOON, Channel.CHAT)
        await uow.commit()
    async with unit_of_work() as uow:
        claimed = {who: {*how} for who, how in (await uow.digests.claimed(MONDAY)).items()}
        assert claimed == {MENTOR: {Channel.CHAT, Channel.MAIL}, COLLEAGUE: {Channel.MAIL}}
        assert await uow.digests.of(MENTOR) == {MONDAY: NOON}


async def known(uow: UnitOfWork, person: PersonId, *accounts: AccountRef) -> None:
    await uow.people.put(Person(person_id=person, name="mw. Wolters", role=Role.MENTOR))
    for account in accounts:
        await uow.people.link(AccountLink(account, person))


async def test_whoever_gets_another_account_claims_no_second(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    fresh = an_account("mentor-nieuw")
    async with unit_of_work() as uow:
        await known(uow, WOLTERS, MENTOR)
        assert await uow.digests.claim(MENTOR, MONDAY, NOON)
        await uow.people.unlink(MENTOR)
        await uow.people.link(AccountLink(fresh, WOLTERS))
        await uow.commit()
    async with unit_of_work() as uow:
        assert not await uow.digests.claim(fresh, MONDAY, NOON + MINUTE)
        assert not await uow.digests.claim(MENTOR, MONDAY, NOON + MINUTE)  # nobody's now
        assert await uow.digests.claim(fresh, MONDAY, NOON + MINUTE, Channel.MAIL)
        assert await uow.digests.claim(fresh, TUESDAY, NOON + HOUR)
        assert await uow.digests.claim(COLLEAGUE, MONDAY, NOON)
        await uow.commit()
    async with unit_of_work() as uow:
        claimed = {who: {*how} for who, how in (await uow.digests.claimed(MONDAY)).items()}
        assert claimed == {
            MENTOR: {Channel.CHAT},
            fresh: {Channel.MAIL},
            WOLTERS: {Channel.CHAT, Channel.MAIL},
            COLLEAGUE: {Channel.CHAT},
        }
        assert await uow.digests.of(WOLTERS) == {MONDAY: NOON, TUESDAY: NOON + HOUR}
        assert await uow.digests.of(fresh) == {MONDAY: NOON + MINUTE, TUESDAY: NOON + HOUR}
        assert await uow.digests.latest(WOLTERS, before=TUESDAY) == NOON + MINUTE
        assert await uow.digests.forget(WOLTERS) == 3
        assert await uow.digests.of(MENTOR) == {}
        assert await uow.digests.of(COLLEAGUE) == {MONDAY: NOON}


async def test_what_surely_did_not_arrive_is_not_the_latest(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    ends = (
        Outcome.DONE,
        Outcome.UNKNOWN,
        Outcome.EXPIRED,
        Outcome.FAILED,
        Outcome.NO_PERMISSION,
        Outcome.PENDING,
    )
    latest = []
    async with unit_of_work() as uow:
        await known(uow, WOLTERS, MENTOR)
        for number, outcome in enumerate(ends):
            day = MONDAY + timedelta(days=number)
            await uow.digests.claim(MENTOR, day, NOON + number * HOUR)
            item = await uow.outbox.add(an_item(Purpose.DIGEST))
            await uow.digests.went(MENTOR, day, Channel.CHAT, item)
            if outcome is not Outcome.PENDING:
                await uow.outbox.settle(item, outcome, NOON + number * HOUR)
            assert await uow.digests.latest(MENTOR) == await uow.digests.latest(WOLTERS)
            latest.append(await uow.digests.latest(MENTOR))
        assert [doubt.outcome for doubt in await uow.digests.doubts(WOLTERS, NOON)] == [*ends[1:5]]
    assert latest == [NOON, *[NOON + HOUR] * 4, NOON + 5 * HOUR]


async def test_what_did_not_arrive_by_one_way_and_did_by_another_is(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        for channel, outcome in ((Channel.CHAT, Outcome.EXPIRED), (Channel.MAIL, Outcome.DONE)):
            await uow.digests.claim(MENTOR, MONDAY, NOON, channel)
            item = await uow.outbox.add(an_item(Purpose.DIGEST))
            await uow.digests.went(MENTOR, MONDAY, channel, item)
            await uow.outbox.settle(item, outcome, NOON)
        assert await uow.digests.latest(MENTOR) == NOON


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
        assert await uow.digests.latest(MENTOR, before=MONDAY) == NOON
        assert await uow.digests.latest(MENTOR, before=date(2026, 3, 1)) is None
        assert await uow.digests.latest(COLLEAGUE) is None


async def test_what_perhaps_did_not_arrive_is_known(unit_of_work: UnitOfWorkFactory) -> None:
    ends = {
        Channel.CHAT: (Outcome.UNKNOWN, Outcome.DONE, Outcome.FAILED),
        Channel.MAIL: (Outcome.EXPIRED, Outcome.NO_PERMISSION, None),
    }
    async with unit_of_work() as uow:
        for channel, outcomes in ends.items():
            for days, outcome in enumerate(outcomes):
                day, at = MONDAY + timedelta(days=days), NOON + days * HOUR
                await uow.digests.claim(MENTOR, day, at, channel)
                number = await uow.outbox.add(an_item(Purpose.DIGEST))
                await uow.digests.went(MENTOR, day, channel, number)
                if outcome is not None:
                    await uow.outbox.settle(number, outcome, at)
        await uow.digests.claim(COLLEAGUE, MONDAY, NOON)
        await uow.commit()
    wednesday = MONDAY + timedelta(days=2)
    async with unit_of_work() as uow:
        assert [*await uow.digests.doubts(MENTOR, NOON)] == [
            Doubt(MONDAY, Channel.CHAT, Outcome.UNKNOWN),
            Doubt(MONDAY, Channel.MAIL, Outcome.EXPIRED),
            Doubt(TUESDAY, Channel.MAIL, Outcome.NO_PERMISSION),
            Doubt(wednesday, Channel.CHAT, Outcome.FAILED),
        ]
        later = [one.day for one in await uow.digests.doubts(MENTOR, NOON + 2 * HOUR)]
        assert later == [wednesday]
        assert [*await uow.digests.doubts(COLLEAGUE, NOON)] == []


async def test_a_send_that_was_cut_off_is_in_doubt(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.digests.claim(MENTOR, MONDAY, NOON)
        number = await uow.outbox.add(an_item(Purpose.DIGEST))
        await uow.digests.went(MENTOR, MONDAY, Channel.CHAT, number)
        await uow.outbox.claim(NOON, 1)
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.outbox.recover(NOON + MINUTE)
        await uow.commit()
    async with unit_of_work() as uow:
        (doubt,) = await uow.digests.doubts(MENTOR, NOON)
        assert doubt == Doubt(MONDAY, Channel.CHAT, Outcome.UNKNOWN)
        await uow.outbox.forget_before(NOON + HOUR)
        assert [*await uow.digests.doubts(MENTOR, NOON)] == []


async def test_a_wish_is_kept_until_another_or_none(unit_of_work: UnitOfWorkFactory) -> None:
    first = Wish(at=time(17), channels=(Channel.MAIL,), address="wolters@school.nl")
    async with unit_of_work() as uow:
        await uow.digests.wish(MENTOR, first)
        await uow.digests.wish(COLLEAGUE, Wish(when_quiet=False))
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.digests.wishes() == {MENTOR: first, COLLEAGUE: Wish(when_quiet=False)}
        await uow.digests.wish(MENTOR, Wish(at=time(8, 15)))
        await uow.digests.wish(COLLEAGUE, None)
        await uow.digests.wish(COLLEAGUE, None)
        assert await uow.digests.wishes() == {MENTOR: Wish(at=time(8, 15))}
    async with unit_of_work() as uow:
        assert (await uow.digests.wishes())[MENTOR] == first  # it was not committed


async def test_a_wish_goes_with_whose_it_is(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.digests.wish(MENTOR, Wish(at=time(17)))
        await uow.digests.wish(COLLEAGUE, Wish(at=time(17)))
        await uow.digests.claim(MENTOR, MONDAY, NOON)
        assert await uow.digests.forget(MENTOR) == 1
        assert [*await uow.digests.wishes()] == [COLLEAGUE]


# when the bot ran


async def test_a_silence_is_a_gap(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert [*await uow.life.gaps(NOON)] == []
        for minutes in (0, 1, 2, 6, 8, 7, 60, 61, 180):
            await uow.life.beat(NOON + minutes * MINUTE)
        await uow.commit()
    first = Gap(NOON + 8 * MINUTE, NOON + 60 * MINUTE)
    second = Gap(NOON + 61 * MINUTE, NOON + 180 * MINUTE)
    async with unit_of_work() as uow:
        assert [*await uow.life.gaps(NOON)] == [first, second]
        assert [*await uow.life.gaps(NOON + 60 * MINUTE)] == [second]
        assert [*await uow.life.gaps(NOON + 180 * MINUTE)] == []


async def test_the_latest_sign_of_life_is_never_forgotten(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.life.beat(NOON)
        assert await uow.life.held() == Held()
        await uow.life.beat(NOON + HOUR)
        assert await uow.life.held() == Held(1, NOON)
        assert await uow.life.held(NOON) == Held()
        assert await uow.life.forget_before(NOON + 9 * HOUR) == 1
        assert await uow.life.held() == Held()
        await uow.life.beat(NOON + 9 * HOUR)
        assert [*await uow.life.gaps(NOON)] == [Gap(NOON + HOUR, NOON + 9 * HOUR)]
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.life.beat(NOON + 20 * HOUR)
    async with unit_of_work() as uow:
        assert len(await uow.life.gaps(NOON)) == 1  # it was not committed
