"""Polling, faults and limits; what is forbidden is refused and remembered."""

import asyncio
import socket
from typing import Any

import aiohttp
import pytest

from tests.contract.telegram.asking import Bot, asking
from tests.support.telegram import FakeTelegram, Group, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE


async def test_updates_are_given_again_until_they_are_confirmed(
    bot: Bot, group: Group, sem: Person
) -> None:
    for text in ("een", "twee", "drie"):
        await sem.says(group, text)
    first, second, third = await bot.getUpdates()
    assert await bot.getUpdates(limit=2) == [first, second]
    assert [one["update_id"] - first["update_id"] for one in (second, third)] == [1, 2]
    assert await bot.getUpdates(offset=second["update_id"] + 1) == [third]
    assert await bot.getUpdates() == [third]
    await sem.says(group, "vier")
    (fourth,) = await bot.getUpdates(offset=-1)
    assert fourth["message"]["text"] == "vier"


async def test_a_long_poll_waits_for_what_comes(
    bot: Bot, telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    fetching = asyncio.create_task(bot.getUpdates(timeout=50))
    await telegram.until_fetched()
    await sem.says(group, "hier ben ik")
    (update,) = await fetching
    assert update["message"]["text"] == "hier ben ik"


async def test_members_are_told_only_when_asked_for(
    bot: Bot, telegram: FakeTelegram, group: Group
) -> None:
    telegram.updates.allow([])
    group.join(telegram.user("Ann"))
    kinds = [kind for update in await bot.getUpdates() for kind in update]
    assert "chat_member" not in kinds
    await bot.getUpdates(allowed_updates=["chat_member"])
    await bot.getUpdates()  # what was asked for stays
    telegram.updates.forget()
    group.join(telegram.user("Bo"))
    (update,) = await bot.getUpdates()
    assert update["chat_member"]["new_chat_member"]["user"]["first_name"] == "Bo"


async def test_a_second_poller_ends_the_first(bot: Bot, telegram: FakeTelegram) -> None:
    first = asyncio.create_task(bot.getUpdates(timeout=50))
    await telegram.until(lambda: telegram.updates.is_polled)
    assert await bot.getUpdates() == []
    assert await first == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot) -> None:
    assert await bot.setWebhook(url="https://school.example/hook") is True
    assert (await bot.getWebhookInfo())["url"] == "https://school.example/hook"
    refused = await bot.getUpdates()
    assert refused.startswith("Conflict: can't use getUpdates method while webhook is active")
    assert await bot.deleteWebhook() is True
    assert await bot.getUpdates() == []


async def test_only_the_bot_itself_is_answered(telegram: FakeTelegram) -> None:
    other = f"{telegram.bot_user.id}:AAother-token-for-loopback-only-0000"
    async with asking(telegram, other) as stranger:
        assert await stranger.getMe() == "Unauthorized"
    async with asking(telegram, "no-token") as nobody:
        assert await nobody.getMe() == "Not Found"


