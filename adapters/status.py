"""How the bot fares, over HTTP on this machine only: /health and /metrics."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import ConfigError

LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def status_page(
    port: int, troubles: Callable[[], Collection[str]], metrics: Callable[[], bytes]
) -> AsyncIterator[int]:
    """Gives the port. /health is 200 with "ok", or 503 with one trouble a line.

    Raises `ConfigError` when the port is taken.
    """

    async def health(_: web.Request) -> web.Response:
        wrong = sorted(troubles())
        return web.Response(text="\n".join(wrong) or "ok", status=503 if wrong else 200)

    async def numbers(_: web.Request) -> web.Response:
        return web.Response(body=metrics(), headers={"Content-Type": "text/plain; version=0.0.4"})

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", numbers)])
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, port, shutdown_timeout=1)
        try:
            await site.start()
        except OSError as error:
            raise ConfigError("error.run.port", port=port) from error
        yield site.port if port == 0 else port
    finally:
        await runner.cleanup()
