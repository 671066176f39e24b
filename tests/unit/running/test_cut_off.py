"""A job that takes too long when everything is to stop."""

import asyncio
from datetime import timedelta

import pytest

from bot.model.calendar import AMSTERDAM
from bot.running import scheduler
from bot.running.scheduler import Job, scheduled

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "PATIENCE", timedelta(milliseconds=10))


async def test_it_may_put_its_things_in_order_before_the_rest_is_closed() -> None:
    begun, said = asyncio.Event(), list[str]()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)  # a transaction is rolled back
            said.append("rolled back")

    ran = list[str]()
    async with scheduled(
        [Job("endless", endless, HOUR)], AMSTERDAM, lambda name, _: ran.append(name)
    ):
        await begun.wait()
    assert said == ["rolled back"]
    assert ran == []


async def test_that_it_was_cut_off_is_said_by_name_only(caplog: pytest.LogCaptureFixture) -> None:
    begun = asyncio.Event()

    async def endless() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with scheduled([Job("endless", endless, HOUR)], AMSTERDAM, lambda *_: None):
        await begun.wait()
    said = [(record.name, record.getMessage(), record.exc_info) for record in caplog.records]
    assert said == [("bot.running.scheduler", "job endless was cut off", None)]
