"""Against the real Telegram, with a bot of your own; nothing here runs by itself.

    KLASWACHT_TEST_TELEGRAM=<token> [KLASWACHT_TEST_TELEGRAM_CHAT=-100…] pytest tests/live

With a chat, a supergroup in which the bot is admin, it says something, changes it and takes it
back. A bot that runs with the same token is disturbed meanwhile: take another.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from adapters.telegram.connect import connect
from adapters.telegram.send import TelegramAdapter
from bot.errors import MessageGone
from bot.model.administration import Right
from bot.model.button import Button
from bot.model.event import Event
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.outbox import Change, Outcome, Say

TOKEN = os.environ.get("KLASWACHT_TEST_TELEGRAM", "")
CHAT = os.environ.get("KLASWACHT_TEST_TELEGRAM_CHAT", "")

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not TOKEN, reason="needs KLASWACHT_TEST_TELEGRAM, the token of a test bot"),
]


def now() -> datetime:
    return datetime.now(UTC)


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramAdapter]:
    adapter = connect(TOKEN, "https://api.telegram.org", now)
    await adapter.begin()
    yield adapter
    await adapter.close()


async def test_it_is_let_in_and_heard(telegram: TelegramAdapter) -> None:
    heard = asyncio.Event()

    async def receive(_: Sequence[Event]) -> None:
        heard.set()

    await telegram.publish_commands("private", "", [("help", "wat ik kan")])
    listening = asyncio.create_task(telegram.listen(receive))
    await asyncio.wait({listening}, timeout=3)
    assert heard.is_set() or not listening.done()
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening


@pytest.mark.skipif(not CHAT, reason="needs KLASWACHT_TEST_TELEGRAM_CHAT, a group of the bot")
async def test_it_says_changes_and_takes_back(telegram: TelegramAdapter) -> None:
    chat = ChatRef(Platform.TELEGRAM, ChatId(CHAT))
    seen = await telegram.administration(chat, now())
    assert {Right.READ, Right.HIDE} <= seen.rights

    buttons = ((Button("Terecht", "u1.abc.0123456789abcdef"),),)
    sent = await telegram.say(Say(chat, "Een proef <b>zonder</b> opmaak & zo.", buttons=buttons))
    assert sent.outcome is Outcome.DONE
    assert sent.message is not None
    assert await telegram.change(Change(sent.message, "Veranderd.")) is Outcome.DONE
    assert await telegram.change(Change(sent.message, "Veranderd.")) is Outcome.DONE
    assert await telegram.take_back(sent.message) is Outcome.DONE
    with pytest.raises(MessageGone):
        await telegram.take_back(sent.message)
    assert seen.at - now() < timedelta(minutes=1)
