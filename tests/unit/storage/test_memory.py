import gc
import tracemalloc
from datetime import timedelta

import pytest

from bot.errors import StorageError
from bot.model.conversation import TopicWindow
from bot.model.finding import Rule
from bot.model.flag import Step, StepKind, Strike
from bot.model.ids import ChatId, ChatRef, FlagId, Platform
from bot.model.outbox import Outcome
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from storage.memory import database as memory_database
from storage.memory import reminders as memory_reminders
from tests.contract.builders import (
    RESPECT,
    a_decision,
    a_flag,
    a_post,
    a_reminder,
    a_verdict,
    an_item,
    posted,
    ref,
)
from tests.support.builders import CLASS_2B, NOON, a_sender, an_account


async def run(database: MemoryDatabase, first: int, last: int) -> None:
    """Messages *first* to *last* through everything that an export's messages touch."""
    for number in range(first, last):
        message_id = f"m{number}"
        async with MemoryUnitOfWork(database) as uow:
            await uow.inbox.add(posted(message_id), lane=0)
            await uow.commit()
        async with MemoryUnitOfWork(database) as uow:
            (row,) = await uow.inbox.take(0, 50, NOON)
            await uow.decisions.add(a_decision(message_id))
            await uow.reminders.add(a_reminder(message_id, in_group=True))
            flag = await uow.flags.add(a_flag(message_id))
            await uow.flags.step(flag, Step(StepKind.TOLD, NOON))
            await uow.posts.add(a_post(f"b{number}", about=flag))
            item = await uow.outbox.add(an_item())
            if number % 2:
                await uow.inbox.bury(row.inbox_id, "ValueError", NOON)
            else:
                await uow.inbox.done(row.inbox_id)
            await uow.outbox.claim(NOON, 1)
            await uow.outbox.settle(item, Outcome.SIMULATED, NOON)
            await uow.commit()


async def test_memory_stays_flat_however_long_the_export() -> None:
    database = MemoryDatabase(keep=20)
    await run(database, 0, 500)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    await run(database, 500, 2500)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # What replaced the older rows is traced, the rows themselves were not: some 20 of each.
    assert after - before < 100_000


async def test_only_the_latest_are_kept() -> None:
    database = MemoryDatabase(keep=20)
    await run(database, 0, 50)
    async with MemoryUnitOfWork(database) as uow:
        tally = await uow.decisions.tally(CLASS_2B, NOON, NOON + timedelta(days=1))
        record = await uow.reminders.member(CLASS_2B, an_account(), NOON)
        window = await uow.decisions.window(CLASS_2B, TopicWindow())
        flags = await uow.flags.find()
        assert await uow.flags.steps(flags[0].flag_id) != []
        assert await uow.flags.steps(FlagId(30)) == []
        assert await uow.posts.at(ref("b30")) is not None
        assert await uow.posts.at(ref("b29")) is None
        assert not await uow.inbox.add(posted("m49"), lane=0)
        assert await uow.inbox.add(posted("m0"), lane=0)
    assert tally.messages == 20
    assert [len(times) for times in record.reminders.values()] == [20]
    assert len(window.marks) == 8
    assert [flag.flag_id for flag in flags] == list(range(31, 51))


async def test_a_flag_that_was_forgotten_supports_no_strike() -> None:
    database = MemoryDatabase(keep=1)
    async with MemoryUnitOfWork(database) as uow:
        first = await uow.flags.add(a_flag())
        verdict = await uow.flags.decide(a_verdict(first))
        strike = Strike(a_sender().account, Rule.RESPECT, RESPECT, NOON, verdict)
        await uow.strikes.add(strike)
        await uow.flags.add(a_flag("m2"))
        await uow.commit()
    async with MemoryUnitOfWork(database) as uow:
        with pytest.raises(StorageError):
            await uow.strikes.add(strike)


async def test_of_a_crowd_the_members_reminded_last_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory_reminders, "MOST_MEMBERS", 3)
    database = MemoryDatabase(keep=20)
    everybody = [an_account(f"leerling-{number}") for number in range(5)]
    async with MemoryUnitOfWork(database) as uow:
        for account in everybody:
            await uow.reminders.add(a_reminder(account=account))
        await uow.commit()
    async with MemoryUnitOfWork(database) as uow:
        known = [await uow.reminders.member(CLASS_2B, one, NOON) for one in everybody]
    assert [bool(one.reminders) for one in known] == [False, False, True, True, True]


async def test_a_busy_group_does_not_push_out_a_quiet_one() -> None:
    database = MemoryDatabase(keep=20)
    quiet = ChatRef(Platform.MEMORY, ChatId("stil"))
    async with MemoryUnitOfWork(database) as uow:
        await uow.decisions.add(a_decision("m0", chat=quiet))
        await uow.commit()
    await run(database, 0, 50)
    async with MemoryUnitOfWork(database) as uow:
        tally = await uow.decisions.tally(quiet, NOON, NOON + timedelta(days=1))
    assert tally.messages == 1


async def test_without_a_limit_everything_is_kept() -> None:
    database = MemoryDatabase()
    await run(database, 0, 50)
    async with MemoryUnitOfWork(database) as uow:
        tally = await uow.decisions.tally(CLASS_2B, NOON, NOON + timedelta(days=1))
        assert not await uow.inbox.add(posted("m0"), lane=0)
    assert tally.messages == 50


async def test_what_a_rollback_takes_back_was_never_pushed_out() -> None:
    database = MemoryDatabase(keep=20)
    await run(database, 0, 20)
    async with MemoryUnitOfWork(database) as uow:
        for number in range(100, 150):
            await uow.inbox.add(posted(f"m{number}"), lane=0)
            await uow.decisions.add(a_decision(f"m{number}"))
    async with MemoryUnitOfWork(database) as uow:
        tally = await uow.decisions.tally(CLASS_2B, NOON, NOON + timedelta(days=1))
        assert not await uow.inbox.add(posted("m0"), lane=0)
        assert await uow.inbox.waiting() == 0
    assert tally.messages == 20


async def test_rows_done_out_of_order_come_back_in_order() -> None:
    database = MemoryDatabase()
    async with MemoryUnitOfWork(database) as uow:
        for number in range(5):
            await uow.inbox.add(posted(f"m{number}"), lane=0)
        await uow.commit()
    async with MemoryUnitOfWork(database) as uow:
        before = await uow.inbox.take(0, 10, NOON)
        for place in (3, 1, 0, 2):
            await uow.inbox.done(before[place].inbox_id)
    async with MemoryUnitOfWork(database) as uow:
        assert await uow.inbox.take(0, 10, NOON) == before


async def test_a_transaction_inside_another_is_an_error_not_a_standstill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory_database, "_PATIENCE_S", 0.01)
    database = MemoryDatabase()
    async with MemoryUnitOfWork(database):
        inner = MemoryUnitOfWork(database)
        with pytest.raises(StorageError):
            await inner.__aenter__()
    async with MemoryUnitOfWork(database) as uow:
        assert await uow.inbox.waiting() == 0


async def test_with_a_limit_all_are_counted_and_the_latest_by_their_moment() -> None:
    database = MemoryDatabase(keep=20)
    await run(database, 0, 50)
    async with MemoryUnitOfWork(database) as uow:
        assert (await uow.inbox.buried(), await uow.outbox.count(Outcome.SIMULATED)) == (25, 50)
        assert await uow.inbox.buried(NOON) == 20
        assert await uow.outbox.count(Outcome.SIMULATED, NOON) == 20
