"""Plain calls, without a library between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.support.telegram import FakeTelegram


class Bot:
    """`await bot.sendMessage(chat_id=..., text=...)`: what the answer says, as JSON or a form."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    def __getattr__(self, method: str) -> Any:
        async def ask(**params: Any) -> Any:
            answer = await self.answer(method, params)
            return answer["result"] if answer["ok"] else answer["description"]

        return ask

    async def answer(self, method: str, params: dict[str, Any]) -> Any:
        async with self.session.post(f"{self.url}/{method}", json=params) as response:
            answer = await response.json()
        assert answer["ok"] == (response.status == 200) == ("result" in answer)
        assert answer["ok"] or answer["error_code"] == response.status
        return answer

    async def form(self, method: str, params: dict[str, Any]) -> Any:
        async with self.session.post(f"{self.url}/{method}", data=params) as response:
            return await response.json()


@asynccontextmanager
async def asking(telegram: FakeTelegram, token: str | None = None) -> AsyncIterator[Bot]:
    async with aiohttp.ClientSession() as session:
        yield Bot(session, f"{telegram.base_url}{token or telegram.token}")
