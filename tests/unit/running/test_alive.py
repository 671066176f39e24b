"""That the bot runs is noted while a platform answers."""

from datetime import timedelta
from typing import Any, cast

from bot.model.digest import Gap
from bot.running.jobs import Jobs
from bot.running.metrics import Metrics
from tests.support.builders import NOON
from tests.support.school import in_memory

MINUTE = timedelta(minutes=1)


async def test_a_platform_that_is_silent_is_as_if_the_bot_were_off() -> None:
    metrics, nothing = Metrics(), cast("Any", None)
    jobs = Jobs(
        app=nothing, front=nothing, groups=nothing, checks=nothing, platforms={}, metrics=metrics
    )
    store = in_memory()
    async with store() as uow:
        for minute in range(120):
            if minute < 30 or minute >= 90:
                metrics.heard_at = NOON + minute * MINUTE
            await jobs._alive(uow, NOON + minute * MINUTE)
        assert [*await uow.life.gaps(NOON)] == [Gap(NOON + 29 * MINUTE, NOON + 90 * MINUTE)]


async def test_nothing_is_noted_before_a_platform_answered() -> None:
    nothing = cast("Any", None)
    jobs = Jobs(
        app=nothing, front=nothing, groups=nothing, checks=nothing, platforms={}, metrics=Metrics()
    )
    store = in_memory()
    async with store() as uow:
        await jobs._alive(uow, NOON)
        await uow.life.beat(NOON + 9 * MINUTE)
        assert [*await uow.life.gaps(NOON)] == []
