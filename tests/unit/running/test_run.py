"""The bot at work: what one part meets does not stop the others, and stopping loses nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from typing_extensions import override

from adapters.memory import MemoryAdapter
from bot.errors import Refused, StorageError
from bot.model.administration import Administration
from bot.model.decision import Decided
from bot.model.ids import AccountRef, ChatRef, Platform, UserId
from bot.model.outbox import Letter, NewOutboxItem, Outcome, Purpose, Say, Sent
from bot.pipeline import Pipeline
from bot.ports import Receive
from bot.running.metrics import SILENCE, Metrics
from bot.running.run import Run
from bot.running.scheduler import Job, scheduled
from tests.support.builders import CLASS_2B, MENTOR, NOON
from tests.support.school import School, open_school


class Stage(MemoryAdapter):
    """The platform in memory, live: *hears* is what listening does."""

    myself = AccountRef(Platform.MEMORY, UserId("bot"))

    def __init__(self, hears: Callable[[Receive], Awaitable[None]]) -> None:
        super().__init__(lambda: NOON)
        self._hears = hears
        self.create_group(CLASS_2B.chat_id, "2B")

    def link(self, token: str) -> str:
        return token

    async def begin(self) -> None: ...

    async def listen(self, receive: Receive) -> None:
        await self._hears(receive)

    async def administration(self, chat: ChatRef, at: datetime) -> Administration:
        del chat
        return Administration(at=at)

    async def publish_commands(self, *_: object) -> None: ...

    async def close(self) -> None: ...


async def silence(_: Receive) -> None:
    await asyncio.Event().wait()


def a_run(school: School, stage: Stage, jobs: Sequence[Job] = ()) -> Run:
    outbox = replace(school.app.outbox, adapters={Platform.MEMORY: stage})
    return Run(
        app=replace(school.app, outbox=outbox),
        platforms=[stage],
        jobs=jobs,
        clock=lambda: datetime.now(UTC),
        metrics=Metrics(),
    )


async def begun(run: Run) -> tuple[asyncio.Event, asyncio.Task[None]]:
    stop = asyncio.Event()
    return stop, asyncio.create_task(run.until(stop))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what is waited for can be anything
            await asyncio.sleep(0.01)


async def test_a_platform_that_lets_nobody_in_ends_it_with_the_reason() -> None:
    async def refuses(_: Receive) -> None:
        raise Refused("error.telegram.token")

    run = a_run(await open_school(), Stage(refuses))
    with pytest.raises(Refused) as refused:
        await asyncio.wait_for(run.until(asyncio.Event()), 10)
    assert refused.value.key == "error.telegram.token"


async def test_what_is_being_said_when_it_stops_is_said_once_and_recorded() -> None:
    begins, goes_on = asyncio.Event(), asyncio.Event()

    class Slow(Stage):
        @override
        async def say(self, say: Say) -> Sent:
            begins.set()
            await goes_on.wait()
            return await super().say(say)

    school = await open_school()
    async with school.unit_of_work() as uow:
        for words in ("een", "twee"):
            say = Say(CLASS_2B, words)
            await uow.outbox.add(NewOutboxItem(Purpose.REMINDER, say, NOON))
        await uow.commit()
    stage = Slow(silence)
    stop, running = await begun(a_run(school, stage))
    await begins.wait()
    stop.set()
    await asyncio.sleep(0)
    goes_on.set()
    await asyncio.wait_for(running, 10)
    assert stage.said_by_bot(CLASS_2B) == ["een"]
    async with school.unit_of_work() as uow:
        assert await uow.outbox.count(Outcome.SENDING) == 0
        assert await uow.outbox.count(Outcome.PENDING) == 1


async def test_a_server_for_mail_that_hangs_holds_up_no_chat() -> None:
    begins, never = asyncio.Event(), asyncio.Event()

    class Hung(MemoryAdapter):
        @override
        async def say(self, say: Say) -> Sent:
            begins.set()
            await never.wait()
            return await super().say(say)

    school = await open_school()
    to = AccountRef(Platform.EMAIL, UserId("wolters@school.nl"))
    letter = Say(to, "dagoverzicht", letter=Letter("dagoverzicht", "<p>", MENTOR))
    async with school.unit_of_work() as uow:
        await uow.outbox.add(NewOutboxItem(Purpose.DIGEST, letter, NOON))
        await uow.commit()
    stage = Stage(silence)
    run = a_run(school, stage)
    adapters = {Platform.MEMORY: stage, Platform.EMAIL: Hung(lambda: NOON)}
    app = replace(run.app, outbox=replace(run.app.outbox, adapters=adapters))
    stop, running = await begun(replace(run, app=app))
    await asyncio.wait_for(begins.wait(), 10)
    async with school.unit_of_work() as uow:
        await uow.outbox.add(NewOutboxItem(Purpose.REMINDER, Say(CLASS_2B, "hoi"), NOON))
        await uow.commit()
    await until(lambda: bool(stage.said_by_bot(CLASS_2B)))
    never.set()
    stop.set()
    await asyncio.wait_for(running, 10)
    assert stage.said_by_bot(CLASS_2B) == ["hoi"]


async def test_a_lane_that_fails_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked: list[int] = []

    async def work(self: Pipeline, lane: int, limit: int = 50) -> Sequence[Decided] | None:
        del self, limit
        worked.append(lane)
        if lane == 2:
            raise StorageError("geweigerd")
        return None

    monkeypatch.setattr(Pipeline, "work", work)
    run = a_run(await open_school(), Stage(silence))
    stop, running = await begun(run)
    await until(lambda: "deciding" in run.metrics.troubles)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert {*range(8)} <= {*worked}


async def test_a_platform_that_fell_silent_is_told() -> None:
    async def answers(receive: Receive) -> None:
        await receive([])
        await silence(receive)

    run = a_run(await open_school(), Stage(answers))
    stop, running = await begun(run)
    await until(lambda: run.metrics.heard_at is not None)
    stop.set()
    await running
    assert run.metrics.heard_at is not None
    assert run.metrics.wrong(run.metrics.heard_at + SILENCE) == set()
    later = run.metrics.heard_at + SILENCE + timedelta(seconds=1)
    assert run.metrics.wrong(later) == {"silence"}


async def test_a_job_that_fails_is_told_tried_again_and_stops_nothing() -> None:
    ran: list[tuple[str, bool]] = []
    tries = 0

    async def fails_once() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ValueError("stuk")

    async def works() -> None: ...

    zone = (await open_school()).app.wording.timezone
    jobs = [
        Job("broken", fails_once, timedelta(seconds=1)),
        Job("whole", works, timedelta(days=1)),
    ]
    metrics = Metrics()

    def told(name: str, well: bool) -> None:
        ran.append((name, well))
        metrics.job_ran(name, well, NOON)

    async with scheduled(jobs, zone, told):
        await until(lambda: ("broken", False) in ran and ("whole", True) in ran)
        assert metrics.troubles == {"job broken"}
        with suppress(TimeoutError):
            await until(lambda: ("broken", True) in ran)
    assert metrics.troubles == set()


async def test_after_a_machine_slept_what_was_missed_runs_once() -> None:
    ran = 0

    async def work() -> None:
        nonlocal ran
        ran += 1

    zone = (await open_school()).app.wording.timezone
    async with scheduled([Job("minute", work, timedelta(minutes=1))], zone, lambda *_: None) as on:
        await until(lambda: ran == 1)
        on.modify_job("minute", next_run_time=datetime.now(UTC) - timedelta(hours=9))
        await until(lambda: ran == 2)
        following = on.get_job("minute").next_run_time
        assert timedelta(0) < following - datetime.now(UTC) <= timedelta(minutes=1)


async def test_a_job_that_does_not_run_is_told_until_it_does() -> None:
    metrics, minute = Metrics(), timedelta(minutes=1)
    metrics.begin({"digests": minute, "menus": 60 * minute}, NOON)
    assert metrics.wrong(NOON + 5 * minute) == set()
    assert metrics.wrong(NOON + 6 * minute) == {"job digests missed"}
    metrics.job_ran("digests", True, NOON + 6 * minute)
    assert metrics.wrong(NOON + 6 * minute) == set()
    metrics.job_ran("digests", False, NOON + 7 * minute)
    assert metrics.wrong(NOON + 8 * minute) == {"job digests"}


async def test_when_a_job_last_succeeded_is_a_number_for_whoever_looks_after_it() -> None:
    metrics = Metrics()
    metrics.job_ran("digests", True, NOON)
    metrics.job_ran("digests", False, NOON + timedelta(minutes=1))
    name = "klaswacht_job_last_success_timestamp_seconds"
    assert metrics.registry.get_sample_value(name, {"job": "digests"}) == NOON.timestamp()
    failed = metrics.registry.get_sample_value("klaswacht_jobs_failed_total", {"job": "digests"})
    assert failed == 1
