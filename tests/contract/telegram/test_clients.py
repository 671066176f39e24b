"""Two independent client libraries, unchanged, run against the fake."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram import exceptions as aio
from telegram import error as ptb

from tests.contract.telegram.bots import ANSWERED, ASKED, BOTS, aiogram_bot, ptb_bot
from tests.support.telegram import FakeTelegram, Group, Impossible, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE
both = pytest.mark.parametrize("client", BOTS.values(), ids=BOTS)


@both
async def test_a_message_is_moderated_and_the_sender_is_quiet(
    telegram: FakeTelegram, group: Group, vera: Person, sem: Person, client: Any
) -> None:
    async with client(telegram) as heard:
        said = await sem.says(group, "koop spam")
        asked = await vera.receives(ASKED, group)
        assert (asked.reply_to, asked.buttons) == (said, ["Terecht"])
        answer = await vera.presses(asked, "Terecht")
        assert answer
        assert answer.text == "Dank je"
        assert (asked.text, asked.buttons, said.deleted) == (ANSWERED, [], True)
        with pytest.raises(Impossible):
            await sem.says(group, "mag ik weer?")
        telegram.clock.moves(hours=2)
        await sem.says(group, "daar ben ik weer")
        await telegram.until(lambda: ("message", "daar ben ik weer") in heard)
    assert ("chat_member", "restricted") in heard


@both
async def test_all_that_happens_is_heard_in_order(
    telegram: FakeTelegram, vera: Person, sem: Person, client: Any
) -> None:
    async with client(telegram) as heard:
        group = telegram.group("Nieuw", owner=vera, kind="group")
        await vera.adds_bot(group, admin=False)
        await vera.promotes(telegram.bot_user, group)
        await sem.joins(group)
        await sem.edits(await sem.says(group, "hoi"), "hoi!")
        new = await group.migrate()
        await vera.removes(sem, new)
        await telegram.user("Bo").sends_join_request(new)
        await sem.writes("mag ik terug?")
        await telegram.until(lambda: heard[-1:] == [("message", "mag ik terug?")])
    assert heard == [
        ("my_chat_member", "member"),
        ("message", ""),
        ("my_chat_member", "administrator"),
        ("chat_member", "member"),
        ("message", ""),
        ("message", "hoi"),
        ("edited_message", "hoi!"),
        ("message", ""),
        ("message", ""),
        ("chat_member", "kicked"),
        ("message", ""),
        ("chat_join_request", ""),
        ("message", "mag ik terug?"),
    ]


@both
async def test_a_bot_outlives_an_outage(
    telegram: FakeTelegram, group: Group, sem: Person, client: Any
) -> None:
    async with client(telegram) as heard:
        await telegram.until_fetched()
        telegram.goes_down()
        await sem.says(group, "hoort iemand mij?")
        telegram.comes_back()
        await telegram.until(lambda: ("message", "hoort iemand mij?") in heard)


async def test_python_telegram_bot_knows_every_refusal(
    telegram: FakeTelegram,
    basic: Group,
    group: Group,
    sem: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    said = await sem.says(group, "x")
    new = await basic.migrate()
    telegram.fail_next("sendMessage", retry_after=7)
    async with ptb_bot(telegram) as bot:
        with pytest.raises(ptb.RetryAfter) as late:
            await bot.send_message(group.id, "x")
        assert late.value.retry_after == timedelta(seconds=7)
        with pytest.raises(ptb.ChatMigrated) as moved:
            await bot.send_message(basic.id, "x")
        assert moved.value.new_chat_id == new.id
        with pytest.raises(ptb.Forbidden, match="can't initiate conversation"):
            await bot.send_message(sem.id, "x")
        sent = await bot.send_message(group.id, "x")
        with pytest.raises(ptb.BadRequest, match="Message is not modified"):
            await sent.edit_text("x")
        assert await bot.delete_message(group.id, said.id)
        with pytest.raises(ptb.BadRequest, match="Message to delete not found"):
            await bot.delete_message(group.id, said.id)
        telegram.cut_next("sendMessage", after=True)
        with pytest.raises(ptb.NetworkError):
            await bot.send_message(group.id, "dubbel?")
    assert [message.text for message in group.messages] == ["x", "dubbel?"]


async def test_python_telegram_bot_moderates(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    async with ptb_bot(telegram) as bot:
        assert (await bot.get_chat(group.id)).title == "TL3B"
        assert {one.user.first_name for one in await bot.get_chat_administrators(group.id)} == {
            "Vera",
            "Klaswacht",
        }
        whisper = {"ephemeral_message_parameters": {"receiver_user_id": sem.id}}
        await bot.send_message(group.id, "alleen voor jou", api_kwargs=whisper)
        assert [message.text for message in sem.sees(group)] == ["alleen voor jou"]
        await bot.send_photo(group.id, b"\x89PNG", caption="<i>beeld</i>", parse_mode="HTML")
        assert group.messages[-1].text == "beeld"
        await bot.set_my_commands([("help", "Hulp")], language_code="nl")
        await bot.ban_chat_member(group.id, sem.id)
        assert (await bot.get_chat_member(group.id, sem.id)).status == "kicked"
        await bot.unban_chat_member(group.id, sem.id)
    assert group.member(sem).status == "left"


async def test_aiogram_knows_every_refusal(
    telegram: FakeTelegram, basic: Group, group: Group, sem: Person
) -> None:
    new = await basic.migrate()
    telegram.fail_next("sendMessage", retry_after=7)
    async with aiogram_bot(telegram) as bot:
        with pytest.raises(aio.TelegramRetryAfter) as late:
            await bot.send_message(group.id, "x")
        assert late.value.retry_after == 7
        with pytest.raises(aio.TelegramMigrateToChat) as moved:
            await bot.send_message(basic.id, "x")
        assert moved.value.migrate_to_chat_id == new.id
        with pytest.raises(aio.TelegramForbiddenError, match="can't initiate conversation"):
            await bot.send_message(sem.id, "x")
        with pytest.raises(aio.TelegramBadRequest, match="message to delete not found"):
            await bot.delete_message(group.id, 999)
