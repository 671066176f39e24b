import asyncio

import pytest

from bot.model.conversation import TopicWindow
from bot.model.digest import Wish
from bot.model.finding import Rule
from bot.model.flag import Step, StepKind, Strike
from bot.model.group import ClassGroup
from bot.model.ids import FlagId
from bot.model.judgement import Topic
from bot.model.outbox import Outcome
from bot.ports import UnitOfWork, UnitOfWorkFactory
from tests.contract.builders import (
    CLASS_3C,
    MENTOR,
    RESPECT,
    a_decision,
    a_flag,
    a_post,
    a_reminder,
    a_verdict,
    an_appeal,
    an_item,
    posted,
    ref,
)
from tests.support.builders import CLASS_2B, NOON, an_account


class Mishap(Exception):
    pass


async def state(uow: UnitOfWork) -> list[object]:
    """Everything that the stores say."""
    return [
        await uow.inbox.take(0, 100, NOON),
        await uow.inbox.waiting(),
        await uow.inbox.buried(),
        await uow.inbox.buried(NOON),
        await uow.cursors.get("telegram"),
        await uow.groups.all(),
        await uow.decisions.window(CLASS_2B, TopicWindow()),
        await uow.decisions.tally(CLASS_2B, NOON.replace(hour=0), NOON.replace(hour=23)),
        await uow.reminders.member(CLASS_2B, an_account(), NOON),
        await uow.reminders.group(CLASS_2B),
        await uow.reminders.about(ref("m1")),
        await uow.flags.find(),
        await uow.flags.steps(FlagId(1)),
        await uow.strikes.of(an_account("Sanne")),
        await uow.posts.about(FlagId(1)),
        await uow.posts.due(NOON),
        await uow.appeals.open(),
        [await uow.outbox.count(outcome) for outcome in Outcome],
        [await uow.outbox.count(outcome, NOON) for outcome in Outcome],
        await uow.digests.latest(MENTOR),
        await uow.digests.wishes(),
        await uow.life.gaps(NOON.replace(year=2020)),
        await uow.outbox.claim(NOON, 100),
    ]


async def fill(uow: UnitOfWork) -> None:
    for number in range(1, 5):
        await uow.inbox.add(posted(f"m{number}"), lane=0)
    await uow.cursors.put("telegram", "41")
    await uow.groups.put(ClassGroup(CLASS_2B, "2B"))
    await uow.decisions.add(a_decision("m1", Topic.SCHOOL))
    await uow.reminders.add(a_reminder("m1", in_group=True))
    for message in ("m1", "m2"):
        await uow.flags.add(a_flag(message))
    await uow.flags.step(FlagId(1), Step(StepKind.TOLD, NOON))
    await uow.posts.add(a_post("b1", about=FlagId(1)))
    await uow.posts.add(a_post("b2", reader=MENTOR, take_back=NOON))
    await uow.appeals.add(an_appeal(about=FlagId(2)))
    await uow.appeals.add(an_appeal(MENTOR))
    for _ in range(3):
        await uow.outbox.add(an_item())
    (first,) = await uow.outbox.claim(NOON, 1)
    await uow.outbox.settle(first.outbox_id, Outcome.DONE, NOON)
    (_,) = await uow.outbox.claim(NOON, 1)


async def change(uow: UnitOfWork) -> None:
    """Touches everything that `fill` made, in another order than it was made in."""
    waiting = await uow.inbox.take(0, 100, NOON)
    await uow.inbox.add(posted("m9"), lane=0)
    for row in (waiting[2], waiting[0]):
        await uow.inbox.done(row.inbox_id)
    await uow.inbox.bury(waiting[1].inbox_id, "ValueError", NOON)
    await uow.inbox.refuse(posted("m10"), "ValueError", NOON)
    await uow.cursors.put("telegram", "42")
    await uow.cursors.put("matrix", "s1")
    await uow.groups.put(ClassGroup(CLASS_2B, "2B met een nieuwe naam", responsible=(MENTOR,)))
    await uow.decisions.add(a_decision("m1", Topic.OFFTOPIC))
    await uow.decisions.add(a_decision("m9", Topic.OFFTOPIC))
    await uow.reminders.add(a_reminder("m9", in_group=True, at=NOON.replace(hour=13)))
    await uow.reminders.withdraw(ref("m1"), [Rule.RESPECT])
    verdict = await uow.flags.decide(a_verdict(FlagId(1)))
    await uow.flags.step(FlagId(1), Step(StepKind.TAKEN_UP, NOON, MENTOR))
    await uow.flags.remove(FlagId(2))
    await uow.posts.add(a_post("b3", about=FlagId(1)))
    await uow.posts.forget(MENTOR)
    await uow.appeals.forget(MENTOR)
    await uow.appeals.add(an_appeal())
    await uow.strikes.add(Strike(an_account("Sanne"), Rule.RESPECT, RESPECT, NOON, verdict))
    await uow.outbox.recover(NOON)
    await uow.outbox.add(an_item())
    (claimed,) = await uow.outbox.claim(NOON, 1)
    await uow.outbox.settle(claimed.outbox_id, Outcome.DONE, NOON)
    await uow.digests.claim(MENTOR, NOON.date(), NOON)
    await uow.digests.wish(MENTOR, Wish(address="wolters@school.nl"))
    await uow.life.beat(NOON)
    await uow.life.beat(NOON.replace(hour=14))
    await uow.groups.move(CLASS_2B, CLASS_3C)


async def test_what_was_committed_stays(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.cursors.put("telegram", "42")
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.cursors.get("telegram") == "42"


async def test_leaving_without_commit_undoes_every_store(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await fill(uow)
        await uow.commit()
    async with unit_of_work() as uow:
        before = await state(uow)
    async with unit_of_work() as uow:
        await change(uow)
        assert await state(uow) != before
    async with unit_of_work() as uow:
        assert await state(uow) == before
        assert await uow.inbox.add(posted("m9"), lane=0)
        assert await uow.digests.claim(MENTOR, NOON.date(), NOON)
        assert await uow.outbox.recover(NOON)


async def test_an_exception_rolls_back_and_passes_on(unit_of_work: UnitOfWorkFactory) -> None:
    async def go_wrong() -> None:
        async with unit_of_work() as uow:
            await uow.inbox.add(posted(), lane=0)
            raise Mishap

    with pytest.raises(Mishap):
        await go_wrong()
    async with unit_of_work() as uow:
        assert await uow.inbox.waiting() == 0


async def test_after_a_commit_the_rest_is_a_new_transaction(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.cursors.put("telegram", "1")
        await uow.commit()
        await uow.cursors.put("telegram", "2")
    async with unit_of_work() as uow:
        assert await uow.cursors.get("telegram") == "1"


async def test_transactions_that_run_at_once_take_turns(unit_of_work: UnitOfWorkFactory) -> None:
    async def count_up() -> None:
        async with unit_of_work() as uow:
            number = int(await uow.cursors.get("count") or 0)
            await asyncio.sleep(0)
            await uow.cursors.put("count", str(number + 1))
            await uow.commit()

    await asyncio.gather(*[count_up() for _ in range(20)])
    async with unit_of_work() as uow:
        assert await uow.cursors.get("count") == "20"
