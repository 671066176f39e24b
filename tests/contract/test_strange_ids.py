"""Ids are a platform's own: whatever they hold, they never stop what stands behind them."""

import pytest

from bot.model.conversation import TopicMark, TopicWindow
from bot.model.finding import Rule
from bot.model.group import ClassGroup
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.judgement import Topic
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import a_decision, a_flag, a_reminder, ref
from tests.support.builders import NOON

STRANGE = [
    "nul\0nul",
    "half \ud83d",
    "\\",
    "\\u0000",
    "'; DROP TABLE flag; --",
    "%s $1 :a",
    "",
    "💕",
]


@pytest.mark.parametrize("text", STRANGE)
async def test_a_strange_cursor_comes_back_as_it_was(
    unit_of_work: UnitOfWorkFactory, text: str
) -> None:
    async with unit_of_work() as uow:
        await uow.cursors.put(text, text)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.cursors.get(text) == text


@pytest.mark.parametrize("text", STRANGE)
async def test_a_strange_chat_and_message_are_found_back(
    unit_of_work: UnitOfWorkFactory, text: str
) -> None:
    chat = ChatRef(Platform.MATRIX, ChatId(text))
    message = ref(text, chat)
    async with unit_of_work() as uow:
        await uow.groups.put(ClassGroup(chat, "2B"))
        await uow.decisions.add(a_decision(text, Topic.SCHOOL, chat=chat))
        await uow.reminders.add(a_reminder(text, chat=chat))
        await uow.flags.add(a_flag(text, chat=chat))
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.groups.get(chat) is not None
        window = await uow.decisions.window(chat, TopicWindow())
        assert window.marks == (TopicMark(NOON, Topic.SCHOOL),)
        assert await uow.reminders.about(message) == {Rule.RESPECT}
        (flag,) = await uow.flags.find(message=message)
        assert flag.raised.message == message
