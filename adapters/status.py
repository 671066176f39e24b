"""How the bot fares, over HTTP on this machine only: /health and /metrics.

Written out, because a library for it takes longer to load than all else at the start.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from http import HTTPStatus

from bot.errors import ConfigError

LOOPBACK = "127.0.0.1"
_PATIENCE_S = 5.0
"""With whoever asks and does not finish."""
_PLAIN = "text/plain; charset=utf-8"
_NUMBERS = "text/plain; version=0.0.4"


@asynccontextmanager
async def status_page(
    port: int, troubles: Callable[[], Collection[str]], metrics: Callable[[], bytes]
) -> AsyncIterator[int]:
    """Gives the port. /health is 200 with "ok", or 503 with one trouble a line.

    Raises `ConfigError` when the port is taken.
    """
    pages = _Pages(troubles, metrics)
    try:
        server = await asyncio.start_server(pages.answer, LOOPBACK, port)
    except OSError as error:
        raise ConfigError("error.run.port", port=port) from error
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@dataclass(frozen=True, slots=True)
class _Page:
    status: HTTPStatus
    body: bytes = b""
    kind: str = _PLAIN


@dataclass(frozen=True, slots=True)
class _Pages:
    troubles: Callable[[], Collection[str]]
    metrics: Callable[[], bytes]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question a connection."""
        unfinished = (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError)
        with closing(writer), suppress(*unfinished):
            async with asyncio.timeout(_PATIENCE_S):
                asked = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer(asked.partition(b"\r\n")[0].decode("latin-1")))
                await writer.drain()

    def _answer(self, line: str) -> bytes:
        method, _, rest = line.partition(" ")
        page = self._page(method, rest.partition(" ")[0].partition("?")[0])
        head = (
            f"HTTP/1.1 {page.status.value} {page.status.phrase}\r\n"
            f"Content-Type: {page.kind}\r\n"
            f"Content-Length: {len(page.body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode() + (b"" if method == "HEAD" else page.body)

    def _page(self, method: str, path: str) -> _Page:
        if path not in {"/health", "/metrics"}:
            return _Page(HTTPStatus.NOT_FOUND)
        if method not in {"GET", "HEAD"}:
            return _Page(HTTPStatus.METHOD_NOT_ALLOWED)
        if path == "/metrics":
            return _Page(HTTPStatus.OK, self.metrics(), _NUMBERS)
        wrong = sorted(self.troubles())
        status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
        return _Page(status, ("\n".join(wrong) or "ok").encode())
