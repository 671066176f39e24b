"""`klaswacht run` from the outside: it starts, refuses, tells how it fares, and stops.

A process takes seconds to start, so what one of them can show is asked of the same.
"""

from pathlib import Path

import aiohttp
import pytest

from bot.errors import ConfigError
from tests.support.guarding import guarding
from tests.support.running import Installation, free_port
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE


async def test_it_runs_alone_tells_how_it_fares_and_stops_when_told(
    school: Installation, telegram: FakeTelegram, tmp_path: Path
) -> None:
    port = free_port()
    school.more = {"KLASWACHT_STATUS_PORT": str(port)}
    async with school.running() as bot, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as page:
        async with page.get("/health") as health:
            assert (health.status, await health.text()) == (200, "ok")
        async with page.get("/metrics") as metrics:
            assert "klaswacht_events_total" in await metrics.text()
        # The daily work is done at the start too: a bot that is off at night forgets no less.
        await bot.until((tmp_path / "klaswacht-audit.txt").exists)

        code, said = await school.refused("run")
        assert code == 2
        assert "De bot draait al op deze database" in said
        assert bot.process.returncode is None

        assert await bot.stop() == 0
    assert "Traceback" not in bot.said
    assert telegram.token.partition(":")[2] not in bot.said


async def test_after_a_kill_it_starts_again(school: Installation) -> None:
    async with school.running() as first:
        await first.kill()
    async with school.running() as second:
        assert await second.stop() == 0


async def test_a_token_that_telegram_does_not_know(
    school: Installation, telegram: FakeTelegram
) -> None:
    school.more = {"KLASWACHT_TELEGRAM_TOKEN": "1:nobodys-token"}
    code, said = await school.refused("run")
    assert code == 2
    assert "nobodys-token" not in said
    assert telegram.token not in said
    assert "BotFather" in said


async def test_without_a_platform_there_is_nothing_to_guard(school: Installation) -> None:
    school.without = ("KLASWACHT_TELEGRAM_TOKEN",)
    with pytest.raises(ConfigError) as refused:
        async with guarding(school):
            pass
    assert refused.value.key == "error.run.no_platform"
