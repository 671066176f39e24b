"""Our own long polls. Telegram is told that updates have arrived only once they are safe with us:
the call that confirms them comes after `receive` has returned.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from adapters.telegram.convert import KINDS, Converter
from adapters.telegram.errors import prepare_library
from adapters.telegram.trust import trusted
from bot.errors import AdapterUnavailable, RateLimited, Refused, StorageError
from bot.ports import Clock, Receive

log = logging.getLogger(__name__)

_LIMIT = 100
_PAUSE = 3.0
"""Seconds. Who asks the same again sooner is given less by Telegram."""
_LONGEST_WAIT = 60.0
_PATIENCE = 50
"""Seconds that a call stays open while nothing happens; Telegram allows no more."""
_SLACK = 15.0
_AT_START = 60.0
"""Seconds. Who polls beside us by then was there before us; later it may be passing."""
_NOT_OURS = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.NOT_FOUND})


class _Conflict(AdapterUnavailable):
    def __init__(self, key: str) -> None:
        super().__init__("other updates of this bot are being fetched, or sent to a webhook")
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    token: str = field(repr=False)
    converter: Converter
    clock: Clock
    base_url: str = "https://api.telegram.org/bot"
    """The token comes right behind it."""
    patience: int = _PATIENCE
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic

    async def listen(self, receive: Receive) -> None:
        """Until cancelled. Raises `Refused` when Telegram does not let this process listen."""
        began, failures = self.monotonic(), 0
        offset: int | None = None
        async with self._client() as client:
            while True:
                try:
                    offset = await self._round(client, offset, receive)
                    failures = 0
                except (AdapterUnavailable, StorageError) as error:
                    if isinstance(error, _Conflict) and self.monotonic() - began < _AT_START:
                        raise Refused(error.key) from None
                    failures += 1
                    await self._wait(error, failures)

    async def _round(
        self, client: httpx.AsyncClient, offset: int | None, receive: Receive
    ) -> int | None:
        """The next offset. None: all has been confirmed. Without one nothing is missed when
        Telegram, after a quiet week, starts to count elsewhere."""
        asked = self.monotonic()
        updates = await self._ask(client, offset)
        await self._hand_over(updates, receive)
        if updates:
            return _ids(updates)[-1] + 1
        await self._pause(asked)
        return None

    def _client(self) -> httpx.AsyncClient:
        prepare_library()
        timeout = httpx.Timeout(_SLACK, read=self.patience + _SLACK)
        return httpx.AsyncClient(timeout=timeout, verify=trusted())

    async def _ask(self, client: httpx.AsyncClient, offset: int | None) -> list[Any]:
        asks: dict[str, object] = {
            "timeout": self.patience,
            "limit": _LIMIT,
            "allowed_updates": KINDS,
        }
        if offset is not None:
            asks["offset"] = offset
        try:
            response = await client.post(f"{self.base_url}{self.token}/getUpdates", json=asks)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failed = type(error).__name__
        else:
            return _result(response)
        # Outside of the handler: the library's error knows the address, which has the token.
        raise AdapterUnavailable(f"Telegram cannot be reached: {failed}")

    async def _hand_over(self, updates: Sequence[object], receive: Receive) -> None:
        now = self.clock()
        events = [event for update in updates for event in self.converter.events(update, now)]
        await receive(events)

    async def _wait(self, error: Exception, failures: int) -> None:
        """The next call asks for the same updates."""
        seconds = min(_PAUSE * 2.0 ** min(failures - 1, 10), _LONGEST_WAIT)
        if isinstance(error, RateLimited):
            seconds = max(_PAUSE, error.retry_after.total_seconds())
        why = str(error) if isinstance(error, AdapterUnavailable) else type(error).__name__
        level = logging.ERROR if isinstance(error, _Conflict | StorageError) else logging.WARNING
        log.log(level, "telegram: no updates for %.0f s: %s", seconds, why)
        await self.sleep(seconds)

    async def _pause(self, asked: float) -> None:
        """Telegram, or what stands before it, may answer at once that there is nothing."""
        seconds = _PAUSE - (self.monotonic() - asked)
        if seconds > 0:
            await self.sleep(seconds)


def _result(response: httpx.Response) -> list[Any]:
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        answer = None
    answer = answer if isinstance(answer, dict) else {}
    updates = answer.get("result")
    if response.status_code == httpx.codes.OK and isinstance(updates, list) and _known(updates):
        return updates
    raise _failure(response.status_code, answer)


def _known(updates: Sequence[object]) -> bool:
    """Something else may stand before Telegram and answer in its place."""
    return not updates or bool(_ids(updates))


def _ids(updates: Sequence[object]) -> list[int]:
    ids = [update.get("update_id") for update in updates if isinstance(update, dict)]
    return [each for each in ids if isinstance(each, int)]


def _failure(status: int, answer: dict[str, Any]) -> AdapterUnavailable | Refused:
    if status in _NOT_OURS:
        return Refused("error.telegram.token")
    if status == httpx.codes.CONFLICT:
        webhook = "webhook" in str(answer.get("description"))
        return _Conflict("error.telegram.webhook" if webhook else "error.telegram.conflict")
    parameters = answer.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if status == httpx.codes.TOO_MANY_REQUESTS and isinstance(wait, int):
        return RateLimited(timedelta(seconds=wait))
    return AdapterUnavailable(f"Telegram answered {status}")
