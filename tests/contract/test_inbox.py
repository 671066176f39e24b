from datetime import timedelta

from bot.model.event import AdminsChanged, Event, GroupNotice, MessageDeleted, MessageEdited
from bot.ports import UnitOfWork, UnitOfWorkFactory
from tests.contract.builders import posted, ref
from tests.support.builders import CLASS_2B, NOON, a_message, a_sender


async def waiting(uow: UnitOfWork, lane: int = 0, limit: int = 100) -> list[Event]:
    return [row.event for row in await uow.inbox.take(lane, limit, NOON)]


async def test_rows_come_in_the_order_of_arrival(unit_of_work: UnitOfWorkFactory) -> None:
    events = [posted(f"m{number}") for number in (3, 1, 2)]
    async with unit_of_work() as uow:
        for event in events:
            assert await uow.inbox.add(event, lane=0)
        assert await waiting(uow) == events
        assert await waiting(uow, limit=2) == events[:2]


async def test_each_lane_has_its_own_rows(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.inbox.add(posted("m1"), lane=0)
        await uow.inbox.add(posted("m2"), lane=1)
        assert await waiting(uow, lane=1) == [posted("m2")]
        assert await waiting(uow, lane=2) == []
        assert await uow.inbox.waiting() == 2


async def test_every_kind_of_event_comes_back_as_it_went_in(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    events: list[Event] = [
        posted(text="zie\nje 💕"),
        MessageEdited(a_message("anders"), NOON + timedelta(minutes=1)),
        MessageDeleted(ref(), NOON),
        GroupNotice(CLASS_2B, NOON, "Sanne is toegetreden"),
        AdminsChanged(CLASS_2B, NOON, (a_sender("mw. Wolters"),)),
    ]
    async with unit_of_work() as uow:
        assert [await uow.inbox.add(event, lane=0) for event in events] == [True] * 5
        await uow.commit()
    async with unit_of_work() as uow:
        assert await waiting(uow) == events


async def test_a_second_delivery_is_a_no_op(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.inbox.add(posted(), lane=0)
        assert not await uow.inbox.add(posted(), lane=0)
        await uow.commit()
    async with unit_of_work() as uow:
        assert not await uow.inbox.add(posted(), lane=0)
        assert await uow.inbox.waiting() == 1


async def test_a_second_delivery_is_a_no_op_also_after_done(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.inbox.add(posted(), lane=0)
        (row,) = await uow.inbox.take(0, 1, NOON)
        await uow.inbox.done(row.inbox_id)
        await uow.commit()
    async with unit_of_work() as uow:
        assert not await uow.inbox.add(posted(), lane=0)
        assert await uow.inbox.waiting() == 0


async def test_a_done_row_is_not_taken_again(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        for number in range(4):
            await uow.inbox.add(posted(f"m{number}"), lane=0)
        for row in await uow.inbox.take(0, 3, NOON):
            await uow.inbox.done(row.inbox_id)
        assert await waiting(uow) == [posted("m3")]


async def test_a_number_is_never_given_twice(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.inbox.add(posted("m1"), lane=0)
        (old,) = await uow.inbox.take(0, 1, NOON)
        await uow.inbox.done(old.inbox_id)
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.inbox.add(posted("m2"), lane=0)
        await uow.inbox.done(old.inbox_id)
        assert await waiting(uow) == [posted("m2")]


async def test_a_buried_row_is_counted_and_never_in_the_way(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        for number in range(2):
            await uow.inbox.add(posted(f"m{number}"), lane=0)
        (row,) = await uow.inbox.take(0, 1, NOON)
        await uow.inbox.bury(row.inbox_id, "ValueError", NOON)
        await uow.inbox.bury(row.inbox_id, "ValueError", NOON)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await waiting(uow) == [posted("m1")]
        assert await uow.inbox.buried() == 1
        assert not await uow.inbox.add(posted("m0"), lane=0)


async def test_the_buried_are_counted_since_a_moment(unit_of_work: UnitOfWorkFactory) -> None:
    moments = [NOON - timedelta(minutes=1), NOON, NOON + timedelta(minutes=1)]
    async with unit_of_work() as uow:
        for number, at in enumerate(moments):
            await uow.inbox.add(posted(f"m{number}"), lane=0)
            (row,) = await uow.inbox.take(0, 1, at)
            await uow.inbox.bury(row.inbox_id, "ValueError", at)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.inbox.buried() == 3
        assert [await uow.inbox.buried(at) for at in moments] == [3, 2, 1]
        assert await uow.inbox.buried(NOON + timedelta(hours=1)) == 0


async def test_what_is_refused_never_waited_and_is_counted_once(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        assert await uow.inbox.refuse(posted("m1"), "why", NOON)
        assert not await uow.inbox.refuse(posted("m1"), "why", NOON)
        assert not await uow.inbox.add(posted("m1"), lane=0)
        await uow.inbox.add(posted("m2"), lane=0)
        assert not await uow.inbox.refuse(posted("m2"), "why", NOON)
        assert (await uow.inbox.waiting(), await uow.inbox.buried(NOON)) == (1, 1)
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.inbox.refuse(posted("m3"), "why", NOON)
    async with unit_of_work() as uow:
        assert await uow.inbox.buried() == 1
        assert await uow.inbox.refuse(posted("m3"), "why", NOON)


async def test_of_many_at_once_each_new_one_is_stored_in_order_and_once(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        assert await uow.inbox.add(posted("m2"), lane=0) == 1
        many = [posted(f"m{number}") for number in (3, 1, 2, 3, 4)]
        assert await uow.inbox.add(*many, lane=0) == 3
        assert await waiting(uow) == [posted(f"m{number}") for number in (2, 3, 1, 4)]
        assert await uow.inbox.add(lane=0) == 0
