"""What is given to somebody who asks what is held of them: the same on every kind of store."""

from datetime import date, timedelta

from bot.model.action import WarnMember
from bot.model.ids import ArticleNumber, PersonId, VerdictId
from bot.model.member import Role
from bot.model.outbox import NewOutboxItem, Outcome, Purpose, Say
from bot.model.person import Person
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import MENTOR, MINUTE, an_item
from tests.support.builders import NOON, an_account

SANNE = Person(person_id=PersonId("1001"), name="Sanne", role=Role.STUDENT)
HER_ACCOUNT = an_account("sanne")


async def test_what_waits_to_be_said_or_done_to_an_account(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    say = an_item(Purpose.NOTICE, Say(HER_ACCOUNT, "hoi"))
    warn = NewOutboxItem(
        Purpose.MEASURE,
        WarnMember(HER_ACCOUNT, ArticleNumber("4.1"), "pas op", VerdictId(1)),
        NOON,
    )
    async with unit_of_work() as uow:
        for item in (say, an_item(effect=Say(MENTOR, "voor u")), warn, an_item()):
            await uow.outbox.add(item)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.outbox.of(HER_ACCOUNT) == [say, warn]
        assert await uow.outbox.of(an_account("niemand")) == []


async def test_what_is_being_sent_still_waits_and_what_was_sent_does_not(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    item = an_item(effect=Say(HER_ACCOUNT, "hoi"))
    async with unit_of_work() as uow:
        number = await uow.outbox.add(item)
        await uow.outbox.claim(NOON, 1)
        assert await uow.outbox.of(HER_ACCOUNT) == [item]
        await uow.outbox.settle(number, Outcome.DONE, NOON)
        assert await uow.outbox.of(HER_ACCOUNT) == []


async def test_the_days_of_which_somebody_had_a_digest(unit_of_work: UnitOfWorkFactory) -> None:
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    async with unit_of_work() as uow:
        await uow.digests.claim(MENTOR, tuesday, NOON + timedelta(days=1))
        await uow.digests.claim(MENTOR, monday, NOON)
        await uow.digests.claim(HER_ACCOUNT, monday, NOON)
        await uow.commit()
    async with unit_of_work() as uow:
        claimed = await uow.digests.of(MENTOR)
    assert [*claimed.items()] == [(monday, NOON), (tuesday, NOON + timedelta(days=1))]


async def test_until_when_a_code_that_waits_works(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.people.put(SANNE)
        await uow.people.issue("abc", SANNE.person_id, NOON + MINUTE)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.code_until(SANNE.person_id) == NOON + MINUTE
        assert await uow.people.code_until(PersonId("1002")) is None
        await uow.people.redeem("abc", NOON)
        assert await uow.people.code_until(SANNE.person_id) is None
