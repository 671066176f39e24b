from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.contract.telegram.asking import Bot, asking
from tests.support.telegram import FakeTelegram, Group, Person
from tests.support.telegram.fixtures import telegram

__all__ = ["telegram"]


@pytest_asyncio.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with asking(telegram) as asked:
        yield asked


@pytest.fixture
def vera(telegram: FakeTelegram) -> Person:
    telegram.updates.allow(["message", "edited_message", "chat_member", "my_chat_member"])
    return telegram.user("Vera")


@pytest.fixture
def sem(telegram: FakeTelegram) -> Person:
    return telegram.user("Sem", last_name="de Vries", username="semdv", language_code="nl")


@pytest.fixture
def group(telegram: FakeTelegram, vera: Person, sem: Person) -> Group:
    """The bot is an admin in it."""
    made = telegram.group("TL3B", owner=vera, members=(sem,))
    return _with_bot(telegram, made)


@pytest.fixture
def basic(telegram: FakeTelegram, vera: Person, sem: Person) -> Group:
    """The same, not yet a supergroup."""
    made = telegram.group("TL3B", owner=vera, members=(sem,), kind="group")
    return _with_bot(telegram, made)


def _with_bot(telegram: FakeTelegram, group: Group) -> Group:
    group.add_bot()
    group.history.clear()
    telegram.updates.forget()
    return group
