"""What a platform delivers is stored once, with how far was read, or not at all."""

from functools import partial

import pytest
from typing_extensions import override

from bot.errors import StorageError
from bot.intake import LANES, Intake, Received, lane_of
from bot.model.dealing import GroupMoved
from bot.model.event import AdminsChanged, Event, MessageDeleted, MessageEdited, MessagePosted
from bot.model.ids import ChatId, ChatRef, Platform
from bot.ports import UnitOfWorkFactory
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from tests.support.builders import CLASS_2B, NOON, a_group, a_message
from tests.support.school import BRAM, SANNE, in_memory

STRANGE = ChatRef(Platform.MEMORY, ChatId("een andere groep"))


def posted(message_id: str = "m1", chat: ChatRef = CLASS_2B) -> MessagePosted:
    return MessagePosted(a_message(message_id=message_id, chat=chat))


async def with_class_2b() -> UnitOfWorkFactory:
    unit_of_work = in_memory()
    async with unit_of_work() as uow:
        await uow.groups.put(a_group())
        await uow.commit()
    return unit_of_work


async def waiting(unit_of_work: UnitOfWorkFactory) -> int:
    async with unit_of_work() as uow:
        return await uow.inbox.waiting()


async def cursor(unit_of_work: UnitOfWorkFactory) -> str | None:
    async with unit_of_work() as uow:
        return await uow.cursors.get("memory")


async def test_a_batch_is_stored_with_how_far_was_read() -> None:
    store = await with_class_2b()
    events = [posted("m1"), posted("m2")]
    assert await Intake(store).receive(events, source="memory", cursor="2") == Received(2, 0, 0)
    assert await waiting(store) == 2
    assert await cursor(store) == "2"


async def test_a_second_delivery_is_a_no_op() -> None:
    store = await with_class_2b()
    events: list[Event] = [posted(), MessageDeleted(a_message().ref, NOON)]
    await Intake(store).receive(events)
    assert await Intake(store).receive(events) == Received(0, 2, 0)
    assert await waiting(store) == 2


async def test_a_second_delivery_is_a_no_op_within_one_batch_too() -> None:
    store = await with_class_2b()
    assert await Intake(store).receive([posted(), posted()]) == Received(1, 1, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            MessageEdited(a_message("eerst"), NOON),
            MessageEdited(a_message("daarna"), NOON),
        ),
        (
            AdminsChanged(CLASS_2B, NOON, (SANNE,)),
            AdminsChanged(CLASS_2B, NOON, (SANNE, BRAM)),
        ),
        (MessagePosted(a_message()), MessageEdited(a_message(), NOON)),
        (MessagePosted(a_message()), MessageDeleted(a_message().ref, NOON)),
    ],
    ids=["two edits", "two changes of admins", "an edit", "a deletion"],
)
async def test_two_things_in_the_same_second_are_two_things(one: Event, other: Event) -> None:
    store = await with_class_2b()
    assert await Intake(store).receive([one, other, one]) == Received(2, 1, 0)


async def test_a_strange_group_is_dropped_unread_and_its_cursor_moves_on() -> None:
    store = await with_class_2b()
    batch = [posted(chat=STRANGE), posted()]
    assert await Intake(store).receive(batch, source="memory", cursor="2") == Received(1, 0, 1)
    assert await waiting(store) == 1
    assert await cursor(store) == "2"


MOVED = GroupMoved(chat=CLASS_2B, at=NOON, to=STRANGE)


@pytest.mark.parametrize("batches", [1, 2], ids=["in one batch", "before it was handled"])
async def test_what_is_said_where_a_group_moved_to_is_kept(batches: int) -> None:
    store = await with_class_2b()
    events: list[Event] = [posted("m1"), MOVED, posted("m1", STRANGE), posted("m2", STRANGE)]
    if batches == 1:
        assert await Intake(store).receive(events) == Received(4, 0, 0)
    else:
        await Intake(store).receive(events[:2])
        assert await Intake(store).receive(events[2:]) == Received(2, 0, 0)
    assert await Intake(store).receive([MOVED]) == Received(0, 1, 0)
    async with store() as uow:
        assert [group.chat for group in await uow.groups.all()] == [STRANGE]


async def test_a_move_of_a_strange_group_makes_it_no_ones() -> None:
    store = await with_class_2b()
    away = GroupMoved(chat=STRANGE, at=NOON, to=ChatRef(Platform.MEMORY, ChatId("elders")))
    assert await Intake(store).receive([away, posted("m1", away.to)]) == Received(1, 0, 1)


async def test_without_a_cursor_none_is_kept() -> None:
    store = await with_class_2b()
    await Intake(store).receive([posted()], source="memory")
    assert await cursor(store) is None


class CannotCommit(MemoryUnitOfWork):
    @override
    async def commit(self) -> None:
        raise StorageError("the disk is full")


async def test_a_batch_that_cannot_be_committed_has_not_arrived_and_was_not_read() -> None:
    database = MemoryDatabase()
    async with MemoryUnitOfWork(database) as uow:
        await uow.groups.put(a_group())
        await uow.commit()
    full = Intake(lambda: CannotCommit(database))
    with pytest.raises(StorageError):
        await full.receive([posted()], source="memory", cursor="1")
    store = partial(MemoryUnitOfWork, database)
    assert await waiting(store) == 0
    assert await cursor(store) is None
    assert await Intake(store).receive([posted()]) == Received(1, 0, 0)


def test_a_group_keeps_its_lane() -> None:
    chats = [ChatRef(Platform.MEMORY, ChatId(f"klas-{number}")) for number in range(200)]
    lanes = [lane_of(chat) for chat in chats]
    assert lanes == [lane_of(chat) for chat in chats]
    assert set(lanes) == set(range(LANES))


def test_any_name_of_a_group_has_a_lane() -> None:
    assert lane_of(ChatRef(Platform.WHATSAPP, ChatId("2B \ud83d"))) in range(LANES)


async def test_doubles_around_a_move_count_once_each() -> None:
    store = await with_class_2b()
    there = posted("m2", STRANGE)
    events: list[Event] = [posted("m1"), posted("m1"), MOVED, MOVED, there, there, posted("m3")]
    assert await Intake(store).receive(events) == Received(stored=3, again=3, strange=1)
    async with store() as uow:
        rows = [row.event for lane in range(LANES) for row in await uow.inbox.take(lane, 9, NOON)]
    said = [row.message.ref.chat for row in rows if isinstance(row, MessagePosted)]
    assert said == [STRANGE, STRANGE]
