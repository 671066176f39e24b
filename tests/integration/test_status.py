"""The page that says how the bot fares, as whatever asks it by HTTP sees it."""

import asyncio
from collections.abc import AsyncIterator, Collection

import aiohttp
import pytest
import pytest_asyncio

from adapters.status import LOOPBACK, status_page
from bot.errors import ConfigError

pytestmark = pytest.mark.allow_hosts([LOOPBACK])


class Troubles:
    def __init__(self) -> None:
        self.now: Collection[str] = ()

    def __call__(self) -> Collection[str]:
        return self.now


@pytest.fixture
def troubles() -> Troubles:
    return Troubles()


@pytest_asyncio.fixture
async def port(troubles: Troubles) -> AsyncIterator[int]:
    async with status_page(0, troubles, lambda: b"klaswacht_events_total 3\n") as port:
        yield port


@pytest_asyncio.fixture
async def page(port: int) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://{LOOPBACK}:{port}") as session:
        yield session


async def test_what_does_not_work_is_told_a_line_each(
    page: aiohttp.ClientSession, troubles: Troubles
) -> None:
    async with page.get("/health") as health:
        assert (health.status, await health.text()) == (200, "ok")
    troubles.now = {"sending", "job chores"}
    async with page.get("/health?from=docker") as health:
        assert (health.status, await health.text()) == (503, "job chores\nsending")


async def test_numbers_are_as_prometheus_reads_them(page: aiohttp.ClientSession) -> None:
    async with page.get("/metrics") as numbers:
        assert numbers.headers["Content-Type"] == "text/plain; version=0.0.4"
        assert await numbers.text() == "klaswacht_events_total 3\n"


async def test_of_a_page_only_its_head(page: aiohttp.ClientSession) -> None:
    async with page.head("/health") as health:
        assert (health.status, health.headers["Content-Length"]) == (200, "2")
        assert await health.read() == b""


async def test_nothing_else_is_answered(page: aiohttp.ClientSession) -> None:
    async with page.get("/") as root, page.post("/health") as posted:
        assert (root.status, posted.status) == (404, 405)


@pytest.mark.parametrize("said", [b"\r\n\r\n", b"GET\r\n\r\n", b"\xff\x00 \xff\r\n\r\n"])
async def test_what_is_no_question_gets_an_answer_too(port: int, said: bytes) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(said)
    assert (await reader.read()).startswith(b"HTTP/1.1 404 ")
    writer.close()


@pytest.mark.parametrize("said", [b"GET /health HTTP/1.1\r\n", b"x" * 200_000])
async def test_who_never_ends_the_question_holds_nobody_up(
    port: int, page: aiohttp.ClientSession, said: bytes
) -> None:
    _, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(said)
    async with page.get("/health") as health:
        assert health.status == 200
    writer.close()


async def test_a_port_that_is_taken(port: int, troubles: Troubles) -> None:
    with pytest.raises(ConfigError) as refused:
        async with status_page(port, troubles, lambda: b""):
            pass
    assert (refused.value.key, refused.value.values["port"]) == ("error.run.port", port)