async def test_updates_are_kept_a_day(
    bot: Bot, telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    await sem.says(group, "oud")
    telegram.clock.moves(hours=23)
    await sem.says(group, "nieuw")
    telegram.clock.moves(hours=2)
    (update,) = await bot.getUpdates()
    assert update["message"]["text"] == "nieuw"


async def test_the_bot_says_what_it_is_and_can(bot: Bot, telegram: FakeTelegram) -> None:
    me = await bot.getMe()
    assert (me["id"], me["is_bot"]) == (telegram.bot_user.id, True)
    assert me["can_read_all_group_messages"] is False
    commands = [{"command": "help", "description": "Hulp"}]
    group_chats = {"scope": {"type": "all_group_chats"}}
    assert await bot.setMyCommands(commands=commands, **group_chats, language_code="nl") is True
    assert await bot.getMyCommands(**group_chats, language_code="nl") == commands
    assert await bot.getMyCommands() == []
    await bot.deleteMyCommands(**group_chats, language_code="nl")
    assert await bot.getMyCommands(**group_chats, language_code="nl") == []
    await bot.setMyDescription(description="Ik let mee op.", language_code="nl")
    assert (await bot.getMyDescription(language_code="nl"))["description"] == "Ik let mee op."
    assert (await bot.getMyDescription())["description"] == ""
    await bot.setMyShortDescription(short_description="Kort")
    assert (await bot.getMyShortDescription())["short_description"] == "Kort"


async def test_a_call_fails_as_often_as_asked(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.fail_next("getMe", retry_after=3)
    telegram.fail_next("*", 502, "Bad Gateway")
    answer = await bot.answer("getMe", {})
    assert answer["parameters"] == {"retry_after": 3}
    assert answer["description"] == "Too Many Requests: retry after 3"
    assert await bot.getMe() == "Bad Gateway"
    assert (await bot.getMe())["id"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_connection_breaks_before_or_after(
    bot: Bot, telegram: FakeTelegram, group: Group, after: bool
) -> None:
    telegram.cut_next("sendMessage", after=after)
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot.sendMessage(chat_id=group.id, text="is het er?")
    assert [message.text for message in group.messages] == ["is het er?"] * after
    (call,) = telegram.called("sendMessage")
    assert (call.cut, call.params["text"]) == (True, "is het er?")
    assert (await bot.sendMessage(chat_id=group.id, text="weer"))["text"] == "weer"


async def test_a_proxy_answers_for_telegram(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.garble_next("getMe")
    async with bot.session.get(f"{bot.url}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
    assert (await bot.getMe())["is_bot"] is True


async def test_a_poller_that_dies_polls_no_more(
    bot: Bot, telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    poll = asyncio.create_task(bot.getUpdates(timeout=50))
    await telegram.until(lambda: telegram.updates.is_polled)
    poll.cancel()
    await telegram.until(lambda: not telegram.updates.is_polled)
    await sem.says(group, "hoort iemand mij?")
    (update,) = await bot.getUpdates(timeout=50)
    assert update["message"]["text"] == "hoort iemand mij?"


async def test_a_press_waits_no_longer_than_minutes(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person
) -> None:
    telegram.updates.allow([])
    await bot.sendMessage(
        chat_id=group.id, text="terecht?", reply_markup={"inline_keyboard": [[KEY]]}
    )
    await vera.presses(group.messages[-1], "a", wait=False)
    assert len(telegram.updates.waiting) == 1
    telegram.clock.moves(minutes=3)
    assert telegram.updates.waiting == []


async def test_a_form_is_taken_for_what_it_says(
    bot: Bot, telegram: FakeTelegram, group: Group
) -> None:
    keys = '{"inline_keyboard": [[{"text": "a", "callback_data": "1"}]]}'
    form = {"chat_id": str(group.id), "text": "1", "reply_markup": keys}
    assert (await bot.form("sendMessage", form))["ok"]
    (call,) = telegram.called("sendMessage")
    assert call.params == form
    assert (group.messages[-1].text, group.messages[-1].buttons) == ("1", ["a"])


async def test_a_public_group_is_found_by_name(
    bot: Bot, telegram: FakeTelegram, vera: Person
) -> None:
    public = telegram.group("Open dag", owner=vera, username="opendag")
    public.add_bot()
    assert (await bot.sendMessage(chat_id="@opendag", text="x"))["chat"]["id"] == public.id


async def test_a_slow_answer_comes(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.delay_next("getMe", 0.05)
    assert (await bot.getMe())["is_bot"] is True


async def test_a_group_takes_twenty_messages_a_minute(
    bot: Bot, telegram: FakeTelegram, group: Group
) -> None:
    telegram.limits.enforced = True
    telegram.clock.stands_at(telegram.clock.moment())
    for text in range(20):
        assert (await bot.sendMessage(chat_id=group.id, text=str(text)))["text"] == str(text)
        telegram.clock.moves(seconds=1)
    await bot.sendMessage(chat_id=group.id, text="20")
    refused = await bot.answer("sendMessage", {"chat_id": group.id, "text": "nog een"})
    while refused["ok"]:
        refused = await bot.answer("sendMessage", {"chat_id": group.id, "text": "nog een"})
    assert refused["error_code"] == 429
    assert telegram.limits_exceeded
    telegram.clock.moves(seconds=refused["parameters"]["retry_after"])
    assert (await bot.sendMessage(chat_id=group.id, text="later"))["text"] == "later"


async def test_one_chat_takes_a_short_burst(bot: Bot, telegram: FakeTelegram, sem: Person) -> None:
    await sem.starts()
    telegram.clock.stands_at(telegram.clock.moment())
    for _ in range(5):
        await bot.sendMessage(chat_id=sem.id, text="x")
    assert telegram.limits_exceeded == []
    await bot.sendMessage(chat_id=sem.id, text="x")
    assert telegram.limits_exceeded == [f"sendMessage: chat {sem.id}"]


KEY: dict[str, Any] = {"text": "a", "callback_data": "x"}
FORBIDDEN: dict[str, tuple[str, dict[str, Any]]] = {
    "no text": ("sendMessage", {"chat_id": 1}),
    "no chat": ("sendMessage", {"text": "x"}),
    "a parameter too many": ("sendMessage", {"chat_id": 1, "text": "x", "kleur": 1}),
    "text that is a number": ("sendMessage", {"chat_id": 1, "text": 5}),
    "a button of 65 bytes": (
        "sendMessage",
        {
            "chat_id": 1,
            "text": "x",
            "reply_markup": {"inline_keyboard": [[KEY | {"callback_data": "é" * 32 + "x"}]]},
        },
    ),
    "a button without data": (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"data": "z"}]]}},
    ),
    "rows that are no rows": (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [KEY]}},
    ),
    "a permission nobody knows": (
        "restrictChatMember",
        {"chat_id": 1, "user_id": 1, "permissions": {"can_talk": True}},
    ),
    "a user that is no number": (
        "restrictChatMember",
        {"chat_id": 1, "user_id": "abc", "permissions": {}},
    ),
    "one number for many": ("deleteMessages", {"chat_id": 1, "message_ids": 5}),
    "a word for a list": ("getUpdates", {"allowed_updates": "message"}),
    "a long answer": ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}),
    "a command without words": (
        "setMyCommands",
        {"commands": [{"command": "x", "description": ""}]},
    ),
    "a long description": ("setMyDescription", {"description": "x" * 513}),
}


@pytest.mark.parametrize(("method", "params"), FORBIDDEN.values(), ids=FORBIDDEN)
async def test_what_the_documentation_forbids_is_refused_and_remembered(
    bot: Bot, telegram: FakeTelegram, method: str, params: dict[str, Any]
) -> None:
    answer = await bot.answer(method, params)
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    (violation,) = telegram.violations
    assert method in violation
    telegram.violations.clear()


@pytest.mark.parametrize("method", ["noSuchMethod", "sendDice"])
async def test_what_is_not_simulated_is_not_found(
    bot: Bot, telegram: FakeTelegram, method: str
) -> None:
    assert await bot.answer(method, {}) == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found",
    }
    assert telegram.violations == [f"{method} is not simulated"]
    telegram.violations.clear()


async def test_nothing_beyond_this_machine_is_reached(telegram: FakeTelegram) -> None:
    assert telegram.origin.startswith("http://127.0.0.1:")
    with socket.socket() as elsewhere, pytest.raises(UserWarning, match="tried"):
        elsewhere.connect(("192.0.2.1", 443))
