"""What tests of the outgoing half take: an adapter, a fake Telegram, and a group to speak in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest_asyncio
from telegram import User as TelegramUser

from adapters.telegram.send import TelegramAdapter
from bot.model.event import GroupNotice
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, MessageRef, Platform, UserId
from bot.ports import Receive
from tests.support.builders import NOON
from tests.support.telegram import FakeTelegram, Group, Message, Person
from tests.support.telegram.state import Chat, User


@dataclass
class Time:
    """Seconds that pass only when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Scene:
    telegram: FakeTelegram
    bot: TelegramAdapter
    vera: Person
    sem: Person
    group: Group
    time: Time = field(default_factory=Time)


@dataclass
class Listening:
    """What it hears is another matter: it only says for whom it would listen."""

    me: TelegramUser

    async def listen(self, receive: Receive) -> None:
        await receive([GroupNotice(ChatRef(Platform.TELEGRAM, ChatId("1")), NOON, self.me.name)])


def chat_of(chat: Chat) -> ChatRef:
    return ChatRef(Platform.TELEGRAM, ChatId(str(chat.id)))


def account_of(user: User) -> AccountRef:
    return AccountRef(Platform.TELEGRAM, UserId(str(user.id)))


def ref_of(message: Message) -> MessageRef:
    return MessageRef(chat_of(message.chat), id_of(message))


def id_of(message: Message) -> MessageId:
    return MessageId(str(message.id))


def adapter(telegram: FakeTelegram, time: Time) -> TelegramAdapter:
    def clock() -> datetime:
        return datetime.fromtimestamp(telegram.clock.exact(), UTC)

    return TelegramAdapter(
        telegram.token,
        clock=clock,
        listener=Listening,
        base_url=telegram.base_url,
        monotonic=time,
    )


@pytest_asyncio.fixture
async def scene(telegram: FakeTelegram) -> AsyncIterator[Scene]:
    """Vera's group with Sem, who never wrote to the bot."""
    vera, sem = telegram.user("Vera"), telegram.user("Sem", last_name="de Vries")
    group = telegram.group("TL3B", owner=vera, members=(sem,))
    group.add_bot()
    time = Time()
    bot = adapter(telegram, time)
    await bot.begin()
    yield Scene(telegram, bot, vera, sem, group, time)
    await bot.close()
